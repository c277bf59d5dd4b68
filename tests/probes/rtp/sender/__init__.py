"""Streams against our reflector, against plain echoes, and against reflectors that lie."""
