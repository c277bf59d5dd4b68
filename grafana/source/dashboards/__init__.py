"""A file or folder for each dashboard, with a function `make`."""
