"""`python -m tests.kills_of_requests --runs 1000 --seed 1`: the long campaign, by command."""

import asyncio
import math
import sys
import tempfile
from pathlib import Path

import click

from tests.conftest import POSTGRES, postgres_database
from tests.kills_of_requests.campaign import Report, campaign, in_the_folder


@click.command()
@click.option("--runs", default=1000, show_default=True, help="How many customers agree to something.")
@click.option("--seed", default=1, show_default=True, help="The same seed throws the same dice.")
@click.option("--customers", default=24, show_default=True, help="Customers who ask at a time.")
@click.option("--database", type=click.Choice(["sqlite", "postgres"]), default="sqlite", show_default=True)
@click.option("--minutes", default=math.inf, help="Begin nothing new after so long, and report what there is.")
def main(runs: int, seed: int, customers: int, database: str, minutes: float) -> None:
    """Kill server and lender while customers agree to requests, and check that each happens once."""
    if database == "postgres" and not POSTGRES:
        raise click.UsageError("QIAO_TEST_POSTGRES names no server")
    report = asyncio.run(_run(runs, seed, customers, minutes, on_postgres=database == "postgres"))
    click.echo(f"\r{report}")
    sys.exit(0 if report.verdict.faultless else 1)


async def _run(runs: int, seed: int, customers: int, minutes: float, *, on_postgres: bool) -> Report:
    def progress(report: Report) -> None:
        wrong = sum(len(found) for found in report.verdict.by_kind().values())
        click.echo(
            f"\r{report.runs}/{runs} runs, {report.took_s / 60:.1f} min, {wrong} wrong, "
            f"last settled in {report.settled_s[-1]:.1f} s   ", nl=False, err=True,
        )  # fmt: skip

    with tempfile.TemporaryDirectory(prefix="qiao-kills-") as folder:
        return await campaign(
            runs=runs,
            seed=seed,
            folder=Path(folder),
            databases=postgres_database if on_postgres else in_the_folder,
            customers=customers,
            within_s=minutes * 60,
            progress=progress,
        )


main()
