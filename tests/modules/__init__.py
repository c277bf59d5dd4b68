"""Module files: what they may be and what is said about those that are not.

The good file, and everything that can be wrong with it, are in testdata/.
"""
