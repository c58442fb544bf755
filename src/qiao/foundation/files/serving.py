"""How something that somebody wrote or sent is handed out: to be saved, never to be shown as a page of ours."""

from urllib.parse import quote

_NOTHING = "default-src 'none'; sandbox; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"


def attachment(name: str) -> dict[str, str]:
    """Headers of a download called `name`: saved under it, opened by nothing, kept by no cache."""
    plain = "".join(sign if sign.isascii() and sign.isprintable() and sign not in '"\\%;' else "_" for sign in name)
    return {
        "content-disposition": f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}",
        "content-security-policy": _NOTHING,
        "x-content-type-options": "nosniff",
        "cross-origin-resource-policy": "same-origin",
        "cache-control": "no-store",
    }
