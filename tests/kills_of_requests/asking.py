"""Customers who ask for something, prove who they are and agree to it, while the systems die under them."""

import asyncio
import contextlib
import time
from dataclasses import dataclass, field
from typing import Any

import httpx
from websockets.asyncio.client import ClientConnection

from qiao.backoffice.http import HttpBackOffice
from qiao.backoffice.ports import BackOfficeAway, BackOfficeRefused, OutcomeUnknown
from tests.kills.crowd import Crowd
from tests.kills.talking import Talker, buttons_of
from tests.kills_of_requests.history import Run, Told
from tests.kills_of_requests.lender import Wish, register_elsewhere

_SAYS_IT_AGAIN_AFTER_S = 8.0
_READS_A_CARD_S = 12.0
_OTHER_CHANNEL = 0.15


@dataclass(slots=True, kw_only=True)
class Scene(Crowd):
    """What all customers of a wave share besides: where the two systems are, and when to agree."""

    house: str
    lender: str
    adapter: HttpBackOffice
    agreeing: asyncio.Event = field(default_factory=asyncio.Event)
    """Set while customers agree to what their card says; before and after, who has agreed to nothing waits."""
    someone_agreed: asyncio.Event = field(default_factory=asyncio.Event)


class Asker(Talker):
    """One customer who asks for one thing, and is sometimes impatient."""

    def __init__(self, scene: Scene, wish: Wish) -> None:
        self.run = Run(wish.customer, wish.flow)
        super().__init__(scene, scene.house, self.run)
        self.has_a_card = False
        self._scene = scene
        self._wish = wish
        self._proving: asyncio.Task[None] | None = None

    async def live(self) -> None:
        """Sign in, ask, and stay until it is time to leave; then look once more."""
        await self._scene.pause(0.0, 4.0)
        try:
            if await self._sign_in(self._wish.customer):
                await self._converse()
        finally:
            if self._proving is not None:
                self._proving.cancel()

    async def _look(self) -> None:
        contents = await self._contents()
        listed = await self._http.get(f"{self._scene.house}/api/v1/web/requests", headers=self._bearer)
        self.run.listed = {one["number"]: one["state"] for one in listed.raise_for_status().json()["items"]}
        self.run.shown = [Told(one["number"], one["state"]) for one in contents if one.get("card") == "receipt"]

    def _saw(self, content: dict[str, Any]) -> None:
        if content.get("card") == "receipt" and content["state"] == "completed":
            self.run.receipt_at = self.run.receipt_at or time.monotonic()
            self.is_over = True

    def _yes_arrived(self) -> None:
        self._scene.someone_agreed.set()

    async def _begin(self, socket: ClientConnection) -> None:
        await self._say(socket, self._wish.words)

    async def _nothing_happens(self, socket: ClientConnection, quiet_s: float) -> None:
        if quiet_s > _SAYS_IT_AGAIN_AFTER_S and (self._proving is None or self._proving.done()):
            self._moved_at = time.monotonic()
            self._scene.met["said it again"] += 1
            await self._say(socket, "继续")

    async def _react(self, socket: ClientConnection, said: list[dict[str, Any]], before: int) -> None:
        cards = {one.get("card") for one in said}
        buttons = buttons_of(said)
        picks = [one for one in buttons if one.startswith("pick:")]
        yes = next((one for one in buttons if one.startswith("yes:")), None)
        if yes is not None:
            self.has_a_card = True
            if self._scene.agreeing.is_set() or self.run.yeses:
                await self._scene.pause(0.0, _READS_A_CARD_S)
                await self._agree(socket, yes)
            else:
                self._answered = before
        elif "step_up" in cards:
            if self._proving is None or self._proving.done():
                self._proving = asyncio.create_task(self._prove())
        elif picks:
            await self._press(socket, self._option(said))
        elif "skip" in buttons:
            await self._press(socket, "skip")
        elif "receipt" in cards:
            pass  # Pending: she waits for the end.
        elif "几号" in self.last_words:
            await self._say(socket, f"{self._scene.dice.randint(1, 28)}号")
        elif "resume" in buttons:
            await self._scene.pause(0.5, 1.5)
            await self._press(socket, "resume")
        elif not self.run.yeses and any(one.startswith("intent:") for one in buttons):
            self._ends(f"refused before a yes: {self.last_words[:30]}")

    def _option(self, said: list[dict[str, Any]]) -> str:
        """The app where something is sent, as not everybody has an e-mail address; else any."""
        options = {b["id"]: b["label"] for one in said for b in one.get("buttons", ()) if b["id"].startswith("pick:")}
        to_the_app = [one for one, label in options.items() if "App" in label]
        return self._scene.dice.choice(to_the_app or list(options))

    async def _agree(self, socket: ClientConnection, button: str) -> None:
        if self._wish.flow == "hardship" and not self.run.yeses and self._scene.dice.random() < _OTHER_CHANNEL:
            await self._agree_elsewhere()
        await super()._agree(socket, button)

    async def _agree_elsewhere(self) -> None:
        """The lender's own people register it at the same moment: here it is refused."""
        with contextlib.suppress(BackOfficeAway, BackOfficeRefused, OutcomeUnknown):
            await register_elsewhere(self._scene.adapter, self._wish, f"elsewhere-{self._wish.customer}")
            self._scene.met["registered elsewhere"] += 1

    async def _prove(self) -> None:
        """By the code in the lender's inbox, or by the end of the identity number; again until it is done."""
        while not self._scene.leave.is_set():
            with contextlib.suppress(httpx.HTTPError, LookupError, ValueError):
                by_code = self._scene.dice.random() < 0.6
                if await (self._prove_by_code() if by_code else self._prove_by_id_tail()):
                    return
            self._scene.met["proof cut"] += 1
            await self._scene.pause(0.3, 1.0)

    async def _prove_by_code(self) -> bool:
        proofs = f"{self._scene.house}/api/v1/web/proofs"
        sent = (await self._http.post(f"{proofs}/code", json={}, headers=self._bearer)).raise_for_status().json()
        inbox = await self._http.get(f"{self._scene.lender}/sandbox/inbox", params={"phone": self._wish.phone})
        code = next(
            digits for one in inbox.raise_for_status().json() if len(digits := _digits(one["text"].split("，")[0])) == 6
        )
        tried = await self._http.post(
            f"{proofs}/code/tries", json={"id": sent["id"], "code": code}, headers=self._bearer
        )
        return tried.raise_for_status().json()["level"] >= "A2"

    async def _prove_by_id_tail(self) -> bool:
        address = f"{self._scene.house}/api/v1/web/proofs/id-tail"
        tried = await self._http.post(address, json={"tail": self._wish.id_tail}, headers=self._bearer)
        return tried.raise_for_status().json()["level"] >= "A2"


def _digits(text: str) -> str:
    return "".join(sign for sign in text if sign.isdigit())
