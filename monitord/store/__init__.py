"""What must outlive the daemon, in one database: SQLite by default, portable to PostgreSQL.

`tables` says what is kept, `revisions` reads and writes it, `store` keeps it off the event loop.
"""
