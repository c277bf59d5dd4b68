"""Streams in a simulated province, against its packet log, a capture on its device, and tshark."""
