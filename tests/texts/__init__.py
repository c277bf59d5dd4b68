"""The catalogue: both languages whole and alike, Vietnamese written as Vietnamese.

Read from the .po files themselves.
"""
