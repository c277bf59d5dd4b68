"""Root cause, by tables and by properties."""
