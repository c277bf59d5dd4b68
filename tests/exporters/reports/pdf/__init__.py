"""The month's report as PDF, read back by poppler's programs."""
