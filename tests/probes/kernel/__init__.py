"""The room that all probes share."""
