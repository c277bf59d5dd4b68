"""The signalling probes, against sipp, real TLS servers and devices that nobody would build."""
