"""Where the files of customers are kept, and how much is taken."""

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncSession

from qiao.foundation.files import FileKind, FileStore, Limits, Scanner
from qiao.foundation.keys import KeyRing

# What a person photographs or is sent by post; a page, a drawing or an archive can do more than be looked at.
TYPES = (FileKind.JPEG, FileKind.PNG, FileKind.WEBP, FileKind.PDF)


Naming = Callable[[AsyncSession, Iterable[str]], Awaitable[set[str]]]
"""Which of these addresses a room names that keeps files in the same store."""


async def nobody_else(session: AsyncSession, stored_ids: Iterable[str]) -> set[str]:
    """Where no other room keeps files."""
    _ = (session, stored_ids)
    return set()


@dataclass(frozen=True, slots=True)
class Cabinet:
    """The store, the limits of one file, and how many a customer may hand over within 24 hours.

    `named_elsewhere`: bytes that another room names stay.
    """

    store: FileStore
    limits: Limits
    a_day: int
    named_elsewhere: Naming = nobody_else

    @classmethod
    def at(
        cls,
        folder: Path,
        ring: KeyRing,
        *,
        max_bytes: int,
        a_day: int,
        scanner: Scanner | None = None,
        named_elsewhere: Naming = nobody_else,
    ) -> "Cabinet":
        """In this folder; `scanner` examines every file before anybody may open it."""
        store = FileStore(folder, secret=ring.derive(b"ids of files"), scanner=scanner)
        return cls(store, Limits(max_bytes=max_bytes, kinds=frozenset(TYPES)), a_day, named_elsewhere)
