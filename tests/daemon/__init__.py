"""The parts of the daemon, each with real files, sockets, threads and processes."""
