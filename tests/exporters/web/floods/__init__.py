"""The real server under those who mean no good: in great number, at great length, or very slow."""
