"""How the dashboards' questions are put to the stage: the frozen moment, and what is filled in."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from tests.grafana.live import choices, fill
from tests.grafana.live.fill import Choice, Chosen
from tests.grafana.live.prometheus import SCRAPES_EVERY, Answer, Series, hastened
from tests.grafana.live.read import Dashboard, Target
from tests.grafana.live.stage import Recorded

STEPS = 600
"""As many points as a wide panel draws; each of them has all the data that there is."""
BUDGET = 1.0
"""Seconds for a query at 621 sites."""
AGAIN = 4
"""So often a query that took too long is asked again: the median counts, not a busy moment."""


@dataclass(frozen=True, slots=True)
class Asker:
    """Puts the questions."""

    stage: Recorded

    @property
    def built_in(self) -> Mapping[str, str]:
        """Grafana's own variables, for a time range from before the faults until the moment."""
        start, end = self.stage.since, self.stage.at
        span, every = int(end - start), SCRAPES_EVERY
        return {
            "__rate_interval": f"{4 * every}s",
            "__interval": f"{every}s",
            "__interval_ms": f"{1000 * every}",
            "__range": f"{span}s",
            "__range_s": f"{span}",
            "__range_ms": f"{1000 * span}",
            "__from": f"{int(1000 * start)}",
            "__to": f"{int(1000 * end)}",
        }

    def label_values(self, selector: str, label: str) -> Sequence[str]:
        """As a variable asks it."""
        return self.stage.ask.label_values(label, selector, self.stage.since, self.stage.at)

    def result(self, query: str) -> Sequence[Series]:
        """As a variable asks it."""
        return self.stage.ask.instant(query, self.stage.at).series

    def target(self, target: Target, choice: Choice) -> Answer:
        """What a panel asks, as it asks it; it looks back as little as the stage's rules do."""
        query = fill.query(hastened(target.expr), choice, self.built_in)
        return (self.over if target.over else self.now)(query)

    def now(self, query: str) -> Answer:
        """At the frozen moment."""
        return self.stage.ask.instant(query, self.stage.at)

    def over(self, query: str) -> Answer:
        """From before the faults until the moment."""
        start, end = self.stage.since, self.stage.at
        return self.stage.ask.over(query, start, end, (end - start) / STEPS)

    def options(self, dashboard: Dashboard, preferred: Mapping[str, str]) -> Mapping[str, Chosen]:
        """What is chosen of each variable: a preferred value where there is such a one, else all.

        Each is asked with what has been chosen of those before it.
        """
        choice: dict[str, Chosen] = {}
        for variable in dashboard.variables:
            values = choices.options(variable, choice, self, self.built_in)
            assert values, f"nothing to choose from for ${variable.name}"
            wish = preferred.get(variable.name)
            if wish in values:
                several = variable.multi or variable.include_all
                choice[variable.name] = Chosen((wish,), several)
            else:
                choice[variable.name] = choices.everything(variable, values)
        return choice


def seconds(answer: Answer, again: Callable[[], Answer]) -> float:
    """How long a query takes: the first time will do if it is within the budget."""
    if answer.seconds <= BUDGET:
        return answer.seconds
    return median([answer.seconds, *_repeated(again)])


def _repeated(again: Callable[[], Answer]) -> Iterator[float]:
    for _ in range(AGAIN):
        yield again().seconds
