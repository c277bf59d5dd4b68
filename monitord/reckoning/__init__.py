"""The ledger put to work: a database's evidence, its figures and files, corrections and closings.

What `monitord sla` does by itself, and the daemon in processes of their own.
"""
