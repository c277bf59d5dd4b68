"""Ratios against public tools, measured side by side in one run (`make bench`)."""
