"""`python -m tests.exporters.reports.child FOLDER CIRCUITS FORMAT…`: writes a report, step by step.

Each time it says how far it has come it prints that, and waits for a line.
"""

from __future__ import annotations

import sys
from pathlib import Path

from exporters.reports import write
from tests.exporters.reports import sample


def wait(done: float) -> None:
    print(done, flush=True)
    sys.stdin.readline()


if __name__ == "__main__":
    folder, circuits, *formats = sys.argv[1:]
    write(sample.big(int(circuits)), Path(folder), formats, "vi", wait)
