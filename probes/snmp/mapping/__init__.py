"""From an agent's answer to vendor-neutral readings, as its modules say. Pure.

`module_map` is what others use; `plans` says what is to be read, `parts` maps one module.
"""
