"""`qiao access …`: who may see what, why, and who signed it."""

import difflib
import subprocess
from pathlib import Path

import click
from rich.cells import cell_len, set_cell_size
from rich.console import Console

from qiao import access, app
from qiao.access import Asked, GrantBook, Hidden, Holding, Post, Scope, Sight
from qiao.access.grants import FOLDER, cedar, review, sign_off
from qiao.cli.common import plain_errors, settings_from
from qiao.cli.screen import output
from qiao.foundation.clock import SystemClock

pack_option = click.option(
    "--pack",
    type=click.Path(path_type=Path, file_okay=False),
    default=None,
    help="Pack folder (QIAO_PACK; default the shipped pack).",
)


@click.group("access")
def access_command() -> None:
    """Who may see what, and why.

    \b
    Examples:
      qiao access who-sees bank_card
      qiao access sees phone_agent
      qiao access why online_agent address service
    """


@access_command.command("who-sees")
@click.argument("field")
@pack_option
def who_sees_command(field: str, pack: Path | None) -> None:
    """Every post that sees FIELD, how much of it, for what, whose, and by which rule.

    \b
    Example:
      qiao access who-sees bank_card
    """
    book = _book(pack)
    if field not in book.fields:
        raise click.ClickException(f"There is no field {field}. There are: {', '.join(book.fields)}")
    _show(output(), book, book.who_can_see(field), by_post=True)


@access_command.command("sees")
@click.argument("post", type=click.Choice([post.value for post in Post]))
@pack_option
def sees_command(post: str, pack: Path | None) -> None:
    """Everything that POST sees.

    \b
    Example:
      qiao access sees phone_agent
    """
    book = _book(pack)
    _show(output(), book, book.what_can_see(Post(post)), by_post=False)


@access_command.command("why")
@click.argument("post", type=click.Choice([post.value for post in Post]))
@click.argument("field")
@click.argument("purpose")
@click.option(
    "--holding",
    type=click.Choice(["none", "own", "case", "team"]),
    default="own",
    help="What is in hand: an open contact (own), a case, the team's, or none.",
)
@click.option("--step-up", is_flag=True, help="As if the password had just been entered again.")
@pack_option
def why_command(*, post: str, field: str, purpose: str, holding: str, step_up: bool, pack: Path | None) -> None:
    """What POST would see of FIELD for PURPOSE, and why, or why not and how to ask.

    \b
    Examples:
      qiao access why online_agent address service
      qiao access why complaint_officer phone complaint --holding case --step-up
    """
    book, now = _book(pack), SystemClock().now()
    asked = Asked(
        post=post,
        field=field,
        purpose=purpose,
        holding=None if holding == "none" else Holding(Scope(holding), now),
        purposes_of_subject=frozenset(book.purposes),
        on_shift=True,
        quota_left=1,
        stepped_up=step_up,
        now=now,
    )
    console, answer = output(), access.decide(book.table, asked)
    if isinstance(answer, Hidden):
        reason = book.reason(answer)
        console.print(f"hidden: {answer.because}" + (f", rule {answer.rule}" if answer.rule else ""))
        console.print(f"  {reason.why.zh} / {reason.why.en}")
        console.print(f"  {reason.ask.zh} / {reason.ask.en}")
        if answer.purposes:
            console.print(f"  purposes that would do: {', '.join(answer.purposes)}")
        return
    console.print(f"shown: {_how_much(book, answer.right, answer.form)}, rule {answer.rule}")
    for grant in answer.also:
        console.print(f"  also: {_how_much(book, grant.right, grant.form)}, rule {grant.rule}")
    if answer.after_step_up:
        more = answer.after_step_up
        console.print(f"  after a step-up: {_how_much(book, more.right, more.form)}, rule {more.rule}")


@access_command.command("export")
@click.option(
    "--cedar", "folder", required=True, type=click.Path(path_type=Path, file_okay=False), help="Folder to write into."
)
@pack_option
def export_command(folder: Path, pack: Path | None) -> None:
    """Write the table as Cedar policies, for auditors and other engines.

    \b
    Example:
      qiao access export --cedar /tmp/rights
    """
    book = _book(pack)
    with plain_errors():
        schema, policies = cedar.export(book, folder)
    output().print(f"{schema}\n{policies}: {len(book.rows)} rules, and two that hold for all")


