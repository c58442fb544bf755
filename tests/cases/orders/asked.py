"""A customer in an agent's hands, her leader, and the department that is asked."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from qiao import access
from qiao.access import Post
from qiao.conversations import ChannelSession
from tests.access.views.test_reveals import Browser
from tests.conftest import Web
from tests.desk.floor.people import signs_in, somebody, team

NOT_BOOKED = {
    "type": "payment_not_booked",
    "description": "客户13912345678说已还款，请查",
    "form": {"paid_on": "2026-11-20", "amount": 120_000, "way": "transfer", "payer": "本人转账，备注李四"},
}


@dataclass
class Asked:
    web: Web
    live: ChannelSession
    agent: Browser
    leader: Browser
    clerk: Browser
    """She answers for operations."""

    async def opens(self, **more: Any) -> dict[str, Any]:
        body = {**NOT_BOOKED, "conversation": str(self.live.conversation_id), **more}
        answer = await self.agent.post("/staff/orders", body)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def does(self, who: Browser, order: Any, act: str, **more: Any) -> Any:
        return await who.post(f"/staff/orders/{order['id']}/acts", {"act": act, **more})

    async def done(self, who: Browser, order: Any, act: str, **more: Any) -> dict[str, Any]:
        answer = await self.does(who, order, act, **more)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def refused(self, who: Browser, order: Any, act: str, **more: Any) -> Any:
        answer = await self.does(who, order, act, **more)
        assert answer.status_code in {404, 409, 422}, answer.text
        return answer.json()

    async def seen(self, who: Browser, order: Any) -> Any:
        return await who.get(f"/staff/orders/{order['id']}")

    async def listed(self, who: Browser, query: str = "") -> list[str]:
        answer = await who.get(f"/staff/orders{query}")
        assert answer.status_code == 200, answer.text
        return [one["id"] for one in answer.json()["items"]]

    async def passes(self, **time: float) -> None:
        self.web.house.clock.advance(timedelta(**time))
        await self.web.house.settle()
        # Their sessions have run out since.
        self.agent, self.leader, self.clerk = [
            await signs_in(self.web, one.staff) for one in (self.agent, self.leader, self.clerk)
        ]


async def in_hand(web: Web, who: Browser, live: ChannelSession) -> None:
    house, contact = web.house, (await web.house.state(live)).contact
    assert contact is not None
    async with house.database.transaction() as session:
        await access.hold_contact(
            session,
            staff_id=who.staff.id,
            customer_id=live.customer_id,
            contact_id=contact.id,
            purpose="service",
            post=who.staff.post,
            now=house.clock.now(),
        )


async def asked(web: Web) -> Asked:
    live = await web.house.visitor()
    await web.house.receive(live, "我还了款怎么没到账")
    agent, leader = await somebody(web, "li"), await somebody(web, "zhao", Post.TEAM_LEADER)
    await team(web.house, leader.staff, agent.staff)
    await in_hand(web, agent, live)
    return Asked(web, live, agent, leader, await somebody(web, "wang", Post.OPERATIONS_ACTIVATOR))
