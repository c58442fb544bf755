"""`python -m tests.contract`: every operation asked hundreds of times by each asker."""

import argparse
import sys
import tempfile
from pathlib import Path

from tests.contract.asking import ask_everything
from tests.contract.people import POSTS, Asker
from tests.contract.running import running


def main() -> None:
    """Exit 1 when an answer was not as described."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--examples", type=int, default=200)
    examples: int = parser.parse_args().examples
    times, wrong = 0, 0
    with tempfile.TemporaryDirectory() as folder, running(Path(folder)) as server:
        for post in POSTS:
            asker = Asker(server, post)
            asker.renew()
            for one in ask_everything(asker, examples=examples):
                times += one.times
                if one.wrong:
                    wrong += 1
                    print(f"{post or 'nobody'}: {one.operation}: {one.wrong}")  # noqa: T201  (what this command is for)
        tail = server.tail()
    print(f"{times} requests, {wrong} operations with a wrong answer")  # noqa: T201
    sys.exit(1 if wrong or "Exception in ASGI application" in tail else 0)


if __name__ == "__main__":
    main()
