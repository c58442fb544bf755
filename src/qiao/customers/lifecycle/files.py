"""A file of events, one JSON object a line: read in parts, each of which is in as a whole or not at all.

A file is known by its manifest, a hash over the hashes of its parts. So the same file again takes nothing, and one that
was broken off goes on after the last part that is in.
"""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice
from pathlib import Path

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from qiao.customers.lifecycle import queries
from qiao.customers.lifecycle.model import ImportPartRow, ImportRow
from qiao.customers.lifecycle.taking_in import Intake, Taken, take_in
from qiao.foundation.database import insert_into
from qiao.foundation.errors import Conflict

LINES_A_PART = 200  # A part is one transaction, and others wait for it: a quarter of a second.


class PartChanged(Conflict):
    """The file is another than it was when it was begun."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a file is: its hash, the hash of each part, and its lines. Empty lines count for none."""

    sha256: str
    parts: tuple[str, ...]
    lines: int

    @property
    def source(self) -> str:
        return f"file:{self.sha256[:40]}"


def manifest_of(file: Path) -> Manifest:
    """Read the file once through. Raises OSError."""
    parts: list[str] = []
    lines = 0
    for part in parts_of(file):
        parts.append(_hash(part))
        lines += len(part)
    return Manifest(hashlib.sha256("\n".join(parts).encode()).hexdigest(), tuple(parts), lines)


def parts_of(file: Path) -> Iterator[list[bytes]]:
    """The lines of the file, a part at a time. Raises OSError."""
    with file.open("rb") as opened:
        lines = (line.strip() for line in opened)
        filled = (line for line in lines if line)
        while part := list(islice(filled, LINES_A_PART)):
            yield part


async def begin(session: AsyncSession, manifest: Manifest, *, now: datetime) -> frozenset[int]:
    """Begin to read a file, or go on with it; the numbers of the parts that are in."""
    statement = insert_into(session, ImportRow).values(
        manifest=manifest.sha256, lines=manifest.lines, parts=len(manifest.parts), begun_at=now
    )
    await session.execute(statement.on_conflict_do_nothing(index_elements=["manifest"]))
    return frozenset(await queries.parts_in(session, manifest.sha256))


async def take_part(
    session: AsyncSession, intake: Intake, manifest: Manifest, number: int, lines: list[bytes], *, now: datetime
) -> Taken | None:
    """Take in one part, in this transaction; None where it is in already.

    Raises PartChanged when the file is not what its manifest says.
    """
    if _hash(lines) != manifest.parts[number]:
        raise PartChanged(part=number)
    if number in await queries.parts_in(session, manifest.sha256):
        return None
    of_file = replace(intake, source=manifest.source, is_news=False)
    done = await take_in(session, of_file, [_read(line) for line in lines], now=now)
    row = ImportPartRow(
        manifest=manifest.sha256,
        part=number,
        sha256=manifest.parts[number],
        taken=done.taken,
        repeated=done.repeated,
        shelved=len(done.shelved),
        taken_at=now,
    )
    session.add(row)
    await session.flush()
    return done


async def end(session: AsyncSession, manifest: Manifest, *, now: datetime) -> None:
    """All parts are in."""
    row = update(ImportRow).where(ImportRow.manifest == manifest.sha256, ImportRow.done_at.is_(None))
    await session.execute(row.values(done_at=now))


def _read(line: bytes) -> object:
    """What the line says; the line itself where it is no JSON."""
    try:
        return json.loads(line)
    except ValueError:
        return line.decode("utf-8", "backslashreplace")


def _hash(lines: list[bytes]) -> str:
    return hashlib.sha256(b"\n".join(lines)).hexdigest()
