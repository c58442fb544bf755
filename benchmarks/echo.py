"""The baseline: a server that gives every WebSocket frame back and does nothing else."""

from benchmarks.bare import is_no_socket, serve
from qiao.foundation.http import Receive, Scope, Send


async def echo(scope: Scope, receive: Receive, send: Send) -> None:
    if await is_no_socket(scope, receive, send):
        return
    while (message := await receive())["type"] != "websocket.disconnect":
        await send({"type": "websocket.send", "text": message["text"]})


if __name__ == "__main__":
    serve(echo)
