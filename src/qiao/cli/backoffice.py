"""`qiao backoffice …`: the way to the lender's own systems."""

import asyncio
import json
from pathlib import Path

import click

from qiao.backoffice.conformance import Asked, Conformance
from qiao.backoffice.contract.signing import secret_in
from qiao.backoffice.http import Address
from qiao.cli.common import plain_errors
from qiao.cli.screen import output
from qiao.foundation.clock import SystemClock


@click.group("backoffice")
def backoffice_command() -> None:
    """The way to the lender's own systems."""


@backoffice_command.command("check")
@click.argument("url")
@click.option("--key-id", default="qiao", show_default=True, help="Under which name the lender knows the secret.")
@click.option(
    "--secret-file", type=click.Path(path_type=Path, exists=True, dir_okay=False), default=None,
    help="File with the shared secret in hexadecimal. Without it nothing is signed.",
)  # fmt: skip
@click.option("--customer", default=None, help="The lender's id of a test customer, of whom everything is read.")
@click.option("--writes", is_flag=True, help="Also open and withdraw a ticket of that customer.")
@click.option("--deadline", "deadline_s", type=float, default=5.0, show_default=True, help="Seconds for one answer.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a question.")
def check_command(  # noqa: PLR0917  (Click hands options over by name)
    url: str,
    key_id: str,
    secret_file: Path | None,
    customer: str | None,
    writes: bool,
    deadline_s: float,
    as_json: bool,
) -> None:
    """Ask the systems at URL whether they keep the back-office contract. Exit status 1 when they do not.

    \b
    Examples:
      qiao backoffice check http://127.0.0.1:8760 --secret-file qiao-sandbox/secret
      qiao backoffice check https://core.example.com --secret-file core.secret --customer C000001 --writes
    """
    if writes and customer is None:
        raise click.ClickException("--writes needs a test customer: name one with --customer.")
    with plain_errors():
        secret = _secret(secret_file)
    conformance = Conformance(Address(url, key_id, secret, deadline_s), SystemClock(), customer, writes=writes)
    failed = asyncio.run(_ask(conformance, as_json=as_json))
    if failed:
        raise SystemExit(1)


async def _ask(conformance: Conformance, *, as_json: bool) -> int:
    console, asked, failed = output(), 0, 0
    async for one in conformance.ask():
        asked += 1
        failed += one.trouble is not None
        if as_json:
            click.echo(json.dumps({"what": one.what, "kept": one.trouble is None, "trouble": one.trouble}))
        else:
            console.print(_line(one))
    if not as_json:
        console.print(f"{asked - failed} of {asked} kept.")
    return failed


def _line(one: Asked) -> str:
    return f"✓ {one.what}" if one.trouble is None else f"✗ {one.what}: {one.trouble}"


def _secret(file: Path | None) -> bytes:
    if file is None:
        return b""
    try:
        return secret_in(file.read_text())
    except ValueError:
        raise click.ClickException(f"{file} holds no secret in hexadecimal.") from None
