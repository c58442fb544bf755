"""What may be said next to a customer who waits for an answer, each with its source. Nothing is ever sent by it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from qiao import conversations, knowledge
from qiao.conversations import AuthorKind, Spoken, content
from qiao.desk.answers import rules
from qiao.desk.answers.model import GivenAnswerRow
from qiao.desk.parts import Desk
from qiao.policy import IntentType

SUGGESTED = 3
_PAST = 2
_LATEST = 3
_CANDIDATES = 10
_MOST_SIGNS = 160


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Words that could be sent as they are. `title` names the article, `times` how many customers were answered so."""

    kind: Literal["article", "past"]
    text: str
    title: str | None = None
    version: str | None = None
    times: int | None = None

    def wire(self) -> dict[str, Any]:
        return {
            "text": self.text,
            "source": {"kind": self.kind, "title": self.title, "version": self.version, "times": self.times},
        }


async def suggestions(
    session: AsyncSession, desk: Desk, library: knowledge.Library, contact_id: UUID, *, language: str
) -> tuple[int | None, list[Suggestion]]:
    """At most three, and the number of the message they answer; none where she waits for no answer."""
    said = await conversations.said_in_contact(session, contact_id, limit=_CANDIDATES)
    for asked in reversed(_unanswered(said)):
        words = content.plain(content.parse(asked.content))
        heard = desk.briefs.understander.understand(words)
        intent = heard.intents[0][0] if heard.accepted else None
        matter = desk.pack.intents.get(intent) if intent else None
        if matter is not None and matter.type is IntentType.META:
            continue
        past = await _past(session, matter.id, language) if matter and desk.pack.is_ordinary(matter.id) else []
        found = _articles(desk, library, matter.id if matter else None, words, language)
        offered = [*found[:1], *past, *found[1:]][:SUGGESTED]
        if offered:
            return asked.seq, offered
    return None, []


def _unanswered(said: Sequence[Spoken]) -> list[Spoken]:
    """Her last messages after which nobody has spoken, oldest first."""
    trailing: list[Spoken] = []
    for one in reversed(said):
        if one.author_kind in {AuthorKind.AGENT, AuthorKind.BOT}:
            break
        if one.author_kind == AuthorKind.CUSTOMER and one.content.get("kind") == "text":
            trailing.append(one)
    return trailing[:_LATEST][::-1]


def _articles(
    desk: Desk, library: knowledge.Library, intent: str | None, words: str, language: str
) -> list[Suggestion]:
    """The article of the matter first, then what the search finds, each shortened to what one would send."""
    answers: list[knowledge.Answered] = []
    known = knowledge.answer_for(desk.pack, intent, language) if intent else None
    if known is not None:
        answers.append(known)
    found = library.search(words, language, limit=SUGGESTED)
    for hit in found.hits if found.fits else ():
        article = knowledge.answer_for(desk.pack, hit.intent, language)
        if article is not None and article.article not in {one.article for one in answers}:
            answers.append(article)
    return [
        Suggestion("article", rules.shortened(one.text, most=_MOST_SIGNS), title=one.title, version=one.version)
        for one in answers
    ]


async def _past(session: AsyncSession, intent: str, language: str) -> list[Suggestion]:
    """What agents answered most customers, at least `rules.AT_LEAST` of them; nothing that is said to any matter."""
    given = GivenAnswerRow
    customers_answered = func.count(given.customer_id.distinct())
    rows = await session.execute(
        select(given.digest, func.max(given.words).label("words"), customers_answered.label("times"))
        .where(given.intent == intent, given.language == language)
        .group_by(given.digest)
        .having(customers_answered >= rules.AT_LEAST)
        .order_by(customers_answered.desc(), func.max(given.said_at).desc())
        .limit(_CANDIDATES)
    )
    found = rows.all()
    matters = await session.execute(
        select(given.digest, func.count(given.intent.distinct()).label("matters"))
        .where(given.digest.in_([row.digest for row in found]))
        .group_by(given.digest)
    )
    said_to_any = {row.digest for row in matters if row.matters >= rules.TOO_MANY_MATTERS}
    return [Suggestion("past", row.words, times=row.times) for row in found if row.digest not in said_to_any][:_PAST]
