"""What a customer sees: texts, buttons and cards as a page shows them, without the service's own ids of slots."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, cast

Shape = Literal["words", "answer", "facts", "confirm", "step_up", "receipt", "notice"]
_SHAPES: Mapping[str, Shape] = {
    "facts": "facts", "confirm": "confirm", "step_up": "step_up", "receipt": "receipt", "answer": "answer",
    "answers": "answer",
}  # fmt: skip
_GROUPED = re.compile(r"(?<=\d)[,，](?=\d{3})")


@dataclass(frozen=True, slots=True)
class Button:
    id: str
    label: str


@dataclass(frozen=True, slots=True)
class Message:
    """One message on the page. `text` is everything that can be read in it, top to bottom."""

    shape: Shape
    text: str
    buttons: tuple[Button, ...] = ()
    level: str | None = None
    methods: tuple[str, ...] = ()
    state: str | None = None
    number: str | None = None
    by: str = "bot"
    notice: str | None = None


def message_of(author: str, content: Mapping[str, Any]) -> Message:
    """Content as the wire carries it. A kind that nobody told us of is shown by its words, as a page would."""
    kind, card = content.get("kind"), content.get("card")
    shape: Shape = _SHAPES.get(str(card), "words") if kind == "card" else "notice" if kind == "notice" else "words"
    return Message(
        shape=shape,
        text="\n".join(line for line in _lines(content) if line),
        buttons=tuple(Button(str(one["id"]), str(one["label"])) for one in _items(content.get("buttons"))),
        level=content.get("level"),
        methods=tuple(str(one) for one in content.get("methods") or ()),
        state=content.get("state"),
        number=content.get("number"),
        by=author,
        notice=content.get("notice"),
    )


def _lines(content: Mapping[str, Any]) -> Iterable[str]:
    yield str(content.get("title") or "")
    yield str(content.get("text") or "")
    for line in _items(content.get("lines")):
        yield f"{line.get('label', '')}：{line.get('value', '')}"
    for answer in _items(content.get("answers")):
        yield f"{answer.get('title', '')}\n{answer.get('text', '')}"
    for name in ("note", "consent", "within"):
        yield str(content.get(name) or "")
    document = content.get("document")
    if isinstance(document, dict):
        yield str(cast("dict[str, Any]", document).get("name", ""))


def _items(found: object) -> Sequence[Mapping[str, Any]]:
    return cast("Sequence[Mapping[str, Any]]", found) if isinstance(found, list) else ()


def plainly(text: str) -> str:
    """Text for comparing: numbers without their commas, without bold marks, in lower case."""
    return _GROUPED.sub("", text).replace("**", "").lower()


def holds(text: str, words: Iterable[str]) -> bool:
    """Whether any of the words stands in the text."""
    readable = plainly(text)
    return any(plainly(one) in readable for one in words)
