"""Whatever happens in whichever order: no session serves that should have ended, and none ends early."""

import contextlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from qiao import access
from qiao.access import Post, queries
from qiao.access.grants import GRANTS
from qiao.access.model import StaffRow
from qiao.access.signin import Browser, Lasts, PostChange, changing, posts, sessions
from qiao.foundation.ids import new_id
from tests.conftest import TestHouse

LASTS = Lasts(timedelta(minutes=30), timedelta(hours=3))

Step = tuple[str, int, int]
STEPS = st.lists(
    st.tuples(
        st.sampled_from(
            ["sign_in", "request", "request", "wait", "sign_out", "end_others", "password", "give", "end", "disable"]
        ),
        st.integers(0, 1),
        st.integers(0, 5),
    ),
    min_size=4,
    max_size=25,
)


@dataclass
class Believed:
    """A session as the model of the test sees it: two dates and whether something ended it."""

    digest: str
    staff: int
    began: datetime
    idle_from: datetime
    post: Post
    over: bool = False

    def is_live(self, now: datetime, post_until: datetime | None) -> bool:
        return (
            not self.over
            and now < self.began + LASTS.longest
            and now < self.idle_from + LASTS.idle
            and (post_until is None or now < post_until)
        )


class Story:
    """Two people, what they do, and what must be true of their sessions."""

    def __init__(self, house: TestHouse, staff: list[access.Staff]) -> None:
        self.house = house
        self.staff = staff
        self.sessions: list[Believed] = []
        self.held: list[dict[Post, datetime | None]] = [{Post.ONLINE_AGENT: None} for _ in staff]

    @property
    def now(self) -> datetime:
        return self.house.clock.now()

    async def tell(self, step: Step) -> None:
        kind, who, number = step
        await getattr(self, f"_{kind}")(who, number)
        await self.check()

    def _is_live(self, one: Believed) -> bool:
        return one.is_live(self.now, self.held[one.staff][one.post])

    async def check(self) -> None:
        async with self.house.database.reading() as session:
            for one in self.sessions:
                served = True
                try:
                    await queries.session_of(session, one.digest, now=self.now)
                except access.NotSignedIn:
                    served = False
                assert served == self._is_live(one)

    async def _sign_in(self, who: int, _number: int) -> None:
        async with self.house.database.transaction() as session:
            row = await session.get_one(StaffRow, self.staff[who].id, populate_existing=True)
            hers = await queries.posts_of(session, row.id, now=self.now)
            assert set(hers) == {post for post, until in self.held[who].items() if until is None or self.now < until}
            if not row.active or not hers:
                return
            ring = self.house.house.parts.ring
            secret = await sessions.begin(
                session,
                ring,
                row,
                browser=Browser("10.0.0.1"),
                lasts=LASTS,
                way="password",
                post=hers[0],
                now=self.now,
            )
        self.sessions.append(Believed(ring.token_digest(secret), who, self.now, self.now, hers[0]))

    def _some(self, number: int) -> Believed | None:
        return self.sessions[number % len(self.sessions)] if self.sessions else None

    async def _request(self, _who: int, number: int) -> None:
        one = self._some(number)
        if one is None or not self._is_live(one):
            return
        async with self.house.database.transaction() as session:
            await sessions.note_seen(session, one.digest, idle=LASTS.idle, now=self.now)
        one.idle_from = self.now

    async def _wait(self, _who: int, number: int) -> None:
        self.house.clock.advance(timedelta(minutes=(1, 10, 29, 30, 45, 120)[number]))

    async def _sign_out(self, _who: int, number: int) -> None:
        one = self._some(number)
        if one is None or not self._is_live(one):
            return
        async with self.house.database.transaction() as session:
            live = await queries.session_of(session, one.digest, now=self.now)
            await sessions.sign_out(session, live, now=self.now)
        one.over = True

    async def _end_others(self, who: int, number: int) -> None:
        keep = self._some(number)
        async with self.house.database.transaction() as session:
            await sessions.end_all(
                session, self.staff[who].id, by="house", now=self.now, but=keep.digest if keep else None
            )
        self._over(who, but=keep)

    async def _password(self, who: int, _number: int) -> None:
        async with self.house.database.transaction() as session:
            await changing.set_password(session, self.staff[who].id, "a hash", by="house", now=self.now)
        self._over(who)

    async def _give(self, who: int, _number: int) -> None:
        if await self._changed(who, PostChange.GIVE, Post.PHONE_AGENT, None):
            self.held[who][Post.PHONE_AGENT] = None

    async def _end(self, who: int, number: int) -> None:
        until = self.now + timedelta(minutes=20) if number > 2 else None
        if await self._changed(who, PostChange.END, Post.ONLINE_AGENT, until):
            self._ends(who, Post.ONLINE_AGENT, until or self.now)

    async def _changed(self, who: int, change: PostChange, post: Post, until: datetime | None) -> bool:
        book = self.house.house.pack.section(GRANTS)
        wanted = posts.Wanted(self.staff[who].id, change, post, "x", until_at=until)
        with contextlib.suppress(posts.PostThere, posts.PostNotThere):
            async with self.house.database.transaction() as session:
                asked = await posts.ask(session, book, wanted, by="operator:one", now=self.now)
                await posts.approve(session, book, asked.id, by="operator:two", now=self.now)
            self._over(who)
            return True
        return False

    async def _disable(self, who: int, _number: int) -> None:
        with contextlib.suppress(access.StaffNotFound):
            async with self.house.database.transaction() as session:
                await access.disable_staff(session, self.staff[who].username, now=self.now)
            self._over(who)
            for post in self.held[who]:
                self._ends(who, post, self.now)

    def _ends(self, who: int, post: Post, at: datetime) -> None:
        self.held[who][post] = min(self.held[who][post] or at, at)

    def _over(self, who: int, *, but: Believed | None = None) -> None:
        for one in self.sessions:
            one.over = one.over or (one.staff == who and one is not but)


async def test_no_request_is_served_by_a_session_that_should_have_ended(house: TestHouse) -> None:
    @given(STEPS)
    @settings(max_examples=40)
    def stories(steps: list[Step]) -> None:
        told.append(steps)

    told: list[list[Step]] = []
    stories()
    for steps in told:
        names = [new_id().hex[-12:], new_id().hex[-12:]]
        story = Story(house, [await house.staff(name) for name in names])
        for step in steps:
            await story.tell(step)
    assert any(one[0] == "sign_in" for steps in told for one in steps)
