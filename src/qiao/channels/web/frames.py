"""The frames a customer's browser may send, parsed once at the border."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from qiao.conversations.content import Choice, Cleaned, SentFile, Text
from qiao.foundation.errors import Invalid, TooMany

LARGEST_FRAME = 64 * 1024
_Seq = Annotated[int, Field(ge=0, le=2**31 - 1)]
ClientId = Annotated[str, Field(min_length=8, max_length=64, pattern=r"^[A-Za-z0-9_\-]+$")]


class FrameTooLarge(TooMany):
    """A frame holds at most 64 KiB."""


class FrameUnreadable(Invalid):
    """The frame is not what the protocol describes; see docs/reference/protocol.md."""


class _Frame(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class Resume(_Frame):
    conversation: str
    seq: _Seq


class Hello(_Frame):
    type: Literal["hello"]
    protocol: int
    token: str = Field(max_length=200)
    locale: str | None = Field(default=None, max_length=20)
    resume: Resume | None = None


class Send(_Frame):
    type: Literal["send"]
    client_id: ClientId
    content: Annotated[Text | Choice | SentFile, Field(discriminator="kind")]


class Typing(_Frame):
    type: Literal["typing"]
    on: bool


class Mark(_Frame):
    type: Literal["mark"]
    delivered: _Seq = 0
    read: _Seq = 0


class Rate(_Frame):
    type: Literal["rate"]
    client_id: ClientId
    contact: str = Field(max_length=40)
    score: Annotated[int, Field(ge=-(2**31), le=2**31 - 1)]
    reasons: tuple[Annotated[Cleaned, Field(max_length=40)], ...] = Field(default=(), max_length=8)
    comment: Annotated[Cleaned, Field(max_length=500)] | None = None


class History(_Frame):
    type: Literal["history"]
    before: _Seq
    limit: int = Field(default=50, ge=1, le=100)


class Ping(_Frame):
    type: Literal["ping"]


Frame = Hello | Send | Typing | Mark | Rate | History | Ping
_frame: TypeAdapter[Frame] = TypeAdapter(Annotated[Frame, Field(discriminator="type")])


class _Named(_Frame):
    client_id: ClientId


_named = TypeAdapter(_Named)


def parse_frame(raw: str) -> Frame:
    """Raises FrameTooLarge or FrameUnreadable."""
    if len(raw) > LARGEST_FRAME:
        raise FrameTooLarge(limit_bytes=LARGEST_FRAME)
    try:
        return _frame.validate_json(raw)
    except (ValidationError, UnicodeEncodeError) as trouble:
        fields = (
            [".".join(map(str, one["loc"])) for one in trouble.errors()] if isinstance(trouble, ValidationError) else []
        )
        raise FrameUnreadable(fields=fields[:5]) from None


def client_id_of(raw: str) -> str | None:
    """The client id of a frame that is otherwise unreadable, so that its sender learns which one was refused."""
    try:
        return _named.validate_json(raw).client_id
    except (ValidationError, UnicodeEncodeError):
        return None
