"""Which row of a list is meant: by its number, a sum, a month, its place, or its name."""

import re
from calendar import monthrange
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from qiao.language import normalise
from qiao.requests.dialogue.heard import Heard, Said
from qiao.requests.dialogue.scene import Row
from qiao.requests.flows.words import Words
from qiao.requests.phrases.clauses import asks

_NUMBER = re.compile(r"(?<![\d.])\d{1,9}(?:\.\d{1,2})?(?!\d|\.\d)")
_FOUR_DIGITS = re.compile(r"(?<!\d)\d{4}(?!\d)")
_PLACE = re.compile(
    r"第([一二两三四五六七八九十]|\d{1,2})(?:[个条项种张笔行]|$)|\b(first|second|third|fourth|fifth|last)\b"
)
_COUNTED = re.compile("第.{1,2}([张笔])")
_ORDINALS = {
    **{sign: place for place, sign in enumerate("一二三四五六七八九十", 1)},
    **{word: place for place, word in enumerate(("first", "second", "third", "fourth", "fifth"), 1)},
    "两": 2,
}
_PLACE_DIGITS = 2
_SHORTEST_NAME = 3
_NAME_ENDS = re.compile(r"[（(,，:：]|\s\d")
_SIGNS = " ,，.。!！~～…、;；:：'\"“”"
_FEN = 100
_LONGEST_ANSWER, _LONGEST_IN_LETTERS = 15, 30


@dataclass(frozen=True, slots=True)
class Misfits:
    """Something of this kind was said, but it cannot be."""


def row_of(
    rows: Sequence[Row], heard: Heard, *, asked: bool, by_sum: bool, labels: Sequence[Words]
) -> Row | Misfits | None:
    """The one row that is meant; misfits where something is named that does not stand among them.

    `by_sum`: a bare number may be a sum of the row too; in a correction it is rather another answer.
    """
    if not rows:
        return None
    for one in heard.entities:
        if one.type == "loan_ref" and "tail" not in rows[0]:
            return _by_reference(rows, one.value)
        if one.type in ("card_tail", "bank_card"):
            if called := _only(row for row in rows if _is_called(row, str(one.value))):
                return called
            if "tail" in rows[0]:
                return Misfits()
        if one.type == "bank" and (called := _only(row for row in rows if row.get("bank") == one.value)):
            return called
        if one.type == "period" and asked and (month := _month_of(one)) is not None:
            return _only(row for row in rows if month in row.values())
        if one.type == "amount" and asked:
            return _only(row for row in rows if one.value in row.values())
    return _by_figures(rows, heard.text, by_sum=by_sum) or _by_words(rows, heard.text, labels) if asked else None


def _by_figures(rows: Sequence[Row], text: str, *, by_sum: bool) -> Row | Misfits | None:
    if called := _only(row for four in _FOUR_DIGITS.findall(text) for row in rows if _is_called(row, four)):
        return called
    number = only_number(text)
    if number is None:
        return None
    if number.isdigit() and len(number) <= _PLACE_DIGITS and 0 < int(number) <= len(rows):
        return rows[int(number) - 1]
    if by_sum and (summed := _only(row for row in rows if fen_of(number) in row.values())):
        return summed
    return Misfits() if _FOUR_DIGITS.fullmatch(number) else None


def fen_of(number: str) -> int:
    """Of a number of yuan as it is written, with at most two places."""
    yuan, _, fraction = number.partition(".")
    return int(yuan) * _FEN + int(fraction.ljust(2, "0") or 0)


def _by_words(rows: Sequence[Row], text: str, labels: Sequence[Words]) -> Row | None:
    place = place_in(text)
    longest = _LONGEST_IN_LETTERS if text.isascii() else _LONGEST_ANSWER
    if place is not None and len(text) <= longest:
        return rows[place - 1] if place <= len(rows) else None
    if asks(text):
        return None
    said = normalise(text).strip(_SIGNS)
    written = [(normalise(label.zh), normalise(label.en)) for label in labels]
    for means in (_is_label, _is_part_of_label, _holds_name):
        named = [row for row, label in zip(rows, written, strict=True) if any(means(said, one) for one in label)]
        if len(named) == 1:
            return named[0]
    return None


def _is_label(said: str, label: str) -> bool:
    return said == label


def _is_part_of_label(said: str, label: str) -> bool:
    return len(said) >= _SHORTEST_NAME and said in label


def _holds_name(said: str, label: str) -> bool:
    """绑一张新卡 holds the name that stands first in its label."""
    name = _NAME_ENDS.split(label, maxsplit=1)[0].strip()
    return len(name) >= _SHORTEST_NAME and name in said


def _by_reference(rows: Sequence[Row], reference: object) -> Row | Misfits | None:
    """最早 and 最近 count by the day the loan was paid out, where rows tell it; 第二笔 is the second on the list.

    3000那笔 is the loan of this number, else the one with such a sum.
    """
    ordered = sorted(rows, key=lambda row: str(row.get("disbursed_on") or ""))
    if reference == "earliest":
        return ordered[0]
    if reference == "latest":
        return ordered[-1]
    if isinstance(reference, int):
        return rows[reference - 1] if 0 < reference <= len(rows) else None
    if isinstance(reference, str) and reference.isdigit():
        called = _only(row for row in rows if _is_called(row, reference))
        found = called or _only(row for row in rows if int(reference) * _FEN in row.values())
        return found or (Misfits() if "number" in rows[0] else None)
    return None


def _is_called(row: Row, digits: str) -> bool:
    """Whether a card or loan is called by these digits, or by the last of them."""
    called = row.get("tail") or row.get("number")
    return isinstance(called, str) and digits.endswith(called)


def period_of(entities: Sequence[Said]) -> tuple[date, date] | None:
    """The first period with both its days."""
    for one in entities:
        if one.type == "period" and isinstance(one.value, dict):
            first, last = one.value.get("from"), one.value.get("to")
            if first and last:
                return date.fromisoformat(first), date.fromisoformat(last)
    return None


def _month_of(said: Said) -> str | None:
    """上个月, 2026年11月: the whole month a period is, as rows name it."""
    period = period_of([said])
    if period is None:
        return None
    first, last = period
    whole = (first.day, last.day) == (1, monthrange(first.year, first.month)[1]) and first.month == last.month
    return f"{first:%Y-%m}" if whole else None


def place_in(text: str) -> int | None:
    """第一个, 第2条, the second one: the place in a list; None where no place, or more than one, is named."""
    found = _PLACE.findall(normalise(text))
    if len(found) != 1:
        return None
    named = found[0][0] or found[0][1]
    return int(named) if named.isdigit() else _ORDINALS.get(named)


def counts(rows: Sequence[Row], text: str) -> bool:
    """Whether a place is counted as these rows are: 第二张 is a card, 第二笔 none."""
    counted = _COUNTED.search(text)
    return counted is None or not rows or (counted[1] == "张") == ("tail" in rows[0])


def only_number(text: str) -> str | None:
    """The number of a short answer that holds just one, and asks nothing: 3000, 就5000吧, the 2nd."""
    folded = normalise(text)
    found = _NUMBER.findall(folded)
    return found[0] if len(found) == 1 and len(folded) <= _LONGEST_ANSWER and not asks(text) else None


def _only(rows: Iterable[Row]) -> Row | None:
    found = list(rows)
    return found[0] if len(found) == 1 else None
