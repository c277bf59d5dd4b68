"""The month's report as a workbook: the figures, and formulas by which anybody works them out anew.

`table` and `page` write cells; each sheet has a module of its own; `make` puts them in order.
Nothing is kept in memory but the row that is being written.
"""

from exporters.reports.xlsx.make import write_book

__all__ = ["write_book"]
