"""How a pack has sheets of complaints read: `complaints/import.yaml`, our fields and the headings they have there."""

import re
from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from qiao.cases.intake.registering import Channel
from qiao.cases.model import Source, Subject
from qiao.policy import Intent, PackFolder, Section

FILE = "complaints/import.yaml"
_ASIDE = re.compile(r"[（(【\[].*?[】\])）]|\s+|[*＊:：]")


class Column(StrEnum):
    REFERENCE = "reference"
    RECEIVED_ON = "received_on"
    ANSWER_BY = "answer_by"
    HANDED_OVER_BY = "handed_over_by"
    NAME = "name"
    NUMBER = "number"
    CUSTOMER = "customer"
    SUBJECT = "subject"
    FACTS = "facts"
    DEMAND = "demand"


class SheetMapping(BaseModel):
    """The section `complaint_import` of a pack."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    source: Source
    channel: Channel = Channel.OTHER
    columns: Mapping[Column, Annotated[tuple[str, ...], Field(min_length=1)]]
    subjects: Mapping[Subject, tuple[str, ...]] = {}

    def places(self, headings: Sequence[str]) -> dict[Column, int]:
        """Which column of a sheet is which field; of several that fit, the heading named first."""
        there = {_plain(heading): place for place, heading in reversed([*enumerate(headings)])}
        found: dict[Column, int] = {}
        for column, names in self.columns.items():
            place = next((there[plain] for name in names if (plain := _plain(name)) in there), None)
            if place is not None:
                found[column] = place
        return found

    def subject_of(self, said: str) -> Subject:
        fitting = (one for one, words in self.subjects.items() for word in words if word.lower() in said.lower())
        return next(fitting, Subject.OTHER)


def _plain(heading: str) -> str:
    return _ASIDE.sub("", heading).lower()


def _read(folder: PackFolder, intents: Mapping[str, Intent]) -> SheetMapping | None:
    """What the file says; every problem is named on `folder`."""
    _ = intents
    found = folder.model(FILE, SheetMapping)
    if found is None:
        return None
    file, mapping = found
    if Column.REFERENCE not in mapping.columns:
        folder.problem(file.path, file.line(("columns",)), "reference is missing", "without it nothing is known again")
    owner: dict[str, Column] = {}
    for column, names in mapping.columns.items():
        for name in names:
            other = owner.setdefault(_plain(name), column)
            if other is not column:
                place = file.line(("columns", column.value))
                folder.problem(file.path, place, f"{name} is a heading of {other}, too", "name it once")
    return mapping


IMPORT = Section("complaint_import", _read)
"""The section of the pack in which the columns of sheets stand: `pack.section(IMPORT)`."""
