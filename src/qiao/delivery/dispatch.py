"""The running part of the room: carriers that stay connected, jobs that use them, events told to other systems."""

from collections.abc import Iterable

from qiao.delivery import actions, jobs
from qiao.delivery.jobs import Carriers
from qiao.delivery.model import Kind
from qiao.delivery.ports import Report
from qiao.delivery.webhooks import Catalogue, Wanted
from qiao.delivery.webhooks import jobs as webhook_jobs
from qiao.delivery.webhooks.jobs import Caller
from qiao.foundation.clock import Clock
from qiao.foundation.database import Database
from qiao.foundation.events import Subscriptions
from qiao.foundation.keys import KeyRing
from qiao.foundation.outbound import Allowed
from qiao.foundation.runner import Runner


class Dispatch:
    """One for a process: `register` while the house is put together, then `start` before its runner, `stop` after."""

    def __init__(
        self,
        database: Database,
        ring: KeyRing,
        clock: Clock,
        carriers: Carriers,
        *,
        catalogue: Catalogue,
        inside: Iterable[str] = (),
    ) -> None:
        """`inside`: names and networks that webhooks may reach although they are not on the public internet."""
        self._database = database
        self._ring = ring
        self._clock = clock
        self._catalogue = catalogue
        self.carriers = carriers
        self.caller = Caller(Allowed.read(inside), catalogue, clock)
        self.wanted = Wanted(database)

    def register(self, runner: Runner, subscriptions: Subscriptions) -> None:
        database, ring, clock = self._database, self._ring, self._clock
        submit = jobs.submit_handler(ring, clock, database, self.carriers)
        for kind in Kind:
            # What has no carrier waits for nobody, and needs no slots of its own.
            at_most = jobs.AT_MOST if kind in self.carriers else None
            runner.register(jobs.submit_job(kind), submit, given_up=jobs.lost_handler(clock), at_most=at_most)
        runner.register(
            jobs.REPORT_JOB,
            jobs.report_handler(clock),
            given_up=jobs.report_handler(clock, gives_up=True),
            attempts=jobs.REPORT_ATTEMPTS,
        )
        asking = jobs.AT_MOST if self.carriers else None
        runner.register(jobs.ASK_JOB, jobs.ask_handler(ring, database, self.carriers), at_most=asking)
        runner.register(f"on:{webhook_jobs.ROOM}", webhook_jobs.event_handler(clock))
        runner.register(
            webhook_jobs.TARGET_JOB,
            webhook_jobs.target_handler(ring, clock, database, self.caller),
            given_up=webhook_jobs.lost_handler(clock),
            at_most=webhook_jobs.AT_MOST,
        )
        for event_type in self._catalogue:
            subscriptions.add(webhook_jobs.ROOM, event_type, when=lambda _, name=event_type: self.wanted.has(name))

    async def start(self) -> None:
        for carrier in self.carriers.values():
            await carrier.start(self.take_report)
        await self.wanted.start()

    async def stop(self) -> None:
        await self.wanted.stop()
        for carrier in self.carriers.values():
            await carrier.stop()
        self.caller.stop()

    async def take_report(self, report: Report) -> None:
        async with self._database.transaction() as session:
            await actions.take_report(session, self._ring, report)
