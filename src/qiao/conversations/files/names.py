"""The name of a file is the sender's: somebody may have put a path, an order or a card number into it."""

from qiao.conversations.content import cleaned
from qiao.foundation.files import FileKind, clean_name
from qiao.language import identifiers

_LOOKED_AT = 1_000


def safe_names(name: str, kind: FileKind) -> tuple[str, str]:
    """The name as everybody gets it, and as its sender gave it; neither is a path, a type or longer than a line.

    It is masked before it is cut, so that no cut leaves the beginning of a number standing.
    """
    given = clean_name(cleaned(name)[:_LOOKED_AT], kind, longest=_LOOKED_AT)
    stem, _, ending = given.rpartition(".")
    # With its ending a number looks like a part of an address.
    return clean_name(f"{identifiers.mask(stem).text}.{ending}", kind), clean_name(given, kind)