@access_command.command("sign-off")
@click.option(
    "--against",
    type=click.Path(path_type=Path, file_okay=False, exists=True),
    help="A pack folder as it was signed; without it, the last commit.",
)
@pack_option
def sign_off_command(against: Path | None, pack: Path | None) -> None:
    """What changed in the table of rights since it was signed, and the digests to sign.

    Changes that let somebody see more come first. Nothing is written: two who may sign put the digests and their dates
    into sign-off.yaml.

    \b
    Examples:
      qiao access sign-off
      qiao access sign-off --against /backup/packs/consumer_credit
    """
    console = output()
    folder = (pack or settings_from(None).pack or app.shipped_pack()) / FOLDER
    with plain_errors():
        digests = sign_off.digests(folder)
        signed = sign_off.signed_digests(folder)
    if signed == digests:
        console.print(f"Every file is as it was signed: {folder}")
        return
    for name, found in digests.items():
        if signed.get(name) == found:
            continue
        before = (against / FOLDER / name).read_bytes() if against else _committed(folder, name)
        after = (folder / name).read_text(encoding="utf-8")
        console.print(f"{name} is not the file that was signed.", style="bold")
        if before is None:
            console.print("  What was signed is not at hand: name a folder that has it with --against.")
            continue
        if sign_off.digest(before) != signed.get(name):
            console.print("  What it is compared with is not what was signed either.")
        _show_changes(console, name, before.decode(errors="replace"), after)
    console.print("\nfiles:")
    for name, found in digests.items():
        console.print(f'  {name}: "{found}"')


def _book(pack: Path | None) -> GrantBook:
    with plain_errors():
        folder = pack or settings_from(None).pack or app.shipped_pack()
        return app.read_pack(folder).section(access.GRANTS)


def _committed(folder: Path, name: str) -> bytes | None:
    """The file at the last commit; None where there is no git, no repository or no such file."""
    try:
        found = subprocess.run(  # noqa: S603  (our own words)
            ["git", "show", f"HEAD:./{name}"],  # noqa: S607  (the reviewer's own git)
            cwd=folder,
            capture_output=True,
            check=False,
        )
    except FileNotFoundError:
        return None
    return found.stdout if found.returncode == 0 else None


def _show(console: Console, book: GrantBook, sights: list[Sight], *, by_post: bool) -> None:
    if not sights:
        console.print("Nobody." if by_post else "Nothing.")
        return
    lines = [("post" if by_post else "field", "", "sees", "whose", "rule", "for, and notes")]
    for sight in sights:
        name = book.posts[sight.post].name if by_post else book.fields[sight.field].name
        step_up = ", after a step-up" if sight.grant.step_up else ""
        lines.append(
            (
                sight.post if by_post else sight.field,
                name.zh,
                f"{_how_much(book, sight.grant.right, sight.grant.form)}{step_up}",
                sight.grant.scope,
                sight.grant.rule,
                ", ".join(sight.purposes) + (f"; {sight.note}" if sight.note else ""),
            )
        )
    # Chinese characters take two cells of a terminal.
    widths = [max(cell_len(line[column]) for line in lines) for column in range(len(lines[0]) - 1)] + [0]
    for line in lines:
        cells = (set_cell_size(cell, max(width, cell_len(cell))) for cell, width in zip(line, widths, strict=True))
        console.print("  ".join(cells).rstrip())


def _how_much(book: GrantBook, right: access.Right, form: access.Form | None) -> str:
    return f"{right} ({book.words.forms[form].en})" if form else right.value


def _show_changes(console: Console, name: str, before: str, after: str) -> None:
    if name != "grants.csv":
        for line in difflib.unified_diff(before.splitlines(), after.splitlines(), "signed", "now", n=0, lineterm=""):
            console.print(f"  {line}")
        return
    found = review.changes(before, after)
    for one in found:
        row = one.after or one.before
        sign = "+" if not one.before else "-" if not one.after else "~"
        console.print(
            f"  {sign} {one.rule:<24}{row['post']} · {row['field']}: {_in_words(one)}{'  WIDER' if one.widens else ''}"
        )
    if not found:
        console.print("  No right changed: only notes, order or spelling.")


def _in_words(one: review.Changed) -> str:
    if one.before and one.after:
        return ", ".join(f"{column} {one.before[column] or '–'} → {one.after[column] or '–'}" for column in one.columns)
    row = one.after or one.before
    step_up = ", after a step-up" if row["step_up"] == "yes" else ""
    return f"{row['right']} {row['form']}".strip() + f" for {row['purposes']} of {row['scope']}{step_up}"
