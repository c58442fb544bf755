"""Listening sockets: made before anything slow, so that a taken port is said at once."""

import socket

import click


class PortTaken(click.ClickException):
    """Somebody listens there already."""

    def __init__(self, host: str, port: int) -> None:
        super().__init__(f"{host}:{port} is in use. Choose another with --port, or --port 0 for a free one.")


def listen(host: str, port: int) -> socket.socket:
    """A listening socket; port 0 takes a free one. Raises PortTaken."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
    except OSError:
        listening.close()
        raise PortTaken(host, port) from None
    listening.listen(4096)
    return listening


def address_of(listening: socket.socket) -> str:
    host, port = listening.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
