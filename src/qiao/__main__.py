"""`python -m qiao`."""

from qiao.cli import main

if __name__ == "__main__":  # Processes that only learn import this too.
    main()
