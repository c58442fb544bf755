"""Amounts of renminbi in fen."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Self

from .model import EntityType, Found
from .money_words import (
    COUNTED_NEXT,
    COUNTED_OTHERWISE,
    CURRENCY_BEFORE,
    FOREIGN,
    MONEY_BEFORE,
    ROUGHLY_AFTER,
    ROUGHLY_BEFORE,
    YUAN,
)
from .numerals import ENGLISH, HAN_DIGITS, HAN_NUMERALS, NOT_AFTER_NUMBER, NUMBER, parse, parse_english

_EXACT, _ROUGH = "fen", "fen~"
_MOST_YUAN = 10**12
_LOOK_BACK = 14
_LEAST_BARE = 10  # 还5 is more often a slip or an option of a menu than five yuan.
_LONGEST_BARE = 7

_DIGIT = rf"[0-9{HAN_DIGITS}]"
# What follows the yuan: 五毛, 五毛二, 5角3分, 零八毛, 零五分, 半, or a lone digit meaning tenths.
_AFTER_YUAN = (
    rf"(?:[零又]?(?P<jiao>{_DIGIT})[毛角](?:(?:零?(?P<fen>{_DIGIT})分?钱?(?![0-9{HAN_NUMERALS}期个天年月号日%]))|钱)?"
    rf"|零?(?P<odd>{_DIGIT})分(?![期钟])钱?"
    rf"|(?P<half>半)(?![年个天月])"
    rf"|(?P<tenth>[1-9{HAN_DIGITS[2:]}])(?![0-9{HAN_NUMERALS}.,]|{COUNTED_OTHERWISE}))"
)
_AMOUNT = re.compile(
    rf"(?:(?P<lead>{CURRENCY_BEFORE}\s?)|(?<![a-z]))(?<![第.]){NOT_AFTER_NUMBER}"
    rf"(?P<number>{NUMBER})(?P<more>[多来余几](?=[十百千万亿块元圆w毛]|$|[^\w]|块))?"
    rf"(?P<scale>[十百千万亿]{{1,2}}|个?w(?![a-z]))?(?P<more_still>[多来余](?![一-龥])|[多来余](?=[块元圆]))?"
    rf"(?:(?P<unit>{YUAN})(?P<after>{_AFTER_YUAN})?"
    rf"|(?P<coin>[毛角])(?:(?P<cents>{_DIGIT})(?![0-9{HAN_NUMERALS}])分?)?钱?"
    rf"|(?P<cent>分钱))?"
)
_NOT_MONEY_NEXT = re.compile(rf"\s?{COUNTED_OTHERWISE}|[0-9a-z_]|\.[0-9]|[:/][0-9]|\-[0-9]")
_COUNTED_NEXT = re.compile(COUNTED_NEXT)
_FOREIGN_NEXT = re.compile(rf"\s?{FOREIGN}")
_MONEY_BEFORE = tuple(map(re.compile, MONEY_BEFORE))
_ROUGHLY_BEFORE = re.compile(ROUGHLY_BEFORE)
_ROUGHLY_AFTER = re.compile(ROUGHLY_AFTER)
_LARGE_UNIT = re.compile(r"[百千万亿佰仟kw]")
_AFTER_LARGE_UNIT = re.compile(r"(.*[百千万亿佰仟])[^百千万亿佰仟]+")
_TWO_DIGITS = re.compile(r"([一二三四五六七八两])([二三四五六七八九])(?=[十百千万亿])")
_TOGETHER = re.compile(r"[儿还去来走交办弄处借付用算说]")
_IDIOM = re.compile(r"一百分|十万火急|一万个|万一|千万别|二百五(?![十块元])|九牛一毛|一分钱一分货")
_TO = re.compile(rf"{NOT_AFTER_NUMBER}(?P<number>{NUMBER})(?P<unit>[块元])?(?:到|至|[\-~–—])$")
_LAST_SCALE = re.compile(r"[百千万亿kw]+$")
_ENGLISH_AMOUNT = re.compile(rf"(?P<words>{ENGLISH})\s(?:yuan|rmb|cny|renminbi)(?![a-z])")


@dataclass(frozen=True, slots=True)
class _Surroundings:
    """Where the words before a number say that it is money, or rounded, or part of an idiom."""

    text: str
    paid: frozenset[int]
    rough: frozenset[int]
    idioms: frozenset[int]

    @classmethod
    def of(cls, text: str) -> Self:
        paid = frozenset(match.end() for pattern in _MONEY_BEFORE for match in pattern.finditer(text))
        rough = frozenset(match.end() for match in _ROUGHLY_BEFORE.finditer(text))
        return cls(text, paid, rough, frozenset(match.start() for match in _IDIOM.finditer(text)))

    def tell_of_money(self, start: int, end: int) -> bool:
        return start in self.paid or self.are_rough(start, end)

    def are_rough(self, start: int, end: int) -> bool:
        return start in self.rough or _ROUGHLY_AFTER.match(self.text, end) is not None


def find(text: str) -> Iterator[Found]:
    around = _Surroundings.of(text)
    for match in _AMOUNT.finditer(text):
        if match.start("number") not in around.idioms:
            yield from _amounts(match, around)
    for match in _ENGLISH_AMOUNT.finditer(text):
        yuan = parse_english(match["words"])
        if yuan is not None:
            yield _found(match.start(), match.end(), Fraction(yuan), rough=around.are_rough(*match.span()))


def _amounts(match: re.Match[str], around: _Surroundings) -> Iterator[Found]:
    text = around.text
    start, end = match.span()
    if foreign := _FOREIGN_NEXT.match(text, match.end("number")):
        yield Found(start, foreign.end(), None)
        return
    if not _says_money(match) and not around.tell_of_money(*match.span()):
        return
    number, end = _without_next_count(match, text, end)
    yuan = _in_yuan(match, number)
    if yuan is None or yuan > _MOST_YUAN or not _is_money(match, around, number, end):
        return
    rough = _says_more(match) or _is_pair(number) or around.are_rough(start, end)
    yield _found(start, end, yuan, rough=rough)
    yield from _lower_end(match, text, number, yuan)


def _says_money(match: re.Match[str]) -> bool:
    return (
        bool(match["lead"] or match["unit"] or match["coin"] or match["cent"])
        or _LARGE_UNIT.search(match.group()) is not None
    )


def _without_next_count(match: re.Match[str], text: str, end: int) -> tuple[str, int]:
    """Leave to the next reading what it needs: of 一万十二期 the amount is 一万."""
    number = match["number"]
    if end == match.end("number") and _COUNTED_NEXT.match(text, end):
        cut = _AFTER_LARGE_UNIT.fullmatch(number)
        if cut:
            return cut[1], match.start("number") + cut.end(1)
    return number, end


def _in_yuan(match: re.Match[str], number: str) -> Fraction | None:
    scale = (match["scale"] or "").removeprefix("个")
    if pair := _TWO_DIGITS.search(number):
        number = number[: pair.start(2)] + number[pair.end(2) :]
    value = parse(number.replace(" ", "") + scale) if not match["more"] else _scaled(parse(number), scale)
    if value is None:
        return None
    if match["coin"]:
        return value / 10 + Fraction(_digit(match["cents"]), 100)
    if match["cent"]:
        return value / 100
    tenths = _digit(match["jiao"]) + _digit(match["tenth"]) + (5 if match["half"] else 0)
    return value + Fraction(tenths, 10) + Fraction(_digit(match["fen"]) + _digit(match["odd"]), 100)


def _scaled(value: Fraction | None, scale: str) -> Fraction | None:
    ones = parse(f"一{scale}") if scale and scale[0] != "十" else parse(scale) if scale else Fraction(1)
    return value * ones if value is not None and ones is not None else None


def _digit(sign: str | None) -> int:
    value = parse(sign) if sign and sign not in "零〇" else None
    if value is None and sign == "两":
        return 2
    return int(sign) if value is None and sign and sign.isdigit() else int(value or 0)


def _is_money(match: re.Match[str], around: _Surroundings, number: str, end: int) -> bool:
    text = around.text
    if match["lead"]:
        return True
    if match["unit"]:
        together = match["unit"] == "块" and number == "一" and end == match.end("unit")
        return not (together and _TOGETHER.match(text, end))
    if match["coin"] or match["cent"]:
        return not (match["coin"] and _IDIOM.search(text[max(0, match.start() - 3) : end]))
    was_cut = end != match.end()
    if not was_cut and _NOT_MONEY_NEXT.match(text, end):
        return False
    if _LARGE_UNIT.search(number + (match["scale"] or "")):
        return True
    return around.tell_of_money(match.start(), end) and _is_plausible_bare(number)


def _is_plausible_bare(number: str) -> bool:
    value = parse(number)
    return value is not None and value >= _LEAST_BARE and len(number.partition(".")[0]) <= _LONGEST_BARE


def _lower_end(match: re.Match[str], text: str, number: str, upper: Fraction) -> Iterator[Found]:
    """Of 三到五万 or 3000-5000元 also the lower end, counted like the upper one."""
    window_at = max(0, match.start() - _LOOK_BACK)
    lower = _TO.search(text[window_at : match.start()])
    if lower is None or lower["unit"]:
        return
    value = parse(lower["number"])
    scale = _LAST_SCALE.search(number + (match["scale"] or ""))
    if value is None or (_LARGE_UNIT.search(lower["number"]) and not match["unit"]):
        return
    if scale and not _LARGE_UNIT.search(lower["number"]):
        value *= parse(f"1{scale[0]}") or 1
    if value < upper:
        yield _found(window_at + lower.start("number"), window_at + lower.end("number"), value, rough=False)


def _says_more(match: re.Match[str]) -> bool:
    return bool(match["more"] or match["more_still"])


def _is_pair(number: str) -> bool:
    return _TWO_DIGITS.search(number) is not None


def _found(start: int, end: int, yuan: Fraction, *, rough: bool) -> Found:
    fen = int(yuan * 100 + Fraction(1, 2))
    return Found(start, end, EntityType.AMOUNT, fen, _ROUGH if rough else _EXACT)
