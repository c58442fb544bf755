"""Days and periods in English: tomorrow, next Friday, in 3 days, March 5th, last month, within two weeks."""

import re
from collections.abc import Iterator
from datetime import date

from .calendar_steps import (
    add,
    add_days,
    day_of,
    last_of_month,
    nearest_day_of_month,
    nearest_day_of_year,
    nearest_month,
    nearest_weekday,
    whole_month,
    whole_months,
    whole_week,
    whole_year,
)
from .date_words import ENGLISH_MONTHS, ENGLISH_WEEKDAYS
from .model import EntityType, Found
from .moments import Context, Meaning, rule
from .numerals import ENGLISH, parse_english

_AWAY = {
    "the day after tomorrow": 2,
    "day after tomorrow": 2,
    "the day before yesterday": -2,
    "day before yesterday": -2,
    "tomorrow": 1,
    "tmr": 1,
    "today": 0,
    "tonight": 0,
    "yesterday": -1,
}
_SHIFTS = {"last": -1, "previous": -1, "this": 0, "the current": 0, "next": 1, "the coming": 0}
_IN_DAYS_OR_MONTHS = {
    "day": (1, "day"),
    "week": (7, "day"),
    "fortnight": (14, "day"),
    "month": (1, "month"),
    "year": (12, "month"),
}

_SHIFT = rf"(?P<shift>{'|'.join(_SHIFTS)})"
_WEEKDAY = rf"(?P<weekday>{'|'.join(ENGLISH_WEEKDAYS)})"
_MONTH = rf"(?P<month>{'|'.join(ENGLISH_MONTHS)})\.?"
_DAY = r"(?P<day>3[01]|[12][0-9]|0?[1-9])"
_YEAR = r"(?:,? (?P<year>(?:19|20)[0-9]{2}))?"
_UNIT = r"(?P<unit>day|week|fortnight|month|year)s?"
_NUMBER = rf"(?:(?<![0-9.])(?P<figures>[0-9]{{1,4}})|(?P<words>{ENGLISH}|an?|(?:a )?couple(?: of)?))"
_LENGTH = rf"(?:(?P<half>half an? |a half[ \-])|{_NUMBER}(?P<and_half> and a half)?[ \-](?:full |whole )?){_UNIT}"
_WORD = r"(?![a-z0-9])"


def _relative_day(match: re.Match[str], context: Context) -> Meaning | None:
    return add_days(context.today, _AWAY[match[1]])


def _relative_weekday(match: re.Match[str], context: Context) -> Meaning | None:
    week = whole_week(context.today, _SHIFTS[match["shift"]])
    return week and add_days(week[0], ENGLISH_WEEKDAYS[match["weekday"]])


def _weekday(match: re.Match[str], context: Context) -> Meaning | None:
    return nearest_weekday(context.today, ENGLISH_WEEKDAYS[match["weekday"]], past=context.past)


def _relative_stretch(match: re.Match[str], context: Context) -> Meaning | None:
    shift = _SHIFTS[match["shift"]]
    match match["unit"]:
        case "week":
            return whole_week(context.today, shift)
        case "month":
            return whole_month(context.today, shift)
        case _:
            return whole_year(context.today.year + shift)


def _edge_of_stretch(match: re.Match[str], context: Context) -> Meaning | None:
    shift = _SHIFTS.get(match["shift"] or "this", 0)
    days = whole_month(context.today, shift) if match["unit"] == "month" else whole_year(context.today.year + shift)
    return days and days[0 if match["edge"] in ("start", "beginning") else 1]


def _month_and_day(match: re.Match[str], context: Context) -> Meaning | None:
    month, day = ENGLISH_MONTHS[match["month"]], int(match["day"])
    if match["year"]:
        return day_of(int(match["year"]), month, day)
    return nearest_day_of_year(context.today, month, day, past=context.past)


def _month(match: re.Match[str], context: Context) -> Meaning | None:
    month = ENGLISH_MONTHS[match["month"]]
    if match["year"]:
        return whole_months(int(match["year"]), month)
    if match["shift"]:
        return whole_months(context.today.year + _SHIFTS[match["shift"]], month)
    return nearest_month(context.today, month, past=context.past)


def _end_of_month(match: re.Match[str], context: Context) -> Meaning | None:
    days = nearest_month(context.today, ENGLISH_MONTHS[match["month"]], past=context.past)
    return days and last_of_month(days[0])


def _day_of_month(match: re.Match[str], context: Context) -> Meaning | None:
    return nearest_day_of_month(context.today, int(match["day"]), past=context.past)


