"""The day and the search behind it, in one go."""

import asyncio
import filecmp
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.learnt import KEPT
from tests.planted.browsing import browse
from tests.planted.collector import collecting
from tests.planted.day import prepared, work
from tests.planted.searching import Found, Search
from tests.planted.values import Planted, plant

_IN_BROWSER = 12


@dataclass(frozen=True, slots=True)
class Outcome:
    """`typed` times something was written; `sealed` values are kept sealed; `searched_bytes` were looked through."""

    planted: Sequence[Planted]
    typed: int
    sealed: int
    traces: int
    searched_bytes: int
    found: Sequence[Found]


async def run(folder: Path, *, count: int, chromium: str) -> Outcome:
    """Plant `count` values in a day of work, and search every place for them while it runs and after it ended."""
    planted = plant(count)
    with collecting(folder / "left" / "traces") as traces_to:
        day = prepared(folder, planted, traces_to=traces_to)
        try:
            await day.server.start()
            sealed = await work(day)
            profile = folder / "profile"
            kept = await asyncio.to_thread(browse, chromium, day.server.url, profile, planted[:_IN_BROWSER])
            day.keep("browser", kept)
            # With the write-ahead log as it lies there while the service runs.
            shutil.copytree(day.data, folder / "running", ignore=shutil.ignore_patterns("models"))
        finally:
            await asyncio.to_thread(day.server.stop)
    _leave_out_what_was_learnt_before(day.data / "models")
    search = Search(planted)
    places = [folder / "running", day.data, folder / "left", *_caches(profile)]
    found = [one for place in places for one in search.folder(place)]
    searched = sum(file.stat().st_size for place in places for file in place.rglob("*") if file.is_file())
    traces = len(list((folder / "left" / "traces").iterdir()))
    return Outcome(planted, day.typed, sealed, traces, searched, found)


def _leave_out_what_was_learnt_before(models: Path) -> None:
    """A model to the byte as it was before anything was planted holds nothing of it, and takes long to search."""
    for model in models.iterdir():
        before = KEPT / "models" / model.name
        if before.is_file() and filecmp.cmp(model, before, shallow=False):
            model.unlink()


def _caches(profile: Path) -> list[Path]:
    """What the browser kept of answers on the disk."""
    return [place for name in ("Cache", "Service Worker") for place in profile.rglob(name) if place.is_dir()]
