"""`qiao flow …`: the requests a pack can accept, as a list and as pictures."""

from pathlib import Path

import click

from qiao import app, requests
from qiao.cli.access import pack_option
from qiao.cli.common import plain_errors, settings_from
from qiao.cli.screen import output

_language_option = click.option(
    "--language", type=click.Choice(["zh", "en"]), default="zh", show_default=True, help="Language of the texts."
)


@click.group("flow")
def flow_command() -> None:
    """Flows: how a request is accepted, step by step.

    \b
    Examples:
      qiao flow list
      qiao flow draw early_settlement_apply --out settlement.svg
    """


@flow_command.command("list")
@pack_option
@_language_option
def list_command(pack: Path | None, language: str) -> None:
    """Every flow with its row, kind, level, steps, slots and effect; then what goes to a person.

    \b
    Example:
      qiao flow list --language en
    """
    book = _book(pack)
    console = output()
    for flow in sorted(book.flows.values(), key=lambda one: (one.number, one.id)):
        console.print(f"{flow.number:>3}  {flow.id}  {flow.name.in_language(language)}")
        does = flow.effect.name if flow.effect else "shows facts"
        console.print(f"     {flow.kind}, {flow.level}; asks {', '.join(flow.asked)}; {does}")
    console.print(f"{len(book.flows)} flows; {len(book.hand_overs)} requests go to a person")


@flow_command.command("draw")
@click.argument("flow_id", metavar="ID")
@click.option(
    "--out", type=click.Path(path_type=Path, dir_okay=False), default=None, help="File to write; else stdout."
)
@pack_option
@_language_option
def draw_command(flow_id: str, out: Path | None, pack: Path | None, language: str) -> None:
    """Draw the flow ID as an SVG picture: its steps, its exits, what is said.

    \b
    Example:
      qiao flow draw change_due_date --language en --out change_due_date.svg
    """
    book = _book(pack)
    flow = book.flows.get(flow_id)
    if flow is None:
        raise click.ClickException(f"There is no flow {flow_id}. There are: {', '.join(sorted(book.flows))}")
    picture = requests.draw(flow, language)
    if out is None:
        click.echo(picture, nl=False)
        return
    with plain_errors():
        out.write_text(picture, encoding="utf-8")
    output().print(f"✓ {out}")


def _book(pack: Path | None) -> requests.FlowBook:
    with plain_errors():
        folder = pack or settings_from(None).pack or app.shipped_pack()
        return app.read_pack(folder).section(app.FLOWS)
