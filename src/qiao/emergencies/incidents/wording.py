"""An incident in words: the pack's texts with its places and dates, as they lie over the pack while it holds."""

from collections.abc import Mapping, Sequence

from qiao.emergencies.incidents.model import IncidentRow
from qiao.emergencies.incidents.playbooks import Playbook
from qiao.foundation import regions
from qiao.foundation.business_calendar import SHANGHAI
from qiao.policy import InBoth, Pack
from qiao.policy.overlays import Overlay

_MOST_NAMED = 3


def source_of(row: IncidentRow) -> str:
    """What its overlay is laid for."""
    return f"incident:{row.id}"


def overlay_of(pack: Pack, playbook: Playbook, row: IncidentRow) -> Overlay:
    """What customers see of it. Raises RegionNotFound, or RegionsUnavailable."""
    kind = kind_of(playbook, row)
    return Overlay(
        rank=row.level,
        banner=_filled(pack, row, kind, playbook.banner),
        first_line=_filled(pack, row, kind, playbook.first_line),
        entry=playbook.entry,
        urgent=playbook.urgent,
        is_local=playbook.is_local,
    )


def title_of(playbook: Playbook, row: IncidentRow) -> InBoth:
    """Its kind and its places."""
    kind = kind_of(playbook, row)
    place = places(row.regions)
    return InBoth(zh=f"{place}{kind.zh}", en=f"{kind.en}, {place}") if place else kind


def kind_of(playbook: Playbook, row: IncidentRow) -> InBoth:
    """What it is called; a kind that the pack no longer has is called as its playbook."""
    return playbook.kinds.get(row.kind, playbook.name)


def places(codes: Sequence[str]) -> str:
    """The regions by their full names, of many the first. Names of places stand in Chinese in both languages."""
    named = "、".join(regions.full_name(code) for code in codes[:_MOST_NAMED])
    return f"{named}等地" if len(codes) > _MOST_NAMED else named


def _filled(pack: Pack, row: IncidentRow, kind: InBoth, text: InBoth) -> InBoth:
    place, until = places(row.regions), row.ends_at.astimezone(SHANGHAI)
    zh = {"kind": kind.zh, "place": place, "until": f"{until.month}月{until.day}日{until:%H:%M}"}
    en = {"kind": kind.en, "place": place, "until": f"{until:%d %B, %H:%M}"}
    return InBoth(zh=_with(pack.filled(text, "zh"), zh), en=_with(pack.filled(text, "en"), en))


def _with(text: str, values: Mapping[str, str]) -> str:
    for name, value in values.items():
        text = text.replace(f"{{{name}}}", value)
    return text
