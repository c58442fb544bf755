"""Dates and periods together: 这周五之前, 3月1号到15号, 下个月以后."""

import re
from collections.abc import Iterator
from datetime import date, timedelta

from . import dates, durations, english_dates, months
from .model import EntityType, Found
from .moments import Meaning, Moment, Rule, read_all

_RULES: tuple[Rule, ...] = (*dates.RULES, *months.RULES, *durations.RULES)
_ENGLISH_RULES = (*_RULES, *english_dates.RULES)

_BEFORE = re.compile(r"(?:之前|以前|前(?![天面后台往提期款途女男任]))|(?:为止|截止)")
_AFTER = re.compile(r"(?:之后|以后|过后|后(?![天面台来悔续果半期付])|开始|起(?![诉来码])|往后)")
_SINCE = re.compile(r"(?:以来|至今|到现在|到今天为止|到今天|到目前)")
_TO = re.compile(r"\s?(?:(?:一直)?到|至|[\-~–—]{1,2}|直到|(?<=\s)(?:to|through|until|till)(?=\s))\s?(?:the )?")
_ENGLISH_LOOK_BACK = 20
_ENGLISH_BEFORE = re.compile(r"(?<![a-z])(?:by|before|until|till|no later than|prior to) (?:the )?$")
_ENGLISH_SINCE = re.compile(r"(?<![a-z])since (?:the )?$")
_ENGLISH_AFTER = re.compile(r"(?<![a-z])(?:after|from|starting(?: from| on)?) (?:the )?$")


def find(text: str, today: date) -> Iterator[Found]:
    moments = read_all(_ENGLISH_RULES if english_dates.may_be_in(text) else _RULES, text, today)
    place = 0
    while place < len(moments):
        moment = moments[place]
        following = moments[place + 1] if place + 1 < len(moments) else None
        joined = _range(text, moment, following, today) if following else None
        place += 2 if joined else 1
        yield joined or _bounded(text, moment, today) or _found(moment.start, moment.end, moment.meaning)


def _range(text: str, moment: Moment, following: Moment, today: date) -> Found | None:
    """1号到15号 is the stretch today lies in, otherwise the next."""
    if _TO.fullmatch(text, moment.end, following.start) is None:
        return None
    for first in (moment.in_the_past(today).first, moment.first):
        last = first and following.counted_from(first).last
        if first and last and first <= last and (last >= today or first == moment.first):
            return _found(moment.start, following.end, (first, last))
    return None


def _bounded(text: str, moment: Moment, today: date) -> Found | None:
    if before := _BEFORE.match(text, moment.end):
        return _found(moment.start, before.end(), (None, _last_before(moment)))
    if since := _SINCE.match(text, moment.end):
        return _found(moment.start, since.end(), (moment.in_the_past(today).first, today))
    if after := _AFTER.match(text, moment.end):
        return _found(moment.start, after.end(), (_first_after(moment, after.group()), None))
    words = text[max(0, moment.start - _ENGLISH_LOOK_BACK) : moment.start]
    if before := _ENGLISH_BEFORE.search(words):
        return _found(moment.start - len(before.group()), moment.end, (None, _last_before(moment)))
    if since := _ENGLISH_SINCE.search(words):
        return _found(moment.start - len(since.group()), moment.end, (moment.in_the_past(today).first, today))
    if after := _ENGLISH_AFTER.search(words):
        return _found(moment.start - len(after.group()), moment.end, (moment.first, None))
    return None


def _last_before(moment: Moment) -> date | None:
    """这周五之前 lasts through Friday; 下个月之前 ends where the month begins."""
    if isinstance(moment.meaning, date) or moment.first is None or moment.first == date.min:
        return moment.last
    return moment.first - timedelta(days=1)


def _first_after(moment: Moment, word: str) -> date | None:
    if isinstance(moment.meaning, date) or word in ("开始", "起") or moment.last in (None, date.max):
        return moment.first
    return moment.last + timedelta(days=1) if moment.last else None


def _found(start: int, end: int, meaning: Meaning) -> Found:
    if isinstance(meaning, date):
        return Found(start, end, EntityType.DATE, meaning.isoformat())
    first, last = meaning
    value = {"from": first.isoformat() if first else None, "to": last.isoformat() if last else None}
    return Found(start, end, EntityType.PERIOD, value)
