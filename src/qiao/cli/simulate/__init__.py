"""Simulated customers: they judge how the robot accepts requests, and know nothing of how it does that.

Wording, seeds and scoring import neither `bot`, `language` nor `requests` (checked by import-linter): whoever marks
the work must not have learnt from the same book.
"""

from qiao.cli.simulate.command import simulate_command

__all__ = ["simulate_command"]
