"""The parts of `examples/generate.py`: places, what stands there, and how it is written down.

One module for each province; nothing here is part of monitord.
"""
