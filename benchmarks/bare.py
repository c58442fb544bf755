"""What the bare servers have in common: Qiao's own server settings, and nothing that is not asked of them."""

import asyncio
import socket
import sys

import uvicorn

from qiao.foundation.http import App, Receive, Scope, Send
from qiao.foundation.sockets import UVICORN


async def is_no_socket(scope: Scope, receive: Receive, send: Send) -> bool:
    """Answer what is no WebSocket; whether it was that. A socket is accepted."""
    match scope["type"]:
        case "lifespan":
            await receive()
            await send({"type": "lifespan.startup.complete"})
            await receive()
            await send({"type": "lifespan.shutdown.complete"})
        case "http":
            await send({"type": "http.response.start", "status": 200, "headers": []})
            await send({"type": "http.response.body"})
        case _:
            await receive()
            await send({"type": "websocket.accept"})
            return False
    return True


def serve(application: App) -> None:
    """On a free port, said on standard error, until the process ends."""
    config = uvicorn.Config(application, **UVICORN)

    async def listen() -> None:
        listening = socket.socket()
        listening.bind(("127.0.0.1", 0))
        listening.listen(4096)
        print("http://{}:{}/".format(*listening.getsockname()), file=sys.stderr, flush=True)
        await uvicorn.Server(config).serve([listening])

    with asyncio.Runner(loop_factory=config.get_loop_factory()) as runner:
        runner.run(listen())
