"""Root cause, pure: from what is known now to how each site is, and which faults explain it.

A `World` is one moment; a `Sight` is what has been concluded from it so far, for whoever asks more
than one question about the same moment.
"""

from monitord.diagnosis.asking import ancestors, doubted, next_due
from monitord.diagnosis.faults import find_faults
from monitord.diagnosis.judgement import Judged, judge_site, passes
from monitord.diagnosis.measured import unmeasured
from monitord.diagnosis.sight import Sight
from monitord.diagnosis.ties import Ties
from monitord.diagnosis.world import Coverage, World

__all__ = [
    "Coverage",
    "Judged",
    "Sight",
    "Ties",
    "World",
    "ancestors",
    "doubted",
    "find_faults",
    "judge_site",
    "next_due",
    "passes",
    "unmeasured",
]
