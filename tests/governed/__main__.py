"""`python -m tests.governed --candidates 1000000 --seed 1`: random candidates before both judges, by command."""

import asyncio
import sys
import tempfile
import time
from pathlib import Path

import click

from qiao import app
from qiao.foundation.settings import Settings
from qiao.outreach import GOVERNOR
from tests.conftest import POSTGRES, postgres_database
from tests.governed.campaign import Governed, Report, campaign
from tests.governed.in_memory import InMemory
from tests.governed.lives import Life
from tests.governed.on_a_database import opened


@click.command()
@click.option("--candidates", default=1_000_000, show_default=True, help="How many touches are judged.")
@click.option("--seed", default=1, show_default=True, help="The same seed lives the same lives.")
@click.option(
    "--through",
    type=click.Choice(["memory", "sqlite", "postgres"]),
    default="memory",
    show_default=True,
    help="The pure judgement, or the whole gate with its tables.",
)
def main(candidates: int, seed: int, through: str) -> None:
    """Compare the governor with a judge that was written by itself."""
    if through == "postgres" and not POSTGRES:
        raise click.UsageError("QIAO_TEST_POSTGRES names no server")
    began = time.monotonic()
    report = asyncio.run(_run(candidates, seed, through))
    click.echo(f"{report}\n{time.monotonic() - began:.0f} s")
    for line in report.differences[:5] + report.outside[:5]:
        click.echo(line)
    sys.exit(1 if report.differences or report.outside else 0)


async def _run(candidates: int, seed: int, through: str) -> Report:
    pack = app.load_pack(Settings(data=Path("unused")))
    rules = pack.section(GOVERNOR)
    if through == "memory":

        async def begins(life: Life) -> Governed:
            _ = life
            return InMemory(rules)

        return await campaign(begins, candidates=candidates, seed=seed)
    with tempfile.TemporaryDirectory(prefix="qiao-governed-") as folder:
        if through == "sqlite":
            async with opened(rules, Path(folder), None) as house:
                return await campaign(house.begins, candidates=candidates, seed=seed)
        async with postgres_database() as url, opened(rules, Path(folder), url) as house:
            return await campaign(house.begins, candidates=candidates, seed=seed)


main()
