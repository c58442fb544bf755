"""The baseline of `benchmarks.live`: a server that hands every frame on to whom it names, and does nothing else."""

import orjson

from benchmarks.bare import is_no_socket, serve
from qiao.foundation.http import Receive, Scope, Send

_HERE: dict[str, Send] = {}


async def fan_out(scope: Scope, receive: Receive, send: Send) -> None:
    """A client's address is its path; a frame `{"to": …}` goes to that one as it is."""
    if await is_no_socket(scope, receive, send):
        return
    _HERE[scope["path"]] = send
    while (message := await receive())["type"] != "websocket.disconnect":
        other = _HERE.get(orjson.loads(message["text"])["to"])
        if other is not None:
            await other({"type": "websocket.send", "text": message["text"]})


if __name__ == "__main__":
    serve(fan_out)
