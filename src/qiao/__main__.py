"""`python -m qiao`."""

from qiao.cli import main

main()
