"""The scenarios: what happens, and exactly what people are told of it.

All of one province run at the same time. A line of `expected` is one message.
"""

from tests.scenarios.table.many import DISTRICTS, PROVIDERS
from tests.scenarios.table.people import PEOPLE
from tests.scenarios.table.single import SINGLE
from tests.scenarios.table.standins import BACKUPS, MCUS
from tests.scenarios.table.wide import WIDE

PROVINCE = SINGLE + DISTRICTS + PROVIDERS + BACKUPS + MCUS + PEOPLE

__all__ = ["PROVINCE", "WIDE"]
