"""Search: a Chinese word of any length is found exactly, the same way on both databases."""

import os
import string
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Column, MetaData, String, Table, Uuid, insert, select, text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession, create_async_engine

from qiao.foundation.search import MAX_INDEXED_CHARS, Dialect, SearchTable, index_tokens, query_expression

pytestmark = pytest.mark.both_databases("each database searches in a way of its own")

POSTGRES = os.environ.get("QIAO_TEST_POSTGRES")
MESSAGES = SearchTable("message_search")


def _id(number: int) -> UUID:
    return UUID(int=number)


# --- tokens ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "tokens"),
    [
        ("投诉", "投诉 投 诉"),
        ("投诉电话", "投诉 诉电 电话 投 诉 电 话"),
        ("钱", "钱"),
        ("iPhone15 Pro", "iphone 15 pro"),
        ("ＡＢＣ１２", "abc 12"),
        ("额度1,234.56元", "额度 1 234 56 元 额 度"),
        ("利息, 利息", "利息 利息 利 息"),
        ("Café", "cafe"),
        ("٣٤", "34"),
        ("", ""),
        ("\"'():*&|!<->^{}[]\\%_;--\x00", ""),
        ("😀🈲", "禁"),
    ],
)
def test_text_is_cut_into_pairs_words_and_characters(written: str, tokens: str) -> None:
    assert index_tokens(written) == tokens


@pytest.mark.parametrize(
    ("query", "sqlite", "postgresql"),
    [
        ("投诉", '"投诉"', "('投诉')"),
        ("投诉电话", '"投诉 诉电 电话"', "('投诉' <-> '诉电' <-> '电话')"),
        ("提前 还款 APP", '"提前" AND "还款" AND "app"', "('提前') & ('还款') & ('app')"),
        ('投诉" OR "a', '"投诉" AND "or" AND "a"', "('投诉') & ('or') & ('a')"),
        ("利息 利息", '"利息"', "('利息')"),
        ("!?*", "", ""),
    ],
)
def test_a_query_asks_for_every_word_as_written(query: str, sqlite: str, postgresql: str) -> None:
    assert query_expression(query, "sqlite") == sqlite
    assert query_expression(query, "postgresql") == postgresql


def is_word(token: str) -> bool:
    # Python 3.11 does not know the latest ten thousand Chinese characters.
    return all(char.isalnum() or char >= "\U00020000" for char in token)


@given(st.text())
def test_tokens_hold_letters_and_digits_only(written: str) -> None:
    tokens = index_tokens(written)

    assert all(is_word(token) for token in tokens.split(" "))
    assert tokens == tokens.lower()


@given(st.text())
def test_expressions_hold_no_operator_but_ours(query: str) -> None:
    for_sqlite = query_expression(query, "sqlite").replace(" AND ", " ")
    for_postgresql = query_expression(query, "postgresql").replace(" & ", " ").replace(" <-> ", " ")

    assert all(is_word(part) for part in for_sqlite.replace('"', "").split())
    assert all(is_word(part) for part in for_postgresql.translate(str.maketrans("", "", "()'")).split())
    assert not set(for_sqlite + for_postgresql) & set(string.punctuation) - set("\"'()")


def test_very_long_text_stays_within_a_tsvector() -> None:
    han = "".join(chr(0x4E00 + index * 7919 % 20_900) for index in range(3 * MAX_INDEXED_CHARS))

    assert len(index_tokens(han).encode()) < 1_000_000
    assert len(query_expression(han, "sqlite")) < 1_000


# --- the table ---------------------------------------------------------------------------------------------


@asynccontextmanager
async def database(dialect: Dialect, folder: Path) -> AsyncGenerator[AsyncConnection]:
    url = f"sqlite+aiosqlite:///{folder / 'search.db'}" if dialect == "sqlite" else POSTGRES or ""
    engine = create_async_engine(url)
    try:
        async with engine.connect() as connection:
            if dialect == "postgresql":
                schema = f"search_{os.getpid()}"
                await connection.execute(text(f"CREATE SCHEMA {schema}"))
                await connection.execute(text(f"SET LOCAL search_path TO {schema}"))
            await MESSAGES.create(connection)
            yield connection
            await connection.rollback()  # takes the schema of the test with it
    finally:
        await engine.dispose()


