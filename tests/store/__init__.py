"""Real SQLite files, real threads, real kills."""
