"""A second, harder set of adversarial texts: odder hands, other sentences, and values the first set never writes."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import quote

from .invented import Inventor
from .sentences import SENTENCES
from .values import VALUES

Hand = Callable[[Inventor, str], str]

SPOKEN = dict(
    zip("0123456789", ["零洞〇", "幺一腰", "二两", "三", "四", "五", "六", "七拐", "八", "九勾"], strict=True)
)
SUPER = dict(zip("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹", strict=True))
THAI = dict(zip("0123456789", "๐๑๒๓๔๕๖๗๘๙", strict=True))
DEVANAGARI = dict(zip("0123456789", "०१२३४५६७८९", strict=True))
PARENTHESISED = dict(zip("123456789", "⑴⑵⑶⑷⑸⑹⑺⑻⑼", strict=True)) | {"0": "⓪"}
DOTTED = dict(zip("123456789", "⒈⒉⒊⒋⒌⒍⒎⒏⒐", strict=True)) | {"0": "0"}
NEGATIVE = dict(zip("123456789", "❶❷❸❹❺❻❼❽❾", strict=True)) | {"0": "⓿"}
ROMAN = dict(zip("123456789", "ⅠⅡⅢⅣⅤⅥⅦⅧⅨ", strict=True)) | {"0": "0"}
KEYCAPS = {digit: f"{digit}\ufe0f\u20e3" for digit in "0123456789"}
ALIKE = {"0": "Oo", "1": "lI"}
WORDS_BETWEEN = " 然后 |，然后是| 接着 |，后面|……| 再 | 空格 |-嗯-| 中间是|，最后|，再来|，接下来是".split("|")
SIGNS_BETWEEN = [*" -—.·/\\|~*+😂✅，、'_:=。•→★❗", "❤️", "\u200b", "\u200d", "\ufeff", "\u00a0", "\u3000"]


@dataclass(frozen=True)
class Case:
    """A text, and where in it personal data stands: first and last place (exclusive) of each piece."""

    text: str
    kind: str
    pieces: tuple[tuple[int, int], ...]
    hand: str

    @property
    def signs(self) -> set[int]:
        return {place for start, end in self.pieces for place in range(start, end) if self.text[place].isalnum()}


def _mapped(table: dict[str, str]) -> Hand:
    return lambda i, value: "".join(
        i.of(table[sign]) if len(table.get(sign, "")) > 1 and table is not KEYCAPS else table.get(sign, sign)
        for sign in value
    )


def _groups(i: Inventor, value: str, between: str) -> str:
    sizes = {11: (3, 4, 4), 18: (6, 8, 4), 16: (4, 4, 4, 4), 19: (4, 4, 4, 4, 3)}.get(len(value)) or (4,) * (
        len(value) // 4 + 1
    )
    if i.random.random() < 0.3:
        sizes = (3, 3, 3, 3, 3, 3, 3)
    pieces: list[str] = []
    place = 0
    for size in sizes:
        if value[place : place + size]:
            pieces.append(value[place : place + size])
        place += size
    return between.join([*pieces, value[place:]] if value[place:] else pieces)


HANDS: dict[str, Hand] = {
    "plain": lambda _, value: value,
    "signs": lambda i, value: _groups(i, value, i.of(SIGNS_BETWEEN)),
    "every sign": lambda i, value: i.of(SIGNS_BETWEEN).join(value),
    "words": lambda i, value: _groups(i, value, i.of(WORDS_BETWEEN)),
    "spoken": _mapped(SPOKEN),
    "spoken groups": lambda i, value: _groups(i, _mapped(SPOKEN)(i, value), i.of([" ", "，", "、", " 然后 ", "…"])),
    "super": _mapped(SUPER),
    "thai": _mapped(THAI),
    "devanagari": _mapped(DEVANAGARI),
    "parenthesised": _mapped(PARENTHESISED),
    "dotted": _mapped(DOTTED),
    "negative": _mapped(NEGATIVE),
    "roman": _mapped(ROMAN),
    "keycaps": _mapped(KEYCAPS),
    "alike": _mapped(ALIKE),
    "entities": lambda _, value: "".join(f"&#{ord(sign)};" for sign in value),
    "percent": lambda _, value: "".join(f"%{ord(sign):02X}" for sign in value),
    "percent signs": lambda i, value: quote(_groups(i, value, " ")),
    "two hands": lambda i, value: (
        HANDS[i.of(["spoken", "super", "thai", "negative"])](i, value[: len(value) // 2]) + value[len(value) // 2 :]
    ),
    "messages": lambda i, value: _groups(i, value, i.of(["\n", "\n接着\n", "\n后面的\n", "\n", "\n还有 ", "\n嗯\n"])),
}
NUMBERS = (
    "plain",
    "signs",
    "every sign",
    "words",
    "spoken",
    "spoken groups",
    "super",
    "thai",
    "devanagari",
    "parenthesised",
    "dotted",
    "negative",
    "roman",
    "keycaps",
    "alike",
    "entities",
    "percent",
    "percent signs",
    "two hands",
    "messages",
)
SHORT = ("plain", "every sign", "spoken", "super", "thai", "negative", "keycaps", "entities")
HANDS_OF: dict[str, Sequence[str]] = {
    "CN_PHONE": NUMBERS,
    "CN_ID": [hand for hand in NUMBERS if hand != "percent signs"],
    "BANK_CARD": NUMBERS,
    "CN_LANDLINE": ("plain", "signs", "spoken", "thai", "keycaps"),
    "SMS_CODE": SHORT,
    "CVV": SHORT,
    "QQ": ("plain", "spoken", "thai", "signs", "negative"),
    "PASSPORT": ("plain", "spoken", "every sign", "thai", "negative", "signs"),
    "PLATE": ("plain", "spoken", "every sign", "thai", "negative"),
}


def harder(seed: int, count: int) -> Iterator[Case]:
    """`count` texts of every sentence, each in one of the hands its kind is written in."""
    inventor = Inventor(seed)
    for _ in range(count):
        for kind, sentences in SENTENCES.items():
            for sentence in sentences:
                yield _case(inventor, kind, sentence)


def _case(i: Inventor, kind: str, sentence: str) -> Case:
    hand = i.of(HANDS_OF.get(kind, ["plain"]))
    value = HANDS[hand](i, VALUES[kind](i))
    before, _, after = sentence.partition("{}")
    text = before + value + after
    pieces: list[tuple[int, int]] = []
    place = len(before)
    for piece in _pieces(hand, value):
        start = text.index(piece, place)
        place = start + len(piece)
        pieces.append((start, place))
    return Case(text, kind, tuple(pieces), hand)


def _pieces(hand: str, value: str) -> list[str]:
    """Words between the digits need not be covered."""
    between = [
        word
        for word in (*WORDS_BETWEEN, "接着", "后面的", "还有", "嗯", "…", "然后")
        if hand in ("words", "spoken groups", "messages") and word in value
    ]
    pieces = [value]
    for word in between:
        pieces = [part for piece in pieces for part in piece.split(word)]
    return [piece for piece in pieces if piece]
