"""A day of work in which people write what must not be kept in clear, and a search for it everywhere afterwards (F29).

`python -m tests.planted` plants 1,000 values; the test plants fewer.
"""
