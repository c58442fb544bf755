"""The section `emergencies` of a pack: what happens when something befalls many at once, one playbook for each sort."""

import re
from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, cast

from pydantic import BaseModel, ConfigDict, Field

from qiao.policy import FACT, LANGUAGES, InBoth, Intent, Lane, PackFolder, Section
from qiao.policy.overlays import Entry

FILE = "emergencies/playbooks.yaml"
_STANDING, _LENDER = "standing.yaml", "lender.yaml"
HELD = "collection"
"""The hold of `standing.yaml` that whoever has a need is given."""
_PLACEHOLDER = re.compile(r"(?<!\{)\{([a-z_]+)\}(?!\})")
_FILLED_IN = frozenset({"kind", "place", "until"})
_Id = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{1,23}$")]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Hotline(_Part):
    """Whom else to call."""

    name: InBoth
    number: Annotated[str, Field(pattern=r"^[0-9][0-9-]{2,18}$")]


class Playbook(_Part):
    """One sort of incident. Days are calendar days; without `hold_days` nothing is held back for anybody.

    `is_local`: it is about regions, so who lives elsewhere may say that it is not about her.
    """

    version: Annotated[str, Field(min_length=1, max_length=20)]
    name: InBoth
    kinds: dict[_Id, InBoth] = Field(min_length=1)
    signs: dict[_Id, tuple[Annotated[str, Field(min_length=1, max_length=40)], ...]] = Field(default_factory=dict)
    """Words by which a public warning is known to be of a kind."""
    is_local: bool
    most_days: Annotated[int, Field(ge=1, le=365)]
    lane: Lane
    banner: InBoth
    first_line: InBoth
    entry: Entry | None = None
    urgent: tuple[str, ...] = ()
    hold_days: Annotated[int, Field(ge=1, le=365)] | None = None
    relief: tuple[_Id, ...] = ()
    notices: tuple[Annotated[int, Field(ge=1, le=60)], ...] = ()
    script: InBoth
    hotlines: tuple[Hotline, ...] = ()


class _File(_Part):
    playbooks: dict[_Id, Playbook] = Field(min_length=1)


@dataclass(frozen=True, slots=True)
class PlaybookBook:
    """Every playbook by its id."""

    playbooks: Mapping[str, Playbook]


_Wrong = tuple[tuple[str | int, ...], str, str]


def _read(folder: PackFolder, intents: Mapping[str, Intent]) -> PlaybookBook | None:
    """What the file says; every problem is named on `folder`."""
    found = folder.model(FILE, _File)
    if found is None:
        return None
    file, parsed = found
    longest, lender = _longest_hold(folder), folder.yaml(folder.path / _LENDER)
    facts = _mapping(_mapping(lender.data if lender else None).get("facts"))
    for name, playbook in parsed.playbooks.items():
        wrong = (
            *_wrong(playbook, intents),
            *_wrong_texts(playbook, facts),
            *_wrong_hold(playbook, longest),
            *_wrong_relief(folder, playbook),
        )
        for place, what, remedy in wrong:
            folder.problem(file.path, file.line(("playbooks", name, *place)), f"{name}: {what}", remedy)
    return PlaybookBook(parsed.playbooks)


def _wrong(playbook: Playbook, intents: Mapping[str, Intent]) -> Iterator[_Wrong]:
    for kind in playbook.signs:
        if kind not in playbook.kinds:
            yield ("signs", kind), f"{kind} is none of its kinds", f"one of {sorted(playbook.kinds)}"
    for index, intent in enumerate(playbook.urgent):
        if intent not in intents:
            yield ("urgent", index), f"{intent} is no intent", "correct the id or take it out"
    if playbook.entry is not None and playbook.entry.intent not in intents:
        yield ("entry",), f"{playbook.entry.intent} is no intent", "correct the id or take it out"


def _wrong_texts(playbook: Playbook, facts: Container[str]) -> Iterator[_Wrong]:
    for field, text in (("banner", playbook.banner), ("first_line", playbook.first_line)):
        for language in LANGUAGES:
            said = text.in_language(language)
            for unknown in sorted(set(_PLACEHOLDER.findall(said)) - _FILLED_IN):
                yield (field, language), f"{{{unknown}}} is not filled in here", f"use {', '.join(sorted(_FILLED_IN))}"
            for fact in FACT.findall(said):
                if fact not in facts:
                    yield (field, language), f"{{{{{fact}}}}} is no fact of {_LENDER}", "add the fact or correct it"


def _wrong_hold(playbook: Playbook, longest: int | None) -> Iterator[_Wrong]:
    if playbook.hold_days is None:
        if playbook.relief or playbook.notices:
            yield ("hold_days",), "relief and notices belong to a pause, and there is none", "give hold_days"
        return
    if longest is not None and playbook.hold_days > longest:
        yield ("hold_days",), f"{HELD} holds {longest} days at most", f"see {_STANDING}"
    if not playbook.notices:
        yield ("notices",), "the pause would end without a word", "name the days before its end"
    for index, days in enumerate(playbook.notices):
        if days >= playbook.hold_days:
            yield ("notices", index), "it would come before the pause begins", "name fewer days"


def _wrong_relief(folder: PackFolder, playbook: Playbook) -> Iterator[_Wrong]:
    """What is offered has to be something that the need's form asks for."""
    if playbook.entry is None or not playbook.relief:
        return
    options = _options_of(folder, playbook.entry.intent)
    for index, relief in enumerate(playbook.relief):
        if relief not in options:
            yield ("relief", index), f"the form of {playbook.entry.intent} has no {relief}", f"one of {sorted(options)}"


def _options_of(folder: PackFolder, intent: str) -> frozenset[str]:
    for path in sorted((folder.path / "flows").glob("*.yaml")):
        data = _mapping(file.data if (file := folder.yaml(path)) else None)
        if intent in cast("list[Any]", data.get("intents") or []):
            need = _mapping(_mapping(data.get("slots")).get("need"))
            return frozenset(str(_mapping(one).get("id")) for one in cast("list[Any]", need.get("options") or []))
    return frozenset()


def _longest_hold(folder: PackFolder) -> int | None:
    file = folder.yaml(folder.path / _STANDING)
    holds = cast("list[Any]", _mapping(file.data if file else None).get("holds") or [])
    return next((_mapping(one).get("most_days") for one in holds if _mapping(one).get("id") == HELD), None)


def _mapping(value: object) -> dict[str, Any]:
    return cast("dict[str, Any]", value) if isinstance(value, dict) else {}


PLAYBOOKS = Section("emergencies", _read)
"""The section of the pack in which playbooks stand: `pack.section(PLAYBOOKS)`."""
