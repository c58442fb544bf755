"""`qiao rules …`: who may ask for what, under which rules, by which figures of the day."""

import json
from datetime import date, datetime
from pathlib import Path
from typing import get_args

import click

from qiao import app
from qiao.cli.access import pack_option
from qiao.cli.common import plain_errors, settings_from
from qiao.cli.screen import output
from qiao.foundation.business_calendar import SHANGHAI
from qiao.foundation.clock import SystemClock
from qiao.policy import LANGUAGES, rules
from qiao.policy.rules import Applied, Counting, Level, NotOfKind, Outcome, Party, RuleBook, Standing, Verdict, Who

_MARKS = {Standing.HELD: "✓", Standing.BROKEN: "✗", Standing.UNKNOWN: "?"}


@click.group("rules")
def rules_command() -> None:
    """Who may ask for what, under which rules and figures.

    \b
    Examples:
      qiao rules of early_settlement_apply
      qiao rules ask close_account --level A3 customer.balance=0
      qiao rules figures --on 2027-01-01
    """


@rules_command.command("of")
@click.argument("request")
@pack_option
def of_command(request: str, pack: Path | None) -> None:
    """Everything that decides on REQUEST: the permit, its rules, and the facts these ask about.

    \b
    Example:
      qiao rules of change_due_date
    """
    book, today = _book(pack), _today()
    permit = _permit(book, request)
    console = output()
    console.print(f"{request}: {permit.level}, for {', '.join(permit.parties)}, by {', '.join(book.posts[permit.by])}")
    for checked in book.rules:
        if checked.concerns(request, today):
            rule = checked.rule
            demand = f"fewer {rule.quota.of} than {rule.quota.most}" if rule.quota else rule.need
            where = f" where {rule.when}" if rule.when else ""
            console.print(f"  {rule.id}: {demand}{where}; else {rule.otherwise} ({rule.source})")
    console.print("  asks about: " + (", ".join(sorted(book.facts_for(request, today))) or "nothing"))


@rules_command.command("ask")
@click.argument("request")
@click.argument("told", nargs=-1, metavar="FACT=VALUE …")
@click.option("--post", default="bot", show_default=True, help="Who would carry it out.")
@click.option("--level", type=click.Choice(get_args(Level)), default="A2", show_default=True)
@click.option("--party", type=click.Choice(get_args(Party)), default="self", show_default=True)
@click.option("--at", type=click.DateTime(), default=None, help="Another moment than now, in Shanghai.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@pack_option
def ask_command(  # noqa: PLR0917  (click hands over each option)
    request: str,
    told: tuple[str, ...],
    post: str,
    level: Level,
    party: Party,
    at: datetime | None,
    as_json: bool,
    pack: Path | None,
) -> None:
    """What the rules say of REQUEST, given these facts; values are JSON, a word stands for itself.

    \b
    Examples:
      qiao rules ask close_account --level A3 customer.balance=1200
      qiao rules ask settlement_certificate loan.state=settled request.own_address=true
    """
    book = _book(pack)
    _permit(book, request)
    try:
        facts = rules.known(dict(_pair(one) for one in told), book.facts)
    except NotOfKind as trouble:
        raise click.ClickException(str(trouble)) from None
    now = at.replace(tzinfo=SHANGHAI) if at else SystemClock().now()
    verdict = book.verdict(request, facts, Who(post, level, party), now)
    today = now.astimezone(SHANGHAI).date()
    if as_json:
        click.echo(json.dumps(_as_json(book, verdict, today), ensure_ascii=False))
        return
    console = output()
    console.print(
        f"{request}: {verdict.outcome}" + (f" {verdict.level}" if verdict.outcome is Outcome.NEEDS_LEVEL else "")
    )
    for one in verdict.applied:
        console.print(f"  {_MARKS[one.standing]} {one.rule}")
    for one in verdict.reasons:
        console.print(f"  {book.said(one.text, 'zh', today)}" + (f" → {one.instead}" if one.instead else ""))
    for name in sorted(verdict.missing | {count.fact for count in verdict.counts}):
        console.print(f"  not told: {name}")


@rules_command.command("figures")
@click.option("--on", type=click.DateTime(["%Y-%m-%d"]), default=None, help="Another day than today.")
@pack_option
def figures_command(on: datetime | None, pack: Path | None) -> None:
    """Every dated figure as it stands on a day, with its source.

    \b
    Example:
      qiao rules figures --on 2027-01-01
    """
    book, day = _book(pack), on.date() if on else _today()
    console = output()
    for name, table in book.tables.items():
        holding = [figure for figure in table.values if figure.since <= day]
        if not holding:
            console.print(f"{name}: nothing yet on {day}")
            continue
        figure = max(holding, key=lambda one: one.since)
        doubt = "" if figure.checked else ", not compared with its source yet"
        console.print(f"{name}: {figure.value} {table.kind}, since {figure.since} ({figure.source}{doubt})")


def _book(pack: Path | None) -> RuleBook:
    with plain_errors():
        folder = pack or settings_from(None).pack or app.shipped_pack()
        return app.read_pack(folder).section(rules.RULES)


def _permit(book: RuleBook, request: str) -> rules.Permit:
    permit = book.permits.get(request)
    if permit is None:
        raise click.ClickException(f"There is no request {request}. There are: {', '.join(book.permits)}")
    return permit


def _pair(told: str) -> tuple[str, object]:
    name, found, value = told.partition("=")
    if not found:
        raise click.ClickException(f"{told!r}: write fact=value, such as loan.outstanding=0")
    try:
        return name, json.loads(value)
    except ValueError:
        return name, value


def _today() -> date:
    return SystemClock().now().astimezone(SHANGHAI).date()


def _as_json(book: RuleBook, verdict: Verdict, today: date) -> dict[str, object]:
    def reason(one: Applied) -> dict[str, str | None]:
        texts = {language: book.said(one.text, language, today) for language in LANGUAGES}
        return {"rule": one.rule, **texts, "instead": one.instead}

    def count(one: Counting) -> dict[str, str]:
        return {"fact": one.fact, "of": one.of, "per": one.per, "since": one.since.isoformat()}

    return {
        "outcome": verdict.outcome,
        "level": verdict.level,
        "rules": {one.rule: one.standing for one in verdict.applied},
        "reasons": [reason(one) for one in verdict.reasons],
        "missing": sorted(verdict.missing),
        "counts": [count(one) for one in verdict.counts],
    }
