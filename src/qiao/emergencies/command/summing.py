"""A report in sentences: what a reader wants first, from the same figures; pure."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from qiao.emergencies.command.figures import Stage
from qiao.emergencies.command.reading import Report
from qiao.emergencies.command.showing import Figure, few
from qiao.emergencies.command.timeline import What
from qiao.foundation.business_calendar import SHANGHAI
from qiao.policy import InBoth

_MINUTE, _HOUR, _DAY = 60, 3600, 86400
_SHORT_S = 10
_NOTHING = InBoth(zh="—", en="—")
_SPANS = (
    (What.SUBMITTED, What.AGREED, InBoth(zh="申报到第二人同意", en="declared to agreed")),
    (What.AGREED, What.SHOWN, InBoth(zh="同意到客户页面显示", en="agreed to shown")),
    (What.SHOWN, What.FIRST_TOLD, InBoth(zh="显示到首次告知客户", en="shown to the first customer told")),
    (What.SHOWN, What.FIRST_NEED, InBoth(zh="显示到首件诉求", en="shown to the first need")),
    (What.FIRST_NEED, What.FIRST_ARRIVED, InBoth(zh="首件诉求到贷后收到", en="first need to post-loan")),
    (What.FIRST_NEED, What.FIRST_DECIDED, InBoth(zh="首件诉求到首次决定", en="first need to the first decision")),
    (What.SHOWN, What.SHOWN_NO_MORE, InBoth(zh="对客户显示的时长", en="shown to customers for")),
    (What.SUBMITTED, What.CLOSED, InBoth(zh="申报到结束", en="declared to closed")),
)


def duration(seconds: float, language: str) -> str:
    """A time as people say it: the two largest units."""
    day, hour, minute, second = ("天", "小时", "分", "秒") if language == "zh" else (" d ", " h ", " min ", " s")
    if seconds < _SHORT_S:
        return f"{seconds:.1f}{second}".strip()
    whole = round(seconds)
    if whole < _MINUTE:
        return f"{whole}{second}".strip()
    parts = ((_DAY, day), (_HOUR, hour), (_MINUTE, minute), (1, second))
    told = list[str]()
    for size, unit in parts:
        count, whole = divmod(whole, size)
        if count or told:
            told.append(f"{count}{unit}" if count else "")
    return "".join(told[:2]).strip()


def moment(at: datetime, language: str, *, year: bool = False, seconds: bool = False) -> str:
    """A moment in Beijing."""
    here = at.astimezone(SHANGHAI)
    clock = f"{here:%H:%M:%S}" if seconds else f"{here:%H:%M}"
    if language == "zh":
        return f"{here.year}年{here.month}月{here.day}日{clock}" if year else f"{here.month}月{here.day}日 {clock}"
    return f"{here.day} {here:%B %Y}, {clock}" if year else f"{here.day} {here:%b} {clock}"


def value(one: Figure, language: str) -> str:
    """A figure as it is printed."""
    if one.is_few:
        return "*"
    if one.value is None:
        return _NOTHING.in_language(language)
    if one.unit == "seconds":
        return duration(one.value, language)
    return f"{one.value:.0%}" if one.unit == "share" else f"{one.value:,.0f}"


def spans(report: Report) -> list[tuple[InBoth, float]]:
    """How long each part took, in seconds: from the last beginning to what followed it."""
    found = list[tuple[InBoth, float]]()
    for since, until, name in _SPANS:
        begun, ended = _at(report, since), _at(report, until)
        if begun is not None and ended is not None and ended >= begun:
            found.append((name, (ended - begun).total_seconds()))
    return found


def sentences(report: Report, language: str) -> Sequence[str]:
    """How it stands, or stood."""
    return [text.in_language(language) for text in (*_declared(report), *_needs(report), *_people(report))]


def open_points(report: Report, language: str) -> Sequence[str]:
    """What somebody has to look at."""
    return [text.in_language(language) for text in _open(report)]


def _declared(report: Report) -> Iterator[InBoth]:
    if (took := _span(report, What.SUBMITTED, What.AGREED)) is None:
        return
    by, second = _by(report, What.SUBMITTED), _by(report, What.AGREED)
    yield InBoth(
        zh=f"由{by}申报、{second}同意，相隔{duration(took, 'zh')}。",
        en=f"Declared by {by} and agreed to by {second} after {duration(took, 'en')}.",
    )


def _needs(report: Report) -> Iterator[InBoth]:
    needs, stages, spread = report.needs, report.stages, report.to_post_loan
    if report.row.is_rehearsal:
        return
    if not needs.all:
        yield InBoth(zh="没有登记诉求。", en="No needs were registered.")
        return
    waits = stages[Stage.UNDECIDED]
    yield InBoth(
        zh=f"共登记诉求{needs.all:,}件（说明{needs.tellings:,}次）：贷后待决定{waits:,}件，"
        f"已同意{needs.approved:,}件，未通过{needs.refused:,}件。",
        en=f"{needs.all:,} needs were registered ({needs.tellings:,} tellings): {waits:,} wait for a decision, "
        f"{needs.approved:,} are approved, {needs.refused:,} refused.",
    )
    if spread.p50_s is not None and spread.p90_s is not None:
        yield InBoth(
            zh=f"从客户确认到贷后收到，一半在{duration(spread.p50_s, 'zh')}内，"
            f"九成在{duration(spread.p90_s, 'zh')}内。",
            en=f"From a customer’s yes to post-loan: half within {duration(spread.p50_s, 'en')}, "
            f"nine in ten within {duration(spread.p90_s, 'en')}.",
        )
    holds = report.holds
    if holds.standing and holds.last_ends_at is not None:
        yield InBoth(
            zh=f"暂停催收中{holds.standing:,}件，最晚到{moment(holds.last_ends_at, 'zh')}。",
            en=f"Calls pause for {holds.standing:,}, until {moment(holds.last_ends_at, 'en')} at the latest.",
        )
    yield InBoth(
        zh=f"暂停期内放行的催收类触达{report.late_touches:,}次。",
        en=f"Touches about debts that left in a pause: {report.late_touches:,}.",
    )


def _people(report: Report) -> Iterator[InBoth]:
    if report.known is None:
        return
    within = few(report.known.within)
    yield (
        InBoth(zh="已知在受影响地区的客户很少，不显示人数。", en="Few customers are known to be in these regions.")
        if within is None
        else InBoth(
            zh=f"已知在受影响地区的客户{within:,}人。", en=f"{within:,} customers are known to be in these regions."
        )
    )


def _open(report: Report) -> Iterator[InBoth]:
    stages, needs = report.stages, report.needs
    if count := stages[Stage.TROUBLED]:
        yield InBoth(
            zh=f"{count:,}件诉求没有送达贷后，要人处理。",
            en=f"{count:,} needs did not reach post-loan: a person has to act.",
        )
    if (count := stages[Stage.ON_THE_WAY]) and report.not_arrived_since is not None:
        waits = (report.now - report.not_arrived_since).total_seconds()
        yield InBoth(
            zh=f"{count:,}件诉求还在送往贷后，最久的已等{duration(waits, 'zh')}。",
            en=f"{count:,} needs are on their way to post-loan, the oldest since {duration(waits, 'en')}.",
        )
    if (count := stages[Stage.UNDECIDED]) and needs.oldest_undecided_at is not None:
        waits = (report.now - needs.oldest_undecided_at).total_seconds()
        yield InBoth(
            zh=f"{count:,}件诉求等贷后决定，最早的登记于{duration(waits, 'zh')}前。",
            en=f"{count:,} needs wait for post-loan, the oldest for {duration(waits, 'en')}.",
        )
    if count := stages[Stage.UNLINKED]:
        yield InBoth(
            zh=f"{count:,}件诉求未关联账户，靠约定的回电核实。",
            en=f"{count:,} needs belong to nobody known: calls are promised.",
        )
    if count := report.holds.ending_soon:
        yield InBoth(zh=f"{count:,}件暂停将在3天内到期。", en=f"{count:,} pauses end within 3 days.")
    if count := report.late_touches:
        yield InBoth(
            zh=f"暂停期内有{count:,}次催收类触达放行，要查明原因。",
            en=f"{count:,} touches about debts left in a pause: find out why.",
        )


def _span(report: Report, since: What, until: What) -> float | None:
    begun, ended = _at(report, since), _at(report, until)
    return (ended - begun).total_seconds() if begun is not None and ended is not None and ended >= begun else None


def _at(report: Report, what: What) -> datetime | None:
    """When it happened last: what was taken back began anew."""
    return max((one.at for one in report.moments if one.what is what), default=None)


def _by(report: Report, what: What) -> str:
    who = next((one.by for one in reversed(report.moments) if one.what is what), None)
    return report.names.get(who, "—") if who is not None else "—"
