"""`monitord incidents`: what is wrong, who takes care, what became of it.

`picture` reads the API's documents, `tables` and `detail` draw, the rest are the commands.
"""
