"""`qiao …`: starting, keeping and asking the house from a terminal."""

import gc

# Importing the house, reading a pack and serving a turn make objects by the ten thousand that stay or go by
# themselves; at the usual 700 the collector would be looking most of the time.
gc.set_threshold(20_000, 20, 50)

from qiao.cli.main import main  # noqa: E402  (imports are the first thing to be spared)

__all__ = ["main"]
