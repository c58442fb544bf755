"""Killing the server, and on PostgreSQL the database, while people complain: each complaint is on record once.

`history` decides whether a run was faultless, `complaining` are the customers and the officers who register for
others, `house` is what the server keeps, `killing` throws it down, `campaign` puts them together. `clocks` does the
same to deadlines: complaints fall due while the house goes down and comes back with its clock an hour off.

`python -m tests.kills_of_complaints --complaints 10000 --rate 20 --seed 1` runs a long one, `--clocks 1000` the other.
"""
