"""Files: what is taken, how it is kept, and who may fetch it."""

import hashlib
import io
import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import given
from hypothesis import strategies as st

from qiao.foundation.errors import QiaoError, Unavailable
from qiao.foundation.files import (
    DownloadExpired,
    DownloadLinkInvalid,
    Downloads,
    FileDamaged,
    FileEmpty,
    FileId,
    FileKind,
    FileNotFound,
    FileQuarantined,
    FileStore,
    FilesUnavailable,
    FileTooLarge,
    FileTypeMismatch,
    FileTypeRefused,
    Finding,
    Limits,
    StoredFile,
    sniff,
)
from qiao.foundation.files.intake import clean_name

SECRET = b"s" * 32
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
PNG = b"\x89PNG\r\n\x1a\n" + b"picture" * 100
LARGE = 3 << 20


class SealBroken(Unavailable):
    """The bytes do not open."""


class AesSealer:
    def __init__(self, key: bytes = b"k" * 32) -> None:
        self._aes = AESGCM(key)

    def seal(self, plain: bytes, aad: bytes, /) -> bytes:
        nonce = os.urandom(12)
        return nonce + self._aes.encrypt(nonce, plain, aad)

    def open(self, sealed: bytes, aad: bytes, /) -> bytes:
        try:
            return self._aes.decrypt(sealed[:12], sealed[12:], aad)
        except (InvalidTag, ValueError):
            raise SealBroken from None


class WordScanner:
    """Finds the word VIRUS; cannot tell while it is down."""

    def __init__(self) -> None:
        self.is_down = False

    def scan(self, content: Iterator[bytes], *, kind: FileKind) -> Finding:
        del kind
        if self.is_down:
            raise Unavailable
        return Finding(is_clean=b"VIRUS" not in b"".join(content), what="test virus")


SEALER = AesSealer()


@pytest.fixture
def store(tmp_path: Path) -> FileStore:
    return FileStore(tmp_path / "files", secret=SECRET)


def put(
    store: FileStore,
    content: bytes | io.BytesIO | Iterator[bytes] = PNG,
    *,
    declared: str = "image/png",
    limits: Limits | None = None,
    scope: str = "customer 1",
    retention: str = "chat_file",
    name: str = "photo.png",
    sealer: AesSealer = SEALER,
) -> StoredFile:
    return store.put(
        content,
        name=name,
        declared=declared,
        limits=limits or Limits(max_bytes=8 << 20),
        sealer=sealer,
        scope=scope,
        retention=retention,
    )


def read(store: FileStore, file_id: FileId, sealer: AesSealer = SEALER) -> bytes:
    return b"".join(store.read(file_id, sealer=sealer))


def fetch(store: FileStore, file_id: FileId) -> None:
    read(store, file_id)


def on_disk(tmp_path: Path) -> list[Path]:
    return [path for path in (tmp_path / "files").rglob("*") if path.is_file()]


