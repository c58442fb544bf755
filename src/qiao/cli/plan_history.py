"""What came before, for `qiao plan`: calls of each half hour, from a CSV file or from the house's own conversations."""

from datetime import datetime
from pathlib import Path

import click

from qiao.cli.common import existing_database
from qiao.desk import planning, plans
from qiao.desk.planning import Came
from qiao.foundation.settings import Settings


def read_history(path: Path) -> Came:
    """Raises click.ClickException with what is wrong, or OSError when the file cannot be read."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        try:
            return planning.read_half_hours(file)
        except planning.HistoryColumnMissing as missing:
            column = missing.params["column"]
            trouble = f"{path} has no column `{column}`; its first line must name start,calls"
        except planning.HistoryWithoutCalls:
            trouble = f"{path} has no calls"
        except planning.HistoryTooLong as long:
            trouble = f"{path} reaches over {long.params['days']} days; {long.params['most']} are the most"
        except planning.HistoryUnreadable as wrong:
            line = wrong.params["line"]
            trouble = f"{path}:{line}: write a half hour and its calls, as 2026-11-02T08:30,41"
    raise click.ClickException(trouble)


async def own_history(settings: Settings, *, now: datetime) -> Came:
    """The conversations that came to people here, of up to two years and whole days. Raises click.ClickException."""
    async with existing_database(settings) as database, database.reading() as session:
        came = await plans.own_calls(session, now=now)
    if came is None:
        raise click.ClickException("No conversation came to people here before today. Give a history with --history.")
    return came
