"""`qiao audit`: prove the audit trail, search it, show its heads."""

import asyncio
import base64
import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import click
from rich.table import Table
from sqlalchemy.exc import SQLAlchemyError

from qiao.access import audit
from qiao.access.audit import Action, Head, Sought, Verification
from qiao.cli.common import data_option, existing_database, operator, plain_errors, settings_from
from qiao.cli.screen import aside, output, progress
from qiao.foundation.business_calendar import SHANGHAI
from qiao.foundation.clock import SystemClock
from qiao.foundation.keys import KeyRing, read_key_ring
from qiao.foundation.settings import Settings

_heads_option = click.option(
    "--heads",
    type=click.Path(path_type=Path, dir_okay=False),
    default=None,
    help="File of heads (QIAO_AUDIT_HEADS; default audit/heads.jsonl in the data folder).",
)
_DAY = click.DateTime(["%Y-%m-%d", "%Y-%m-%dT%H:%M"])


@click.group("audit")
def audit_command() -> None:
    """The audit trail: who did what to whose data, sealed so that no change goes unseen.

    \b
    Examples:
      qiao audit verify
      qiao audit search --customer 0199f0c2-… --field phone --from 2026-05-01 --to 2026-06-01
      qiao audit head
    """


@audit_command.command("verify")
@_heads_option
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.option("--note/--no-note", default=True, help="Write the outcome into the database, for the auditor's page.")
@data_option
def verify_command(data: Path | None, heads: Path | None, as_json: bool, note: bool) -> None:
    """Prove every record, every batch and every head, beside a running service; exit status 1 when something is wrong.

    What is younger than the last head (a minute at most) is vouched for by its own seals alone; what is not sealed
    yet (a second at most) is named as the tail. Give a copy of the heads that was kept on another machine with
    --heads: whoever can change both the database and the file could cut both.

    \b
    Examples:
      qiao audit verify
      qiao audit verify --heads /mnt/worm/heads.jsonl --json
    """
    with plain_errors():
        settings = settings_from(data)
        found = asyncio.run(_verify(settings, heads or settings.audit_heads_file, note=note))
    if as_json:
        click.echo(json.dumps(_wire(found), ensure_ascii=False, indent=2))
    else:
        _show(found)
    if not found.is_proven:
        raise SystemExit(1)


async def _verify(settings: Settings, heads: Path, *, note: bool) -> Verification:
    keys = audit.TrailKeys(_ring(settings))
    async with existing_database(settings) as database:
        async with database.reading() as session:
            state = (await audit.standing(session, keys)).state
        with progress(aside()) as bar:
            task = bar.add_task("Proving records", total=state.seq if state else None)
            found = await audit.verify(database, keys, heads, advance=lambda count: bar.advance(task, count))
        if note:
            try:
                async with database.transaction() as session:
                    await audit.note_verification(
                        session, keys, batch=found.batches, findings=found.findings.count, now=SystemClock().now()
                    )
            except (audit.TrailBroken, SQLAlchemyError):
                aside().print("The outcome could not be written into the database.")
    return found


def _show(found: Verification) -> None:
    screen = output()
    head = found.head
    if head is None:
        screen.print("No head outside the database fits it, so its end is vouched for by its own seals alone.")
    else:
        screen.print(
            f"Head of {head.at} UTC: batch {head.batch}, record {head.seq:,}; {found.heads:,} heads compared; "
            f"{found.after_head:,} sealed records are younger."
        )
    if found.lost_knowingly:
        screen.print(f"{found.lost_knowingly:,} heads speak of records lost by a restore that an operator accepted.")
    if found.torn_heads:
        screen.print(f"{found.torn_heads:,} lines of the heads were cut off while they were written.")
    if found.tail:
        screen.print(f"Not sealed yet: {found.tail:,} records, {found.tail_first} to {found.tail_last} UTC.")
    for finding in found.findings.listed:
        screen.print(f"✗ {finding.kind.value}: {finding.said}", style="red", highlight=False, soft_wrap=True)
    if found.findings.count > len(found.findings.listed):
        screen.print(f"… and {found.findings.count - len(found.findings.listed):,} more")
    if found.is_proven:
        screen.print(f"✓ {found.records:,} records in {found.batches:,} batches are as they were written.")


