"""The other end of a test stream: answers RTP probes, STAMP and TWAMP-Light, and nothing else."""