@pytest.fixture(
    params=[
        "sqlite",
        pytest.param(
            "postgresql",
            marks=pytest.mark.skipif(not POSTGRES, reason="QIAO_TEST_POSTGRES names no database"),
        ),
    ]
)
async def connection(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[AsyncConnection]:
    async with database(request.param, tmp_path) as opened:
        yield opened


SAID = {
    _id(1): "我要投诉你们的电话催收",
    _id(2): "投标诉讼费用怎么算",  # holds both characters of 投诉, but not the word
    _id(3): "请问提前还款要手续费吗",
    _id(4): "APP打不开, iPhone 15 Pro, 报错E1024",
    _id(5): "还款日提前到几号",
    _id(6): "钱",
}


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("投诉", [1]),
        ("诉投", []),
        ("提前还款", [3]),  # 5 holds both words, but not together
        ("提前 还款", [5, 3]),
        ("电话催收", [1]),
        ("话催", [1]),
        ("app", [4]),
        ("ＡＰＰ", [4]),
        ("ap", []),
        ("iPhone15", [4]),
        ("1024", [4]),
        ("钱", [6]),
        ("诉", [2, 1]),
        ("", []),
        ("，。！", []),
        ('投诉" OR "钱', []),
        ("NOT 投诉", []),
        ("投诉* NEAR(钱)", []),
        ("tokens:投诉", []),
        ("投诉' | '钱", []),
    ],
)
async def test_words_are_found_exactly(connection: AsyncConnection, query: str, found: list[int]) -> None:
    await MESSAGES.upsert(connection, SAID)

    assert await MESSAGES.find(connection, query, limit=10) == [_id(number) for number in found]


async def test_a_changed_text_is_found_by_its_new_words_only(connection: AsyncConnection) -> None:
    await MESSAGES.upsert(connection, {_id(1): "我要投诉", _id(2): "我要投诉"})
    await MESSAGES.upsert(connection, {_id(1): "谢谢"})

    assert await MESSAGES.find(connection, "投诉", limit=10) == [_id(2)]
    assert await MESSAGES.find(connection, "谢谢", limit=10) == [_id(1)]


async def test_a_deleted_text_is_gone(connection: AsyncConnection) -> None:
    await MESSAGES.upsert(connection, {_id(1): "我要投诉", _id(2): "我要投诉"})
    await MESSAGES.delete(connection, [_id(2), _id(99)])

    assert await MESSAGES.find(connection, "投诉", limit=10) == [_id(1)]


async def test_the_newest_come_first_and_no_more_than_asked(connection: AsyncConnection) -> None:
    await MESSAGES.upsert(connection, {_id(number): "投诉" for number in range(20)})
    await MESSAGES.upsert(connection, {})

    assert await MESSAGES.find(connection, "投诉", limit=2) == [_id(19), _id(18)]


async def test_a_session_serves_as_well_and_a_room_narrows_its_own_select(
    connection: AsyncConnection,
) -> None:
    rooms_own = Table("message", MetaData(), Column("id", Uuid, primary_key=True), Column("author", String))
    await connection.run_sync(rooms_own.create)
    async with AsyncSession(connection) as session:
        await MESSAGES.upsert(session, SAID)
        await session.execute(insert(rooms_own), [{"id": number, "author": "customer"} for number in SAID])
        matches = MESSAGES.matching("提前 还款", "sqlite" if connection.dialect.name == "sqlite" else "postgresql")
        found = await session.execute(select(rooms_own.c.id).where(rooms_own.c.id.in_(matches)))

        assert set(found.scalars()) == {_id(3), _id(5)}


async def test_creating_twice_and_dropping_leave_no_trouble(connection: AsyncConnection) -> None:
    await MESSAGES.create(connection)
    await MESSAGES.drop(connection)
    await MESSAGES.drop(connection)
    await MESSAGES.create(connection)

    assert await MESSAGES.find(connection, "投诉", limit=1) == []


async def test_a_very_long_text_is_kept(connection: AsyncConnection) -> None:
    han = "".join(chr(0x4E00 + index * 7919 % 20_900) for index in range(2 * MAX_INDEXED_CHARS))
    await MESSAGES.upsert(connection, {_id(1): han})

    assert await MESSAGES.find(connection, han[10:12], limit=1) == [_id(1)]


@pytest.mark.parametrize("name", ["", "a b", "a;drop", "A", "1a", "a" * 60, "ä"])
def test_a_name_that_is_not_a_name_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="search table"):
        SearchTable(name)


LETTERS = st.characters(categories=["L", "Nd", "Mn"], max_codepoint=0x323AF)
WORDS = st.text(st.one_of(st.sampled_from("投诉还款提前a1 "), LETTERS), min_size=1, max_size=12)


@settings(max_examples=15)
@given(texts=st.lists(WORDS, min_size=1, max_size=25), cut=st.tuples(st.integers(0, 24), st.integers(0, 8)))
@pytest.mark.parametrize("dialect", ["sqlite", *(["postgresql"] if POSTGRES else [])])
async def test_whatever_stands_in_a_text_finds_it(
    dialect: Dialect, texts: list[str], cut: tuple[int, int], tmp_path_factory: pytest.TempPathFactory
) -> None:
    said = {_id(number): written for number, written in enumerate(texts)}
    number, begin = cut[0] % len(texts), cut[1]
    async with database(dialect, tmp_path_factory.mktemp("search")) as connection:
        await MESSAGES.upsert(connection, said)
        for query in (texts[number], *texts[number].split()):
            found = await MESSAGES.find(connection, query, limit=100)
            assert _id(number) in found or not index_tokens(query)
        han = [run for run in texts[number][begin:].split() if run and all("一" <= char <= "鿿" for char in run)]
        for query in han:
            assert set(await MESSAGES.find(connection, query, limit=100)) == {
                identifier for identifier, written in said.items() if query in written
            }
