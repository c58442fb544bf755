"""Weeks, months, quarters and years, and their beginnings and ends: 上个月, 3月份, 下周, 今年, 月底, 年初."""

import re
from datetime import date

from .calendar_steps import Days, add_days, add_months, nearest_month, whole_month, whole_months, whole_week, whole_year
from .date_words import SHIFTS
from .moments import Context, Meaning, rule
from .years import MONTH, NOT_AFTER_FIGURE, SHIFT, YEAR, number, year_of

_MIDDLE, _SECOND_THIRD, _LAST_THIRD = 15, 11, 21
_WEDNESDAY, _SATURDAY = 2, 5
_MONTHS_A_QUARTER = 3
_ROUND_YEARS = 10


def _month(match: re.Match[str], context: Context) -> Meaning | None:
    month = number(match["month"])
    year = year_of(match, context.today)
    days = nearest_month(context.today, month, past=context.past) if year is None else whole_months(year, month)
    return days and _part_of_month(days, match["part"])


def _relative_month(match: re.Match[str], context: Context) -> Meaning | None:
    month = whole_month(context.today, SHIFTS[match["shift"]])
    return month and _part_of_month(month, match["part"])


def _bare_part_of_month(match: re.Match[str], context: Context) -> Meaning | None:
    month = whole_month(context.today)
    return month and _part_of_month(month, match["part"])


def _part_of_month(month: Days, part: str | None) -> Meaning:
    first, last = month
    match (part or "").removeprefix("月"):
        case "":
            return month
        case "底" | "末" | "尾":
            return last
        case "初" | "头":
            return first
        case "中" | "半":
            return first.replace(day=_MIDDLE)
        case "上旬":
            return first, first.replace(day=_SECOND_THIRD - 1)
        case "中旬":
            return first.replace(day=_SECOND_THIRD), first.replace(day=_LAST_THIRD - 1)
        case _:
            return first.replace(day=_LAST_THIRD), last


def _month_in_figures(match: re.Match[str], _context: Context) -> Meaning | None:
    return whole_months(int(match[1]), int(match[2]))


def _year(match: re.Match[str], context: Context) -> Meaning | None:
    year = year_of(match, context.today)
    return None if year is None or _is_length(match, year, context.today) else _part_of_year(year, match["part"])


def _is_length(match: re.Match[str], year: int, today: date) -> bool:
    """Of two figures, 24年 is a year; 20年, 30年 and what lies ahead are how long something lasts."""
    two_figures = len(match["year"] or "") == 2  # noqa: PLR2004  the year's own figures
    return two_figures and (year % _ROUND_YEARS == 0 or year > today.year + 1)


def _bare_part_of_year(match: re.Match[str], context: Context) -> Meaning | None:
    return _part_of_year(context.today.year, match["part"])


def _part_of_year(year: int, part: str | None) -> Meaning | None:
    if not part:
        return whole_year(year)
    if "半年" in part:
        return whole_months(year, 1 if part[0] == "上" else 7, 6)
    if "季" in part:
        quarter = next(number(sign) for sign in part if sign in "一二三四1234")
        return whole_months(year, _MONTHS_A_QUARTER * (quarter - 1) + 1, _MONTHS_A_QUARTER)
    days = whole_year(year)
    return days and days[0 if part[-1] in "初头" else 1]


def _relative_quarter(match: re.Match[str], context: Context) -> Meaning | None:
    today = context.today
    first_month = (today.month - 1) // _MONTHS_A_QUARTER * _MONTHS_A_QUARTER + 1
    start = add_months(today.replace(day=1, month=first_month), _MONTHS_A_QUARTER * SHIFTS[match["shift"]])
    return start and whole_months(start.year, start.month, _MONTHS_A_QUARTER)


def _week(match: re.Match[str], context: Context) -> Meaning | None:
    week = whole_week(context.today, SHIFTS[match["shift"]])
    if week is None or not match["edge"]:
        return week
    return week[0] if match["edge"] == "初" else add_days(week[0], _WEDNESDAY)


def _weekend(match: re.Match[str], context: Context) -> Meaning | None:
    week = whole_week(context.today, SHIFTS[match["shift"] or "这"])
    saturday = week and add_days(week[0], _SATURDAY)
    return (saturday, week[1]) if week and saturday else None


_PART_OF_MONTH = (
    r"(?P<part>月?[底末尾]|月?[初头](?![次回一])|月?中(?![旬心间央国秋])|月?半(?![个月年天])|上旬|中旬|下旬)"
)
_NO_MONTH_NEXT = r"(?![供息利费薪租均结度票卡嫂光饼亮])"
_PART_OF_YEAR = r"(?P<part>年?[底末尾](?![层下])|年终|年?[初头]|[上下]半年|第?[一二三四1-4]个?季度?)"
_NO_YEAR_NEXT = r"(?![级龄纪轻薪利费化限代前后来多半度])"

RULES = (
    rule(
        rf"{NOT_AFTER_FIGURE}{YEAR}?{MONTH}{_NO_MONTH_NEXT}份?(?:的?{_PART_OF_MONTH}|内)?(?![0-9])",
        _month,
        needs="月",
        follows=True,
    ),
    rule(
        rf"{NOT_AFTER_FIGURE}(?P<month>1[0-2]|[1-9]|十[一二]?|[一二三四五六七八九])(?P<part>)(?P<year>)(?P<year_word>)"
        rf"月?份?(?=(?:到|至|[\-~–—]){MONTH.replace('?P<month>', '?:')}(?![0-9一二三四五六七八九十]))",
        _month,
        needs="月",
        follows=True,
    ),
    rule(rf"{SHIFT}月{_NO_MONTH_NEXT}份?(?:的?{_PART_OF_MONTH}|内)?", _relative_month, needs="月"),
    rule(
        r"(?<![个0-9一二三四五六七八九十上下这本正])(?P<part>月[底末尾初头半]|月中(?![旬心])|[上中下]旬)",
        _bare_part_of_month,
        needs="月旬",
    ),
    rule(r"(?<![0-9a-z.])((?:19|20)[0-9]{2})[\-/](1[0-2]|0?[1-9])(?![0-9\-/.])", _month_in_figures, needs="-/"),
    rule(rf"{YEAR}(?:{_PART_OF_YEAR}|内)?{_NO_YEAR_NEXT}", _year, needs="年"),
    rule(
        r"(?<![0-9一二三四五六七八九十去前明后今当个])"
        r"(?P<part>年底|年末|年尾|年终(?!奖)|(?<!大)年初|年头(?!年)|[上下]半年|第?[一二三四1-4]季度)",
        _bare_part_of_year,
        needs="年季",
    ),
    rule(rf"{SHIFT}季度?", _relative_quarter, needs="季"),
    rule(
        rf"{SHIFT}(?:周(?![期转岁边报刊折年遭末])|星期|礼拜)(?:内|之内|(?P<edge>[初中](?![一二三四五六日])))?",
        _week,
        needs="周期拜",
    ),
    rule(rf"(?:{SHIFT})?(?:周末|礼拜末)", _weekend, needs="末"),
)
