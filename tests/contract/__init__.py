"""The committed OpenAPI document against a running server: requests made from it, and answers measured by it.

`python -m tests.contract` asks much longer than the test does.
"""
