"""What people are told: whole outages, from the first lost echo to the message and its end.

The daemon runs in a simulated province and speaks to a real Alertmanager, whose messages are
recorded. `table` says what happens and exactly what is to be told of it.
"""
