"""Whether endpoints and MCUs answer calls: SIP OPTIONS, and the H.323 call-signalling port."""
