"""The reflector: its core by tables and fuzzing, and the real process over loopback."""
