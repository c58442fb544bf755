"""What a browser says of itself, in two words people know; the rest of it is not kept."""

_BROWSERS = (
    ("MicroMessenger", "WeChat"),
    ("Edg", "Edge"),
    ("OPR", "Opera"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
_SYSTEMS = (
    ("HarmonyOS", "HarmonyOS"),
    ("Android", "Android"),
    ("iPhone", "iOS"),
    ("iPad", "iPadOS"),
    ("Windows", "Windows"),
    ("Mac OS", "macOS"),
    ("Linux", "Linux"),
)


def device_of(user_agent: str | None) -> str:
    """`Chrome · Windows`; empty where nothing is recognised."""
    said = (user_agent or "")[:500]
    found = [next((name for sign, name in names if sign in said), "") for names in (_BROWSERS, _SYSTEMS)]
    return " · ".join(name for name in found if name)


def masked_source(source: str | None) -> str:
    """An address in its coarse half, by which a person tells her office from her home."""
    if not source:
        return ""
    if "." in source:
        return ".".join([*source.split(".")[:2], "*", "*"])
    return ":".join([*source.split(":")[:2], "*"])
