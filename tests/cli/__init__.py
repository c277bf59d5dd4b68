"""The command line: what it prints, how it ends, how the wall fits a screen.

`province` makes API documents of 621 sites; `daemon` serves them over HTTP.
"""
