"""Short-lived, signed permission to fetch one file, for one reader."""

import base64
import binascii
import hashlib
import hmac
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from qiao.foundation.errors import NotFound
from qiao.foundation.files.store import FileId

LONGEST = timedelta(minutes=15)
"""A link outlives the page it stands on by little: it may be copied, and nobody is asked again."""

_TAG_BYTES = 32
_WHEN_BYTES = 8
_ID_BYTES = 32


class DownloadLinkInvalid(NotFound):
    """This link was not made here, not for this reader, or has been changed."""


class DownloadExpired(NotFound):
    """The link was good but its time is over; ask for a new one."""


@dataclass(frozen=True, slots=True)
class Downloads:
    """Signs and checks links with a secret of at least 32 bytes; raises ValueError for a shorter one."""

    secret: bytes

    def __post_init__(self) -> None:
        """Refuse a secret that could be guessed."""
        if len(self.secret) < _TAG_BYTES:
            raise ValueError("A secret for download links needs at least 32 bytes")

    def sign(self, file_id: FileId, *, reader: str, now: datetime, lasts: timedelta) -> str:
        """A token that lets `reader` (a session, never a name) fetch the file until `now + lasts`.

        Raises ValueError for a time that is not positive or longer than LONGEST.
        """
        if not timedelta(0) < lasts <= LONGEST:
            raise ValueError(f"A download link lasts at most {LONGEST}")
        until_s = int((now.astimezone(UTC) + lasts).timestamp())
        claim = until_s.to_bytes(_WHEN_BYTES) + bytes.fromhex(file_id)
        return base64.urlsafe_b64encode(claim + self._tag(claim, reader)).decode().rstrip("=")

    def check(self, token: str, *, reader: str, now: datetime) -> FileId:
        """The file the token permits. Raises DownloadLinkInvalid or DownloadExpired."""
        claim, tag = _parts(token)
        if not hmac.compare_digest(tag, self._tag(claim, reader)):
            raise DownloadLinkInvalid
        if now.timestamp() >= int.from_bytes(claim[:_WHEN_BYTES]):
            raise DownloadExpired
        return FileId(claim[_WHEN_BYTES:].hex())

    def _tag(self, claim: bytes, reader: str) -> bytes:
        return hmac.digest(self.secret, b"qiao.download\0" + claim + reader.encode(), hashlib.sha256)


def _parts(token: str) -> tuple[bytes, bytes]:
    try:
        whole = base64.b64decode(token + "=" * (-len(token) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        raise DownloadLinkInvalid from None
    if len(whole) != _WHEN_BYTES + _ID_BYTES + _TAG_BYTES:
        raise DownloadLinkInvalid
    return whole[:-_TAG_BYTES], whole[-_TAG_BYTES:]
