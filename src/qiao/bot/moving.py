"""One move of a dialogue, from reading it to keeping what came of it.

Reading the lender takes time, so nothing is locked meanwhile: the dialogue is read, moved, and kept if nobody else has
moved it; otherwise it is read again.
"""

from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from qiao import requests
from qiao.foundation.clock import Clock
from qiao.foundation.database import Database
from qiao.foundation.keys import KeyDestroyed
from qiao.requests import Acceptance, At, DialogueChanged, Moved

_READ_AGAIN = 3
Transaction = Callable[[], AbstractAsyncContextManager[AsyncSession]]
Keep = Callable[[AsyncSession, Moved], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Moving:
    """Moves dialogues, each in a transaction that whoever asks for it opens."""

    acceptance: Acceptance
    database: Database
    clock: Clock

    async def read(self, at: At, move: requests.Move) -> Moved | None:
        """The dialogue after the move; nothing is kept. None where the customer's key is gone."""
        async with self.database.reading() as session:
            try:
                kept = await requests.dialogue(session, self.acceptance.ring, at.conversation_id, now=self.clock.now())
            except KeyDestroyed:
                return None
            asking = await self.acceptance.asking(session, at)
        return await self.acceptance.move(at, kept, asking, move)

    async def move(
        self, transaction: Transaction, at: At, move: requests.Move, keep: Keep, *, always: bool = False
    ) -> bool:
        """Move the dialogue and keep it; false, and nothing was opened, where nothing was taken.

        Raises DialogueChanged where somebody else moves it again and again.
        """
        for tries_left in reversed(range(_READ_AGAIN)):
            moved = await self.read(at, move)
            if moved is None or not (moved.taken or always):
                return False
            try:
                async with transaction() as session:
                    await keep(session, moved)
            except DialogueChanged:
                if not tries_left:
                    raise
            else:
                return True
        return False
