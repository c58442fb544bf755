"""A customer's name: masked for everybody, and always the one the lender gave last."""

import pytest

from qiao import customers
from tests.conftest import TestHouse


@pytest.mark.parametrize("now_called", ["李婷", "李四"])
async def test_a_new_name_is_noticed_whatever_its_mask(house: TestHouse, now_called: str) -> None:
    ring = house.house.parts.ring
    for name in ("李三", now_called):
        async with house.database.transaction() as session:
            who, _ = await customers.identify(session, ring, reference="borrower-9", name=name, now=house.clock.now())
    async with house.database.transaction() as session:
        assert (await customers.find(session, who)).name == "李*"
        assert await customers.open_field(session, ring, who) == now_called
