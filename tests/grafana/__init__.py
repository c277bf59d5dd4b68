"""What the dashboards are made of, and whether what they ask has answers."""
