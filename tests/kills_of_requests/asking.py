"""Customers who ask for something, prove who they are and agree to it, while the systems die under them."""

import asyncio
import contextlib
import time
import uuid
from dataclasses import dataclass, field
from typing import Any

import httpx
import orjson
from joserfc import jwt
from joserfc.jwk import OctKey
from websockets.asyncio.client import ClientConnection, connect

from qiao.backoffice.http import HttpBackOffice
from qiao.backoffice.ports import BackOfficeAway, BackOfficeRefused, OutcomeUnknown
from tests.kills.crowd import GONE, Crowd, listening, put
from tests.kills_of_requests.history import Run, Told, Yes
from tests.kills_of_requests.lender import Wish, register_elsewhere

IDENTITY_KEY = "the shared secret of a campaign, long enough"
_ANSWER_WITHIN_S = 20.0
_TURN_IS_WHOLE_AFTER_S = 0.15
_SAYS_IT_AGAIN_AFTER_S = 8.0
_READS_A_CARD_S = 12.0
_LOOKS = 20
_DOUBLE_CLICK, _SAME_FRAME_AGAIN, _SECOND_TAB, _OTHER_CHANNEL = 0.3, 0.2, 0.25, 0.15
_CHOSEN = {"pick": "…", "yes": "确认办理", "skip": "跳过这题", "resume": "继续办理"}


@dataclass(slots=True, kw_only=True)
class Scene(Crowd):
    """What all customers of a wave share besides: where the two systems are, and when to agree."""

    house: str
    lender: str
    adapter: HttpBackOffice
    agreeing: asyncio.Event = field(default_factory=asyncio.Event)
    """Set while customers agree to what their card says; before and after, who has agreed to nothing waits."""
    someone_agreed: asyncio.Event = field(default_factory=asyncio.Event)


