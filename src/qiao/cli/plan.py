"""`qiao plan`: the calls a day will bring, the agents it needs, and what becomes of it when something is otherwise."""

import asyncio
import json
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

import click
from rich.table import Table

from qiao.cli.common import data_option, plain_errors, settings_from
from qiao.cli.plan_history import own_history, read_history
from qiao.cli.screen import output
from qiao.desk import planning
from qiao.desk.planning import Assumed, Came, Change, Doubt, Outlook, Patience, Targets
from qiao.foundation.business_calendar import SHANGHAI, BusinessCalendar
from qiao.foundation.clock import SystemClock

_SERVICE_S = 240.0
_WORDS = {
    "zh": {
        "columns": ("半小时", "来电", "在岗", "排班", "接通率", "时限内接通"),
        "otherwise": ("若如此：接通率", "时限内接通"),
        "day": "全天",
        "hours": "在岗 {hours:g} 人时，排班 {rostered:g} 人时；同样把握下 Erlang C 要 {by_c:g} 人时。",
        "simulated": "在 {days} 个模拟日中，{kept:.1%} 守住了目标（要求 {sure:.0%}）。",
    },
    "en": {
        "columns": ("HALF HOUR", "CALLS", "ON DUTY", "ROSTERED", "ANSWERED", "IN TIME"),
        "otherwise": ("IF SO: ANSWERED", "IN TIME"),
        "day": "day",
        "hours": "{hours:g} hours on duty, {rostered:g} rostered; as sure, Erlang C asks for {by_c:g}.",
        "simulated": "Of {days} simulated days {kept:.1%} kept the targets (asked: {sure:.0%}).",
    },
}


@dataclass(frozen=True, slots=True)
class _Plan:
    """What is shown: a day's half hours as planned, and as they would be."""

    on: date
    slots: list[str]
    outlook: list[Outlook]
    otherwise: list[Outlook] | None
    rostered: list[int]
    by_c_hours: float
    simulated_days: int
    kept: float | None


