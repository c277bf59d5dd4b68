"""What people type: `monitord run`, `status`, `check`, `validate`, `simulate`.

`main` has the table of commands; each module holds one, and says it in words of the catalogue.
"""
