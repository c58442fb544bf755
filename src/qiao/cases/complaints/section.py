"""How a pack has complaints handled: `complaints/handling.yaml`, with the letter and what has to be in it."""

import re
from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from qiao.access import Post
from qiao.policy import LANGUAGES, InBoth, Intent, PackFolder, Section

FILE = "complaints/handling.yaml"
PLACE = re.compile(r"\{(\w+)\}")
_OF_THE_LETTER = frozenset({"number", "opened_on", "outcome", "result", "reasons", "ways", "brand"})
_ASKED_OF_THE_LETTER = frozenset({"number", "outcome", "result", "reasons", "ways"})
Id = Annotated[str, Field(pattern=r"^[a-z][a-z_]{0,23}$")]


class Way(StrEnum):
    """What is open to whoever does not agree with a decision."""

    VERIFICATION = "verification"
    MEDIATION = "mediation"
    ARBITRATION = "arbitration"
    SUIT = "suit"


class Told(StrEnum):
    """What a complainant is told besides the decision."""

    EXTENDED = "extended"
    FACT_ASKED = "fact_asked"
    REOPENED = "reopened"
    VERIFICATION = "verification"
    WITHDRAWN = "withdrawn"


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Department(_Part):
    """Whom the service asks; work orders to it are seen by its posts."""

    name: InBoth
    posts: Annotated[frozenset[Post], Field(min_length=1)]
    systems: frozenset[UUID] = frozenset()
    """Its own systems that answer orders: the ids of webhook targets, with whose secrets they sign."""


class PauseReason(_Part):
    """Why a clock stands still; what she is told where the law's does."""

    name: InBoth
    stops_the_law: bool
    told: InBoth | None = None
    waits_for_her: bool = False
    """Whether it is over when she adds something."""


class ComplaintRules(_Part):
    """The section `complaints` of a pack."""

    departments: Annotated[Mapping[Id, Department], Field(min_length=1)]
    pause_reasons: Annotated[Mapping[Id, PauseReason], Field(min_length=1)]
    outcomes: Annotated[Mapping[Id, InBoth], Field(min_length=1)]
    ways: Mapping[Way, InBoth]
    letter: InBoth
    contact: InBoth
    """Whom she can ask about a decision; facts of the lender as `{{key}}`."""
    seal: InBoth
    """What the seal on the letter says."""
    notices: Mapping[Told, InBoth]


def _read(folder: PackFolder, intents: Mapping[str, Intent]) -> ComplaintRules | None:
    """What the file says; every problem is named on `folder`."""
    _ = intents
    found = folder.model(FILE, ComplaintRules)
    if found is None:
        return None
    file, rules = found

    def wrong(place: tuple[str, ...], what: str, remedy: str) -> None:
        folder.problem(file.path, file.line(place), what, remedy)

    for name, there in (("ways", rules.ways), ("notices", rules.notices)):
        every = Way if name == "ways" else Told
        for one in every:
            if one not in there:
                wrong((name,), f"{one} is missing", "write it in both languages")
    for language in LANGUAGES:
        places = frozenset(PLACE.findall(rules.letter.in_language(language)))
        for place in sorted(_ASKED_OF_THE_LETTER - places):
            wrong(("letter", language), f"the letter does not say {{{place}}}", "a decision has to hold it")
        for place in sorted(places - _OF_THE_LETTER):
            wrong(("letter", language), f"nothing is known as {{{place}}}", f"one of {sorted(_OF_THE_LETTER)}")
    for name, reason in rules.pause_reasons.items():
        if reason.stops_the_law and reason.told is None:
            wrong(("pause_reasons", name), "she has to be told when the law's clock stands still", "add told")
    return rules


COMPLAINTS = Section("complaints", _read)
"""The section of the pack in which the handling of complaints stands: `pack.section(COMPLAINTS)`."""