# --- keeping -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [len(PNG), 1 << 20, (1 << 20) + 1, LARGE, LARGE + 17])
def test_a_file_comes_back_as_it_was_put(store: FileStore, size: int) -> None:
    content = (PNG * (size // len(PNG) + 1))[:size]
    stored = put(store, content)

    assert read(store, stored.id) == content
    assert (stored.size_bytes, stored.kind, stored.retention) == (size, FileKind.PNG, "chat_file")
    assert stored.digest == hashlib.sha256(content).hexdigest()
    assert not stored.is_quarantined


def test_content_may_come_whole_as_a_stream_or_in_chunks(store: FileStore) -> None:
    chunks = (PNG[index : index + 3] for index in range(0, len(PNG), 3))

    assert put(store).id == put(store, io.BytesIO(PNG)).id == put(store, chunks).id


def test_the_disk_holds_neither_content_nor_name_in_clear(store: FileStore, tmp_path: Path) -> None:
    put(store, name="张三的身份证.png")
    (path,) = on_disk(tmp_path)

    assert b"picture" not in path.read_bytes()
    assert b"image/png" not in path.read_bytes()
    assert "张三" not in str(path)
    assert path.stat().st_mode & 0o077 == 0


def test_the_same_content_is_kept_once_and_shared_with_nobody(store: FileStore, tmp_path: Path) -> None:
    first = put(store)
    again = put(store, name="again.png")
    other_customer = put(store, scope="customer 2", sealer=AesSealer(b"o" * 32))
    other_class = put(store, retention="complaint_file")

    assert first.id == again.id
    assert len({first.id, other_customer.id, other_class.id}) == len(on_disk(tmp_path)) == 3
    with pytest.raises(SealBroken):
        read(store, other_customer.id)


def test_ids_depend_on_the_secret(store: FileStore, tmp_path: Path) -> None:
    assert put(store).id != put(FileStore(tmp_path / "other", secret=b"t" * 32)).id


def test_putting_a_file_again_renews_what_no_longer_opens(store: FileStore) -> None:
    stored = put(store, sealer=AesSealer(b"o" * 32))

    assert put(store).id == stored.id
    assert read(store, stored.id) == PNG


def test_a_deleted_file_is_gone(store: FileStore, tmp_path: Path) -> None:
    stored = put(store)
    store.delete(stored.id)

    assert on_disk(tmp_path) == []
    for missing in (store.delete, store.release, partial(fetch, store)):
        with pytest.raises(FileNotFound):
            missing(stored.id)


@pytest.mark.parametrize("file_id", ["", "..", "../../etc/passwd", "a" * 63, "A" * 64, "a" * 64 + "\n", "/" * 64])
def test_no_id_leads_out_of_the_folder(store: FileStore, file_id: str) -> None:
    for ask in (store.delete, store.release, partial(fetch, store)):
        with pytest.raises(FileNotFound):
            ask(FileId(file_id))


@pytest.mark.parametrize("retention", ["", "../x", "Chat", "chat file"])
def test_a_retention_class_is_a_plain_word(store: FileStore, retention: str) -> None:
    with pytest.raises(ValueError, match="retention"):
        put(store, retention=retention)


def test_short_secrets_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="32"):
        FileStore(tmp_path, secret=b"short")
    with pytest.raises(ValueError, match="32"):
        Downloads(b"short")


# --- damage ------------------------------------------------------------------------------------------------


def test_one_file_cannot_stand_in_for_another(store: FileStore, tmp_path: Path) -> None:
    one, other = put(store), put(store, PNG + b"!")
    paths = {path.name: path for path in on_disk(tmp_path)}
    paths[one.id].write_bytes(paths[other.id].read_bytes())

    with pytest.raises(SealBroken):
        read(store, one.id)


@given(st.integers(0, 10**9), st.integers(1, 255))
def test_every_flipped_byte_is_noticed(
    tmp_path_factory: pytest.TempPathFactory, position: int, difference: int
) -> None:
    root = tmp_path_factory.mktemp("flipped")
    store = FileStore(root / "files", secret=SECRET)
    stored = put(store)
    (path,) = on_disk(root)
    sealed = bytearray(path.read_bytes())
    sealed[position % len(sealed)] ^= difference
    path.write_bytes(sealed)

    with pytest.raises((SealBroken, FileDamaged)):
        read(store, stored.id)


@pytest.mark.parametrize("kept_bytes", [0, 5, 20, 100, 400])
def test_a_file_cut_short_is_noticed(store: FileStore, tmp_path: Path, kept_bytes: int) -> None:
    stored = put(store)
    (path,) = on_disk(tmp_path)
    path.write_bytes(path.read_bytes()[:kept_bytes])

    with pytest.raises((SealBroken, FileDamaged)):
        read(store, stored.id)


def test_parts_can_neither_be_swapped_nor_left_out(store: FileStore, tmp_path: Path) -> None:
    stored = put(store, PNG + b"1" * LARGE)
    (path,) = on_disk(tmp_path)
    whole = path.read_bytes()
    part = 4 + 12 + (1 << 20) + 16
    first, second, rest = whole[10 : 10 + part], whole[10 + part : 10 + 2 * part], whole[10 + 2 * part :]

    for forged in (whole[:10] + second + first + rest, whole[:10] + first + rest):
        path.write_bytes(forged)
        with pytest.raises((SealBroken, FileDamaged)):
            read(store, stored.id)


def test_a_folder_that_cannot_be_written_is_said_plainly(tmp_path: Path) -> None:
    (tmp_path / "files").write_text("a file where the folder should be")

    with pytest.raises(FilesUnavailable):
        put(FileStore(tmp_path / "files", secret=SECRET))


# --- limits and kinds --------------------------------------------------------------------------------------


def test_size_is_limited_while_the_file_streams_in(store: FileStore, tmp_path: Path) -> None:
    taken: list[int] = []

    def endless() -> Iterator[bytes]:
        while True:
            taken.append(1)
            yield PNG

    with pytest.raises(FileTooLarge) as refusal:
        put(store, endless(), limits=Limits(max_bytes=10 * len(PNG)))

    assert refusal.value.params == {"limit_bytes": 10 * len(PNG)}
    assert len(taken) == 11
    assert on_disk(tmp_path) == []


def test_a_file_of_exactly_the_limit_is_taken(store: FileStore) -> None:
    assert put(store, limits=Limits(max_bytes=len(PNG))).size_bytes == len(PNG)


@pytest.mark.parametrize("content", [b"", io.BytesIO(), iter([b"", b""])])
def test_an_empty_file_is_refused(store: FileStore, content: bytes | io.BytesIO | Iterator[bytes]) -> None:
    with pytest.raises(FileEmpty):
        put(store, content)


SAMPLES = [
    (PNG, FileKind.PNG),
    (b"\xff\xd8\xff\xe0\0\x10JFIF", FileKind.JPEG),
    (b"GIF89a\1\0\1\0", FileKind.GIF),
    (b"GIF87a\1\0\1\0", FileKind.GIF),
    (b"RIFF\x0a\0\0\0WEBPVP8 ", FileKind.WEBP),
    (b"RIFF\x0a\0\0\0WAVEfmt ", FileKind.WAV),
    (b"%PDF-1.7\n", FileKind.PDF),
    (b"ID3\x03\0\0\0\0\0\0", FileKind.MP3),
    (b"\xff\xfb\x90\x64\0\0", FileKind.MP3),
    (b"#!AMR\n\x3c", FileKind.AMR),
    (b"#!AMR-WB\n\x3c", FileKind.AMR),
    (b"\0\0\0\x20ftypM4A \0\0\0\0", FileKind.M4A),
    (b"\0\0\0\x20ftypisom\0\0\2\0", FileKind.MP4),
    (b"\0\0\0\x18ftypmp42\0\0\0\0", FileKind.MP4),
    ("还款凭证：\r\n\t1,234.56 元 ".encode() * 3, FileKind.TEXT),
    (b"\xef\xbb\xbfplain", FileKind.TEXT),
    (b"PK match tonight", FileKind.TEXT),
]

REFUSED = [
    b"MZ\x90\0\3\0\0\0",
    b"PK\3\4\x14\0\6\0",
    b"\x7fELF\2\1\1\0",
    b"<!DOCTYPE html><script>",
    b"\xef\xbb\xbf  <svg xmlns=''>",
    b"<?xml version='1.0'?>",
    b"#!/bin/sh\nrm",
    b"%!PS-Adobe",
    b"{\\rtf1",
    b"\0\0\0\x18ftypheic\0\0\0\0",
    b"RIFF\x0a\0\0\0AVI LIST",
    b"\xff\xfe\0\0",
    b"\xff\xfb\xf0\0",
    "乱码".encode("gb18030"),
    b"text with a \0 in it",
    b"bell \7",
]


@pytest.mark.parametrize(("content", "kind"), SAMPLES)
def test_the_kind_is_told_by_the_first_bytes(store: FileStore, content: bytes, kind: FileKind) -> None:
    assert sniff(content[:64]) is kind
    assert put(store, content, declared=kind.value).kind is kind


@pytest.mark.parametrize("content", REFUSED)
def test_what_is_none_of_our_kinds_is_refused(store: FileStore, tmp_path: Path, content: bytes) -> None:
    assert sniff(content) is None
    with pytest.raises(FileTypeRefused):
        put(store, content, declared="text/plain")
    assert on_disk(tmp_path) == []


def test_a_file_that_is_something_else_than_declared_is_refused(store: FileStore) -> None:
    with pytest.raises(FileTypeMismatch) as refusal:
        put(store, PNG, declared="image/jpeg")

    assert refusal.value.params == {"declared": "image/jpeg", "found": "image/png"}


@pytest.mark.parametrize("declared", ["", "application/octet-stream", "image/svg+xml", "text/html", "image/*"])
def test_a_type_we_do_not_take_is_refused(store: FileStore, declared: str) -> None:
    with pytest.raises(FileTypeRefused):
        put(store, declared=declared)


def test_common_names_and_parameters_of_types_are_understood(store: FileStore) -> None:
    assert put(store, b"\xff\xd8\xff\xe0", declared="image/jpg").kind is FileKind.JPEG
    assert put(store, b"hello", declared="Text/Plain; charset=utf-8").kind is FileKind.TEXT


def test_a_place_may_take_fewer_kinds(store: FileStore) -> None:
    with pytest.raises(FileTypeRefused):
        put(store, limits=Limits(max_bytes=1 << 20, kinds=frozenset({FileKind.PDF})))


@pytest.mark.parametrize("tail", [b"\0", b"\xff", "半".encode()[:2]])
def test_text_is_followed_to_its_end(store: FileStore, tmp_path: Path, tail: bytes) -> None:
    with pytest.raises(FileTypeMismatch):
        put(store, b"a" * LARGE + tail, declared="text/plain")
    assert on_disk(tmp_path) == []


@given(st.binary(max_size=200))
def test_any_bytes_have_a_kind_or_none(content: bytes) -> None:
    assert sniff(content) is None or sniff(content) in FileKind


@pytest.mark.parametrize(
    ("name", "kind", "clean"),
    [
        ("photo.PNG", FileKind.PNG, "photo.PNG"),
        ("../../etc/passwd", FileKind.TEXT, "passwd.txt"),
        ("C:\\a\\b.pdf", FileKind.PDF, "b.pdf"),
        ("bill.exe", FileKind.PDF, "bill.exe.pdf"),
        ("gnp\u202egpj.exe", FileKind.PNG, "gnpgpj.exe.png"),
        ("a\r\nb\0.txt", FileKind.TEXT, "ab.txt"),
        ("", FileKind.MP4, "file.mp4"),
        ("...", FileKind.MP4, "file.mp4"),
        (".jpg", FileKind.JPEG, "jpg.jpg"),
        ("还款" * 200 + ".jpeg", FileKind.JPEG, "还款" * 60 + ".jpeg"),
    ],
)
def test_a_name_is_only_a_name_and_ends_as_its_kind_does(name: str, kind: FileKind, clean: str) -> None:
    assert clean_name(name, kind) == clean


# --- examination -------------------------------------------------------------------------------------------


@pytest.fixture
def scanner() -> WordScanner:
    return WordScanner()


@pytest.fixture
def scanned(tmp_path: Path, scanner: WordScanner) -> FileStore:
    return FileStore(tmp_path / "files", secret=SECRET, scanner=scanner)


def test_a_clean_file_is_kept_and_a_harmful_one_set_apart(scanned: FileStore) -> None:
    harmful = put(scanned, PNG + b"VIRUS")

    assert read(scanned, put(scanned).id) == PNG
    assert (harmful.is_quarantined, harmful.finding.what) == (True, "test virus")
    with pytest.raises(FileQuarantined):
        read(scanned, harmful.id)


def test_a_file_nobody_could_examine_waits_and_is_examined_later(scanned: FileStore, scanner: WordScanner) -> None:
    scanner.is_down = True
    waiting, harmful = put(scanned), put(scanned, PNG + b"VIRUS")
    assert waiting.finding == Finding(is_clean=False, what="Unavailable")
    with pytest.raises(FileQuarantined):
        read(scanned, waiting.id)

    scanner.is_down = False
    assert scanned.rescan(waiting.id, sealer=SEALER).is_clean
    assert not scanned.rescan(harmful.id, sealer=SEALER).is_clean
    assert read(scanned, waiting.id) == PNG
    with pytest.raises(FileQuarantined):
        read(scanned, harmful.id)
    with pytest.raises(FileNotFound):
        scanned.rescan(waiting.id, sealer=SEALER)


def test_someone_may_release_a_file_and_it_stays_released(scanned: FileStore) -> None:
    harmful = put(scanned, PNG + b"VIRUS")
    scanned.release(harmful.id)

    assert read(scanned, harmful.id) == PNG + b"VIRUS"
    assert not put(scanned, PNG + b"VIRUS").is_quarantined


def test_a_quarantined_file_found_clean_on_a_second_try_is_kept(
    scanned: FileStore, scanner: WordScanner, tmp_path: Path
) -> None:
    scanner.is_down = True
    waiting = put(scanned)
    scanner.is_down = False

    assert not put(scanned).is_quarantined
    assert read(scanned, waiting.id) == PNG
    assert len(on_disk(tmp_path)) == 1


def test_a_quarantined_file_can_be_deleted(scanned: FileStore, tmp_path: Path) -> None:
    scanned.delete(put(scanned, PNG + b"VIRUS").id)

    assert on_disk(tmp_path) == []


# --- uploads that end badly --------------------------------------------------------------------------------


def test_an_upload_that_breaks_off_leaves_nothing(store: FileStore, tmp_path: Path) -> None:
    def broken() -> Iterator[bytes]:
        yield PNG
        raise ConnectionResetError

    with pytest.raises(QiaoError):
        put(store, broken())
    assert on_disk(tmp_path) == []


def test_what_a_killed_process_left_is_discarded_when_it_is_old(store: FileStore, tmp_path: Path) -> None:
    put(store)
    left = tmp_path / "files" / "incoming" / "left"
    left.write_bytes(b"half")
    os.utime(left, (NOON.timestamp(), NOON.timestamp()))

    assert store.discard_unfinished(now=NOON + timedelta(minutes=59), older_than=timedelta(hours=1)) == 0
    assert store.discard_unfinished(now=NOON + timedelta(minutes=61), older_than=timedelta(hours=1)) == 1
    assert not left.exists()
    assert len(on_disk(tmp_path)) == 1


def test_a_store_never_used_has_nothing_to_discard(store: FileStore) -> None:
    assert store.discard_unfinished(now=NOON, older_than=timedelta(hours=1)) == 0


# --- downloads ---------------------------------------------------------------------------------------------

DOWNLOADS = Downloads(SECRET)
FILE = FileId("ab" * 32)
MINUTE = timedelta(minutes=1)


def test_a_link_leads_its_reader_to_its_file_until_it_expires() -> None:
    token = DOWNLOADS.sign(FILE, reader="session 1", now=NOON, lasts=5 * MINUTE)

    assert DOWNLOADS.check(token, reader="session 1", now=NOON + 4.9 * MINUTE) == FILE
    with pytest.raises(DownloadExpired):
        DOWNLOADS.check(token, reader="session 1", now=NOON + 5 * MINUTE)
    with pytest.raises(DownloadLinkInvalid):
        DOWNLOADS.check(token, reader="session 2", now=NOON)
    with pytest.raises(DownloadLinkInvalid):
        Downloads(b"t" * 32).check(token, reader="session 1", now=NOON)


@given(st.integers(0, 95), st.sampled_from("ABCxyz019-_"))
def test_a_changed_link_leads_nowhere(position: int, character: str) -> None:
    token = DOWNLOADS.sign(FILE, reader="session 1", now=NOON, lasts=MINUTE)
    changed = token[:position] + character + token[position + 1 :]

    if changed != token:
        with pytest.raises(DownloadLinkInvalid):
            DOWNLOADS.check(changed, reader="session 1", now=NOON)


@given(st.text(max_size=120))
def test_any_other_text_is_no_link(token: str) -> None:
    with pytest.raises(DownloadLinkInvalid):
        DOWNLOADS.check(token, reader="session 1", now=NOON)


@pytest.mark.parametrize("lasts", [timedelta(0), -MINUTE, 16 * MINUTE])
def test_a_link_lasts_a_short_while(lasts: timedelta) -> None:
    with pytest.raises(ValueError, match="15"):
        DOWNLOADS.sign(FILE, reader="session 1", now=NOON, lasts=lasts)
