"""`monitord maintenance`: planned windows in which nothing alerts.

`picture` reads the API's documents, `tables` draws, the rest are the commands.
"""
