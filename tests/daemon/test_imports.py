"""What the daemon itself never needs in memory."""

from __future__ import annotations

import subprocess
import sys

IMPORTS = """
import sys
import monitord.cli.main, monitord.cli.run, monitord.daemon.main
heavy = {"rich", "httpx", "apprise", "psycopg", "reportlab", "pysnmp"}
heavy |= {"monitord.inventory", "monitord.modules"}
print(*sorted(heavy & set(sys.modules)))
"""


def test_what_reads_files_and_draws_tables_stays_out_of_the_daemon() -> None:
    found = subprocess.run(
        [sys.executable, "-c", IMPORTS], capture_output=True, text=True, check=True
    )
    assert found.stdout.split() == []
