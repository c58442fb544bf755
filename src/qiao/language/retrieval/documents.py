"""What is searched and what is found."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Document:
    """A text in one language; `questions` are words in which people ask for it. `id` is unique within a language."""

    id: str
    language: str
    title: str
    body: str = ""
    questions: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Passage:
    """The part of a body, `start` to `end` (exclusive), that says most about a question."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Hit:
    """`probability` is the chance that this document answers the question."""

    document: Document
    probability: float


@dataclass(frozen=True, slots=True)
class Found:
    """The likeliest documents, best first, and the probability that none of the index answers.

    `fits` says that something is likely enough not to be refused: see `Worth.refuse_from`.
    """

    hits: tuple[Hit, ...]
    nothing: float
    fits: bool
