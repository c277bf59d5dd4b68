"""A desk in memory: incidents and windows kept as the daemon keeps them, without the daemon."""
