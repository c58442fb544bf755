"""A customer's fields: sealed at rest, masked alike everywhere, found by equality, gone with her key."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from qiao import customers
from qiao.customers import CustomerField, masks
from qiao.customers.masks import comparable, mask, tail
from qiao.foundation.keys import KeyDestroyed
from qiao.language import identifiers
from tests.conftest import TestHouse

PHONE, CARD = "13800000000", "6222020000000000000"
NUMBERED = [CustomerField.PHONE, CustomerField.ID_NUMBER, CustomerField.BANK_CARD]


async def _somebody(house: TestHouse, reference: str = "borrower-1") -> customers.Customer:
    async with house.database.transaction() as session:
        customer_id, _ = await customers.identify(
            session, house.house.parts.ring, reference=reference, name="张三", now=house.clock.now()
        )
        return await customers.find(session, customer_id)


async def _put(house: TestHouse, person: customers.Customer, field: CustomerField, *values: str) -> None:
    async with house.database.transaction() as session:
        await customers.put_field(
            session, house.house.parts.ring, person.id, field, values, source="test", now=house.clock.now()
        )


async def _shown(house: TestHouse, person: customers.Customer) -> list[tuple[str, str]]:
    async with house.database.reading() as session:
        values = await customers.fields_of(session, [person.id])
    return [(value.field.value, value.masked) for value in values[person.id]]


async def test_everybody_gets_masks_and_whoever_is_let_through_the_value(house: TestHouse) -> None:
    person = await _somebody(house)
    await _put(house, person, CustomerField.PHONE, " 138-0000-0000 ")
    await _put(house, person, CustomerField.BANK_CARD, CARD)
    await _put(house, person, CustomerField.ADDRESS, "河南省郑州市金水区测试路1号2栋303室")

    shown = await _shown(house, person)
    assert shown[:3] == [("name", "张*"), ("phone", "138****0000"), ("bank_card", "****0000")]
    assert shown[3] == ("address", "河南省郑州市金水区***")
    async with house.database.reading() as session:
        values = (await customers.fields_of(session, [person.id]))[person.id]
        opened = [await customers.open_field(session, house.house.parts.ring, value.id) for value in values[:2]]
        assert [await customers.find_field(session, value.id) for value in values] == values
    assert opened == ["张三", "138-0000-0000"]


async def test_at_rest_nothing_is_in_clear(house: TestHouse) -> None:
    person = await _somebody(house)
    await _put(house, person, CustomerField.PHONE, PHONE)
    await _put(house, person, CustomerField.BANK_CARD, CARD)
    async with house.database.reading() as session:
        stored = repr([tuple(row) for row in await session.execute(text("SELECT * FROM customer_fields"))])
    assert PHONE not in stored
    assert CARD not in stored


async def test_she_is_found_by_a_whole_value_however_written_and_by_the_last_four(house: TestHouse) -> None:
    one, other = await _somebody(house), await _somebody(house, "borrower-2")
    await _put(house, one, CustomerField.PHONE, PHONE, "13900001234")
    await _put(house, other, CustomerField.PHONE, "13700001234")

    async def found(said: str) -> set[str]:
        async with house.database.reading() as session:
            ids = await customers.find_by_field(session, house.house.parts.ring, CustomerField.PHONE, said)
        return {"one" if customer_id == one.id else "other" for customer_id in ids}

    assert await found("+86 138 0000 0000") == {"one"}
    assert await found("１３８００００００００") == {"one"}
    assert await found("1234") == {"one", "other"}
    assert await found("1380000") == set()
    assert await found("99") == set()


async def test_a_value_that_is_no_longer_hers_is_found_no_more(house: TestHouse) -> None:
    person = await _somebody(house)
    await _put(house, person, CustomerField.PHONE, PHONE)
    await _put(house, person, CustomerField.PHONE, "13900001234")
    async with house.database.reading() as session:
        ring = house.house.parts.ring
        assert await customers.find_by_field(session, ring, CustomerField.PHONE, PHONE) == []
        assert await customers.matches(session, ring, person.id, CustomerField.PHONE, "139 0000 1234")
        assert not await customers.matches(session, ring, person.id, CustomerField.PHONE, PHONE)
    assert (await _shown(house, person))[1:] == [("phone", "139****1234")]


async def test_too_many_values_are_refused_and_nothing_is_lost(house: TestHouse) -> None:
    person = await _somebody(house)
    await _put(house, person, CustomerField.PHONE, PHONE)
    with pytest.raises(customers.TooManyValues):
        await _put(house, person, CustomerField.PHONE, *(f"139{number:08}" for number in range(21)))
    assert (await _shown(house, person))[1:] == [("phone", "138****0000")]


async def test_with_her_key_everything_of_hers_is_gone(house: TestHouse) -> None:
    person = await _somebody(house)
    await _put(house, person, CustomerField.PHONE, PHONE)
    async with house.database.transaction() as session:
        await house.house.parts.ring.destroy(session, person.id, now=house.clock.now())
    async with house.database.reading() as session:
        value = (await customers.fields_of(session, [person.id]))[person.id][1]
        with pytest.raises(KeyDestroyed):
            await customers.open_field(session, house.house.parts.ring, value.id)


async def test_what_is_not_there_is_not_found(house: TestHouse) -> None:
    person = await _somebody(house)
    async with house.database.reading() as session:
        with pytest.raises(customers.FieldNotFound):
            await customers.find_field(session, house.house.parts.ring and person.id.__class__(int=7))


@pytest.mark.parametrize("field", NUMBERED)
def test_a_field_and_the_same_value_in_a_message_show_the_same_characters(field: CustomerField) -> None:
    dice = random.Random(7)  # noqa: S311  (dice, not secrets)
    for value in _values(field, dice):
        said = {"phone": "我的手机号是", "id_number": "我的身份证号是", "bank_card": "我的银行卡号是"}[field] + value
        (span,) = identifiers.find(said)
        assert identifiers.mask(said).text[span.start :] == mask(field, value)


def _values(field: CustomerField, dice: random.Random) -> list[str]:
    if field is CustomerField.PHONE:
        return [f"13{dice.randrange(10)}{dice.randrange(10**8):08}" for _ in range(20)]
    if field is CustomerField.ID_NUMBER:
        return [_with_check_digit(f"41010119{dice.randrange(50, 99)}0101{dice.randrange(1000):03}") for _ in range(20)]
    return [_with_luhn_digit(f"622202{dice.randrange(10**12):012}") for _ in range(20)]


def _with_check_digit(first: str) -> str:
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return first + "10X98765432"[sum(int(sign) * weight for sign, weight in zip(first, weights, strict=True)) % 11]


def _with_luhn_digit(first: str) -> str:
    doubled = [int(sign) * (2 - place % 2) for place, sign in enumerate(reversed(first))]
    return first + str(-sum(one // 10 + one % 10 for one in doubled) % 10)


@given(st.sampled_from(NUMBERED), st.from_regex(r"[0-9]{11,19}", fullmatch=True))
def test_masking_twice_is_masking_once_and_never_shows_the_middle(field: CustomerField, value: str) -> None:
    once = mask(field, value)
    kept = sum(sign.isdigit() for sign in once)
    assert kept <= 7
    assert value not in once
    assert tail(field, comparable(field, value)) == value[-4:]


@given(st.sampled_from(list(CustomerField)), st.text(max_size=60))
def test_any_text_has_a_mask_and_a_comparable_form(field: CustomerField, value: str) -> None:
    plain = comparable(field, value)
    assert comparable(field, plain) == plain
    assert isinstance(masks.mask(field, value), str)
