"""The one tree of expected trouble: each class is a sentence, each keyword a fact of it.

Rooms subclass these beside the function that raises. At the border the class name becomes the error code,
the facts its parameters; clients hold the words.
"""

from typing import ClassVar


class QiaoError(Exception):
    """Trouble that was foreseen and can be answered."""

    status: ClassVar[int] = 500

    def __init__(self, **params: object) -> None:
        """Keep the facts of this case; they are shown to clients, so nothing secret belongs in them."""
        super().__init__(type(self).__name__, params)
        self.params = params

    @property
    def code(self) -> str:
        return type(self).__name__


class Invalid(QiaoError):
    """What was sent cannot be understood or breaks a limit."""

    status = 422


class Unauthenticated(QiaoError):
    """Nobody knows who is asking."""

    status = 401


class Forbidden(QiaoError):
    """Who is asking may not do this."""

    status = 403


class NotFound(QiaoError):
    """It is not there, or not for the one who asks: the two look the same."""

    status = 404


class Conflict(QiaoError):
    """The state changed, or does not allow it."""

    status = 409


class TooMany(QiaoError):
    """A limit of requests or size per time is reached; later is fine."""

    status = 429


class Unavailable(QiaoError):
    """A part that is needed does not answer; trying again may help."""

    status = 503
