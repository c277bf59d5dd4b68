"""The arithmetic of the SLA ledger, pure: evidence in, intervals and figures out.

Times are arguments; nothing here reads a clock, a file or the database.
"""
