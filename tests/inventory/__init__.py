"""The inventory file: one bad file, one exact message; good files, diffs, schema and command.

`testdata/good.yaml` is edited into everything else.
"""
