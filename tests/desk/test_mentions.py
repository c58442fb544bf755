"""A colleague is mentioned in a note: she is told, may look for a while, and it stands in the trail."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from qiao import conversations
from qiao.access import Post
from qiao.access.audit.model import AuditRecordRow
from qiao.access.reveals import Mark
from qiao.access.reveals.marking import mark
from qiao.conversations import ChannelSession
from qiao.desk import DeskHolder
from qiao.desk.mentions import MentionRow
from qiao.desk.model import WorkItemRow
from tests.access.views.test_reveals import Browser
from tests.conftest import Web
from tests.desk.floor.people import screen, somebody, takes, team, waits

NOTE = "@坐席bea 这位客户的减免你办过，帮我看一下"


class Noting:
    """Ann serves a customer; Bea, of no team of hers, is not even here."""

    def __init__(self, web: Web, ann: Browser, bea: Browser, live: ChannelSession) -> None:
        self.web, self.ann, self.bea, self.live = web, ann, bea, live

    @property
    def conversation(self) -> str:
        return f"/desk/conversations/{self.live.conversation_id}"

    async def notes(self, *whom: Browser, text: str = NOTE, client_id: str = "note-0001") -> Any:
        mentions = [str(one.staff.id) for one in whom]
        return await self.ann.post(
            f"{self.conversation}/notes", {"client_id": client_id, "text": text, "mentions": mentions}
        )

    async def listed(self, who: Browser) -> list[dict[str, Any]]:
        answer = await who.get("/desk/mentions")
        assert answer.status_code == 200, answer.text
        return list(answer.json()["mentions"])

    async def unread(self, who: Browser) -> int:
        return int((await who.get("/desk")).json()["mentions"])

    async def opens(self, who: Browser) -> Any:
        (first, *_) = await self.listed(who)
        return await who.post(f"/desk/mentions/{first['id']}/open", {})

    async def may_look(self, who: Browser) -> bool:
        return (await who.get(self.conversation)).status_code == 200

    async def acts(self, who: Browser) -> list[str]:
        async with self.web.house.database.reading() as session:
            rows = await session.scalars(
                select(AuditRecordRow.action)
                .where(AuditRecordRow.actor == f"staff:{who.staff.id}")
                .order_by(AuditRecordRow.at, AuditRecordRow.id)
            )
            return [str(action) for action in rows]


@pytest.fixture
async def noting(web: Web) -> Noting:
    ann, bea = await somebody(web, "ann"), await somebody(web, "bea")
    live = await waits(web.house)
    await takes(ann, live)
    return Noting(web, ann, bea, live)


async def test_she_is_told_reads_it_at_the_note_and_each_look_is_on_record(noting: Noting) -> None:
    assert not await noting.may_look(noting.bea)
    said = await noting.notes(noting.bea)
    assert said.status_code == 200, said.text

    assert await noting.unread(noting.bea) == 1
    assert not await noting.may_look(noting.bea), "nothing is opened by being mentioned"
    await noting.listed(noting.bea)
    (row,) = await noting.listed(noting.bea)
    assert (row["by"]["name"], row["text"], row["read"]) == (noting.ann.staff.name, NOTE, False)
    assert row["number"].startswith("L")
    assert (await noting.acts(noting.bea)).count("viewed") == 1, "what the list shows goes on record once"

    opened = await noting.opens(noting.bea)
    assert opened.json() == {"conversation": str(noting.live.conversation_id), "seq": said.json()["seq"]}
    work = (await noting.bea.get(noting.conversation)).json()
    assert (work["may_speak"], work["beside"]) == (False, True)
    assert NOTE in str(work["entries"])
    assert "held" in await noting.acts(noting.bea)
    assert await noting.unread(noting.bea) == 0
    assert (await noting.listed(noting.bea))[0]["read"]
    reply = await noting.bea.post(f"{noting.conversation}/messages", {"client_id": "say-0001", "text": "您好"})
    assert reply.status_code == 409
    assert (await noting.web.house.state(noting.live)).owner.id == noting.ann.staff.id


async def test_the_look_ends_by_itself_and_can_be_opened_again_also_when_all_is_over(noting: Noting) -> None:
    await noting.notes(noting.bea)
    await noting.opens(noting.bea)
    noting.web.house.clock.advance(timedelta(minutes=31))
    assert not await noting.may_look(noting.bea)
    assert (await noting.ann.post(f"{noting.conversation}/close", {"reason": "solved"})).status_code == 204
    assert (await noting.opens(noting.bea)).status_code == 200
    work = await noting.bea.get(noting.conversation)
    assert work.status_code == 200
    assert NOTE in work.text


async def test_whose_desk_is_open_sees_the_count_change_at_once(noting: Noting) -> None:
    async with screen(noting.web, noting.bea.staff) as hers:
        await noting.notes(noting.bea)
        assert await hers.shows("mentions") == {"type": "mentions", "unread": 1}
        await noting.bea.post("/desk/mentions/read", {})
        assert await hers.shows("mentions") == {"type": "mentions", "unread": 0}


async def test_the_same_note_again_tells_nobody_again(noting: Noting) -> None:
    first = await noting.notes(noting.bea)
    assert (await noting.notes(noting.bea)).json() == first.json()
    assert await noting.unread(noting.bea) == 1


async def test_herself_is_nobody_to_mention(noting: Noting) -> None:
    assert (await noting.notes(noting.ann)).status_code == 200
    assert await noting.unread(noting.ann) == 0
    names = [one["name"] for one in (await noting.ann.get("/desk/mentions/colleagues")).json()["colleagues"]]
    assert names == [noting.bea.staff.name]


async def refused(noting: Noting, *whom: Browser) -> None:
    answer = await noting.notes(*whom)
    assert (answer.status_code, answer.json()["error"]) == (409, "CannotBeMentioned"), answer.text
    assert answer.json()["params"] == {"names": whom[-1].staff.name}
    async with noting.web.house.database.reading() as session:
        entries = await conversations.entries(session, noting.live.conversation_id, after=0)
        assert await session.scalar(select(func.count()).select_from(MentionRow)) == 0
    assert NOTE not in str([entry.wire for entry in entries]), "the note is not stored without those it is for"


async def test_whose_post_reads_no_such_conversation_cannot_be_mentioned(noting: Noting) -> None:
    planner = await somebody(noting.web, "planner", Post.WFM_PLANNER)
    await refused(noting, noting.bea, planner)


async def test_who_has_an_interest_in_it_cannot_be_mentioned(noting: Noting) -> None:
    async with noting.web.house.database.transaction() as session:
        (item,) = await session.scalars(select(WorkItemRow))
        item.exclude = [str(noting.bea.staff.id)]
    await refused(noting, noting.bea)


async def test_a_leader_is_mentioned_in_what_her_own_team_serves_alone(noting: Noting) -> None:
    leader = await somebody(noting.web, "leader", Post.TEAM_LEADER)
    await refused(noting, leader)
    await team(noting.web.house, leader.staff, noting.ann.staff)
    assert (await noting.notes(leader)).status_code == 200
    assert (await noting.opens(leader)).status_code == 200


async def test_of_a_marked_customer_the_own_team_alone_is_told(noting: Noting) -> None:
    dpo = await noting.web.house.staff("dpo", post=Post.DPO_AUDITOR)
    now = noting.web.house.clock.now()
    async with noting.web.house.database.transaction() as session:
        await mark(session, noting.live.customer_id, Mark.VIP, by=dpo, now=now)
    await refused(noting, noting.bea)
    leader = await noting.web.house.staff("leader", post=Post.TEAM_LEADER)
    await team(noting.web.house, leader, noting.ann.staff, noting.bea.staff)
    assert (await noting.notes(noting.bea)).status_code == 200
    assert (await noting.opens(noting.bea)).status_code == 200
    work = (await noting.bea.get(noting.conversation)).json()
    assert NOTE in str(work["entries"]), "an agent reads what is in her own hands, and her team's is not"


async def test_who_may_not_look_any_more_is_told_so_and_that_is_on_record(noting: Noting) -> None:
    await noting.notes(noting.bea)
    async with noting.web.house.database.transaction() as session:
        (item,) = await session.scalars(select(WorkItemRow))
        item.exclude = [str(noting.bea.staff.id)]
    answer = await noting.opens(noting.bea)
    assert (answer.status_code, answer.json()["error"]) == (403, "MentionClosed")
    assert not await noting.may_look(noting.bea)
    assert "denied" in await noting.acts(noting.bea)


async def test_somebody_elses_mention_is_like_none(noting: Noting) -> None:
    await noting.notes(noting.bea)
    (row,) = await noting.listed(noting.bea)
    assert (await noting.ann.post(f"/desk/mentions/{row['id']}/open", {})).status_code == 404
    assert await noting.listed(noting.ann) == []


async def test_older_ones_follow_page_by_page(noting: Noting) -> None:
    for number in range(22):
        await noting.notes(noting.bea, text=f"@坐席bea 第{number}件", client_id=f"note-{number:04}")
    first = (await noting.bea.get("/desk/mentions")).json()
    assert (len(first["mentions"]), first["has_more"], first["unread"]) == (20, True, 22)
    rest = (await noting.bea.get(f"/desk/mentions?before={first['mentions'][-1]['id']}")).json()
    assert ([one["text"] for one in rest["mentions"]], rest["has_more"]) == (
        ["@坐席bea 第1件", "@坐席bea 第0件"],
        False,
    )


async def test_a_mention_goes_when_the_customer_is_erased(noting: Noting) -> None:
    await noting.notes(noting.bea)
    house = noting.web.house
    holder = DeskHolder(house.house.parts.ring)
    async with house.database.transaction() as session:
        assert (await holder.export(session, noting.live.customer_id))["mentions"]
        await holder.erase(session, noting.live.customer_id, now=house.clock.now())
    assert await noting.listed(noting.bea) == []
    assert await noting.unread(noting.bea) == 0


async def test_a_mention_follows_a_visitor_who_signs_in(noting: Noting) -> None:
    await noting.notes(noting.bea)
    house, now = noting.web.house, noting.web.house.clock.now()
    claim = conversations.Claim("borrower-9", "测试客", conversations.Level.A1, "jti-9", now + timedelta(minutes=5))
    async with house.database.transaction() as session:
        known = await conversations.identify_session(session, house.house.parts.ring, noting.live, claim, now=now)
    await house.settle()
    opened = (await noting.opens(noting.bea)).json()
    assert opened["conversation"] == str(known.conversation_id)
    answer = await noting.bea.get(f"/desk/conversations/{known.conversation_id}")
    assert answer.status_code == 200
