"""`python -m tests.kills --kills 500 --seed 7`: the long campaign, by command."""

import asyncio
import sys
import tempfile
from pathlib import Path

import click

from tests.conftest import POSTGRES, postgres_database
from tests.kills.campaign import Report, campaign


@click.command()
@click.option("--kills", default=500, show_default=True, help="How often the server is killed.")
@click.option("--seed", default=1, show_default=True, help="The same seed throws the same dice.")
@click.option("--customers", default=12, show_default=True, help="Customers who talk at a time.")
@click.option("--database", type=click.Choice(["sqlite", "postgres"]), default="sqlite", show_default=True)
def main(kills: int, seed: int, customers: int, database: str) -> None:
    if database == "postgres" and not POSTGRES:
        raise click.UsageError("QIAO_TEST_POSTGRES names no server")
    report = asyncio.run(_run(kills, seed, customers, on_postgres=database == "postgres"))
    click.echo(f"\r{report}")
    sys.exit(0 if report.verdict.faultless else 1)


async def _run(kills: int, seed: int, customers: int, *, on_postgres: bool) -> Report:
    def progress(report: Report) -> None:
        last = f"last start {report.restarts_s[-1]:.1f} s"
        click.echo(f"\r{report.kills}/{kills} kills, {last}   ", nl=False, err=True)

    with tempfile.TemporaryDirectory(prefix="qiao-kills-") as folder:
        if not on_postgres:
            return await campaign(kills=kills, seed=seed, folder=Path(folder), customers=customers, progress=progress)
        async with postgres_database() as url:
            return await campaign(
                kills=kills,
                seed=seed,
                folder=Path(folder),
                database_url=url,
                customers=customers,
                progress=progress,
            )


main()
