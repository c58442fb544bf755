"""The key ring: sealed opens in its place alone, master keys are replaced while others work, destroyed is gone."""

import itertools
import shutil
import uuid
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from qiao.foundation import keys
from qiao.foundation.ids import new_id
from qiao.foundation.keys import CustomerKey, KeyId, KeyRing, read_key_ring
from tests.conftest import NOON, TestHouse


@pytest.fixture
def key_file(tmp_path: Path) -> Path:
    path = tmp_path / "rotating.key"
    read_key_ring(path, create=True)
    return path


async def _sealed(house: TestHouse, ring: KeyRing, plain: bytes) -> tuple[UUID, KeyId, bytes]:
    owner = new_id()
    async with house.database.transaction() as session:
        key_id = await ring.create(session, owner, now=NOON)
        await session.flush()
        await ring.load(session, key_id)
    return owner, key_id, ring.seal(key_id, plain, bound_to="t.c:1")


async def _opened(house: TestHouse, ring: KeyRing, key_id: KeyId, sealed: bytes) -> bytes:
    async with house.database.reading() as session:
        await ring.load(session, key_id)
    return ring.open(key_id, sealed, bound_to="t.c:1")


async def _rewrap_all(house: TestHouse, ring: KeyRing) -> int:
    for steps in itertools.count():
        async with house.database.transaction() as session:
            if not await keys.rewrap(session, ring, limit=2):
                return steps
    raise AssertionError


async def test_a_master_key_is_replaced_while_another_process_works(house: TestHouse, key_file: Path) -> None:
    running = read_key_ring(key_file, create=False)
    before = [await _sealed(house, running, f"值{number}".encode()) for number in range(5)]
    old = running.master_id

    new = keys.add_master(key_file)
    rotating = read_key_ring(key_file, create=False)
    assert await _rewrap_all(house, rotating) == 3
    _, key_after, sealed_after = await _sealed(house, running, b"after")  # Made by the process that runs on.
    async with house.database.reading() as session:
        found = await keys.wrapping(session)
    assert found.by_master == {new: 6}
    keys.drop_masters(key_file, [old])

    fresh = read_key_ring(key_file, create=False)
    assert fresh.master_ids == {new}
    for number, (_, key_id, sealed) in enumerate(before):
        assert await _opened(house, fresh, key_id, sealed) == f"值{number}".encode()
        assert await _opened(house, running, key_id, sealed) == f"值{number}".encode()
    assert await _opened(house, fresh, key_after, sealed_after) == b"after"


def test_what_does_not_depend_on_the_current_key_survives_a_rotation(key_file: Path) -> None:
    before = read_key_ring(key_file, create=False)
    keys.add_master(key_file)
    after = read_key_ring(key_file, create=False)

    assert before.master_id != after.master_id
    assert before.blind_index("customers.phone", "13800000000") == after.blind_index("customers.phone", "13800000000")
    assert before.token_digest("token") == after.token_digest("token")
    assert after.open_file(before.seal_file(b"file", b"1"), b"1") == b"file"
    assert key_file.stat().st_mode & 0o777 == 0o600


async def test_an_interrupted_rotation_goes_on_where_it_was(house: TestHouse, key_file: Path) -> None:
    ring = read_key_ring(key_file, create=False)
    made = [await _sealed(house, ring, b"x") for _ in range(5)]
    keys.add_master(key_file)
    rotating = read_key_ring(key_file, create=False)
    async with house.database.transaction() as session:
        assert await keys.rewrap(session, rotating, limit=2) == 2
    with pytest.raises(ValueError, match="current"):
        keys.drop_masters(key_file, [rotating.master_id])

    again = read_key_ring(key_file, create=False)
    await _rewrap_all(house, again)
    for _, key_id, sealed in made:
        assert await _opened(house, again, key_id, sealed) == b"x"


