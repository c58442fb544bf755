"""What may be sent, and what is done next with it: pure decisions."""

import re
from collections.abc import Iterable
from datetime import timedelta
from enum import StrEnum

from qiao.delivery.model import DeliveryState, Kind, Purpose
from qiao.delivery.ports import Content
from qiao.foundation.errors import Invalid
from qiao.language import identifiers

GIVE_UP_AFTER = {
    Purpose.CODE: timedelta(minutes=5),
    Purpose.DOCUMENT: timedelta(hours=24),
    Purpose.RECEIPT: timedelta(hours=24),
    Purpose.NOTICE: timedelta(hours=24),
    Purpose.TOUCH: timedelta(hours=24),
}
"""A code that comes late unlocks nothing; the rest is worth a day of trying."""
ASK_AFTER = (timedelta(minutes=2), timedelta(minutes=15), timedelta(hours=2), timedelta(hours=24))
"""When a carrier that has not reported is asked, counted from when it took the message."""
LONGEST_SMS = 600
LONGEST_TITLE = 120
LONGEST_PUSH = 1_000
LONGEST_EMAIL = 100_000
MOST_ATTACHED_BYTES = 5 * 1024 * 1024
REFERENCES = 1 << 16
_FIRST_PAUSE = timedelta(seconds=1)
_LONGEST_PAUSE = timedelta(minutes=5)
_MOST_DOUBLINGS = 9

_PHONE = re.compile(r"\+?[0-9]{8,15}", re.ASCII)
_MAINLAND = re.compile(r"1[0-9]{10}", re.ASCII)
_EMAIL = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?:[A-Za-z0-9-]{1,63}\.)+[A-Za-z0-9-]{2,63}", re.ASCII)
_DEVICE = re.compile(r"[A-Za-z0-9_.:@=+/-]{1,200}", re.ASCII)
_FILE_NAME = re.compile(r"[^\x00-\x1f\x7f/\\\"]{1,100}")
_MEDIA_TYPE = re.compile(r"[a-z]+/[a-z0-9.+-]+", re.ASCII)
_LONGEST_ADDRESS = 254  # RFC 5321 with erratum 1690.


class DestinationRefused(Invalid):
    """Nothing can be sent to such a destination."""


class ContentRefused(Invalid):
    """This cannot be sent that way; `reason` says why."""


class Step(StrEnum):
    """What to do with a delivery whose turn has come."""

    HAND_OVER = "hand_over"
    FAIL = "fail"
    EXPIRE = "expire"
    LEAVE = "leave"
    """It may have gone: nobody sends it again."""
    NOTHING = "nothing"


def destination(kind: Kind, said: str) -> str:
    """The one form of a destination: digits with the country code, an address, a device. Raises DestinationRefused."""
    match kind:
        case Kind.SMS:
            signs = re.sub(r"[ ()\u2010-\u2015-]", "", said)
            if _PHONE.fullmatch(signs):
                return f"86{signs}" if _MAINLAND.fullmatch(signs) else signs.removeprefix("+")
        case Kind.EMAIL:
            address = said.strip()
            if len(address) <= _LONGEST_ADDRESS and _EMAIL.fullmatch(address):
                return address
        case Kind.PUSH:
            if _DEVICE.fullmatch(said):
                return said
    raise DestinationRefused(kind=kind)


def masked(kind: Kind, plain: str) -> str:
    """A destination with its agreed characters alone."""
    match kind:
        case Kind.SMS:
            national = plain.removeprefix("86")
            if _MAINLAND.fullmatch(national):
                return identifiers.masked_value(identifiers.Kind.CN_PHONE, national)
            return f"****{plain[-2:]}"
        case Kind.EMAIL:
            return identifiers.masked_value(identifiers.Kind.EMAIL, plain)[:120]
        case Kind.PUSH:
            return "******"


def check(kind: Kind, content: Content) -> None:
    """Raises ContentRefused for what that way cannot carry."""
    longest = {Kind.SMS: LONGEST_SMS, Kind.PUSH: LONGEST_PUSH, Kind.EMAIL: LONGEST_EMAIL}[kind]
    title = content.title or ""
    if not content.text.strip():
        raise ContentRefused(reason="empty")
    if len(content.text) > longest or len(title) > LONGEST_TITLE:
        raise ContentRefused(reason="long", longest=longest)
    if (kind is Kind.SMS) is bool(title):
        raise ContentRefused(reason="title")
    if any(sign < " " or sign == "\x7f" for sign in title) or "\x00" in content.text:
        raise ContentRefused(reason="signs")
    if content.attachments and kind is not Kind.EMAIL:
        raise ContentRefused(reason="attachments")
    if sum(len(one.content) for one in content.attachments) > MOST_ATTACHED_BYTES:
        raise ContentRefused(reason="large", most_bytes=MOST_ATTACHED_BYTES)
    if not all(_FILE_NAME.fullmatch(one.name) and _MEDIA_TYPE.fullmatch(one.media_type) for one in content.attachments):
        raise ContentRefused(reason="attachments")


def next_step(state: DeliveryState, *, has_carrier: bool, repeats: bool, is_over: bool) -> Step:
    """`repeats`: the carrier takes the same delivery twice and sends it once. `is_over`: nobody wants it any more."""
    match state:
        case DeliveryState.QUEUED if not has_carrier:
            return Step.FAIL
        case DeliveryState.QUEUED:
            return Step.EXPIRE if is_over else Step.HAND_OVER
        case DeliveryState.SENDING:
            return Step.HAND_OVER if repeats and has_carrier and not is_over else Step.LEAVE
        case _:
            return Step.NOTHING


def pause_before(attempt: int) -> timedelta:
    """How long to wait after the `attempt`-th try, counted from 1."""
    return min(_LONGEST_PAUSE, _FIRST_PAUSE * 2 ** min(max(attempt - 1, 0), _MOST_DOUBLINGS))


def together(parts: Iterable[DeliveryState]) -> DeliveryState:
    """What a delivery is when its parts are so: arrived only whole, failed as soon as one has."""
    states = set(parts)
    if DeliveryState.FAILED in states:
        return DeliveryState.FAILED
    return DeliveryState.DELIVERED if states == {DeliveryState.DELIVERED} else DeliveryState.SENT
