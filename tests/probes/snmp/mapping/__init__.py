"""What answers mean: by hand-computed tables, by recordings, and for any answer at all.

The shipped modules are tested here too.
"""
