"""Killing the server and the lender's systems while customers agree to requests: each happens exactly once.

`history` decides whether a wave was faultless, `asking` are the customers who agree, `lender` is the sandbox process
and what it holds, `house` what the server holds, `killing` throws both down, `campaign` puts them together.
`python -m tests.kills_of_requests --runs 1000 --seed 1` runs a long one.
"""
