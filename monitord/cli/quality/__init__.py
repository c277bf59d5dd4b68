"""Test streams and signalling on the command line: run once (`check`), and drawn.

`asking` asks the engines, without the daemon; `words`, `legs` and `bars` put what came of it into
texts and tables; `documents` into JSON.
"""
