"""What streams look like on the wire, and what is taken for a reply."""
