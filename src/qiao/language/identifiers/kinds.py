"""What is looked for, and how sensitive it is."""

from collections.abc import Iterable, Iterator
from enum import StrEnum
from typing import NamedTuple

from qiao.language.patterns import lazily


class Sensitivity(StrEnum):
    """Classes of JR/T 0171-2020: C3 proves who someone is, C2 tells who someone is, C1 is for inner use."""

    C3 = "C3"
    C2 = "C2"
    C1 = "C1"


class Kind(StrEnum):
    CN_PHONE = "CN_PHONE"
    CN_LANDLINE = "CN_LANDLINE"
    CN_ID = "CN_ID"
    BANK_CARD = "BANK_CARD"
    EMAIL = "EMAIL"
    PLATE = "PLATE"
    PASSPORT = "PASSPORT"
    WECHAT = "WECHAT"
    QQ = "QQ"
    NAME = "NAME"
    ADDRESS = "ADDRESS"
    SMS_CODE = "SMS_CODE"
    PASSWORD = "PASSWORD"  # noqa: S105  the name of a kind of secret
    CVV = "CVV"
    CARD_EXPIRY = "CARD_EXPIRY"

    @property
    def sensitivity(self) -> Sensitivity:
        return Sensitivity.C3 if self in SECRETS else Sensitivity.C2


SECRETS = frozenset({Kind.SMS_CODE, Kind.PASSWORD, Kind.CVV, Kind.CARD_EXPIRY})


class Found(NamedTuple):
    """One piece of personal data in seen text: from `start` to `end` (exclusive).

    A number split over several messages has several `pieces`; anything else has none and is one piece itself.
    """

    start: int
    end: int
    kind: Kind
    pieces: tuple[tuple[int, int], ...] = ()


def apart(findings: Iterable[Found]) -> Iterator[Found]:
    """In order, and none inside another: the first wins, of two that begin together the longer."""
    taken = 0
    for found in sorted(findings, key=lambda one: (one.start, -one.end)):
        if found.start >= taken:
            taken = found.end
            yield found


_LINE = lazily(r"[^\n\s\W_](?:[^\n]*[^\n\s\W_])?")


def found_by_line(text: str, start: int, end: int, kind: Kind) -> Found:
    """One piece a message, where the finding goes over several."""
    if "\n" not in text[start:end]:
        return Found(start, end, kind)
    return Found(start, end, kind, tuple(line.span() for line in _LINE.finditer(text, start, end)))
