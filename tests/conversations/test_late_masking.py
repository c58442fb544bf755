"""Identifiers typed over several messages are masked in all of them, in every copy, for everybody who watches."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qiao import access, conversations, desk
from qiao.access.audit.model import AuditRecordRow
from qiao.conversations import ChannelSession
from qiao.conversations.actions.late_masking import _words_quoting  # pyright: ignore[reportPrivateUsage]
from qiao.conversations.content import Choice
from qiao.conversations.masks import MaskedText, first_masks, with_masks
from qiao.desk.model import WorkItemRow
from qiao.language import identifiers
from tests.conftest import TestHouse

PHONE = ("1391234", "5678")


async def _texts(house: TestHouse, live: ChannelSession) -> list[str]:
    return [
        one["content"]["text"]
        for one in await house.messages(live)
        if one["author"]["kind"] == "customer" and one["content"]["kind"] == "text"
    ]


async def _rows(house: TestHouse, live: ChannelSession) -> list[Any]:
    from sqlalchemy import select  # noqa: PLC0415

    from qiao.conversations import MessageRow  # noqa: PLC0415

    async with house.database.reading() as session:
        query = select(MessageRow).where(MessageRow.conversation_id == live.conversation_id).order_by(MessageRow.seq)
        return [row for row in await session.scalars(query) if row.author_kind == "customer"]


async def _original(house: TestHouse, row: Any) -> str:
    """What the sealed original says, put together from what each of its masks hides and what is not masked."""
    from qiao.conversations.queries import sealed_place  # noqa: PLC0415
    from qiao.foundation.keys import KeyId  # noqa: PLC0415

    ring = house.house.parts.ring
    async with house.database.reading() as session:
        await ring.load(session, KeyId(row.key_id))
    opened = ring.open(KeyId(row.key_id), row.sealed, bound_to=sealed_place(row.id, row.revision))
    return orjson.loads(opened)["text"]


@pytest.mark.parametrize(
    ("said", "masked"),
    [
        (PHONE, ["139****", "5678"]),
        (("139", "1234", "5678"), ["139", "****", "5678"]),
        (("110105", "19491231", "002X"), ["1*****", "********", "***X"]),
        (("我的密码是", "abcdefgh1"), ["我的密码是", "******"]),
        (("我的电话前面是1391234", "好的", "后面是5678"), ["我的电话前面是139****", "好的", "后面是5678"]),
        (("还了3000", "还剩5000", "分12期"), ["还了3000", "还剩5000", "分12期"]),
    ],
)
async def test_a_number_in_pieces_is_masked_in_every_piece(
    house: TestHouse, said: tuple[str, ...], masked: list[str]
) -> None:
    live = await house.visitor()
    for text in said:
        await house.receive(live, text)
        await house.settle()
    assert await _texts(house, live) == masked
    for row, text in zip(await _rows(house, live), said, strict=True):
        assert row.sealed is None or await _original(house, row) == text


async def test_whoever_watches_is_sent_the_message_as_it_reads_now(house: TestHouse) -> None:
    live = await house.visitor()
    first = await house.receive(live, PHONE[0])
    heard: list[Any] = []
    topic = conversations.topic(live.conversation_id)
    stop = house.house.parts.bus.watch(topic, lambda wake: heard.append(wake.entry))
    second = await house.receive(live, PHONE[1])
    stop()

    told, revised = [entry.wire for entry in heard]
    assert (told["seq"], told["message"]["content"]["text"]) == (second.seq, "5678")
    assert (revised["kind"], revised["seq"], revised["of"]) == ("revised", second.seq + 1, first.seq)
    assert revised["message"]["content"]["text"] == "139****"
    assert revised["message"]["id"] == str(first.id)
    # Whoever was away reads the same.
    assert revised in await house.entries(live)
    assert PHONE[0] not in str(await house.entries(live))


async def test_an_old_snapshot_and_the_revision_are_the_fresh_snapshot(house: TestHouse) -> None:
    live = await house.visitor()
    await house.receive(live, "卡号 6222021")
    old = await house.entries(live)
    await house.receive(live, "2345678")
    await house.receive(live, "90128")
    fresh = await house.entries(live)
    by_seq = {entry["seq"]: entry for entry in old}
    for entry in fresh[len(old) :]:
        by_seq[entry["seq"]] = entry
        if entry["kind"] == "revised":
            by_seq[entry["of"]] = {**by_seq[entry["of"]], "message": entry["message"]}
    assert [by_seq[seq] for seq in sorted(by_seq)] == fresh


async def test_what_the_mask_hides_can_be_opened_by_its_place_as_before(house: TestHouse) -> None:
    live = await house.visitor()
    said = await house.receive(live, "我在13812345678，另一个1391234")
    await house.receive(live, "5678")
    async with house.database.reading() as session:
        row = await conversations.message(session, said.id)
        opened = [await conversations.open_span(session, house.house.parts.ring, said.id, span) for span in (0, 1)]
        (entry,) = [one for one in await conversations.entries(session, live.conversation_id, after=0) if one.masks][:1]
    assert (row.revision, row.content["text"]) == (2, "我在138****5678，另一个139****")
    assert opened == ["13812345678", "1391234"]
    places = [(mask.span, row.content["text"][mask.start : mask.end]) for mask in entry.masks]
    assert places == [(0, "138****5678"), (1, "139****")]


@pytest.mark.parametrize("words", ["我的新号前七位1391234", "新号 / 前七位 / 1391234"])
async def test_the_brief_and_the_work_list_quote_the_mask(house: TestHouse, words: str) -> None:
    live = await house.visitor()
    await house.receive(live, "我要改手机号")
    await house.settle()
    await house.receive(live, words)
    await house.settle()
    await house.receive(live, Choice(button="human", label="转人工"))
    await house.settle()
    async with house.database.reading() as session:
        state = await conversations.state(session, live.conversation_id)
        assert state.contact is not None
        assert PHONE[0] in str(await conversations.brief(session, state.contact.id))
        item = await desk.live_item_of_conversation(session, live.conversation_id)
        assert item is not None
        assert PHONE[0] in item.preview

    await house.receive(live, "后四位是 5678")
    await house.settle()

    async with house.database.reading() as session:
        brief = str(await conversations.brief(session, state.contact.id))
        preview = (await session.get_one(WorkItemRow, item.id)).preview
    for quoted in (brief, preview):
        assert "139****" in quoted
        assert PHONE[0] not in quoted


async def test_no_clear_piece_stays_in_any_table(house: TestHouse) -> None:
    """The piece is told from others by letters nobody else writes."""
    from sqlalchemy import text  # noqa: PLC0415

    from qiao.foundation.database import Base  # noqa: PLC0415

    live = await house.visitor()
    await house.receive(live, "密码是")
    await house.settle()
    await house.receive(live, "zqxjkvbn77")
    await house.receive(live, Choice(button="human", label="转人工"))
    await house.settle()
    for table in Base.metadata.sorted_tables:
        async with house.database.reading() as session:
            rows = await session.execute(text(f"SELECT * FROM {table.name}"))  # noqa: S608  (our own tables)
            assert "zqxjkvbn77" not in str(rows.all()), table.name


async def test_it_is_on_record_without_the_words(house: TestHouse) -> None:
    from sqlalchemy import select  # noqa: PLC0415

    live = await house.visitor()
    for text in PHONE:
        await house.receive(live, text)
    async with house.database.reading() as session:
        query = select(AuditRecordRow).where(AuditRecordRow.action == access.audit.Action.MASKED_LATER)
        (record,) = (await session.scalars(query)).all()
    assert (record.actor, record.customer_id) == ("house", live.customer_id)
    assert "1391234" not in str(record.detail)
    assert "CN_PHONE" in str(record.detail)


async def test_pieces_of_different_speakers_and_contacts_stay_apart(house: TestHouse) -> None:
    agent = await house.staff()
    live = await house.visitor()
    await house.receive(live, Choice(button="human", label="转人工"))
    await house.settle()
    async with house.database.reading() as session:
        item = await desk.live_item_of_conversation(session, live.conversation_id)
    assert item is not None
    now = house.clock.now()
    async with house.database.transaction() as session:
        await desk.accept(session, house.house.desk, item.id, by=agent, now=now)
    await house.receive(live, PHONE[0])
    async with house.database.transaction() as session:
        await desk.reply(
            session, house.house.desk, live.conversation_id, PHONE[1], by=agent, client_id="c" * 8, now=now
        )
    assert await _texts(house, live) == [PHONE[0]]

    async with house.database.transaction() as session:
        await desk.close(session, house.house.desk, live.conversation_id, by=agent, reason="solved", note=None, now=now)
    await house.settle()
    await house.receive(live, PHONE[1])
    assert await _texts(house, live) == list(PHONE)


async def test_a_note_for_colleagues_and_a_reply_are_no_pieces_of_one_number(house: TestHouse) -> None:
    agent = await house.staff()
    live = await house.visitor()
    await house.receive(live, Choice(button="human", label="转人工"))
    await house.settle()
    async with house.database.reading() as session:
        item = await desk.live_item_of_conversation(session, live.conversation_id)
    assert item is not None
    now, at_desk = house.clock.now(), house.house.desk
    async with house.database.transaction() as session:
        await desk.accept(session, at_desk, item.id, by=agent, now=now)
        for write, text in ((desk.write_note, PHONE[0]), (desk.reply, PHONE[1])):
            await write(session, at_desk, live.conversation_id, text, by=agent, client_id=f"c{text:>08}", now=now)
    texts = [one["content"]["text"] for one in await house.messages(live) if one["author"]["kind"] == "agent"]
    assert texts == list(PHONE)


async def _replied(house: TestHouse, agent: access.Staff, texts: Sequence[str]) -> list[str]:
    """How these replies of an agent read."""
    live = await house.visitor()
    await house.receive(live, Choice(button="human", label="转人工"))
    await house.settle()
    async with house.database.reading() as session:
        item = await desk.live_item_of_conversation(session, live.conversation_id)
    assert item is not None
    now = house.clock.now()
    async with house.database.transaction() as session:
        await desk.accept(session, house.house.desk, item.id, by=agent, now=now)
        for place, text in enumerate(texts):
            await desk.reply(
                session, house.house.desk, live.conversation_id, text, by=agent, client_id=f"c{place:08}", now=now
            )
    return [one["content"]["text"] for one in await house.messages(live) if one["author"]["kind"] == "agent"]


async def test_an_agents_own_pieces_are_masked_too(house: TestHouse) -> None:
    assert await _replied(house, await house.staff(), PHONE) == ["139****", "5678"]


async def test_an_agent_introduces_herself_by_her_name_and_nobody_else(house: TestHouse) -> None:
    agent = replace(await house.staff(), name="林美（演示）")
    said = ["您好，我是林美", "我的工号是1024", "您是张三丰先生吗，我叫林美"]
    assert await _replied(house, agent, said) == ["您好，我是林美", "我的工号是1024", "您是张**先生吗，我叫林美"]


async def test_a_resend_of_the_last_piece_revises_nothing_again(house: TestHouse) -> None:
    live = await house.visitor()
    await house.receive(live, PHONE[0])
    await house.receive(live, PHONE[1], client_id="again123")
    before = await house.entries(live)
    await house.receive(live, PHONE[1], client_id="again123")
    assert await house.entries(live) == before


async def test_only_the_last_few_messages_are_looked_back_on(house: TestHouse) -> None:
    live = await house.visitor()
    await house.receive(live, PHONE[0])
    for n in range(7):
        await house.receive(live, f"嗯{'嗯' * n}")
    await house.receive(live, PHONE[1])
    assert (await _texts(house, live))[0] == PHONE[0]


def test_every_quoted_message_reads_as_it_does_now_and_nothing_else_changes() -> None:
    instead = {"abc 1391234": "abc 139****", "x / 77": "x / **"}
    quotes = {
        "abc 1391234": "abc 139****",
        "1391234 / x / 77 / x / 77 / 好的": "abc 139**** / x / ** / x / ** / 好的",
        "好的 / abc 1391234": "好的 / abc 139****",
        "77 / 7 / x / 778": "x / ** / 7 / x / 778",
        "1391234 多少": "1391234 多少",
        "": "",
    }
    assert {quoted: _words_quoting(quoted, instead) for quoted in quotes} == quotes


_pieces = st.lists(
    st.one_of(
        st.text(alphabet="0123456789", min_size=1, max_size=8),
        st.sampled_from(
            ["我的电话", "密码是", "abc123xyz", "13912345678", "好的", "一三九", "卡号 6222", "@qq.com", "我叫"]
        ),
        st.text(max_size=12),
    ),
    min_size=1,
    max_size=6,
)


@given(_pieces)
def test_each_mask_of_a_message_hides_what_it_says_it_hides(texts: list[str]) -> None:
    """Masked one after the other, as they arrive, every original is its clear parts and what its masks hide."""
    texts = [text.replace("\n", " ") for text in texts]
    standing: list[MaskedText] = []
    for text in texts:
        own = first_masks(identifiers.mask(text))
        found = identifiers.mask_messages([*(one.text for one in standing), own.text])
        standing = [with_masks(one, added) for one, added in zip([*standing, own], found, strict=True)]
    for text, masked in zip(texts, standing, strict=True):
        rebuilt: list[str] = []
        done = 0
        spans = sorted({tuple(span) for span in masked.spans}, key=lambda span: span[3])
        for start, end, _, begin, stop in spans:
            assert 0 <= start < end <= len(text)
            rebuilt += [masked.text[done:begin], text[start:end]]
            done = stop
        assert "".join([*rebuilt, masked.text[done:]]) == text


@given(_pieces)
def test_masks_keep_their_names_when_more_are_added(texts: list[str]) -> None:
    text = " ".join(texts).replace("\n", " ")
    before = first_masks(identifiers.mask(text))
    after = with_masks(before, identifiers.mask_messages(["1391234", before.text])[1])
    for old, new in zip(before.spans, after.spans, strict=False):
        assert new[0] <= old[0]
        assert old[1] <= new[1]
    assert len(after.spans) >= len(before.spans)


def test_masks_that_meet_become_one_and_both_names_stay() -> None:
    before = MaskedText("a **** b ** c", [[2, 8, "CN_PHONE", 2, 6], [11, 14, "NAME", 9, 11]])
    added = identifiers.Masked("a ***! c", (identifiers.Span(4, 10, identifiers.Kind.ADDRESS),), ((2, 6),))
    after = with_masks(before, added)
    assert after.text == "a ***! c"
    assert after.spans == [[2, 14, "ADDRESS", 2, 6], [2, 14, "ADDRESS", 2, 6]]

    # What is masked later behind it still knows its place in the original.
    standing = MaskedText("a **** b ** c 9999", before.spans)
    wider = with_masks(standing, identifiers.Masked("a ***! c 9999", added.spans, added.places))
    later = identifiers.Masked("a ***! c ****", (identifiers.Span(9, 13, identifiers.Kind.CN_PHONE),), ((9, 13),))
    assert with_masks(wider, later).spans[2] == [17, 21, "CN_PHONE", 9, 13]
