"""The site card."""
