"""The month's report as files, made from hand-made months and looked at with others' readers."""
