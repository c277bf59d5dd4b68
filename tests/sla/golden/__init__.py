"""Golden months: timelines short enough to be worked out by hand, and what they come to.

Each file in `months/` is one month: what happened, and the figures expected of it, to the second,
each with its arithmetic. `golden.NAMES` lists them, `golden.load(name)` gives the evidence, the
month and the figures; tests of the ledger, of the report and of its formats all take them here.

How a file reads: times are on the wall of the organization's zone unless they name an offset.
Whatever is not told of was up, measured without a break. Durations are sums: `31d - 20m`. An
expected figure that is not there is 0, `present` the whole month, `answered` as for all causes.
"""

from tests.sla.golden.loader import NAMES, Golden, load

__all__ = ["NAMES", "Golden", "load"]
