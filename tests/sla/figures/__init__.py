"""Tables and properties of the figures, on intervals made by hand."""
