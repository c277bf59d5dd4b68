"""The month's report as PDF: Biên bản đối soát chất lượng dịch vụ, with its annexes.

`document` and its neighbours choose the words, `layout` fits them to the columns, `templates/*.typ`
draw them (typst, in Roboto, embedded). Data is never evaluated: it reaches typst as JSON.
"""

from exporters.reports.pdf.make import as_pdf

__all__ = ["as_pdf"]
