"""What becomes of the bytes: they go with the person, with their term, and with an upload nobody sent."""

import os
from datetime import timedelta
from pathlib import Path

from sqlalchemy import select

from qiao import conversations
from qiao.conversations.model import ReceivedFileRow
from tests.channels.sending import Sender, paper, picture
from tests.conftest import Web


def _on_disk(web: Web) -> list[Path]:
    return [path for path in web.house.settings.files_folder.rglob("*") if path.is_file()]


def _put_now(web: Web) -> None:
    """The disk has the machine's clock, and the house in a test its own."""
    now_s = web.house.clock.now().timestamp()
    for path in _on_disk(web):
        os.utime(path, (now_s, now_s))


async def _stored(web: Web) -> list[str]:
    async with web.house.database.reading() as session:
        return list(await session.scalars(select(ReceivedFileRow.stored_id)))


async def test_nothing_of_a_file_lies_in_clear_in_folder_or_table(web: Web) -> None:
    she = await Sender.comes(web)
    await she.hands_over(paper("zqxjkv7731"), "zqxjkv7732卡6222021234567890128.pdf", "application/pdf")
    assert not [path for path in _on_disk(web) if b"zqxjkv" in path.read_bytes() or "zqxjkv" in path.name]
    async with web.house.database.reading() as session:
        row = (await session.scalars(select(ReceivedFileRow))).one()
    assert "6222021234567890128" not in row.name
    assert b"6222021234567890128" not in row.sealed_name


async def test_a_copy_of_her_data_names_her_files_as_she_did(web: Web) -> None:
    she = await Sender.comes(web)
    await she.hands_over(picture(), "卡6222021234567890128.png")
    live = await she.live()
    holder = conversations.ConversationsHolder(web.house.house.parts.ring)
    async with web.house.database.reading() as session:
        held = await holder.export(session, live.customer_id)
    (file,) = held["received_files"]
    assert (file["name"], file["type"], file["size_bytes"]) == (
        "卡6222021234567890128.png",
        "image/png",
        len(picture()),
    )


async def test_erasing_her_takes_the_bytes_and_only_hers(web: Web) -> None:
    she, he = await Sender.comes(web), await Sender.comes(web)
    await she.hands_over(picture())
    await he.hands_over(picture())
    assert len(_on_disk(web)) == 2
    live = await she.live()
    holder = conversations.ConversationsHolder(web.house.house.parts.ring)

    async with web.house.database.transaction() as session:
        erased = await holder.erase(session, live.customer_id, now=web.house.clock.now())
    await web.house.settle()

    assert erased.rows["received_files"] == 1
    assert [path.name for path in _on_disk(web)] == await _stored(web)
    assert len(_on_disk(web)) == 1


async def test_what_was_uploaded_and_never_sent_goes_within_two_days(web: Web) -> None:
    she = await Sender.comes(web)
    await she.hands_over(picture())
    assert (await she.uploads(picture(9))).status_code == 200
    _put_now(web)
    web.house.clock.advance(timedelta(days=2))
    await web.house.settle()
    assert [path.name for path in _on_disk(web)] == await _stored(web)
    assert len(_on_disk(web)) == 1


async def test_bytes_whose_row_is_gone_are_swept_away(web: Web) -> None:
    """As when the term of the row was over, or the process ended between the bytes and the row."""
    she = await Sender.comes(web)
    await she.hands_over(picture())
    async with web.house.database.transaction() as session:
        await session.delete((await session.scalars(select(ReceivedFileRow))).one())
    _put_now(web)
    web.house.clock.advance(timedelta(days=1, hours=1))
    await web.house.settle()
    assert _on_disk(web) == []
