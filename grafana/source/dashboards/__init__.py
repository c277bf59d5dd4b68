"""One file for each dashboard, with a function `make`."""
