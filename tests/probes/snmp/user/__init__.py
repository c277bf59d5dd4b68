"""Version 3, against real agents and on a network that forges, loses and repeats.

Every pair of algorithms is spoken.
"""
