"""`qiao …`: starting, keeping and asking the house from a terminal."""

from qiao.cli.main import main

__all__ = ["main"]
