"""What an agent must not say, and what she had better not, as data: `desk/checks.yaml` of the pack."""

from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from qiao.desk.composing.phrases import Phrases, PhraseUnclear, Wording
from qiao.desk.routing.rules import Id
from qiao.language.identifiers import Kind
from qiao.policy import InBoth, Intent, PackFolder, Section

FILE = "desk/checks.yaml"
_Phrase = Annotated[str, Field(min_length=1, max_length=400)]


class Severity(StrEnum):
    BLOCK = "block"
    """It does not go."""
    WARN = "warn"
    """It goes when she says that she means it, and that is on record."""


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Written(_Part):
    """Phrases of both languages, in the notation of `phrases`."""

    zh: tuple[_Phrase, ...] = ()
    en: tuple[_Phrase, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.zh or self.en)


class Check(_Part):
    """One rule: it is hit by what it `says`, or by personal data of these kinds.

    `unless`: words in the same clause that make it harmless. `without`: words anywhere in the text that do.
    `affirmed`: denying it (我不能保证) or warning of it (凡是保证下款的都是诈骗) is harmless.
    """

    id: Id
    severity: Severity
    reason: InBoth
    instead: InBoth
    says: Written = Written()
    identifiers: frozenset[Kind] = frozenset()
    unless: Written = Written()
    without: Written = Written()
    affirmed: bool = True

    @model_validator(mode="after")
    def _is_hit_by_something(self) -> Self:
        if not self.says and not self.identifiers:
            raise ValueError("says and identifiers are both empty")
        return self


class Checks(_Part):
    """The section `checks` of a pack.

    `words`: classes that phrases name. `denials` make harmless what follows them in the clause, or stands around them;
    `no_denials` look like one and are none (不用担心). `warnings` do so for the whole sentence.
    """

    words: Mapping[Id, Written]
    denials: Written
    no_denials: Written
    warnings: Written
    checks: Annotated[tuple[Check, ...], Field(min_length=1)]

    def wording(self, written: Written) -> Wording:
        """Raises PhraseUnclear."""
        return Wording(
            Phrases(written.zh, "zh", {name: words.zh for name, words in self.words.items()}),
            Phrases(written.en, "en", {name: words.en for name, words in self.words.items()}),
        )


def _read(folder: PackFolder, intents: Mapping[str, Intent]) -> Checks | None:
    """What the file says; every problem is named on `folder`."""
    _ = intents
    found = folder.model(FILE, Checks)
    if found is None:
        return None
    file, checks = found
    ids = [check.id for check in checks.checks]
    for place, check in enumerate(checks.checks):
        if ids.index(check.id) != place:
            folder.problem(
                file.path, file.line(("checks", place, "id")), f"{check.id} stands twice", "give it another id"
            )
    for where, written in _all_written(checks):
        for language, phrases in (("zh", written.zh), ("en", written.en)):
            for place, phrase in enumerate(phrases):
                try:
                    checks.wording(Written.model_validate({language: [phrase]}))
                except PhraseUnclear as trouble:
                    folder.problem(
                        file.path,
                        file.line((*where, language, place)),
                        f"“{phrase}” cannot be read: {trouble}",
                        "see the top of the file for how phrases are written",
                    )
    return checks


def _all_written(checks: Checks) -> Iterator[tuple[tuple[str | int, ...], Written]]:
    for name in ("denials", "no_denials", "warnings"):
        yield (name,), getattr(checks, name)
    for place, check in enumerate(checks.checks):
        for name in ("says", "unless", "without"):
            yield ("checks", place, name), getattr(check, name)


CHECKS = Section("checks", _read)
"""The section of the pack in which the checks stand: `pack.section(CHECKS)`."""
