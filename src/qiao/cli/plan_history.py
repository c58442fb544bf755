"""What came before, for `qiao plan`: calls of each half hour, from a CSV file or from the house's own conversations."""

from datetime import datetime
from pathlib import Path

import click

from qiao.cli.common import existing_database
from qiao.desk import plans
from qiao.desk.planning import Came, HistoryUnreadable, read_half_hours
from qiao.foundation.settings import Settings


def read_history(path: Path) -> Came:
    """Raises click.ClickException with what is wrong, or OSError when the file cannot be read."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        try:
            return read_half_hours(file)
        except HistoryUnreadable as trouble:
            raise click.ClickException(_said(path, trouble.params)) from None


def _said(path: Path, params: dict[str, object]) -> str:
    if "column" in params:
        return f"{path} has no column `{params['column']}`; its first line must name start,calls"
    if "calls" in params:
        return f"{path} has no calls"
    if "days" in params:
        return f"{path} reaches over {params['days']} days; {params['most']} are the most"
    return f"{path}:{params['line']}: write a half hour and its calls, as 2026-11-02T08:30,41"


async def own_history(settings: Settings, *, now: datetime) -> Came:
    """The conversations that came to people here, of up to two years and whole days. Raises click.ClickException."""
    async with existing_database(settings) as database, database.reading() as session:
        came = await plans.own_calls(session, now=now)
    if came is None:
        raise click.ClickException("No conversation came to people here before today. Give a history with --history.")
    return came
