"""F15: bombs, disguises and paths among uploads: refused at once, in little memory, with nothing left behind."""

import io
import os
import struct
import tracemalloc
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from qiao.foundation.errors import Invalid
from qiao.foundation.files import (
    FileKind,
    FileStore,
    FileTooLarge,
    FileTypeMismatch,
    FileTypeRefused,
    Limits,
    PictureTooLarge,
    attachment,
)
from qiao.foundation.files.intake import clean_name
from tests.foundation.test_files import AesSealer

LIMITS = Limits(max_bytes=8 << 20)
_MOST_MEMORY = 100 << 20


def _png(width: int, height: int) -> bytes:
    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    rows = zlib.compress(b"\0" * 100_000, 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def _jpeg(width: int, height: int, *, remarks: int = 1) -> bytes:
    remark = b"\xff\xe1" + struct.pack(">H", 65_535) + b"x" * 65_533
    return b"\xff\xd8" + remark * remarks + b"\xff\xc0" + struct.pack(">HBHH", 17, 8, height, width) + b"\x03" * 12


def _gif(width: int, height: int) -> bytes:
    return b"GIF89a" + struct.pack("<HH", width, height) + b"\x80\0\0" + b"\0" * 20


def _webp(form: bytes, data: bytes) -> bytes:
    return b"RIFF" + struct.pack("<I", 100) + b"WEBP" + form + struct.pack("<I", len(data)) + data + b"\0" * 20


def _canvas(width: int, height: int) -> bytes:
    return _webp(b"VP8X", b"\0\0\0\0" + (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little"))


def _zip_bomb() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        archive.writestr("a", b"\0" * (32 << 20))
        archive.writestr("../../../etc/cron.d/a", b"* * * * * root true")
    return packed.getvalue()


BOMBS: dict[str, tuple[Callable[[], bytes], str, type[Invalid]]] = {
    "a picture of 50,000 by 50,000": (lambda: _png(50_000, 50_000), "image/png", PictureTooLarge),
    "a picture of the largest size there is": (lambda: _png(2**31 - 1, 2**31 - 1), "image/png", PictureTooLarge),
    "a photograph of 65,000 by 65,000": (lambda: _jpeg(65_000, 65_000), "image/jpeg", PictureTooLarge),
    "a photograph that hides its size": (lambda: _jpeg(65_000, 65_000, remarks=40), "image/jpeg", PictureTooLarge),
    "an animation of 65,535 by 65,535": (lambda: _gif(65_535, 65_535), "image/gif", PictureTooLarge),
    "a canvas of 16 million by 16 million": (lambda: _canvas(1 << 24, 1 << 24), "image/webp", PictureTooLarge),
    "an archive": (_zip_bomb, "application/zip", FileTypeRefused),
    "an archive said to be a document": (_zip_bomb, "application/pdf", FileTypeRefused),
    "an archive said to be text": (_zip_bomb, "text/plain", FileTypeRefused),
    "a spreadsheet": (_zip_bomb, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", FileTypeRefused),
    "a page": (lambda: b"<html><script>alert(1)</script>", "text/html", FileTypeRefused),
    "a page said to be text": (lambda: b"<html><script>alert(1)</script>", "text/plain", FileTypeRefused),
    "a drawing": (lambda: b"<svg onload=alert(1)>", "image/svg+xml", FileTypeRefused),
    "a drawing said to be a picture": (lambda: b"<svg onload=alert(1)>", "image/png", FileTypeRefused),
    "entities within entities": (
        lambda: b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>',
        "text/plain",
        FileTypeRefused,
    ),
    "a program": (lambda: b"MZ" + b"\0" * 200, "application/pdf", FileTypeRefused),
    "a script": (lambda: b"#!/bin/sh\nrm -rf /\n", "text/plain", FileTypeRefused),
    "a document said to be a picture": (lambda: b"%PDF-1.7\n" + b"\0" * 100, "image/png", FileTypeMismatch),
    "an endless file": (lambda: b"%PDF-1.7\n" + b"0" * (9 << 20), "application/pdf", FileTooLarge),
    "a type with a line in it": (lambda: b"%PDF-1.7", "application/pdf\r\nX-A: b", FileTypeRefused),
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "outside").mkdir()
    return tmp_path / "files"


@pytest.mark.parametrize("what", BOMBS)
def test_a_bomb_or_a_disguise_is_refused_and_leaves_nothing(folder: Path, what: str) -> None:
    build, declared, refusal = BOMBS[what]
    content = build()
    store = FileStore(folder, secret=b"s" * 32)
    tracemalloc.start()
    with pytest.raises(refusal):
        store.put(
            content, name="a", declared=declared, limits=LIMITS, sealer=AesSealer(), scope="c", retention="chat_file"
        )
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < _MOST_MEMORY
    assert [file for file in folder.rglob("*") if file.is_file()] == []


def test_an_endless_stream_is_cut_at_the_limit(folder: Path) -> None:
    given: list[int] = []

    def endless() -> Iterator[bytes]:
        yield b"%PDF-1.7\n"
        while True:
            given.append(65_536)
            yield b"0" * 65_536

    store = FileStore(folder, secret=b"s" * 32)
    with pytest.raises(FileTooLarge):
        store.put(
            endless(), name="a", declared="application/pdf", limits=LIMITS, sealer=AesSealer(), scope="c",
            retention="chat_file",
        )  # fmt: skip
    assert sum(given) <= LIMITS.max_bytes + 2 * 65_536


@pytest.mark.parametrize(
    ("content", "declared"),
    [
        (_png(8_000, 6_000), "image/png"),
        (_jpeg(9_000, 9_000), "image/jpeg"),
        (_gif(600, 400), "image/gif"),
        (_canvas(4_000, 3_000), "image/webp"),
        (_webp(b"VP8L", b"\x2f" + ((3_999) | (2_999 << 14)).to_bytes(4, "little")), "image/webp"),
        (_webp(b"VP8 ", b"\0" * 6 + struct.pack("<HH", 4_000, 3_000)), "image/webp"),
    ],
)
def test_an_ordinary_photograph_is_taken(folder: Path, content: bytes, declared: str) -> None:
    kept = FileStore(folder, secret=b"s" * 32).put(
        content, name="a", declared=declared, limits=LIMITS, sealer=AesSealer(), scope="c", retention="chat_file"
    )
    assert kept.size_bytes == len(content)


NAMES = (
    "../../etc/passwd",
    "..\\..\\boot.ini",
    "/etc/cron.d/x",
    "C:\\x",
    "a/../../b",
    "....//x",
    "%2e%2e%2fx",
    "x\0.png",
    "x.png/../../y",
    "~/.ssh/id",
    "-rf",
    "CON",
    "a\r\nSet-Cookie: b=1",
    'a"; filename="b.html',
    "\u202egnp.exe",
    "." * 300,
    "还款凭证" * 100,
    "<img src=x onerror=alert(1)>.png",
    "'; DROP TABLE files; --",
    "$(reboot).png",
    "",
)


@pytest.mark.parametrize("name", NAMES)
def test_no_name_leads_anywhere_or_becomes_a_header(folder: Path, name: str) -> None:
    store = FileStore(folder, secret=b"s" * 32)
    kept = store.put(
        _png(1, 1), name=name, declared="image/png", limits=LIMITS, sealer=AesSealer(), scope="c", retention="chat_file"
    )
    assert kept.name == clean_name(name, FileKind.PNG)
    assert os.path.basename(kept.name) == kept.name  # noqa: PTH119  (as a path would be taken apart)
    assert kept.name.lower().endswith(".png")
    files = [file for file in folder.parent.rglob("*") if file.is_file()]
    assert [file.name for file in files] == [kept.id]
    headers = attachment(kept.name)
    assert all("\r" not in value and "\n" not in value and value.isascii() for value in headers.values())
    assert headers["content-disposition"].count('"') == 2
    assert headers["content-disposition"].startswith("attachment; ")
    assert headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in headers["content-security-policy"]
