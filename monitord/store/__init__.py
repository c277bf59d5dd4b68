"""What must outlive the daemon, in one database: SQLite by default, PostgreSQL by URL.

`tables` says what is kept; a module for each kind (`transitions`, `incidents` with `affected` and
`history`, `windows`, `liveness`, `observations`, `revisions`) writes and reads it. `backlog` is
what waits, `journal` writes it in batches, `engine` opens the database, `store` keeps it off the
event loop.
"""
