"""The vocabulary that every part shares: inventory, states, reasons, messages, probes' contracts.

Pure: frozen dataclasses and protocols, no clock, no socket, no file. Imports nothing else of ours.
"""
