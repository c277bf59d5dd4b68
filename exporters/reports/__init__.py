"""The month's report as files: PDF, XLSX, CSV and JSON, all of the same figures."""
