"""From module files (YAML) to `monitord.model.modules.Module`, every problem named at once.

What the keys of a file mean is in docs/snmp.md.
"""

from monitord.modules.load import InvalidModulesError, load, parse
from monitord.modules.suiting import suiting
from monitord.modules.together import Loaded, load_together, parse_together

__all__ = [
    "InvalidModulesError",
    "Loaded",
    "load",
    "load_together",
    "parse",
    "parse_together",
    "suiting",
]
