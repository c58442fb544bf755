"""Random lives of customers, before the governor and before a judge written by itself.

The judge (`judge.py`) was written from the rules as people state them, reads neither the pack nor any of the product,
and goes through everything that ever happened each time it is asked. `python -m tests.governed` compares the two.
"""
