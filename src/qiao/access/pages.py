"""Which pages a post works with: the same conditions that their routes ask for, told before anybody runs into one."""

from collections.abc import Callable
from enum import StrEnum

from qiao.access.audit import AUDITORS
from qiao.access.grants import Duty
from qiao.access.model import Post
from qiao.access.reveals import Reveals
from qiao.access.signin import OFFICE, PLANNERS


class Page(StrEnum):
    """A page of the desk, in the order in which they are offered."""

    WORK = "work"
    FLOOR = "floor"
    WALL = "wall"
    PLANNING = "planning"
    REQUESTS = "requests"
    COMPLAINTS = "complaints"
    ORDERS = "orders"
    REPORTS = "reports"
    INCIDENTS = "incidents"
    OUTREACH = "outreach"
    REVIEWS = "reviews"
    AUDIT = "audit"
    STAFF = "staff"
    MATRIX = "matrix"
    ACCOUNT = "account"


class Act(StrEnum):
    """What a post may do on a page and no duty of the pack says."""

    PLAN_SHIFTS = "plan_shifts"
    PLAN_DAYS = "plan_days"
    AGREE_GLASS = "agree_glass"
    WHISPER = "whisper"
    JOIN = "join"
    TAKE_OVER = "take_over"
    SEND_ON = "send_on"
    EMPTY_HANDS = "empty_hands"
    MERGE = "merge"
    AGREE_MERGE = "agree_merge"


REQUEST_READERS = frozenset({Post.TEAM_LEADER, Post.COMPLAINT_OFFICER, Post.COMPLIANCE, Post.POSTLOAN_OFFICER})
COMPLAINT_READERS = frozenset({Post.TEAM_LEADER, Post.COMPLAINT_OFFICER, Post.COMPLIANCE})
"""Who handles complaints, or agrees where another has to; the table of rights gives them the files."""
REPORT_READERS = COMPLAINT_READERS | {Post.BUSINESS_ANALYST, Post.INCIDENT_MANAGER}
"""Who sees figures of complaints, in which nobody is named."""
REQUEST_COUNTERS = REQUEST_READERS | {Post.BUSINESS_ANALYST}
"""Who sees how many requests come how far; the readers see each of them, too."""

LEADERS = frozenset({Post.TEAM_LEADER})
"""Who sees the work of the teams she leads as it goes, and steps in."""
FLOOR_COUNTERS = LEADERS | {Post.WFM_PLANNER, Post.BUSINESS_ANALYST}
"""Who sees the figures of the floor, in which nobody is named."""
LEADS = (Act.WHISPER, Act.JOIN, Act.TAKE_OVER, Act.SEND_ON, Act.EMPTY_HANDS)

MERGE_AGREERS = frozenset({Post.TEAM_LEADER, Post.COMPLAINT_OFFICER})
"""Who agrees to what others found to be one person."""
MERGERS = MERGE_AGREERS | {Post.ONLINE_AGENT, Post.PHONE_AGENT, Post.VIP_CARE_AGENT}
"""Who says that two records are one person, of customers she has in hand."""
DAY_PLANNERS = frozenset({Post.WFM_PLANNER})
"""Who plans how many agents a day needs."""
PLAN_READERS = LEADERS | DAY_PLANNERS
"""Who sees what days are expected to bring; to those who do not plan only published plans are shown."""

TOUCH_STEERERS = frozenset({Post.OPERATIONS_ACTIVATOR, Post.COMPLIANCE})
"""Who sees what the house does by itself, in which nobody is named, and pauses it."""

PagesOf = Callable[[Post], dict[str, list[str]]]


def pages_of(reveals: Reveals, *, has_orders: Callable[[Post], bool]) -> PagesOf:
    """What is told of a post: its pages, and what it may do there. Every route asks again.

    Which posts work with orders is for the room of work orders to say, by `has_orders`.
    """

    def told(post: Post) -> dict[str, list[str]]:
        duties = reveals.views.book.posts[post].duties
        plans, agrees = post in PLANNERS, post in reveals.rules.glass.approvers
        is_theirs = {
            Page.WORK: reveals.views.serves(post),
            Page.FLOOR: post in LEADERS,
            Page.WALL: post in FLOOR_COUNTERS,
            Page.PLANNING: post in PLAN_READERS,
            Page.REQUESTS: post in REQUEST_COUNTERS,
            Page.COMPLAINTS: post in COMPLAINT_READERS,
            Page.ORDERS: has_orders(post),
            Page.REPORTS: post in REPORT_READERS,
            Page.INCIDENTS: Duty.DISASTER_ACTIVATION in duties,
            Page.OUTREACH: post in TOUCH_STEERERS,
            Page.REVIEWS: agrees or Duty.AUDIT_READ in duties,
            Page.AUDIT: post in AUDITORS,
            Page.STAFF: plans or not OFFICE.isdisjoint(duties),
            Page.MATRIX: True,
            Page.ACCOUNT: True,
        }
        acts = [act for act, has in ((Act.PLAN_SHIFTS, plans), (Act.AGREE_GLASS, agrees)) if has]
        acts += [act for act, posts in ((Act.MERGE, MERGERS), (Act.AGREE_MERGE, MERGE_AGREERS)) if post in posts]
        acts += (Act.PLAN_DAYS,) if post in DAY_PLANNERS else ()
        acts += LEADS if post in LEADERS else ()
        return {"pages": [page for page in Page if is_theirs[page]], "may": [*duties, *acts]}

    return told
