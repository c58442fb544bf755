"""`python -m tests.planted`: 1,000 planted values, a day of work, and what was found afterwards."""

import argparse
import asyncio
import shutil
import sys
import tempfile
from collections import Counter
from pathlib import Path

from tests.planted.campaign import run


def main() -> None:
    """Exit 1 when something was found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--values", type=int, default=1_000)
    parser.add_argument("--keep", type=Path, help="a new folder to keep everything in, to look at it")
    wanted = parser.parse_args()
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if chromium is None:
        sys.exit("No Chromium is installed. On Debian: apt-get install chromium fonts-noto-cjk")
    with tempfile.TemporaryDirectory() as temporary:
        folder = wanted.keep or Path(temporary)
        outcome = asyncio.run(run(folder, count=wanted.values, chromium=chromium))
    print(  # noqa: T201  (what this command is for)
        f"{len(outcome.planted)} values planted, written {outcome.typed} times, {outcome.sealed} of them kept sealed; "
        f"{outcome.searched_bytes / 2**20:.0f} MiB searched, {outcome.traces} batches of traces among them; "
        f"{len({one.value for one in outcome.found})} values found"
    )
    for (where, how), count in Counter((one.where, one.how) for one in outcome.found).most_common():
        print(f"  {count} × {how} in {where}")  # noqa: T201
    sys.exit(1 if outcome.found else 0)


if __name__ == "__main__":
    main()
