"""A complaint needs nothing of the lender: it is registered while its systems are away, and from a locked identity."""

from typing import Any

import pytest

from qiao import app, requests
from qiao.backoffice import BackOfficeAway
from qiao.requests.proving import ProofLocked
from tests.backoffice.conftest import Teller
from tests.channels.tapping import Tapping
from tests.conftest import TestHouse
from tests.requests.serving import filled, house, signed_in, teller

__all__ = ["filled", "house", "teller"]


@pytest.fixture
async def person(house: TestHouse, teller: Teller) -> Tapping:
    return Tapping(house, (await signed_in(house, teller, teller.running().customer_id)).live)


def _proving(house: TestHouse) -> requests.Proving:
    parts = house.house.parts
    lender = house.house.lender
    assert lender is not None
    return requests.Proving(house.house.pack.section(app.FLOWS), lender, parts.ring, parts.database, parts.clock)


async def test_it_is_registered_while_the_lender_is_away(
    house: TestHouse, person: Tapping, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def away(*_: object, **__: object) -> Any:
        raise BackOfficeAway(operation="any")

    monkeypatch.setattr(house.house.lender, "read", away)
    monkeypatch.setattr(house.house.lender, "order", away)
    await person.taps("complaint")
    collection = next(
        button["id"] for one in person.last for button in one["content"]["buttons"] if button["label"] == "催收"
    )
    await person.taps(collection)
    await person.finishes()


async def test_somebody_whose_identity_is_locked_registers_it(house: TestHouse, person: Tapping) -> None:
    proving = _proving(house)
    locked = False
    for _ in range(20):
        try:
            await proving.match_id_tail(person.live, "000X")
        except ProofLocked:
            locked = True
    assert locked
    await person.complains()
