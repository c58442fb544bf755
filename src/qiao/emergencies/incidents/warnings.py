"""Public warnings (Common Alerting Protocol 1.2, OASIS 2010): read with care, and proposed as a draft at most.

A warning comes from outside, so nothing in it is believed beyond what it proposes: no declaration, no entity and no
address in it is followed, and two people decide what becomes of it as of any other draft.
"""

import contextlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from xml.etree.ElementTree import Element, ParseError, fromstring

from sqlalchemy.ext.asyncio import AsyncSession

from qiao import customers
from qiao.emergencies.incidents import queries
from qiao.emergencies.incidents.actions import Wish, write
from qiao.emergencies.incidents.model import IncidentRow
from qiao.emergencies.incidents.parts import Incidents
from qiao.foundation import regions
from qiao.foundation.errors import Conflict, Invalid

LARGEST_BYTES = 1024 * 1024
_CAP = "{urn:oasis:names:tc:emergency:cap:1.2}"
_LEVELS = {"Extreme": 1, "Severe": 2, "Moderate": 3, "Minor": 4}
_UNKNOWN_LEVEL = 3
_CODE = re.compile(r"[1-9]\d{5}")
_LONGEST_ID = 200
_LASTS = timedelta(days=7)
"""How long a draft is for where the warning does not say when it expires."""


class WarningUnreadable(Invalid):
    """It is no warning of CAP 1.2 that can be read; `because` says what is wrong."""


class WarningKnown(Conflict):
    """This warning was proposed before, as `number`."""


@dataclass(frozen=True, slots=True)
class PublicWarning:
    """What a warning says, as far as it can be proposed: `event` are its own words, `regions` those that are known."""

    id: str
    is_exercise: bool
    event: str
    level: int
    regions: tuple[str, ...]
    starts_at: datetime
    ends_at: datetime


def read_warning(data: bytes) -> PublicWarning:
    """Raises WarningUnreadable; also for what is neither actual nor an exercise, and for what cancels another."""
    alert = _alert(data)
    identity = [_text(alert, name) for name in ("sender", "identifier", "sent")]
    status, sort = _text(alert, "status"), _text(alert, "msgType")
    if status not in {"Actual", "Exercise"} or sort not in {"Alert", "Update"}:
        raise WarningUnreadable(because="not_actual", status=status, type=sort)
    info = next((one for one in alert if one.tag == f"{_CAP}info"), None)
    if info is None or not all(identity):
        raise WarningUnreadable(because="incomplete")
    sent = _moment(identity[2])
    starts = _moment(_text(info, "onset") or _text(info, "effective") or identity[2])
    expires = _text(info, "expires")
    ends = _moment(expires) if expires else max(starts, sent) + _LASTS
    return PublicWarning(
        id=",".join(identity)[:_LONGEST_ID],
        is_exercise=status == "Exercise",
        event=" ".join(_text(info, name) for name in ("event", "headline")),
        level=_LEVELS.get(_text(info, "severity"), _UNKNOWN_LEVEL),
        regions=tuple(dict.fromkeys(_regions(info))),
        starts_at=starts,
        ends_at=ends,
    )


async def propose(session: AsyncSession, incidents: Incidents, warning: PublicWarning, *, now: datetime) -> IncidentRow:
    """A draft for somebody to look at, correct and submit; nobody else sees it.

    Raises WarningKnown, WarningUnreadable where no playbook or no region fits, or PeriodNotValid.
    """
    known = await queries.of_source(session, warning.id)
    if known is not None:
        raise WarningKnown(number=known.number)
    found = kind_of(incidents, warning.event)
    if found is None or not warning.regions:
        raise WarningUnreadable(because="nothing_fits", event=warning.event[:60], regions=len(warning.regions))
    playbook, kind = found
    longest = warning.starts_at + timedelta(days=incidents.playbook(playbook).most_days)
    wish = Wish(
        playbook,
        kind,
        warning.level,
        warning.regions,
        warning.starts_at,
        min(warning.ends_at, longest),
        warning.is_exercise,
    )
    return await write(session, incidents, wish, None, "cap", warning.id, now=now)


def kind_of(incidents: Incidents, event: str) -> tuple[str, str] | None:
    """The playbook and its kind whose words stand in what the warning calls itself."""
    said = event.casefold()
    for name, playbook in incidents.book.playbooks.items():
        for kind, signs in playbook.signs.items():
            if any(sign.casefold() in said for sign in signs):
                return name, kind
    return None


def _alert(data: bytes) -> Element:
    # In UTF-8 a declaration of types or entities is seen; in another encoding it could hide.
    with contextlib.suppress(UnicodeDecodeError, ParseError):
        text = data.decode("utf-8-sig")
        if len(data) <= LARGEST_BYTES and "<!DOCTYPE" not in text and "<!ENTITY" not in text:
            alert = fromstring(text)  # noqa: S314  (without declarations there is nothing to expand or to fetch)
            if alert.tag == f"{_CAP}alert":
                return alert
    raise WarningUnreadable(because="not_a_warning")


def _text(of: Element, name: str) -> str:
    return (of.findtext(f"{_CAP}{name}") or "").strip()


def _moment(said: str) -> datetime:
    """Raises WarningUnreadable: CAP wants an offset with each moment."""
    with contextlib.suppress(ValueError):
        moment = datetime.fromisoformat(said)
        if moment.tzinfo is not None:
            return moment
    raise WarningUnreadable(because="moment", value=said[:40])


def _regions(info: Element) -> Iterator[str]:
    """By the codes of its areas, and where one has none by its name."""
    for area in info.iter(f"{_CAP}area"):
        codes = [code for geocode in area.iter(f"{_CAP}geocode") for code in _codes(_text(geocode, "value"))]
        named = customers.region_in(_text(area, "areaDesc")) if not codes else None
        yield from codes
        if named is not None:
            yield named


def _codes(value: str) -> Iterator[str]:
    """Codes of counties and above; those of towns and villages begin with one."""
    found = _CODE.match(value)
    if found is not None:
        with contextlib.suppress(regions.RegionNotFound):
            yield regions.find(found[0]).code
