"""What stands at the entrance: the greeting, banners and tiles, as the pack has them and as incidents lie over them."""

from collections.abc import Sequence
from typing import Any

from qiao import knowledge
from qiao.channels.web.hub import Hub
from qiao.policy import Pack
from qiao.policy.overlays import Dated, Overlays


def entrance_wire(pack: Pack, lying_over: Sequence[Dated], language: str) -> dict[str, Any]:
    """The protocol's `Entrance`: what helps now stands before what is always offered."""
    banners = [banner_wire(one, language) for one in lying_over]
    first_lines = [one.overlay.first_line.in_language(language) for one in lying_over[:1]]
    entries = [banner["entry"] for banner in banners if banner["entry"]]
    now_first = {entry["id"] for entry in entries}
    always = [
        {"id": f"intent:{intent}", "label": knowledge.name_of(pack, intent, language)}
        for intent in pack.manifest.tiles
        if f"intent:{intent}" not in now_first
    ]
    return {
        "ai_notice": "\n".join((pack.text("greeting", language), *first_lines)),
        "banners": banners,
        "tiles": [*entries, *always],
    }


def banner_wire(shown: Dated, language: str) -> dict[str, Any]:
    """The protocol's `Banner`."""
    overlay, entry = shown.overlay, shown.overlay.entry
    return {
        "id": shown.source,
        "text": overlay.banner.in_language(language),
        "entry": {"id": f"intent:{entry.intent}", "label": entry.label.in_language(language)} if entry else None,
        "is_local": overlay.is_local,
    }


def keep_told(hub: Hub, pack: Pack, overlays: Overlays) -> None:
    """Pages that are open are told whenever something else stands at the entrance."""

    def tell() -> None:
        lying_over = overlays.at(hub.parts.clock.now())
        frames = {
            language: {"type": "entrance", **entrance_wire(pack, lying_over, language)} for language in ("zh", "en")
        }
        hub.tell_everybody(lambda locale: frames["en" if locale.startswith("en") else "zh"])

    overlays.when_changed(tell)
