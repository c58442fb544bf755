"""F29: nothing that people wrote in confidence lies anywhere in clear. The command plants 1,000 values."""

import base64
import shutil
import zlib
from pathlib import Path

import pytest

from qiao.language import identifiers
from tests.browser.conftest import cannot
from tests.planted.campaign import run
from tests.planted.searching import Search, packed
from tests.planted.values import WAYS, Planted, PlantedKind, plant, written

pytestmark = pytest.mark.slow

VALUES = plant(120)


@pytest.mark.browser
async def test_f29_after_a_day_of_work_nothing_planted_is_found(tmp_path: Path) -> None:
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if chromium is None:
        cannot("No Chromium is installed. On Debian: apt-get install chromium fonts-noto-cjk")
    assert chromium is not None
    outcome = await run(tmp_path, count=len(VALUES), chromium=chromium)
    assert outcome.found == []
    assert outcome.sealed == len(VALUES)
    assert outcome.typed >= 3 * len(VALUES)
    assert outcome.traces > 0


@pytest.mark.parametrize("kind", PlantedKind)
def test_every_way_of_writing_a_value_is_masked(kind: PlantedKind) -> None:
    search = Search(VALUES)
    for one in VALUES:
        if one.kind is kind:
            for way in range(WAYS):
                text = written(one, way)
                assert search.bytes_of(text.encode(), "what was written"), text
                assert not search.bytes_of(identifiers.mask(text).text.encode(), "its mask"), text


def _by_kind(kind: PlantedKind) -> Planted:
    return next(one for one in VALUES if one.kind is kind and one.number == 17)


def _hidden(clear: str) -> list[bytes]:
    """The value as something careless may have left it."""
    return [
        clear.encode(),
        b"\x00\xff" + clear.encode() + b"\x00",
        clear.encode("utf-16"),
        clear.encode("utf-16-be"),
        clear.encode().hex().encode(),
        *(base64.b64encode(b"abc"[:before] + clear.encode() + b"z") for before in range(3)),
        "-".join(clear).encode(),
        clear.translate({code: code + 0xFEE0 for code in range(0x21, 0x7F)}).encode(),
        packed(f"before {clear} after"),
        b"stored " + zlib.compress(f"before {clear} after".encode()),
    ]


@pytest.mark.parametrize("kind", PlantedKind)
def test_the_search_finds_what_is_there(kind: PlantedKind, tmp_path: Path) -> None:
    search = Search(VALUES)
    for number, hidden in enumerate(_hidden(_by_kind(kind).clear)):
        (tmp_path / "file").write_bytes(b"something before\n" + hidden + b"\nsomething behind")
        assert {found.value.kind for found in search.folder(tmp_path)} == {kind}, number


def test_the_search_finds_what_a_file_is_called_and_nothing_where_nothing_is(tmp_path: Path) -> None:
    search = Search(VALUES)
    (tmp_path / "quiet").write_text("199****0017 and 1990000 and " + "0" * 500)
    assert search.folder(tmp_path) == []
    (tmp_path / _by_kind(PlantedKind.PHONE).clear).touch()
    assert len(search.folder(tmp_path)) > 0
