"""A complainant with the routes of her own, beside those who handle what she complains about."""

import uuid
from typing import Any
from urllib.parse import quote

from qiao import conversations
from qiao.access import Post
from tests.cases.complaints.test_handling import DECISION, Complained, complaint_of
from tests.conftest import Web
from tests.desk.floor.people import somebody


class Her:
    """Her browser."""

    def __init__(self, web: Web, token: str, live: conversations.ChannelSession) -> None:
        self.web, self.live = web, live
        self._bearer = {"authorization": f"Bearer {token}"}

    @classmethod
    async def comes(cls, web: Web) -> "Her":
        begun = (await web.client.post("/api/v1/web/sessions", json={"entrance": "web", "locale": "zh-CN"})).json()
        async with web.house.database.reading() as session:
            live = await conversations.session_by_id(session, uuid.UUID(begun["session"]))
        return cls(web, begun["token"], live)

    async def get(self, path: str) -> Any:
        self.web.client.cookies.clear()
        return await self.web.client.get(f"/api/v1/web/{path}", headers=self._bearer)

    async def post(self, path: str, **body: Any) -> Any:
        self.web.client.cookies.clear()
        return await self.web.client.post(f"/api/v1/web/{path}", json=body, headers=self._bearer)

    async def uploads(self, content: bytes, name: str) -> str:
        """The id under which it can be sent."""
        headers = {**self._bearer, "content-type": "image/png", "x-file-name": quote(name)}
        answer = await self.web.client.put(f"/api/v1/web/files/{uuid.uuid4().hex}", content=content, headers=headers)
        return answer.json()["file"]


class Heard(Complained):
    """Her complaint, with herself."""

    her: Her

    @classmethod
    async def begins(cls, web: Web) -> "Heard":
        her = await Her.comes(web)
        live, complaint = await complaint_of(web.house, live=her.live)
        sun = await somebody(web, "sun", Post.COMPLAINT_OFFICER)
        it = cls(web, live, complaint, sun, await somebody(web, "zhao", Post.TEAM_LEADER))
        it.her = her
        return it

    @property
    def path(self) -> str:
        return f"complaints/{self.complaint}"

    async def mine(self) -> dict[str, Any]:
        answer = await self.her.get(self.path)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def steps(self) -> list[str]:
        return [one["step"] for one in (await self.mine())["steps"]]

    async def decided(self) -> str:
        """Decided and delivered; the id of the letter."""
        await self.done(self.sun, "taken")
        await self.classified(self.sun)
        await self.done(self.sun, DECISION)
        await self.done(self.leader, "agreed")
        await self.done(self.sun, "delivered")
        return (await self.mine())["letter"]["id"]
