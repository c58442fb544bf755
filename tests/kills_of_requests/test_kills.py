"""What somebody agreed to happens once, however often the server and the lender are killed meanwhile."""

import contextlib
from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from tests.kills_of_requests.campaign import campaign
from tests.kills_of_requests.history import SETTLED_WITHIN_S

pytestmark = [pytest.mark.kills, pytest.mark.both_databases("each database keeps what it promised in a way of its own")]

RUNS = 12


async def test_what_was_agreed_to_happens_once_while_both_are_killed(tmp_path: Path, database_url: str | None) -> None:
    @contextlib.asynccontextmanager
    async def its_database() -> AsyncGenerator[str | None]:
        yield database_url

    report = await campaign(
        runs=RUNS if database_url is None else RUNS // 2, seed=20, folder=tmp_path, databases=its_database, customers=24
    )

    print(report)  # noqa: T201  (shown when it fails, and by `-s`)
    assert report.verdict.faultless, str(report)
    assert report.kills_of_house + report.kills_of_lender > 0
    assert max(report.settled_s) <= SETTLED_WITHIN_S
