"""A province behind a TUN device: what `monitord simulate` and the lab of the tests run.

`decide` is the pure core; `inside` the process in the namespace; `outside` how it gets there.
"""
