"""What a customer is told when a person takes over: who it is, and what has come with her, in one line."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from qiao import access, conversations, requests
from qiao.conversations import content
from qiao.desk.model import WorkItemRow
from qiao.desk.moves import announce
from qiao.desk.parts import Desk
from qiao.policy import Pack

_APART = {"zh": "、", "en": ", "}


async def tell_who_took_over(
    session: AsyncSession, desk: Desk, item: WorkItemRow, by: access.Staff, *, is_back: bool, now: datetime
) -> None:
    """By the brief of the contact: the request that is still open with the names of what was given, or the matter.

    Who served her until her line broke is only back.
    """
    if is_back:
        await announce(session, desk, item.conversation_id, "agent_back", now=now, agent=by.name)
        return
    brief = await conversations.brief(session, item.contact_id) or {}
    if not await requests.is_open(session, item.conversation_id):
        brief = {**brief, "request": None}
    language = await conversations.language_of(session, item.conversation_id)
    await conversations.announce(
        session,
        desk.ring,
        item.conversation_id,
        content.Notice(notice="taken_over", text=_line(desk.pack, brief, by.name, language)),
        template_version=desk.pack.version,
        language=language,
        now=now,
    )


def _line(pack: Pack, brief: Mapping[str, Any], agent: str, language: str) -> str:
    request = brief.get("request")
    if request is not None:
        name = request["name"][language]
        given = _APART[language].join(slot["name"][language] for slot in request["slots"] if not slot["is_skipped"])
        if given:
            return pack.text("taken_over_given", language, agent=agent, request=name, given=given)
        return pack.text("taken_over_request", language, agent=agent, request=name)
    topic: str = brief.get("topic") or ""
    if topic in pack.intents:
        matter = pack.intents[topic].name.in_language(language)
        return pack.text("taken_over_matter", language, agent=agent, matter=matter)
    return pack.text("taken_over", language, agent=agent)
