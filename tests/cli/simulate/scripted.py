"""A robot of a few lines and a real sandbox lender, each behind a real socket: what the simulator is tried against."""

import asyncio
import contextlib
import itertools
import socket
from collections.abc import AsyncGenerator, Callable, Sequence
from typing import Any

import httpx
import uvicorn
from joserfc import jwt
from joserfc.jwk import OctKey
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

from qiao.cli.simulate.device import House
from qiao.foundation.sockets import UVICORN

Content = dict[str, Any]
Robot = Callable[["Desk", Content], "Sequence[Content]"]
KEY = "the shared secret of tests, long enough"


class Desk:
    """One customer's conversation with a scripted robot. `order` writes into the lender's books at once."""

    def __init__(self, robot: Robot, lender_url: str) -> None:
        self._robot = robot
        self._lender = httpx.Client(base_url=lender_url, trust_env=False, timeout=10)
        self._seq, self._keys = itertools.count(1), itertools.count(1)
        self.step = 0
        self.customer = ""
        self.level = "A0"
        self._socket: WebSocket | None = None

    def close(self) -> None:
        self._lender.close()

    def read(self, path: str) -> Any:
        return self._lender.get(path).json()

    def order(self, path: str, body: Content) -> Any:
        key = {"idempotency-key": f"scripted-{id(self)}-{next(self._keys)}"}
        return self._lender.post(path, json=body, headers=key).json()

    def app(self) -> Starlette:
        base = "/api/v1/web"
        posts = {
            "/sessions": self._session,
            "/sessions/current/identity": self._identity,
            "/proofs/code": self._code,
            "/proofs/code/tries": self._try,
        }
        return Starlette(
            routes=[
                Route(f"{base}/config", self._config),
                *(Route(base + path, endpoint, methods=["POST"]) for path, endpoint in posts.items()),
                WebSocketRoute(f"{base}/socket", self._talk),
            ]
        )

    async def _config(self, _request: Request) -> Response:
        return JSONResponse({})

    async def _session(self, _request: Request) -> Response:
        self._seq, self.step, self.level, self._socket = itertools.count(1), 0, "A0", None
        return JSONResponse({"token": "t"})

    async def _identity(self, request: Request) -> Response:
        token = (await request.json())["jwt"]
        self.customer = str(jwt.decode(token, OctKey.import_key(KEY), algorithms=["HS256"]).claims["sub"])
        self.level = "A1"
        await self._welcome()
        return JSONResponse({"level": "A1"})

    async def _code(self, _request: Request) -> Response:
        sent = await asyncio.to_thread(self.order, f"/v1/customers/{self.customer}/codes", {"purpose": "service"})
        return JSONResponse({"id": sent["id"], "sent_to": sent["sent_to_masked"], "tries_left": 5})

    async def _try(self, request: Request) -> Response:
        given = await request.json()
        found = await asyncio.to_thread(self.order, f"/v1/codes/{given['id']}/tries", {"code": given["code"]})
        if found["state"] == "passed":
            self.level = "A2"
            await self._speak(await asyncio.to_thread(self._robot, self, {"kind": "proven"}))
        return JSONResponse({**found, "level": self.level})

    async def _welcome(self) -> None:
        if self._socket is not None:
            conversation = {"id": "c", "seq": 0}
            await self._socket.send_json({"type": "welcome", "conversation": conversation, "entries": []})

    async def _talk(self, socket_: WebSocket) -> None:
        await socket_.accept()
        with contextlib.suppress(WebSocketDisconnect):
            while True:
                frame = await socket_.receive_json()
                if frame["type"] == "hello":
                    self._socket = socket_
                    await self._welcome()
                elif frame["type"] == "send":
                    await socket_.send_json({"type": "ack", "client_id": frame["client_id"], "message": "m"})
                    await self._speak(await asyncio.to_thread(self._robot, self, frame["content"]))

    async def _speak(self, contents: Sequence[Content]) -> None:
        assert self._socket is not None
        for content in contents:
            seq = next(self._seq)
            message = {"id": f"m{seq}", "author": {"kind": "bot"}, "content": content}
            await self._socket.send_json(
                {"type": "entry", "entry": {"seq": seq, "kind": "message", "message": message}}
            )


@contextlib.asynccontextmanager
async def served(app: Any) -> AsyncGenerator[str]:
    """The address of an application that answers while the block runs."""
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    settings: dict[str, Any] = {**UVICORN, "lifespan": "off"}
    server = uvicorn.Server(uvicorn.Config(app, **settings))
    serving = asyncio.create_task(server.serve([listening]))
    while not server.started:  # noqa: ASYNC110  (uvicorn tells of its start by a flag alone)
        await asyncio.sleep(0.01)
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        server.should_exit = True
        await serving
        listening.close()


@contextlib.asynccontextmanager
async def scripted(robot: Robot, lender_url: str) -> AsyncGenerator[House]:
    """A house in which this robot serves whoever comes."""
    desk = Desk(robot, lender_url)
    with contextlib.closing(desk):
        async with served(desk.app()) as url:
            yield House(url, KEY)