class Asker:
    """One customer in one browser, who sends again after a cut and is sometimes impatient."""

    def __init__(self, scene: Scene, wish: Wish) -> None:
        self.run = Run(wish.customer, wish.flow)
        self.is_over = False
        """She has her receipt, or will not agree any more."""
        self.has_a_card = False
        self.last_words = ""
        self._scene = scene
        self._wish = wish
        self._http = httpx.AsyncClient(timeout=_ANSWER_WITHIN_S)
        self._token = ""
        self._entries: dict[int, dict[str, Any]] = {}
        self._answered = 0
        self._waiting: dict[str, dict[str, Any]] = {}
        self._moved_at = time.monotonic()
        self._proving: asyncio.Task[None] | None = None
        self._came_before = False

    async def live(self) -> None:
        """Sign in, ask, and stay until it is time to leave; then look once more."""
        await self._scene.pause(0.0, 4.0)
        try:
            if await self._sign_in():
                while not self._scene.leave.is_set():
                    try:
                        await self._one_connection()
                    except GONE:
                        self._scene.met["socket cut"] += 1
                    await self._scene.pause(0.2, 0.6)
        finally:
            if self._proving is not None:
                self._proving.cancel()

    async def look_again(self) -> None:
        """Come back as a new browser tab does, with the token and nothing else. A busy house is asked again."""
        for _ in range(_LOOKS if self._token else 0):
            with contextlib.suppress(*GONE, httpx.HTTPError):
                await self._look()
                break
            await asyncio.sleep(0.5)
        await self._http.aclose()

    async def _look(self) -> None:
        async with self._connected() as socket:
            first = await self._hello(socket, resume=None)
        listed = await self._http.get(f"{self._scene.house}/api/v1/web/requests", headers=self._bearer)
        self.run.listed = {one["number"]: one["state"] for one in listed.raise_for_status().json()["items"]}
        self.run.shown = [
            Told(content["number"], content["state"])
            for entry in first["entries"]
            if (content := _content(entry)).get("card") == "receipt"
        ]

    async def _sign_in(self) -> bool:
        web, scene = f"{self._scene.house}/api/v1/web", self._scene
        started = await scene.insist(lambda: self._http.post(f"{web}/sessions", json={}))
        if started is None:
            return False
        self._token = started.raise_for_status().json()["token"]
        identified = await scene.insist(
            lambda: self._http.post(
                f"{web}/sessions/current/identity", json={"jwt": _vouched(self._wish.customer)}, headers=self._bearer
            )
        )
        return identified is not None and identified.is_success

    @property
    def _bearer(self) -> dict[str, str]:
        return {"authorization": f"Bearer {self._token}"}

    def _connected(self) -> Any:
        address = self._scene.house.replace("http", "ws", 1)
        return connect(f"{address}/api/v1/web/socket", open_timeout=_ANSWER_WITHIN_S, compression=None)

    async def _hello(self, socket: ClientConnection, *, resume: dict[str, Any] | None) -> dict[str, Any]:
        hello = {"type": "hello", "protocol": 1, "token": self._token, "locale": "zh-CN", "resume": resume}
        await put(socket, hello)
        first = orjson.loads(await asyncio.wait_for(socket.recv(), _ANSWER_WITHIN_S))
        if first["type"] not in {"welcome", "resumed"}:
            self._scene.met[f"{first['type']} {first.get('error')}"] += 1
            raise OSError(first)
        return first

    async def _one_connection(self) -> None:
        async with self._connected() as socket:
            seq = max(self._entries, default=0)
            resume = {"conversation": self.run.conversation, "seq": seq} if self._came_before else None
            first = await self._hello(socket, resume=resume)
            self.run.conversation, self._came_before = first["conversation"]["id"], True
            for entry in first["entries"]:
                self._see(entry)
            for frame in tuple(self._waiting.values()):
                await put(socket, frame)
            async with listening(self._listen(socket)) as reading:
                while not self._scene.leave.is_set() and not reading.done():
                    await self._scene.pause(0.05, 0.25)
                    await self._go_on(socket)

    async def _listen(self, socket: ClientConnection) -> None:
        async for raw in socket:
            frame = orjson.loads(raw)
            match frame["type"]:
                case "entry":
                    self._see(frame["entry"])
                case "ack":
                    self._acknowledged(frame["client_id"])
                case "error" | "bye":
                    self._scene.met[f"{frame['type']} {frame['error']}"] += 1
                    return  # What was refused is sent again with the next connection.
                case _:
                    pass

    def _see(self, entry: dict[str, Any]) -> None:
        self._entries[entry["seq"]] = entry
        self._moved_at = time.monotonic()
        content = _content(entry)
        if content.get("card") == "receipt" and content["state"] == "completed":
            self.run.receipt_at = self.run.receipt_at or time.monotonic()
            self.is_over = True
        elif entry["kind"] == "owner" and entry["owner"]["kind"] != "bot":
            self._ends("handed over")

    def _acknowledged(self, client_id: str) -> None:
        self._waiting.pop(client_id, None)
        for one in self.run.yeses:
            if one.client_id == client_id and one.acknowledged_at is None:
                one.acknowledged_at = time.monotonic()
                self._scene.someone_agreed.set()

    def _ends(self, how: str) -> None:
        if not self.is_over:
            self._scene.met[how] += 1
        self.is_over = True

    async def _go_on(self, socket: ClientConnection) -> None:
        """Answer what the robot said last, once its turn is whole."""
        quiet_s = time.monotonic() - self._moved_at
        if self.is_over or self._waiting or quiet_s < _TURN_IS_WHOLE_AFTER_S:
            return
        new = [self._entries[seq] for seq in sorted(self._entries) if seq > self._answered]
        said = [_content(one) for one in new if _author(one) in {"bot", "house"}]
        before, last = self._answered, max(self._entries, default=0)
        if not self.run.yeses and not any(_author(one) == "customer" for one in self._entries.values()):
            self._answered = last
            await self._say(socket, self._wish.words)
        elif said:
            self._answered = last
            await self._react(socket, said, before)
        elif (
            not self.run.yeses and quiet_s > _SAYS_IT_AGAIN_AFTER_S and (self._proving is None or self._proving.done())
        ):
            self._moved_at = time.monotonic()
            self._scene.met["said it again"] += 1
            await self._say(socket, "继续")

    async def _react(self, socket: ClientConnection, said: list[dict[str, Any]], before: int) -> None:
        """`before`: what she had answered until now, and comes back to where she does not answer yet."""
        cards = {one.get("card") for one in said}
        buttons = [button["id"] for one in said for button in one.get("buttons", ())]
        self.last_words = "｜".join(str(one.get("text", one.get("card")))[:50] for one in said)
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
        """Press yes, and sometimes more than once: twice, the same frame again, or in a second tab at once."""
        dice = self._scene.dice
        if self._wish.flow == "hardship" and not self.run.yeses and dice.random() < _OTHER_CHANNEL:
            await self._agree_elsewhere()
        again, twice, elsewhere = (dice.random() < one for one in (_SAME_FRAME_AGAIN, _DOUBLE_CLICK, _SECOND_TAB))
        tab = asyncio.create_task(self._agree_in_second_tab(button)) if elsewhere else None
        frame = self._pressed(button)
        await put(socket, frame)
        if again:
            await put(socket, frame)
        if twice:
            await put(socket, self._pressed(button))
        if tab is not None:
            await tab

    async def _agree_in_second_tab(self, button: str) -> None:
        frame = self._pressed(button, waits=False)
        with contextlib.suppress(*GONE):
            async with self._connected() as socket:
                await self._hello(socket, resume=None)
                await put(socket, frame)
                async with asyncio.timeout(2.0):
                    async for raw in socket:
                        heard = orjson.loads(raw)
                        if heard["type"] == "ack":
                            self._acknowledged(heard["client_id"])
                            return

    async def _agree_elsewhere(self) -> None:
        """The lender's own people register it at the same moment: here it is refused."""
        with contextlib.suppress(BackOfficeAway, BackOfficeRefused, OutcomeUnknown):
            await register_elsewhere(self._scene.adapter, self._wish, f"elsewhere-{self._wish.customer}")
            self._scene.met["registered elsewhere"] += 1

    def _pressed(self, button: str, *, waits: bool = True) -> dict[str, Any]:
        label = _CHOSEN.get(button.partition(":")[0], "…")
        frame = self._frame({"v": 1, "kind": "choice", "button": button, "label": label}, waits=waits)
        if button.startswith("yes:"):
            self.run.yeses.append(Yes(frame["client_id"], button, time.monotonic()))
        return frame

    async def _press(self, socket: ClientConnection, button: str) -> None:
        await put(socket, self._pressed(button))

    async def _say(self, socket: ClientConnection, text: str) -> None:
        await put(socket, self._frame({"v": 1, "kind": "text", "text": text}))

    def _frame(self, content: dict[str, Any], *, waits: bool = True) -> dict[str, Any]:
        client_id = uuid.UUID(int=self._scene.dice.getrandbits(128), version=4).hex
        frame = {"type": "send", "client_id": client_id, "content": content}
        if waits:
            self._waiting[client_id] = frame
        self._moved_at = time.monotonic()
        return frame

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


def _content(entry: dict[str, Any]) -> dict[str, Any]:
    return entry["message"]["content"] if entry["kind"] == "message" else {}


def _author(entry: dict[str, Any]) -> str:
    return entry["message"]["author"]["kind"] if entry["kind"] == "message" else ""


def _digits(text: str) -> str:
    return "".join(sign for sign in text if sign.isdigit())


def _vouched(customer: str) -> str:
    """What the lender's app says of whoever is signed in there; a new one for each try."""
    now = int(time.time())
    claims = {
        "iss": "lender", "aud": "qiao", "sub": customer, "name": "测试一", "lvl": "A1", "iat": now, "exp": now + 300,
        "jti": uuid.uuid4().hex,
    }  # fmt: skip
    return jwt.encode({"alg": "HS256"}, claims, OctKey.import_key(IDENTITY_KEY))
