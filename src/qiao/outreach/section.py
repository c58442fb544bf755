"""Reading `outreach/governor.yaml`: what it must say, so that nothing that holds of a customer is left out of it."""

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from typing import Any

from qiao.outreach.book import GovernorRules
from qiao.outreach.elsewhere import ids, mapping, rows
from qiao.outreach.shapes import CapRule, Figure, GovernorFile, Hours, Those
from qiao.outreach.terms import Code, Gate, Kind, Medium, Subject
from qiao.policy import Intent, PackFolder, Section

FILE = "outreach/governor.yaml"
_STANDING, _LOAN = "standing.yaml", "lifecycle/loan.yaml"
_OF_FLAGS = frozenset({Gate.LAW, Gate.STOP, Gate.OPT_OUT, Gate.HOLD, Gate.SILENCE})
_Wrong = tuple[tuple[str | int, ...], str, str]


def _read(folder: PackFolder, intents: Mapping[str, Intent]) -> GovernorRules | None:
    """What the file says; every problem is named on `folder`."""
    _ = intents
    found = folder.model(FILE, GovernorFile)
    if found is None:
        return None
    file, parsed = found
    known, loans = mapping(folder, _STANDING), mapping(folder, _LOAN)
    wrong = (*_wrong(parsed), *_wrong_standing(parsed, known), *_wrong_situations(parsed, known, loans))
    for place, what, remedy in wrong:
        folder.problem(file.path, file.line(place), what, remedy)
    return GovernorRules(parsed)


def _wrong(file: GovernorFile) -> Iterator[_Wrong]:
    yield from _wrong_channels(file)
    yield from _wrong_ids(file)
    for place, figures in _figures(file):
        yield from _wrong_dates(place, figures)
    for index, cap in enumerate(file.caps):
        yield from _wrong_cap(file, index, cap)
    yield from _left_out(("merge", "then"), Kind, file.merge.then)
    yield from _left_out(("words",), Code, file.words)


def _left_out(place: tuple[str, ...], asked: Iterable[str], there: Container[str]) -> Iterator[_Wrong]:
    for one in asked:
        if one not in there:
            yield place, f"{one} is missing", "add it"


def _wrong_channels(file: GovernorFile) -> Iterator[_Wrong]:
    for place, about in _abouts(file):
        named = [(index, channel) for index, those in enumerate(about) for channel in those.channels or ()]
        for index, channel in named:
            if channel not in file.channels:
                yield (*place, index), f"{channel} is no channel", f"one of {sorted(file.channels)}"


def _wrong_ids(file: GovernorFile) -> Iterator[_Wrong]:
    """Reasons are told by the names of rules, so that no two may share one."""
    seen: set[str] = {*Code, *file.flags, *file.holds}
    for name, rules in (("consents", file.consents), ("quiet", file.quiet), ("caps", file.caps)):
        for index, rule in enumerate(rules):
            if rule.id in seen:
                yield (name, index, "id"), f"{rule.id} stands twice", "rename one"
            seen.add(rule.id)
    systems = [one.system for one in file.reporters.values()]
    for name, reporter in file.reporters.items():
        if systems.count(reporter.system) > 1:
            yield ("reporters", name, "system"), f"{reporter.system} stands twice", "give each reporter its own webhook"


def _wrong_dates(place: tuple[str | int, ...], figures: Sequence[Figure | Hours]) -> Iterator[_Wrong]:
    starts = [one.since for one in figures]
    for index, one in enumerate(figures):
        if one.since in starts[:index]:
            yield (*place, index), f"two values from {one.since}", "keep one of them"
        if isinstance(one, Hours) and one.value[:5] == one.value[6:]:
            yield (*place, index), f"{one.value} is no time at all, or all of it", "name two different times"


def _wrong_cap(file: GovernorFile, index: int, cap: CapRule) -> Iterator[_Wrong]:
    """What counts calls may count nothing else: a message has no number that is dialled, and never comes through."""
    if not cap.connected and cap.per is Subject.CUSTOMER:
        return
    for those in cap.about:
        named = those.channels if those.channels is not None else tuple(file.channels)
        if any(file.channels[one].medium is not Medium.CALL for one in named if one in file.channels):
            yield ("caps", index, "for"), f"{cap.id} counts calls, and names other channels", "name calls alone"


def _wrong_standing(file: GovernorFile, known: Mapping[str, Any]) -> Iterator[_Wrong]:
    """Every flag and hold is spoken of, and nothing that does not exist."""
    for name, rules in (("flags", file.flags), ("holds", file.holds)):
        there = ids(known.get(name))
        for one in sorted(there - rules.keys()):
            yield (name,), f"{one} of {_STANDING} is missing", "say what it stops; for: [] where it stops nothing"
        for one in rules:
            if one not in there:
                yield (name, one), f"{one} is not in {_STANDING}", "correct the id or take it out"
    for one, flag in file.flags.items():
        if flag.gate not in _OF_FLAGS:
            yield ("flags", one, "gate"), f"{flag.gate} is no gate of flags", f"one of {sorted(_OF_FLAGS)}"
    scopes = {str(one.get("id")): frozenset(map(str, one.get("scopes", ()))) for one in rows(known.get("consents"))}
    for index, rule in enumerate(file.consents):
        if rule.purpose not in scopes:
            yield ("consents", index, "purpose"), f"{rule.purpose} is no consent", f"one of {sorted(scopes)}"
    for channel, of_channel in file.channels.items():
        if scopes and not any(of_channel.consent in one for one in scopes.values()):
            yield ("channels", channel, "consent"), f"no consent knows {of_channel.consent}", f"see {_STANDING}"


def _wrong_situations(file: GovernorFile, known: Mapping[str, Any], loans: Mapping[str, Any]) -> Iterator[_Wrong]:
    rule, stages, flags = file.situations, ids(loans.get("stages")), ids(known.get("flags"))
    for name, there, of in (
        ("overdue", stages, _LOAN),
        ("hardship", stages, _LOAN),
        ("hardship_flags", flags, _STANDING),
    ):
        for one in sorted(getattr(rule, name) - there):
            yield ("situations", name), f"{one} is not in {of}", "correct the id or take it out"


def _abouts(file: GovernorFile) -> Iterator[tuple[tuple[str | int, ...], Sequence[Those]]]:
    for name, rules in (("consents", file.consents), ("quiet", file.quiet), ("caps", file.caps)):
        for index, rule in enumerate(rules):
            yield (name, index, "for"), rule.about
    for name, stops in (("flags", file.flags), ("holds", file.holds)):
        for one, stop in stops.items():
            yield (name, one, "for"), stop.about
    for code, about in file.silence.each():
        yield ("silence", code.value), about
    yield ("her_hours", "for"), file.her_hours.about


def _figures(file: GovernorFile) -> Iterator[tuple[tuple[str | int, ...], Sequence[Figure | Hours]]]:
    for index, cap in enumerate(file.caps):
        yield ("caps", index, "most"), cap.most
    for index, quiet in enumerate(file.quiet):
        yield ("quiet", index, "hours"), quiet.hours
    yield ("merge", "minutes"), file.merge.minutes
    yield ("priority", "minutes"), file.priority.minutes


GOVERNOR = Section("governor", _read)
"""The section of the pack in which the governor's rules stand: `pack.section(GOVERNOR)`."""
