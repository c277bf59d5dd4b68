"""What people are told of an incident: alerts with texts in both languages, and the site card."""
