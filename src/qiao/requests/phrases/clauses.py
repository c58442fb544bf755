"""A message as clauses of folded words, for recognisers that must know all of it and not only a part."""

import re

from qiao.language import normalise

_LONGEST = 400  # What is said about a dialogue is short; longer is an answer, a story or a question.
_SIGNS = re.compile(r"[\s\"“”‘’()（）\-—]+")
_DIVIDES = re.compile(r"[,，.。!！~～…、;；:：?？\n]+")
_ASKS = re.compile(
    r"[?？]|吗|么$|呢$|是不是|对不对|行不行|好不好|可不可以|能不能|会不会|要不要|多少|什么|怎么|为啥|几[天号点个期笔次]"
    r"|^(?:is|are|do (?:you|i|we|they)|does|can|could|will|would|what|how|why|when|which)\b",
    re.IGNORECASE,
)


def one_of(text: str) -> str:
    """A pattern for any of the phrases, which may be patterns; spaces divide them, an underscore is a space."""
    return f"(?:{'|'.join(text.split())})".replace("_", " ")


def clauses(text: str) -> tuple[str, ...]:
    """The parts between signs, folded (simplified, half-width, lower case) and without any signs of their own."""
    folded = normalise(text[:_LONGEST].replace("’", "'").replace("'", ""))
    parts = (_SIGNS.sub(" ", part).strip() for part in _DIVIDES.split(folded))
    return tuple(part for part in parts if part)


def squeezed(part: str) -> str:
    """A clause without the spaces that mean nothing in Chinese."""
    return part if part.isascii() else part.replace(" ", "")


def asks(text: str) -> bool:
    """Whether it puts a question, by its mark or its words."""
    return _ASKS.search(text.strip()) is not None