def _day_of_relative_month(match: re.Match[str], context: Context) -> Meaning | None:
    month = whole_month(context.today, _SHIFTS[match["shift"]])
    return month and day_of(month[0].year, month[0].month, int(match["day"]))


def _length_of(match: re.Match[str]) -> tuple[int, str] | None:
    unit = match["unit"]
    if match["half"]:
        return {"year": (6, "month"), "month": (15, "day")}.get(unit)
    words = match["words"] or ""
    number = int(match["figures"]) if match["figures"] else 2 if "couple" in words else parse_english(words)
    number = 1 if words in ("a", "an") else number
    if not number:
        return None
    if match["and_half"]:
        return {"year": (number * 12 + 6, "month"), "month": (number * 30 + 15, "day")}.get(unit)
    many, of = _IN_DAYS_OR_MONTHS[unit]
    return number * many, of


def _away(match: re.Match[str], today: date, sign: int) -> date | None:
    length = _length_of(match)
    return length and add(today, sign * length[0], length[1])


def _ahead(match: re.Match[str], context: Context) -> Meaning | None:
    return _away(match, context.today, 1)


def _ago(match: re.Match[str], context: Context) -> Meaning | None:
    return _away(match, context.today, -1)


def _within(match: re.Match[str], context: Context) -> Meaning | None:
    there = _away(match, context.today, 1)
    return there and (context.today, there)


def _past_stretch(match: re.Match[str], context: Context) -> Meaning | None:
    there = _away(match, context.today, -1)
    return there and (there, context.today)


def _whole(words: str) -> str:
    return rf"(?<![a-z0-9]){words}{_WORD}"


RULES = (
    rule(_whole(f"({'|'.join(_AWAY)})"), _relative_day),
    rule(_whole(rf"{_SHIFT} {_WEEKDAY}"), _relative_weekday),
    rule(_whole(rf"(?:(?<=on )|(?<=by )|(?<=until )|(?<=before )|(?<=after )){_WEEKDAY}(?<!sun)(?<!sat)"), _weekday),
    rule(_whole(r"(?P<weekday>monday|tuesday|wednesday|thursday|friday|saturday|sunday)"), _weekday, follows=True),
    rule(_whole(rf"{_SHIFT} (?P<unit>week|month|year)"), _relative_stretch),
    rule(
        _whole(rf"(?:the )?(?P<edge>end|start|beginning) of (?:the )?(?:{_SHIFT} )?(?P<unit>month|year)"),
        _edge_of_stretch,
    ),
    rule(_whole(rf"(?:the )?end of {_MONTH}"), _end_of_month),
    rule(_whole(rf"{_MONTH} {_DAY}(?:st|nd|rd|th)?{_YEAR}"), _month_and_day, follows=True),
    rule(_whole(rf"{_DAY}(?:st|nd|rd|th)?(?: of)? {_MONTH}{_YEAR}"), _month_and_day, follows=True),
    rule(_whole(rf"(?:(?<=in )|(?<=since )|(?<=until )|(?<=for )|{_SHIFT} ){_MONTH}{_YEAR}"), _month, follows=True),
    rule(
        _whole(r"(?:the )?(?P<day>3[01]|[12][0-9]|[1-9])(?:st|nd|rd|th)(?! (?:loan|instal|payment|time))"),
        _day_of_month,
        follows=True,
    ),
    rule(
        _whole(rf"(?:the )?(?P<day>3[01]|[12][0-9]|[1-9])(?:st|nd|rd|th) (?:of )?{_SHIFT} month"),
        _day_of_relative_month,
    ),
    rule(_whole(rf"(?:in|after) {_LENGTH}(?: time)?(?!(?:ly)? (?:instal|payment))"), _ahead),
    rule(_whole(rf"{_LENGTH} (?:later|from (?:now|today))"), _ahead),
    rule(_whole(rf"{_LENGTH} (?:ago|earlier|before)"), _ago),
    rule(_whole(rf"within (?:the next )?{_LENGTH}"), _within),
    rule(_whole(rf"(?:over |in |for )?(?:the )?(?:next|coming) {_LENGTH}"), _within),
    rule(_whole(rf"(?:over |in |for )?(?:the )?(?:last|past|previous|recent) {_LENGTH}"), _past_stretch),
)
_TWO_LETTERS = re.compile("[a-z]{2}")
_PLAIN = re.compile(_whole(_LENGTH))


def may_be_in(text: str) -> bool:
    return _TWO_LETTERS.search(text) is not None


def find_durations(text: str) -> Iterator[Found]:
    for match in _PLAIN.finditer(text) if may_be_in(text) else ():
        length = _length_of(match)
        if length:
            yield Found(match.start(), match.end(), EntityType.DURATION, *length)
