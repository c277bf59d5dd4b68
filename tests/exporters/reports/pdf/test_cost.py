"""What a province's report costs: measured in a process of its own, as it is made there."""

from __future__ import annotations

import subprocess
import sys

MOST = 300
"""MiB at the peak, Python and the report's own figures among them: what a report may take. Measured
were 215 to 265, for the PDF is drawn by threads."""
CODE = """
from pathlib import Path
from exporters.reports.pdf import as_pdf
from monitord.texts import texts
from tests.exporters.reports import sample

report = sample.big()
made = as_pdf(report, texts("vi"))
assert len(report.providers[0].outages) + len(report.providers[1].outages) > 3000
status = Path("/proc/self/status").read_text()  # ru_maxrss is that of the parent, if it was larger
print(next(int(line.split()[1]) for line in status.splitlines() if "VmHWM" in line) // 1024)
print(len(made))
"""


def test_a_province_with_thousands_of_outages_fits_in_memory() -> None:
    ran = subprocess.run([sys.executable, "-c", CODE], capture_output=True, check=True, text=True)
    peak, size = map(int, ran.stdout.split())
    assert peak < MOST
    assert size < 4 * 2**20
