"""What must hold of every dashboard: each lint says, in words, what does not."""
