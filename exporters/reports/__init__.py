"""The month's report as files: PDF, XLSX, CSV and JSON, all of the same figures.

Typst and XlsxWriter are loaded only when their format is asked for; the daemon never asks.
"""

from exporters.reports.files import write
from exporters.reports.names import FORMATS
from exporters.reports.progress import Progress

__all__ = ["FORMATS", "Progress", "write"]
