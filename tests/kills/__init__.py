"""Killing real servers under load, and checking that nobody lost a word (fault row F1).

`history` decides whether a run was faultless, `people` are the customers and agents who load it, `server` is the
process that is killed, `campaign` puts them together. `python -m tests.kills --kills 500 --seed 7` runs a long one.
"""
