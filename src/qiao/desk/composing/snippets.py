"""Ready texts as data: `desk/snippets.yaml` of the pack."""

import re
from collections.abc import Collection, Iterator, Mapping
from functools import cache
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from qiao.desk.composing.phrases import both
from qiao.desk.routing.rules import Id
from qiao.policy import FACT, LANGUAGES, InBoth, Intent, Pack, PackFolder, Section

FILE = "desk/snippets.yaml"
FILLED = frozenset({"customer", "agent", "contact", "request"})
"""What the desk fills in by itself, of what it shows to her anyway."""
_VARIABLE = re.compile(r"(?<!\{)\{([a-z_]+)\}(?!\})")
_Key = Annotated[str, Field(pattern=r"^[a-z][a-z0-9]{0,15}$")]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Snippet(_Part):
    """A ready text. `key` is what she types after the slash; `{variables}` are filled in or left for her to fill."""

    key: _Key
    group: Id
    title: InBoth
    text: InBoth


class Snippets(_Part):
    """The section `snippets` of a pack. `blanks`: every variable, as its gap is called where nothing fills it."""

    groups: Mapping[Id, InBoth]
    blanks: Mapping[Id, InBoth]
    snippets: Annotated[tuple[Snippet, ...], Field(min_length=1)]

    def unknown_in(self, text: str, facts: Collection[str]) -> list[str]:
        """The variables of a text that are none, and the facts that are none of the lender's."""
        return [
            *sorted(set(_VARIABLE.findall(text)) - set(self.blanks)),
            *sorted(set(FACT.findall(text)) - set(facts)),
        ]

    def wire(self, pack: Pack) -> dict[str, Any]:
        """With the facts of the lender filled in, and for each title the first letters of its sounds."""
        return {
            "blanks": {name: both(blank) for name, blank in self.blanks.items()},
            "snippets": [
                {
                    "key": one.key,
                    "group": both(self.groups[one.group]),
                    "title": both(one.title),
                    "initials": _initials(one.title.zh),
                    "text": {language: pack.filled(one.text, language) for language in LANGUAGES},
                }
                for one in self.snippets
            ],
        }


@cache
def _initials(title: str) -> str:
    """等待查询 is ddcx."""
    # Slow to import, and a house that starts has nobody at a desk yet.
    from pypinyin import Style, lazy_pinyin  # noqa: PLC0415

    return "".join(lazy_pinyin(title, style=Style.FIRST_LETTER, errors="ignore")).lower()


_Wrong = tuple[tuple[str | int, ...], str, str]


def _read(folder: PackFolder, intents: Mapping[str, Intent]) -> Snippets | None:
    """What the file says; every problem is named on `folder`."""
    _ = intents
    found = folder.model(FILE, Snippets)
    if found is None:
        return None
    file, snippets = found
    lender = folder.yaml(folder.path / "lender.yaml")
    facts = frozenset(lender.data.get("facts", ())) if lender is not None else None
    for place, what, remedy in _wrong(snippets, facts):
        folder.problem(file.path, file.line(place), what, remedy)
    return snippets


def _wrong(snippets: Snippets, facts: frozenset[str] | None) -> Iterator[_Wrong]:
    for name in sorted(FILLED - set(snippets.blanks)):
        yield ("blanks",), f"{name} has no name for its gap", "say what is missing where it cannot be filled in"
    keys = [one.key for one in snippets.snippets]
    for place, one in enumerate(snippets.snippets):
        here = ("snippets", place)
        if keys.index(one.key) != place:
            yield (*here, "key"), f"the key {one.key} stands twice", "give it another key"
        if one.group not in snippets.groups:
            yield (*here, "group"), f"{one.group} is no group", "name it under groups"
        for language in LANGUAGES:
            for name in sorted(set(_VARIABLE.findall(one.text.in_language(language))) - set(snippets.blanks)):
                yield (*here, "text", language), f"{{{name}}} is no variable", "name it under blanks"
            for fact in sorted(set(FACT.findall(one.text.in_language(language))) - (facts or set())):
                if facts is not None:
                    yield (*here, "text", language), f"{{{{{fact}}}}} is no fact of lender.yaml", "correct the name"


SNIPPETS = Section("snippets", _read)
"""The section of the pack in which ready texts stand: `pack.section(SNIPPETS)`."""
