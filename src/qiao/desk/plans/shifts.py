"""How many the plan of shifts has on duty in each half hour of a day."""

from datetime import date

from sqlalchemy.ext.asyncio import AsyncSession

from qiao import access
from qiao.access import Post
from qiao.desk.parts import Desk
from qiao.foundation.business_calendar import BusinessCalendar

_SLOTS, _MINUTES = 48, 30


async def planned_shifts(session: AsyncSession, desk: Desk, on: date) -> tuple[int, ...] | None:
    """Of the posts that serve customers, those who are there the whole half hour; None where no shifts are planned."""
    serving = [post for post in Post if desk.views.serves(post)]
    hours = await access.hours_of_day(session, BusinessCalendar(), on, serving)
    if hours is None:
        return None
    begins = range(0, _SLOTS * _MINUTES, _MINUTES)
    return tuple(
        sum(one.from_minute <= begin and one.to_minute >= begin + _MINUTES for one in hours) for begin in begins
    )
