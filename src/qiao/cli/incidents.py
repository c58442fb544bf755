"""`qiao incidents …`: public warnings, proposed as drafts that two people look at."""

import asyncio
from pathlib import Path

import click

from qiao import app, emergencies
from qiao.cli.common import data_option, existing_database, plain_errors, settings_from
from qiao.cli.screen import output
from qiao.emergencies.incidents.model import IncidentRow
from qiao.foundation.clock import SystemClock
from qiao.foundation.settings import Settings


@click.group("incidents")
def incidents_command() -> None:
    """Incidents: what befalls many at once.

    \b
    Example:
      qiao incidents propose warning.xml
    """


@incidents_command.command("propose")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, exists=True))
@data_option
def propose_command(file: Path, data: Path | None) -> None:
    """Make a draft of the public warning in FILE (Common Alerting Protocol 1.2).

    Nothing is activated by it: somebody looks at the draft, corrects and submits it, and a second person agrees.

    \b
    Example:
      qiao incidents propose warning.xml
    """
    with plain_errors():
        with file.open("rb") as read:
            warning = emergencies.read_warning(read.read(emergencies.LARGEST_BYTES + 1))
        row = asyncio.run(_propose(settings_from(data), warning))
    output().print(f"✓ {row.number}: a draft, level {row.level}, regions {', '.join(row.regions)}. Nobody sees it yet.")


async def _propose(settings: Settings, warning: emergencies.PublicWarning) -> IncidentRow:
    pack = app.load_pack(settings)
    incidents = emergencies.Incidents(pack, pack.section(emergencies.PLAYBOOKS))
    async with existing_database(settings) as database, database.transaction() as session:
        return await emergencies.propose(session, incidents, warning, now=SystemClock().now())
