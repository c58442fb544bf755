"""Letting somebody else go on: a colleague, a team, or whoever is next."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from qiao import access, conversations
from qiao.conversations import OwnerKind
from qiao.desk import profiles
from qiao.desk.actions import write_note
from qiao.desk.assigning import put_in_turn, route
from qiao.desk.colleagues import teams_here
from qiao.desk.in_hands import in_hand
from qiao.desk.model import ItemState, WorkItemRow
from qiao.desk.moves import announce, back_to_queue
from qiao.desk.parts import Desk
from qiao.desk.routing import Name, Reason
from qiao.foundation.errors import Conflict, Invalid
from qiao.policy import Lane

_HANDED_ON = Reason("handed_on")


class CannotTakeIt(Conflict):
    """She takes no conversations, has an interest in this one, or has it in hand already."""


class OneOrATeam(Invalid):
    """Hand it on to one colleague or to a team, not to both."""


class NobodyOfTeam(Conflict):
    """Nobody of this team who could take it is at work; choose another team, a colleague, or whoever is next."""


async def hand_on(
    session: AsyncSession,
    desk: Desk,
    conversation_id: UUID,
    *,
    to: UUID | None,
    by: access.Staff,
    now: datetime,
    team: UUID | None = None,
    skill: str | None = None,
    note: str | None = None,
) -> None:
    """Let somebody else go on: this colleague as soon as she can, or without one whoever is next and has `skill`, of
    `team` as long as that is not too long.

    The note is for whoever goes on. Raises NotYours, access.StaffNotFound, CannotTakeIt, access.TeamNotFound,
    NobodyOfTeam, OneOrATeam or profiles.SkillUnknown.
    """
    item = await in_hand(session, conversation_id, by)
    await send_on(session, desk, item, to=to, by=by, now=now, team=team, skill=skill, note=note)


async def send_on(
    session: AsyncSession,
    desk: Desk,
    item: WorkItemRow,
    *,
    to: UUID | None,
    by: access.Staff,
    now: datetime,
    team: UUID | None = None,
    skill: str | None = None,
    note: str | None = None,
    why: Reason = _HANDED_ON,
) -> None:
    """As `hand_on`, of a locked conversation that somebody has or is offered; `by` is who decides it."""
    conversation_id, holder = item.conversation_id, item.agent_id
    if to is not None and team is not None:
        raise OneOrATeam
    if skill is not None and skill not in desk.routing.skills:
        raise profiles.SkillUnknown(skill=skill)
    if to is not None:
        colleague = await access.find_staff(session, to)
        if to == holder or not desk.views.serves(colleague.post) or str(to) in item.exclude:
            raise CannotTakeIt
    if team is not None:
        asked = await _somebody_of(session, desk, item, team, now=now)
        why = Reason("team_asked", (Name(asked, asked), desk.routing.lanes[Lane(item.lane)].team_s))
    if note:
        client_id = f"handed_on:{item.id}:{item.version}"
        await write_note(session, desk, conversation_id, note, by=by, client_id=client_id, now=now)
    if item.state == ItemState.ASSIGNED:
        await conversations.hand_over(
            session,
            conversation_id,
            to=OwnerKind.NOBODY,
            actor=f"agent:{by.id}",
            reason="handed_on",
            now=now,
            lane=item.lane,
        )
        await access.release_contact(session, item.contact_id, now=now)
        await announce(session, desk, conversation_id, "handed_on", now=now)
        item.queued_at = now
    item.preferred, item.team_id = to, team
    if skill is not None:
        item.skills = {**item.skills, skill: max(1, item.skills.get(skill, 0))}
    put_in_turn(desk, item)
    await back_to_queue(session, item, why, missed_by=holder, now=now)
    await route(session, desk, now=now)


async def _somebody_of(session: AsyncSession, desk: Desk, item: WorkItemRow, team_id: UUID, *, now: datetime) -> str:
    """The name of a team of which somebody but the holder may have it. Raises access.TeamNotFound or NobodyOfTeam."""
    left_out = {UUID(str(one)) for one in item.exclude} | ({item.agent_id} if item.agent_id is not None else set())
    for team in await teams_here(session, desk, left_out, now=now):
        if team.id == team_id:
            if team.here == 0:
                raise NobodyOfTeam
            return team.name
    raise access.TeamNotFound
