"""What an operation of the contract is, and the shapes every operation shares."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Generic, Literal, TypeVar
from urllib.parse import quote

from pydantic import BaseModel, ConfigDict, Field

VERSION = "v1"

Fen = Annotated[int, Field(description="Money in whole fen (分); never a float.")]
PositiveFen = Annotated[int, Field(gt=0, description="Money in whole fen (分), more than none.")]
Rate = Annotated[int, Field(ge=0, description="A rate a year in millionths: 180000 is 18 %.")]
Moment = Annotated[datetime, Field(description="A moment with its zone (RFC 3339).")]


class Shape(BaseModel):
    """Everything that goes over the wire. Readers pass over fields they do not know: the contract only grows."""

    model_config = ConfigDict(frozen=True, extra="ignore", use_enum_values=False)


class Order(BaseModel):
    """What a write asks for. A field that is not known is refused: a typing error must not be half an order."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Nothing(Order):
    """An operation that needs no more than its address."""


class Resource(Shape):
    """Something with a number that can be read again."""

    id: str = Field(
        max_length=60, pattern=r"^[!-~]+$", description="Given by the lender, in visible ASCII; never used twice."
    )


Item = TypeVar("Item", bound=Shape)
Takes = TypeVar("Takes", bound=BaseModel)
Gives = TypeVar("Gives", bound=Shape)


class Listed(Shape, Generic[Item]):
    """A list that is whole: what it holds is bounded by what one customer or loan has."""

    items: tuple[Item, ...]


class System(StrEnum):
    """The lender's systems, as a core bank names them."""

    CORE = "CORE"
    CRM = "CRM"
    RISK = "RISK"
    PAY = "PAY"
    CARD = "CARD"
    DOC = "DOC"
    TKT = "TKT"
    PL = "PL"
    BUR = "BUR"
    MSG = "MSG"
    IAM = "IAM"
    FIN = "FIN"
    CONS = "CONS"
    ACD = "ACD"


@dataclass(frozen=True, slots=True)
class Operation(Generic[Takes, Gives]):
    """One thing that can be asked of the lender.

    `takes` is the body of a POST, the query of a GET. `refuses` are the codes of a refusal: nothing has happened, and
    asking again under the same key refuses again. `reads_back` names the operation that reads what a write made.
    """

    id: str
    method: Literal["GET", "POST"]
    path: str
    takes: type[Takes]
    gives: type[Gives]
    system: System
    summary: str
    refuses: tuple[str, ...] = ()
    reads_back: str | None = None

    @property
    def is_write(self) -> bool:
        return self.method == "POST"

    @property
    def needs_key(self) -> bool:
        """Whether it changes something. Look-ups travel as a POST only to keep values out of addresses."""
        return self.reads_back is not None

    def address(self, subject: str = "") -> str:
        """The path with the one identifier it may hold."""
        return addressed(self.path, subject)


def addressed(path: str, subject: str) -> str:
    """`path` with the one identifier it may hold, which may be of any signs."""
    head, brace, rest = path.partition("{")
    return head + quote(subject, safe="") + rest.partition("}")[2] if brace else head


class Refusal(Shape):
    """Every answer that is no success: a code and its facts. Clients hold the words."""

    error: str = Field(max_length=60, pattern=r"^\w+$")
    params: dict[str, str | int | bool | list[str] | None] = {}
