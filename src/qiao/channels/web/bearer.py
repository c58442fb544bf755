"""Whose session it is that a request of the web channel comes with."""

from qiao import conversations
from qiao.conversations import ChannelSession
from qiao.foundation.http import Parts

_LONGEST_TOKEN = 200
"""Ours have 43 characters."""


async def session_behind(parts: Parts, authorization: str | None) -> ChannelSession:
    """The session behind the bearer token of an `Authorization` header. Raises SessionEnded."""
    scheme, _, token = (authorization or "").partition(" ")
    if scheme.lower() != "bearer" or not 0 < len(token) <= _LONGEST_TOKEN:
        raise conversations.SessionEnded
    async with parts.database.reading() as session:
        return await conversations.session_by_digest(session, parts.ring.token_digest(token))
