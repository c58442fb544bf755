"""Two customers with everything the house keeps about one, so that a test can tell what of whom was shown."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import update

from qiao import access, conversations, customers, desk
from qiao.access import Form, Post, Right, Scope
from qiao.access.model import StaffRow
from qiao.access.signin import sessions
from qiao.conversations import ChannelSession, Claim, Level
from qiao.conversations.content import Choice
from qiao.conversations.model import ContactRow
from qiao.customers import CustomerField
from qiao.customers.standing import record_consent
from qiao.foundation.ids import new_id
from tests.channels.sending import paper
from tests.conftest import TestHouse

_LASTS = sessions.Lasts(idle=timedelta(hours=12), longest=timedelta(hours=12))
_NO_PERSON = frozenset({Post.BOT})
POSTS = [post for post in Post if post not in _NO_PERSON]


@dataclass(frozen=True)
class Person:
    """`clear` may never be shown; each of `marks` gives away one field. She may have sent a file."""

    live: ChannelSession
    contact_id: UUID
    item_id: UUID
    message_id: UUID
    clear: tuple[str, ...]
    marks: dict[str, str]
    file_id: UUID | None = None

    def shown_in(self, text: str) -> set[str]:
        assert not [value for value in self.clear if value in text]
        return {field for field, mark in self.marks.items() if mark in text}


_CARDS = ("6222021234567890128", "6217001234567890127")
_PEOPLE = (
    (
        "赵甲子",
        "11010519491231002X",
        "13912345678",
        "浙江省杭州市西湖区文三路90号",
        "星河科技",
        "6222021234567890128",
        "紫水晶",
    ),
    (
        "钱乙丑",
        "440308199901010012",
        "13887654321",
        "四川省成都市锦江区红星路8号",
        "远洋物流",
        "6217001234567890127",
        "玄武岩",
    ),
)
_IN_FILES = ("bluewhale", "redpanda")
_MARKS = (
    ("赵**", "1****************X", "139****5678", "西湖区", "星河***", "****0128"),
    ("钱**", "4****************2", "138****4321", "锦江区", "远洋***", "****0127"),
)

# A moment and a version that nothing else names.
_STANDS = ({"flags": "2027-03-14T", "consents": "v-opal"}, {"flags": "2027-03-15T", "consents": "v-jade"})


async def _stands(house: TestHouse, customer_id: UUID, which: int) -> None:
    """A flag until a day of her own, and a consent to a text of her own."""
    now = house.clock.now()
    until = datetime.fromisoformat(f"{_STANDS[which]['flags']}00:00:00+00:00")
    by = customers.By(customers.Source.LENDER, "lender")
    async with house.database.transaction() as session:
        told = customers.Because("told_by_lender", version=_STANDS[which]["consents"])
        await customers.set_flag(session, customer_id, "elder", by=by, because=told, until=until, now=now)
        await record_consent(session, customer_id, "marketing", "sms", granted=True, by=by, because=told, now=now)


async def person(house: TestHouse, which: int, *, subject: str | None = None, with_file: bool = False) -> Person:
    """A named customer who waits for somebody, with values of every field and a masked number in what she said."""
    values, marks = _PEOPLE[which], _MARKS[which]
    ring, now = house.house.parts.ring, house.clock.now()
    live = await house.visitor()
    claim = Claim(f"borrower-{new_id().hex}", values[0], Level.A1, new_id().hex, now + timedelta(minutes=5))
    fields = [one for one in CustomerField if one is not CustomerField.NAME]
    async with house.database.transaction() as session:
        live = await conversations.identify_session(session, ring, live, claim, now=now)
        for field, value in zip(fields, values[1:6], strict=True):
            await customers.put_field(session, ring, live.customer_id, field, [value], source="lender", now=now)
    await _stands(house, live.customer_id, which)
    said = await house.receive(live, f"气死我了，{values[6]}的事你们拖了三天，打我新号码15011112222")
    await house.settle()
    file_id = None
    if with_file:
        content = paper(_IN_FILES[which])
        file_id = await house.hand_over_file(live, content, name="证明.pdf", kind="application/pdf")
        await house.settle()
    await house.receive(live, Choice(button="human", label="转人工"))
    await house.settle()
    async with house.database.reading() as session:
        state = await conversations.state(session, live.conversation_id)
        item = await desk.live_item_of_conversation(session, live.conversation_id)
    assert state.contact is not None
    assert item is not None
    async with house.database.transaction() as session:
        # Whatever the robot took it for.
        about = update(ContactRow).where(ContactRow.id == state.contact.id).values(subject=subject)
        await session.execute(about)
    names = [CustomerField.NAME, *fields]
    talk = {"transcript": values[6], **({"files": _IN_FILES[which]} if with_file else {})}
    return Person(
        live,
        state.contact.id,
        item.id,
        said.id,
        (*values[:6], "15011112222"),
        {**dict(zip([str(name) for name in names], marks, strict=True)), **talk, **_STANDS[which]},
        file_id,
    )


async def take(house: TestHouse, staff: access.Staff, one: Person, *, subject: str | None) -> None:
    """Put the contact in her hands, whatever her post: what she may see of it is what is asked."""
    about = access.About(one.live.customer_id, one.contact_id, subject)
    now = house.clock.now()
    held = access.views.Held(access.Holding(Scope.OWN, now), one.contact_id, "")
    async with house.database.transaction() as session:
        look = await house.house.desk.views.look(session, staff, about, now=now, in_hand=held)
        await access.hold_contact(
            session,
            staff_id=staff.id,
            customer_id=one.live.customer_id,
            contact_id=one.contact_id,
            purpose=look.purpose,
            post=staff.post,
            seen=look.seen(("name", "transcript")),
            now=now,
        )


async def accepted(house: TestHouse, staff: access.Staff, one: Person) -> None:
    """She takes the conversation from the queue."""
    async with house.database.transaction() as session:
        await desk.accept(session, house.house.desk, one.item_id, by=staff, now=house.clock.now())


def may_see(house: TestHouse, post: Post, subject: str | None) -> set[str]:
    """What the rows of the table give for a contact of one's own about this matter: read from the rows themselves."""
    book = house.house.pack.section(access.GRANTS)
    allowed = book.purposes_for(house.house.pack.intents.get(subject) if subject else None)
    rows = [row for row in book.rows if row.post is post and row.purposes & allowed]
    closed = {(row.field, purpose) for row in rows if row.grant.right is Right.NONE for purpose in row.purposes}
    return {
        row.field
        for row in rows
        if row.grant.right is not Right.NONE
        and not row.grant.step_up
        and row.grant.form not in {Form.MATCH, Form.DIAL}
        and any((row.field, purpose) not in closed for purpose in row.purposes & allowed)
    }


def without_ids(body: str, *ids: object) -> str:
    for one in ids:
        body = body.replace(str(one), "ID")
    return re.sub(r"\d{4}-\d\d-\d\dT[0-9:.+]+", "AT", body)


async def signed_in(house: TestHouse, staff: access.Staff) -> tuple[dict[str, str], dict[str, str], Any]:
    """Cookies and headers of a browser of hers, and its session."""
    ring, now = house.house.parts.ring, house.clock.now()
    async with house.database.transaction() as session:
        row = await session.get_one(StaffRow, staff.id)
        secret = await sessions.begin(
            session, ring, row, browser=sessions.Browser("10.0.0.1"), lasts=_LASTS, way="password", now=now
        )
    async with house.database.reading() as session:
        live = await access.session_of(session, ring.token_digest(secret), now=now)
    return {"qiao_staff": secret}, {"x-csrf-token": live.csrf}, live
