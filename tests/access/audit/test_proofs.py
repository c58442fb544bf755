"""One record can be shown to be in the trail, without database, key or any other record."""

import copy
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qiao.access import audit
from qiao.access.audit.heads import read_heads
from qiao.access.audit.merkle import leaf_hash, path_to, root_by, root_of
from qiao.foundation.ids import new_id
from tests.access.audit.conftest import Trail
from tests.access.audit.test_any_byte import changed

# The roots that RFC 6962's reference implementation gives for its well-known test leaves.
LEAVES = [bytes.fromhex(one) for one in ("", "00", "10", "2021", "3031", "40414243")]
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
]


def test_roots_are_those_of_certificate_transparency() -> None:
    hashes = [leaf_hash(leaf) for leaf in LEAVES]
    assert [root_of(hashes[: count + 1]).hex() for count in range(len(LEAVES))] == ROOTS


@given(count=st.integers(1, 70), data=st.data())
def test_a_path_leads_from_its_leaf_to_the_root_and_from_no_other(count: int, data: st.DataObject) -> None:
    leaves = [leaf_hash(bytes([number])) for number in range(count)]
    place = data.draw(st.integers(0, count - 1))
    path = path_to(leaves, place)
    assert root_by(leaves[place], path, place=place, count=count) == root_of(leaves)
    assert root_by(leaf_hash(b"another"), path, place=place, count=count) != root_of(leaves)
    assert root_by(leaves[place], [*path, leaves[0]], place=place, count=count) is None
    if count > 1:
        assert root_by(leaves[place], path, place=(place + 1) % count, count=count) != root_of(leaves)


async def _proof(trail: Trail) -> dict[str, Any]:
    await trail.sealed(2, 5, 1, 2)
    await trail.sealer.put_head()
    record = (await trail.numbered())[4]["id"]
    heads = [line.head for line in read_heads(trail.heads, trail.keys.public_key) if line.head]
    async with trail.database.reading() as session:
        return json.loads(json.dumps((await audit.prove(session, record, heads)).wire()))


async def test_a_proof_holds_and_no_changed_one_does(trail: Trail) -> None:
    proof, key = await _proof(trail), trail.keys.public_key
    assert audit.holds(proof, key)
    assert not audit.holds(proof, bytes(32))
    wrong = [{**proof, name: changed(proof[name], 7)} for name in ("record", "seq", "before")]
    for place in range(len(proof["path"])):
        other = copy.deepcopy(proof)
        other["path"][place] = "00" * 32
        wrong.append(other)
    for at, batch in enumerate(proof["batches"]):
        for name, value in batch.items():
            other = copy.deepcopy(proof)
            other["batches"][at][name] = "00" * 32 if name == "root" else changed(value, 3)
            wrong.append(other)
    for name in ("seq", "batch", "at", "chain"):
        other = copy.deepcopy(proof)
        other["head"][name] = changed(other["head"][name], 3)
        wrong.append(other)
    assert [one for one in wrong if _holds(one, key)] == []


def _holds(proof: dict[str, Any], key: bytes) -> bool:
    """A digit may have become a sign that is none: then it is no proof at all, which is raised."""
    try:
        return audit.holds(proof, key)
    except ValueError:
        return False


async def test_what_no_head_covers_yet_cannot_be_proven(trail: Trail) -> None:
    (record,) = await trail.write(1)
    async with trail.database.reading() as session:
        with pytest.raises(audit.NotUnderAHead):
            await audit.prove(session, record, [])
        with pytest.raises(audit.RecordNotFound):
            await audit.prove(session, new_id(), [])