@click.command("plan")
@click.option("--history", type=click.Path(path_type=Path, dir_okay=False), help="CSV: start,calls by half hour.")
@click.option("--on", type=click.DateTime(["%Y-%m-%d"]), default=None, help="The day that is planned; else tomorrow.")
@click.option("--so-far", type=(str, float), default=None, metavar="TIME CALLS", help="Plan the rest of a day.")
@click.option(
    "--service", "service_s", type=click.FloatRange(1), help="Mean seconds in hand; else as measured, or 240."
)
@click.option("--patience", "patience_s", type=click.FloatRange(1), default=120, show_default=True, help="Its mean, s.")
@click.option("--shape", type=click.FloatRange(0.3, 10), default=1.0, show_default=True, help="Weibull; 1: Erlang A.")
@click.option("--at-once", type=click.IntRange(1), default=1, show_default=True, help="Conversations an agent holds.")
@click.option("--answered", type=float, default=0.95, show_default=True, help="Share of calls to be answered.")
@click.option("--in-time", type=float, default=0.85, show_default=True, help="Share to be answered within --within.")
@click.option("--within", type=click.FloatRange(0), default=20, show_default=True, help="Seconds.")
@click.option("--sure", type=float, default=0.9, show_default=True, help="Share of days that keep the targets.")
@click.option(
    "--off",
    type=(click.FloatRange(0, 1), click.FloatRange(0, 1)),
    default=(0.1, 0.08),
    show_default=True,
    help="Standard deviations by which days, and half hours of them, differ from a forecast.",
)
@click.option("--shrinkage", type=click.FloatRange(0, 0.9), default=0.0, show_default=True, help="Paid, not on duty.")
@click.option("--agents", type=int, default=0, help="What if: so many more, or (-2) fewer.")
@click.option("--calls", type=click.FloatRange(0.01), default=1.0, help="What if: so many times the calls.")
@click.option("--longer", type=click.FloatRange(0.01), default=1.0, help="What if: calls so many times as long.")
@click.option("--simulate", type=click.IntRange(0), default=0, metavar="DAYS", help="Live through days by the routing.")
@click.option("--language", type=click.Choice(["zh", "en"]), default="zh", show_default=True, help="Of the table.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@data_option
def plan_command(  # noqa: PLR0917  (click hands over each option)
    history: Path | None,
    on: datetime | None,
    so_far: tuple[str, float] | None,
    service_s: float | None,
    patience_s: float,
    shape: float,
    at_once: int,
    answered: float,
    in_time: float,
    within: float,
    sure: float,
    off: tuple[float, float],
    shrinkage: float,
    agents: int,
    calls: float,
    longer: float,
    simulate: int,
    language: str,
    as_json: bool,
    data: Path | None,
) -> None:
    """Forecast a day's calls by half hour and plan the agents who keep its targets.

    The history is a CSV file, or else the conversations that came to people here. With --agents, --calls and --longer
    the plan is shown as it would be with two agents sick, on a due date, with longer calls. With --simulate it is
    trimmed on simulated days and judged on others by the desk's own routing.

    \b
    按半小时预测某日来电并排出守住目标的坐席。历史取自 CSV，或本系统转人工的会话；
    --agents -2、--calls 1.3、--longer 1.2 看“若两人请假、遇还款日、通话变长”会怎样。

    \b
    Examples:
      qiao plan --history calls.csv --on 2026-12-10 --shrinkage 0.3
      qiao plan --history calls.csv --agents -2 --calls 1.3
      qiao plan --on 2026-12-10 --so-far 14:00 812 --json
    """
    now = SystemClock().now()
    day = on.date() if on else now.astimezone(SHANGHAI).date() + timedelta(days=1)
    with plain_errors():
        came = read_history(history) if history else asyncio.run(own_history(settings_from(data), now=now))
        expected = planning.learn(came.calls, BusinessCalendar()).calls(day)
        first, before, rest, doubt = 0, 0.0, expected, Doubt(*off)
        if so_far is not None:
            first = _begun(came, len(expected), so_far)
            before = expected[first - 1] if first else 0.0
            rest, doubt = planning.rest_of_day(expected, so_far[1], first, doubt)
        targets = Targets(answered=answered, in_time=in_time, answer_within_s=within, sure=sure)
        service = service_s or came.service_s or _SERVICE_S
        assumed = Assumed(service, Patience(patience_s, shape), at_once, shrinkage, targets, doubt)
        demand = assumed.demand(rest, before=before)
        plans_staff = planning.plan_staff_by_days if simulate else planning.plan_staff
        on_duty = assumed.on_duty(plans_staff(demand, targets, doubt))
        plan = _Plan(
            on=day,
            slots=[came.slot(first + number) for number in range(len(rest))],
            outlook=assumed.outlook(demand, on_duty, planning.AS_PLANNED),
            otherwise=assumed.outlook(demand, on_duty, Change(agents, calls, longer))
            if (agents, calls, longer) != (0, 1.0, 1.0)
            else None,
            rostered=assumed.rostered(on_duty),
            by_c_hours=sum(assumed.on_duty(planning.plan_staff_by_erlang_c(demand, targets, doubt))) / 2,
            simulated_days=simulate,
            # Other days than those the plan was trimmed on.
            kept=_kept(assumed.lived(demand, on_duty, simulate, seed=1), targets) if simulate else None,
        )
    if as_json:
        click.echo(json.dumps(_as_json(plan), ensure_ascii=False, indent=2))
    else:
        _show(plan, targets, language)


def _begun(came: Came, slots: int, so_far: tuple[str, float]) -> int:
    """The number of the half hour from which the rest of the day is planned."""
    names = [came.slot(number) for number in range(slots)]
    at, calls = so_far
    if at not in names or calls < 0:
        raise click.ClickException(f"--so-far {at}: name the beginning of a half hour from {names[0]} to {names[-1]}")
    return names.index(at)


def _kept(lived: list[tuple[float, float]], targets: Targets) -> float:
    """The share of days that keep the targets."""
    return sum(answered >= targets.answered and in_time >= targets.in_time for answered, in_time in lived) / len(lived)


def _as_json(plan: _Plan) -> dict[str, object]:
    return {
        "on": plan.on.isoformat(),
        "hours": sum(slot.agents for slot in plan.outlook) / 2,
        "rostered_hours": sum(plan.rostered) / 2,
        "erlang_c_hours": plan.by_c_hours,
        "kept": plan.kept,
        "day": asdict(planning.of_day(plan.outlook)),
        "day_if": asdict(planning.of_day(plan.otherwise)) if plan.otherwise else None,
        "half_hours": [
            {"start": start, **asdict(slot), "rostered": rostered, "if": asdict(otherwise) if otherwise else None}
            for start, slot, rostered, otherwise in zip(
                plan.slots, plan.outlook, plan.rostered, plan.otherwise or [None] * len(plan.slots), strict=True
            )
        ],
    }


def _show(plan: _Plan, targets: Targets, language: str) -> None:
    words = _WORDS[language]
    headings = [*words["columns"], *(words["otherwise"] if plan.otherwise else ())]
    table = Table(*headings, box=None, pad_edge=False, title=plan.on.isoformat())
    days = [*plan.outlook, planning.of_day(plan.outlook)]
    others = [*plan.otherwise, planning.of_day(plan.otherwise)] if plan.otherwise else [None] * len(days)
    names, rostered = [*plan.slots, str(words["day"])], [*plan.rostered, max(plan.rostered)]
    for name, slot, paid, otherwise in zip(names, days, rostered, others, strict=True):
        shown = [f"{share:.1%}" for one in (slot, otherwise) if one for share in (one.answered, one.in_time)]
        table.add_row(name, f"{slot.calls:.0f}", str(slot.agents), str(paid), *shown)
    console = output()
    console.print(table)
    hours, paid_hours = sum(slot.agents for slot in plan.outlook) / 2, sum(plan.rostered) / 2
    console.print(str(words["hours"]).format(hours=hours, rostered=paid_hours, by_c=plan.by_c_hours))
    if plan.kept is not None:
        console.print(str(words["simulated"]).format(days=plan.simulated_days, kept=plan.kept, sure=targets.sure))
