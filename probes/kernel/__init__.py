"""What every probe needs of the kernel: socket options, stamps, clocks, addresses, ICMP errors."""
