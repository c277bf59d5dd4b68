"""Test streams: `packets`, `statistics` of them, our `reflector`, and the `sender`.

Nothing is imported here: a reflector is to be small, and needs no event loop.
"""
