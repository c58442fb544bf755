"""What a message can hold: a versioned union, each kind with a plain rendering for SMS, speech and transcripts."""

import re
import unicodedata
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, TypeAdapter

_COMBINING_IN_A_ROW = 4
# Controls, bidirectional overrides, zero-width signs, the byte-order mark and tags: nothing a person types on purpose.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\ufff9-\ufffb"
    "\U000e0000-\U000e007f]"
)
_SURROGATE = re.compile("[\ud800-\udfff]")


def cleaned(text: str) -> str:
    """Text that any part of the house can store, index and show: no controls, lone surrogates or mark floods."""
    text = _SURROGATE.sub("\ufffd", text)
    text = _INVISIBLE.sub("", text)
    if text.isascii():
        return text
    kept: list[str] = []
    in_a_row = 0
    for sign in text:
        in_a_row = in_a_row + 1 if unicodedata.combining(sign) else 0
        if in_a_row <= _COMBINING_IN_A_ROW:
            kept.append(sign)
    return "".join(kept)


class _Content(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")
    v: Literal[1] = 1


Cleaned = Annotated[str, AfterValidator(cleaned)]


class Button(BaseModel):
    """Something to press; its id comes back in a `Choice`."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    id: str = Field(max_length=80)
    label: str = Field(max_length=80)


class Source(BaseModel):
    """Where an answer comes from."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    article: str
    title: str
    version: str


class Text(_Content):
    """Words."""

    kind: Literal["text"] = "text"
    text: Cleaned


class Answer(_Content):
    """An answer from an article, with its source."""

    kind: Literal["card"] = "card"
    card: Literal["answer"] = "answer"
    title: str
    text: str
    source: Source
    buttons: tuple[Button, ...] = ()


class AnswerPart(BaseModel):
    """One of several answers."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    title: str
    text: str
    source: Source


class Answers(_Content):
    """Answers to a message that asked several things, in the order asked, each with its source."""

    kind: Literal["card"] = "card"
    card: Literal["answers"] = "answers"
    text: str
    answers: tuple[AnswerPart, ...]
    buttons: tuple[Button, ...] = ()


class Line(BaseModel):
    """One line of a card: what it is about, and what stands there."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    label: str
    value: str


class Facts(_Content):
    """What was asked for, at once: amounts, dates, states."""

    kind: Literal["card"] = "card"
    card: Literal["facts"] = "facts"
    flow: str
    title: str
    lines: tuple[Line, ...]
    note: str | None = None
    buttons: tuple[Button, ...] = ()


class Confirm(_Content):
    """Exactly what will happen. A press of its `yes:` button agrees to this `digest` and no other."""

    kind: Literal["card"] = "card"
    card: Literal["confirm"] = "confirm"
    flow: str
    title: str
    lines: tuple[Line, ...]
    consent: str
    digest: str
    buttons: tuple[Button, ...]


ProofMethod = Literal["sign_in", "code", "id_tail", "face", "new_number"]


class StepUp(_Content):
    """More proof of who is there is needed; `methods` are the ways, any of which is enough.

    The proof itself is given to `/api/v1/web/proofs`, never as a message.
    """

    kind: Literal["card"] = "card"
    card: Literal["step_up"] = "step_up"
    flow: str
    level: Literal["A1", "A2", "A3"]
    text: str
    methods: tuple[ProofMethod, ...]
    buttons: tuple[Button, ...] = ()


class Document(BaseModel):
    """A document that a request made, by the number under which the customer may fetch it."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    id: str
    name: str


ReceiptState = Literal["pending", "completed", "held", "refused", "stuck"]


class Receipt(_Content):
    """What the customer keeps of a request: its number, what came of it, and by when what follows."""

    kind: Literal["card"] = "card"
    card: Literal["receipt"] = "receipt"
    flow: str
    number: str
    title: str
    text: str
    within: str
    state: ReceiptState
    document: Document | None = None
    buttons: tuple[Button, ...] = ()


class Buttons(_Content):
    """A question with ready answers."""

    kind: Literal["buttons"] = "buttons"
    text: str
    buttons: tuple[Button, ...]


class Choice(_Content):
    """A button was pressed."""

    kind: Literal["choice"] = "choice"
    button: Cleaned = Field(max_length=80)
    label: Cleaned = Field(max_length=80)


class Notice(_Content):
    """A fact of the house."""

    kind: Literal["notice"] = "notice"
    notice: str
    text: str
    document: Document | None = None
    """What the words stand in, to be kept; where it is fetched follows from the notice."""
    buttons: tuple[Button, ...] = ()


class File(_Content):
    """A file that somebody handed over, by its id; `type` is what its bytes are, whatever it was said to be.

    The name is its sender's and masked: it is shown, and nothing in the house reads it.
    """

    kind: Literal["file"] = "file"
    file: str
    name: Cleaned
    size_bytes: int
    type: str


class SentFile(_Content):
    """A file that was uploaded before, by the id under which it was; everything else of it the house knows itself."""

    kind: Literal["file"] = "file"
    file: UUID


Card = Annotated[Answer | Answers | Facts | Confirm | StepUp | Receipt, Field(discriminator="card")]
Content = Text | Answer | Answers | Facts | Confirm | StepUp | Receipt | Buttons | Choice | Notice | File
CustomerContent = Text | Choice | SentFile

_content: TypeAdapter[Content] = TypeAdapter(
    Annotated[Text | Card | Buttons | Choice | Notice | File, Field(discriminator="kind")]
)
customer_content: TypeAdapter[CustomerContent] = TypeAdapter(Annotated[CustomerContent, Field(discriminator="kind")])


def parse(raw: object) -> Content:
    """Content as it was stored."""
    return _content.validate_python(raw)


def plain(content: Content) -> str:
    """The words of a content, for channels and readers without cards."""
    match content:
        case Text():
            return content.text
        case Answer():
            return f"{content.title}\n{_unmarked(content.text)}"
        case Answers():
            told = [f"{n}. {one.title}\n{_unmarked(one.text)}" for n, one in enumerate(content.answers, 1)]
            return "\n\n".join([*told, content.text])
        case Facts() | Confirm():
            told = [content.title, *(f"{line.label}：{line.value}" for line in content.lines)]
            return "\n".join(
                [*told, *filter(None, [content.consent if isinstance(content, Confirm) else content.note])]
            )
        case Receipt():
            return f"{content.title}\n{content.text}\n{content.within}"
        case StepUp():
            return content.text
        case Buttons() | Notice():
            return "\n".join([_unmarked(content.text), *(f"[{button.label}]" for button in content.buttons)])
        case Choice():
            return content.label
        case File():
            return f"[{content.name}]"


def wire(content: Content | SentFile) -> dict[str, Any]:
    return content.model_dump(mode="json")


def _unmarked(text: str) -> str:
    return text.replace("**", "")
