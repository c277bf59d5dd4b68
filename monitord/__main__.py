"""`python -m monitord`, the same as the console script."""

from monitord.cli.main import main

main(prog_name="monitord")