async def test_without_the_old_key_the_rotation_stops_and_nothing_is_lost(house: TestHouse, key_file: Path) -> None:
    ring = read_key_ring(key_file, create=False)
    _, key_id, sealed = await _sealed(house, ring, b"x")
    kept = Path(shutil.copy2(key_file, key_file.with_suffix(".kept")))
    old = ring.master_id
    keys.add_master(key_file)
    keys.drop_masters(key_file, [old])

    with pytest.raises(keys.MasterKeyUnknown):
        await _rewrap_all(house, read_key_ring(key_file, create=False))
    assert await _opened(house, read_key_ring(kept, create=False), key_id, sealed) == b"x"


async def test_a_destroyed_key_opens_nothing_also_in_another_process(
    house: TestHouse, key_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here, there = read_key_ring(key_file, create=False), read_key_ring(key_file, create=False)
    owner, key_id, sealed = await _sealed(house, here, b"x")
    assert await _opened(house, there, key_id, sealed) == b"x"
    async with house.database.transaction() as session:
        await here.destroy(session, owner, now=NOON)

    with pytest.raises(keys.KeyDestroyed):
        await _opened(house, here, key_id, sealed)
    monkeypatch.setattr("qiao.foundation.keys.ring.time.monotonic", lambda: 1e12)
    with pytest.raises(keys.KeyDestroyed):
        await _opened(house, there, key_id, sealed)
    async with house.database.reading() as session:
        assert await session.scalar(select(CustomerKey.wrapped).where(CustomerKey.id == key_id)) is None


async def test_a_sealed_value_that_was_moved_or_changed_does_not_open(house: TestHouse, key_file: Path) -> None:
    ring = read_key_ring(key_file, create=False)
    _, key_id, sealed = await _sealed(house, ring, b"13800000000")
    _, other, _ = await _sealed(house, ring, b"x")

    for key, place, value in (
        (key_id, "t.c:2", sealed),
        (other, "t.c:1", sealed),
        (key_id, "t.c:1", sealed[:-1] + bytes([sealed[-1] ^ 1])),
        (key_id, "t.c:1", b"\x02" + sealed[1:]),
    ):
        with pytest.raises(keys.SealBroken):
            ring.open(key, value, bound_to=place)


@pytest.mark.parametrize(
    "content", ["", "zz", "00" * 16, "root " + "00" * 32, "master " + "00" * 32, "root x\nmaster y", "a b c"]
)
def test_a_damaged_key_file_is_refused(key_file: Path, content: str) -> None:
    key_file.write_text(content)
    with pytest.raises(keys.KeyFileDamaged):
        read_key_ring(key_file, create=False)


def test_a_key_file_that_others_may_read_is_refused(key_file: Path) -> None:
    key_file.chmod(0o640)
    with pytest.raises(keys.KeyFileUnsafe):
        read_key_ring(key_file, create=False)


@given(st.text(), st.text())
def test_a_blind_index_tells_equality_and_nothing_between_columns(one: str, other: str) -> None:
    ring = KeyRing(_Masters())
    assert (ring.blind_index("a", one) == ring.blind_index("a", other)) == (one == other)
    assert ring.blind_index("a", one) != ring.blind_index("b", one)


class _Masters:
    """The smallest fulfilment of `MasterKeys`, as a key management service would be: wrapping is its own affair."""

    def __init__(self) -> None:
        self._wrapped: dict[bytes, tuple[bytes, bytes]] = {}

    @property
    def current(self) -> str:
        return "kms:1"

    @property
    def known(self) -> frozenset[str]:
        return frozenset({self.current})

    async def wrap(self, data_key: bytes, *, bound_to: bytes) -> bytes:
        ticket = uuid.uuid4().bytes
        self._wrapped[ticket] = (data_key, bound_to)
        return ticket

    async def unwrap(self, master_id: str, wrapped: bytes, *, bound_to: bytes) -> bytes:
        data_key, place = self._wrapped.get(wrapped, (b"", b""))
        if master_id != self.current or place != bound_to:
            raise keys.SealBroken
        return data_key

    def derive(self, purpose: bytes) -> bytes:
        return purpose.ljust(32, b"\x00")[:32]


async def test_a_key_management_service_fits_the_same_port(house: TestHouse) -> None:
    ring = KeyRing(_Masters())
    _, key_id, sealed = await _sealed(house, ring, b"x")
    assert await _opened(house, ring, key_id, sealed) == b"x"