def _wire(found: Verification) -> dict[str, object]:
    return {
        "proven": found.is_proven,
        "records": found.records,
        "batches": found.batches,
        "head": found.head.model_dump() if found.head else None,
        "heads": found.heads,
        "heads_lost_by_accepted_restore": found.lost_knowingly,
        "heads_torn": found.torn_heads,
        "records_after_head": found.after_head,
        "tail": {"count": found.tail, "first_at": found.tail_first, "last_at": found.tail_last},
        "findings": dict(found.findings.counts),
        "listed": [
            {
                "kind": one.kind.value,
                "said": one.said,
                "batch": one.batch,
                "first": one.first,
                "last": one.last,
                "record": one.record,
            }
            for one in found.findings.listed
        ],
    }


@audit_command.command("head")
@_heads_option
@data_option
def head_command(data: Path | None, heads: Path | None) -> None:
    """Show the last head and the public key that its signature is checked with.

    Keep the public key apart: with it, a head can be checked without this deployment.

    \b
    Example:
      qiao audit head
    """
    with plain_errors():
        settings = settings_from(data)
        keys = audit.TrailKeys(_ring(settings))
        head = max(_heads_in(settings, heads, keys), key=lambda one: one.at, default=None)
    output().print(f"public key  {base64.b64encode(keys.public_key).decode()}", soft_wrap=True)
    output().print(head.model_dump_json() if head else "No head has been written yet.", soft_wrap=True)


