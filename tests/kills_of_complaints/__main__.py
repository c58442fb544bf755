"""`python -m tests.kills_of_complaints --complaints 10000 --rate 20 --seed 1`: the long campaign, by command."""

import asyncio
import math
import sys
import tempfile
from pathlib import Path

import click

from tests.conftest import POSTGRES, postgres_database
from tests.kills_of_complaints import falling_due
from tests.kills_of_complaints.campaign import Report, campaign
from tests.kills_of_complaints.killing import Cluster


@click.command()
@click.option("--complaints", default=10_000, show_default=True, help="How many people complain.")
@click.option("--rate", default=20.0, show_default=True, help="How many of them begin each second.")
@click.option("--seed", default=1, show_default=True, help="The same seed throws the same dice.")
@click.option("--database", type=click.Choice(["sqlite", "postgres"]), default="sqlite", show_default=True)
@click.option("--minutes", default=math.inf, help="Begin nothing new after so long, and report what there is.")
@click.option("--clocks", "deadlines", default=0, help="Instead: so many complaints fall due under kills and jumps.")
def main(*, complaints: int, rate: float, seed: int, database: str, minutes: float, deadlines: int) -> None:
    """Kill the house while people complain, and check that every complaint is on record once.

    On PostgreSQL the database is shut down at random, too, where its programs are installed: it is one of the
    campaign's own then. Else it is that of QIAO_TEST_POSTGRES, and stays up.
    """
    on_postgres = database == "postgres"
    if on_postgres and not Cluster.binaries() and not POSTGRES:
        raise click.UsageError("no PostgreSQL is installed here, and QIAO_TEST_POSTGRES names none")
    if deadlines:
        found = asyncio.run(_fall_due(deadlines, seed))
        click.echo(found)
        sys.exit(0 if found.verdict.faultless else 1)
    report = asyncio.run(_complain(complaints, rate, seed, minutes, on_postgres=on_postgres))
    click.echo(f"\r{report}")
    sys.exit(0 if report.verdict.faultless else 1)


async def _complain(complaints: int, rate: float, seed: int, minutes: float, *, on_postgres: bool) -> Report:
    def progress(report: Report) -> None:
        click.echo(
            f"\r{report.begun}/{complaints} began, {report.confirmed} confirmed, {report.kills} kills   ",
            nl=False,
            err=True,
        )

    async def under_kills(folder: Path, url: str | None = None, cluster: Cluster | None = None) -> Report:
        return await campaign(
            complaints=complaints,
            rate=rate,
            seed=seed,
            folder=folder,
            database_url=url,
            cluster=cluster,
            within_s=minutes * 60,
            progress=progress,
        )

    with tempfile.TemporaryDirectory(prefix="qiao-kills-") as name:
        folder = Path(name)
        if not on_postgres:
            return await under_kills(folder)
        if binaries := Cluster.binaries():
            async with Cluster.built(binaries) as cluster:
                return await under_kills(folder, cluster=cluster)
        async with postgres_database() as url:
            return await under_kills(folder, url)


async def _fall_due(deadlines: int, seed: int) -> falling_due.Report:
    with tempfile.TemporaryDirectory(prefix="qiao-kills-") as folder:
        return await falling_due.campaign(complaints=deadlines, seed=seed, folder=Path(folder))


main()
