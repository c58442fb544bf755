"""By what complaints are classified: `complaints/classes.yaml`, with the standard's codes where the lender set them."""

import re
from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Annotated, Any, Final

from pydantic import BaseModel, ConfigDict, Field

from qiao.cases.complaints.section import Id
from qiao.cases.model import Source, Subject
from qiao.foundation.errors import Invalid
from qiao.policy import InBoth, Intent, PackFolder, Section

FILE = "complaints/classes.yaml"
REGION: Final = "region"
_REGION = re.compile(r"\d{6}")
"""The shape of GB/T 2260, whose list of regions changes every year and is not kept here."""
_MAPPED = frozenset({"business", "cause", "channel", "product"})


class ClassUnknown(Invalid):
    """A complaint is classified by the codes of the pack; `field` has another, or none and needs one."""


class Dimension(StrEnum):
    BUSINESS = "business"
    CAUSE = "cause"
    CHANNEL = "channel"
    PRODUCT = "product"
    RESPONSIBILITY = "responsibility"
    HARM = "harm"
    DEMAND = "demand"
    REMEDY = "remedy"


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class OfferedFor(_Part):
    """To which complaints a code is offered first."""

    subjects: frozenset[Subject] = frozenset()
    intents: frozenset[str] = frozenset()
    channels: frozenset[str] = frozenset()
    sources: frozenset[Source] = frozenset()


class Code(_Part):
    name: InBoth
    jrt0169: Annotated[str, Field(min_length=1, max_length=20)] | None = None
    """The code of JR/T 0169-2018, once the lender's compliance has filled it in."""
    offered: OfferedFor = Field(default=OfferedFor(), alias="for")


class Classing(_Part):
    """One way of classifying; `needed` before a decision is proposed."""

    name: InBoth
    needed: bool = False
    codes: Annotated[Mapping[Id, Code], Field(min_length=1)]


class ComplaintClasses(_Part):
    """The section `complaint_classes` of a pack."""

    business: Classing
    cause: Classing
    channel: Classing
    product: Classing
    responsibility: Classing
    harm: Classing
    demand: Classing
    remedy: Classing

    def __getitem__(self, dimension: Dimension) -> Classing:
        found: Classing = getattr(self, dimension)
        return found

    def checked(self, said: Mapping[str, Any]) -> dict[str, Any]:
        """What of it is filled in. Raises ClassUnknown."""
        known = {name: value for name, value in said.items() if value is not None}
        for one in Dimension:
            code, classing = known.get(one), self[one]
            if (code is None and classing.needed) or (code is not None and code not in classing.codes):
                raise ClassUnknown(field=one.value, codes=sorted(classing.codes))
        if REGION in known and not _REGION.fullmatch(known[REGION]):
            raise ClassUnknown(field=REGION)
        return known

    def suggested(self, *, subject: Subject, intent: str | None, channel: str, source: Source) -> dict[str, str]:
        """The codes that are offered first to such a complaint: what says more of it decides."""
        found: dict[str, str] = {}
        for one in Dimension:
            for field, said in (("intents", intent), ("sources", source), ("subjects", subject), ("channels", channel)):
                code = next(
                    (id_ for id_, code in self[one].codes.items() if said in getattr(code.offered, field)), None
                )
                if code is not None:
                    found[one.value] = code
                    break
        return found

    def unmapped(self) -> Iterator[str]:
        """Codes to which the standard's are still to be filled in, as `business.pricing`."""
        for one in Dimension:
            if one.value in _MAPPED:
                yield from (f"{one}.{id_}" for id_, code in self[one].codes.items() if code.jrt0169 is None)


def _read(folder: PackFolder, intents: Mapping[str, Intent]) -> ComplaintClasses | None:
    """What the file says; every problem is named on `folder`."""
    found = folder.model(FILE, ComplaintClasses)
    if found is None:
        return None
    file, classes = found
    for one in Dimension:
        for id_, code in classes[one].codes.items():
            for intent in sorted(code.offered.intents - intents.keys()):
                place = (one.value, "codes", id_)
                folder.problem(file.path, file.line(place), f"no intent is called {intent}", "use one of the pack")
    return classes


CLASSES = Section("complaint_classes", _read)
"""The section of the pack in which the classes of complaints stand: `pack.section(CLASSES)`."""
