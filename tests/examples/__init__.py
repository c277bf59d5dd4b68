"""The example inventories: loaded with the real loader, counted, and compared with the facts.

The tests read the committed files; the package that they were made from is not needed.
"""
