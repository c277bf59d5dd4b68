"""The second half of the daemon: what the checks' transitions mean for sites and circuits.

`inbox` takes events once and in order; `picture` keeps how everything is, with `memory` (checks),
`lines` (circuits and their time) and `facts` (observations); `works` are the maintenance windows;
`centre` puts them together with the root causes and the incidents.
"""
