"""The life of incidents, pure: from faults to incidents, their history and their alerts' labels."""
