"""The arithmetic of test streams, pure: loss, order, jitter, delay, bursts, E-model."""
