"""The baseline: a server that gives every WebSocket frame back and does nothing else."""

import asyncio
import socket
import sys

import uvicorn

from qiao.foundation.http import Message, Receive, Scope, Send
from qiao.foundation.sockets import UVICORN


async def echo(scope: Scope, receive: Receive, send: Send) -> None:
    if scope["type"] == "lifespan":
        await receive()
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await send({"type": "lifespan.shutdown.complete"})
        return
    if scope["type"] == "http":
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body"})
        return
    await receive()
    await send({"type": "websocket.accept"})
    while True:
        message: Message = await receive()
        if message["type"] == "websocket.disconnect":
            return
        await send({"type": "websocket.send", "text": message["text"]})


_CONFIG = uvicorn.Config(echo, **UVICORN)


async def _serve() -> None:
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    listening.listen(4096)
    print("http://{}:{}/".format(*listening.getsockname()), file=sys.stderr, flush=True)
    await uvicorn.Server(_CONFIG).serve([listening])


if __name__ == "__main__":
    with asyncio.Runner(loop_factory=_CONFIG.get_loop_factory()) as runner:
        runner.run(_serve())
