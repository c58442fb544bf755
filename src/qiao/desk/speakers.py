"""Who speaks in a customer's conversation: she herself, or somebody else (非本人).

While it is somebody else the rules see a third party: what needs the customer is refused or goes to a person, whatever
her session has shown, and what was proved beyond signing in is void. It holds for the contact; the next begins anew.
"""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from qiao import access, conversations
from qiao.desk.actions import write_note
from qiao.desk.in_hands import in_hand
from qiao.desk.moves import announce
from qiao.desk.parts import Desk


class Speaker(StrEnum):
    """As the rules call the parties of a contact."""

    SELF = "self"
    OTHER = "third_party"


_TOLD = {Speaker.SELF: "the_customer_again", Speaker.OTHER: "not_the_customer"}


async def say_who_speaks(
    session: AsyncSession,
    desk: Desk,
    conversation_id: UUID,
    speaker: Speaker,
    words: str,
    *,
    by: access.Staff,
    client_id: str,
    now: datetime,
) -> None:
    """Keep who speaks and, as a note, how that showed; the customer's side is told. Said again it changes nothing.

    Raises NotYours.
    """
    item = await in_hand(session, conversation_id, by)
    await write_note(session, desk, conversation_id, words, by=by, client_id=client_id, now=now)
    if not await conversations.set_party(session, conversation_id, speaker):
        return
    if speaker is Speaker.OTHER:
        await conversations.disprove(session, conversation_id)
    await announce(session, desk, conversation_id, _TOLD[speaker], now=now)
    act = access.audit.Record(
        f"staff:{by.id}",
        access.audit.Action.PARTY_SET,
        post=by.post,
        customer_id=item.customer_id,
        contact_id=item.contact_id,
        detail={"party": speaker.value},
    )
    await access.audit.record(session, act, now=now)