@audit_command.command("search")
@click.option("--customer", type=click.UUID, help="Whose data.")
@click.option("--staff", help="Who did it, by username.")
@click.option("--field", help="Which field, such as phone.")
@click.option("--action", type=click.Choice([action.value for action in Action]), help="What was done.")
@click.option("--purpose", help="What for.")
@click.option("--from", "since", type=_DAY, help="From this day or minute on, Beijing time.")
@click.option("--to", "until", type=_DAY, help="Until before this day or minute.")
@click.option("--limit", type=click.IntRange(1, 10_000), default=50, show_default=True, help="The newest so many.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@data_option
def search_command(
    data: Path | None,
    *,
    customer: UUID | None,
    staff: str | None,
    field: str | None,
    action: str | None,
    purpose: str | None,
    since: datetime | None,
    until: datetime | None,
    limit: int,
    as_json: bool,
) -> None:
    """Who saw what, when and why: the newest first. The search itself is recorded under your name.

    \b
    Examples:
      qiao audit search --customer 0199f0c2-… --field phone --from 2026-05-01 --to 2026-06-01
      qiao audit search --staff linmei --action revealed
    """
    sought = Sought(
        customer_id=customer,
        field=field,
        action=Action(action) if action else None,
        purpose=purpose,
        since=since.replace(tzinfo=SHANGHAI) if since else None,
        until=until.replace(tzinfo=SHANGHAI) if until else None,
    )
    with plain_errors():
        found = asyncio.run(_search(settings_from(data), sought, staff, limit)).wire()
    if as_json:
        click.echo(json.dumps(found, ensure_ascii=False, indent=2))
        return
    table = Table("AT", "WHO", "POST", "DID", "FIELDS", "WHY", "CUSTOMER", box=None, pad_edge=False)
    for one in found["records"]:
        fields = ", ".join(f"{seen['field']} {seen['right']} ({seen['rule']})" for seen in one["fields"])
        at = datetime.fromisoformat(one["at"]).astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M:%S")
        why = " ".join(part for part in (one["purpose"], one["reason"]) if part)
        table.add_row(
            at, one["actor_name"] or one["actor"], one["post"], one["action"], fields, why, one["customer"] or ""
        )
    output().print(table if found["records"] else "Nothing on record fits.")
    if found["cursor"]:
        output().print("There are older ones: narrow the period, or raise --limit.")


async def _search(settings: Settings, sought: Sought, staff: str | None, limit: int) -> audit.Found:
    async with existing_database(settings) as database:
        audit.attach(database, _ring(settings))
        asker = audit.Record(operator(), Action.SEARCHED)
        async with database.transaction() as session:
            return await audit.find_records(
                session, sought, asker=asker, staff=staff, limit=limit, now=SystemClock().now()
            )


@audit_command.command("prove")
@click.argument("record", type=click.UUID)
@_heads_option
@data_option
def prove_command(data: Path | None, heads: Path | None, record: UUID) -> None:
    """Print a proof that RECORD is under a signed head, showing no other record.

    \b
    Example:
      qiao audit prove 0199f0c2-7d1e-7c51-9a8e-3f1f6c1b2a44 > proof.json
    """
    with plain_errors():
        settings = settings_from(data)
        keys = audit.TrailKeys(_ring(settings))
        proof = asyncio.run(_prove(settings, record, _heads_in(settings, heads, keys)))
    click.echo(json.dumps(proof.wire(), ensure_ascii=False, indent=1))


async def _prove(settings: Settings, record: UUID, heads: list[Head]) -> audit.Proof:
    async with existing_database(settings) as database, database.reading() as session:
        return await audit.prove(session, record, heads)


@audit_command.command("check")
@click.argument("proof", type=click.Path(path_type=Path, dir_okay=False, allow_dash=True))
@click.option("--public-key", required=True, help="The deployment's public key, as `qiao audit head` shows it.")
def check_command(proof: Path, public_key: str) -> None:
    """Check a PROOF that somebody printed, without database and keys.

    \b
    Example:
      qiao audit check proof.json --public-key k4pU…=
    """
    try:
        text = sys.stdin.read() if str(proof) == "-" else proof.read_text(encoding="utf-8")
        holds = audit.holds(json.loads(text), base64.b64decode(public_key, validate=True))
    except (KeyError, IndexError, TypeError, ValueError):
        raise click.ClickException("this is no proof, or no public key") from None
    except OSError as trouble:
        raise click.ClickException(f"{trouble.strerror}: {proof}") from None
    if not holds:
        raise click.ClickException("the proof does not hold: the record is not under that head")
    output().print("✓ the record is in the trail that the signed head speaks of")


@audit_command.command("accept")
@click.option("--reason", required=True, help="Why the trail begins again from here, such as the backup put back.")
@click.confirmation_option(prompt="Later records that heads speak of will count as lost knowingly. Go on?")
@data_option
def accept_command(data: Path | None, reason: str) -> None:
    """After a restore: declare that the trail goes on from what the database holds now.

    It writes a signed line into the file of heads and a record into the trail; both stay. A chain that was tampered
    with cannot be accepted.

    \b
    Example:
      qiao audit accept --reason "disk lost, backup of 2026-11-22 put back"
    """
    with plain_errors():
        head = asyncio.run(_accept(settings_from(data), reason))
    output().print(f"✓ the trail goes on from batch {head.batch}, record {head.seq:,}")


async def _accept(settings: Settings, reason: str) -> Head:
    async with existing_database(settings) as database:
        keys = audit.attach(database, _ring(settings))
        sink = audit.FileHeads(settings.audit_heads_file)
        return await audit.accept_as_it_is(database, keys, sink, by=operator(), reason=reason, now=datetime.now(UTC))


def _ring(settings: Settings) -> KeyRing:
    return read_key_ring(settings.master_key_file, create=False)


def _heads_in(settings: Settings, heads: Path | None, keys: audit.TrailKeys) -> list[Head]:
    file = heads or settings.audit_heads_file
    if not file.is_file():
        return []
    return [line.head for line in audit.read_heads(file, keys.public_key) if line.head is not None]
