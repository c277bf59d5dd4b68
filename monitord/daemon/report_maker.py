"""The child process of `reports`: `monitord sla report`, as long as the daemon lives."""

from __future__ import annotations

from monitord.cli.main import main
from monitord.reckoning.attended import attend

if __name__ == "__main__":
    attend()
    main(prog_name="monitord")
