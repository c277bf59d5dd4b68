"""What people are told of incidents."""
