"""Single days: 明天, 12月3号, 下个月15号, 这周五, 国庆, 2025-03-05."""

import re

from .calendar_steps import (
    add_days,
    add_months,
    day_of,
    nearest_day_of_month,
    nearest_day_of_year,
    nearest_weekday,
    whole_week,
)
from .date_words import DAYS_AWAY, DAYS_AWAY_NOT_AFTER, HOLIDAYS, SHIFTS, WEEKDAYS, YEARS_AWAY
from .moments import Context, Meaning, rule
from .years import MONTH, NOT_AFTER_FIGURE, SHIFT, YEAR, number, year_of

_HAN_DAY = r"三十一?|二十[一二三四五六七八九]?|廿[一二三四五六七八九]?|十[一二三四五六七八九]?|[一二三四五六七八九]"
_ANY_DAY = rf"(?:3[01]|[12][0-9]|0?[1-9]|{_HAN_DAY})"
_DAY = rf"(?P<day>{_ANY_DAY})"
_DAY_SIGN = r"(?:号(?![楼线店院门房厅馆柜窗机员码文令])|日(?![元币均息利常前后记志语文本]|子|以?内|之内))"
# 3月5 and 下个月15 leave the sign out; nothing may follow that would make the number something else.
_MAYBE_SIGN = rf"(?:{_DAY_SIGN}|(?![0-9.,:个天期元块万千百%次日号月份年一二三四五六七八九十]|\s?[0-9kw]|[毛角点]))"
# A day without a month before it: in 每月15号 there is none, in 13月15号 there is a wrong one.
_LONE = rf"{NOT_AFTER_FIGURE}(?<![a-z])(?<![0-9一二三四五六七八九十]月)"
_NOT_WEEKDAY_NEXT = r"(?![0-9.次回趟个期般天元块岁年]|点[0-9])"
_WEEKDAY = rf"(?:周|星期|礼拜)\s?(?P<weekday>[一二三四五六日天1-7]){_NOT_WEEKDAY_NEXT}"


def _relative_day(match: re.Match[str], context: Context) -> Meaning | None:
    return add_days(context.today, DAYS_AWAY[match[1]])


def _full_date(match: re.Match[str], context: Context) -> Meaning | None:
    month, day = number(match["month"]), number(match["day"])
    year = year_of(match, context.today)
    if year is None:
        return nearest_day_of_year(context.today, month, day, past=context.past)
    return day_of(year, month, day)


def _in_figures(match: re.Match[str], _context: Context) -> Meaning | None:
    return day_of(*map(int, match.groups()))


def _day_of_relative_month(match: re.Match[str], context: Context) -> Meaning | None:
    month = add_months(context.today.replace(day=1), SHIFTS[match["shift"]])
    return month and day_of(month.year, month.month, number(match["day"]))


def _same_day_of_relative_month(match: re.Match[str], context: Context) -> Meaning | None:
    return add_months(context.today, SHIFTS[match["shift"]])


def _same_day_of_year(match: re.Match[str], context: Context) -> Meaning | None:
    return add_months(context.today, 12 * YEARS_AWAY[match["year_word"]])


def _bare_day(match: re.Match[str], context: Context) -> Meaning | None:
    return nearest_day_of_month(context.today, number(match["day"]), past=context.past)


def _relative_weekday(match: re.Match[str], context: Context) -> Meaning | None:
    week = whole_week(context.today, SHIFTS[match["shift"]])
    return week and add_days(week[0], WEEKDAYS[match["weekday"]])


def _bare_weekday(match: re.Match[str], context: Context) -> Meaning | None:
    return nearest_weekday(context.today, WEEKDAYS[match["weekday"]], past=context.past)


def _holiday(match: re.Match[str], context: Context) -> Meaning | None:
    month, day = HOLIDAYS[match["holiday"]]
    year = year_of(match, context.today)
    if year is None:
        return nearest_day_of_year(context.today, month, day, past=context.past)
    return day_of(year, month, day)


RULES = (
    rule(
        rf"(?<![{DAYS_AWAY_NOT_AFTER}])({'|'.join(sorted(DAYS_AWAY, key=len, reverse=True))})(?!天|数)",
        _relative_day,
        needs="前昨今明后",
    ),
    rule(rf"{NOT_AFTER_FIGURE}{YEAR}?{MONTH}份?的?\s?{_DAY}{_MAYBE_SIGN}", _full_date, needs="月", follows=True),
    rule(
        rf"{NOT_AFTER_FIGURE}(?<!月){YEAR}?(?P<month>1[0-2]|0?[1-9])[./](?P<day>3[01]|[12][0-9]|0?[1-9])[号日]",
        _full_date,
        needs="号日",
        follows=True,
    ),
    rule(
        r"(?<![0-9a-z])((?:19|20)[0-9]{2})\s?[\-/.年]\s?(1[0-2]|0?[1-9])\s?[\-/.月]\s?"
        r"(3[01]|[12][0-9]|0?[1-9])[号日]?(?![0-9])",
        _in_figures,
        needs="-/.年",
    ),
    rule(r"(?<![0-9a-z.])(20[0-9]{2})(0[1-9]|1[0-2])(0[1-9]|[12][0-9]|3[01])(?![0-9.元块万])", _in_figures, needs="2"),
    rule(rf"{SHIFT}月份?的?\s?{_DAY}{_MAYBE_SIGN}", _day_of_relative_month, needs="月"),
    rule(rf"{SHIFT}月的?(?:今天|这天|这一天|今日)", _same_day_of_relative_month, needs="月"),
    rule(rf"{YEAR}(?:今天|这天|这一天|今日)", _same_day_of_year, needs="年"),
    rule(rf"{_LONE}{_DAY}{_DAY_SIGN}", _bare_day, needs="号日", follows=True),
    rule(rf"{_LONE}{_DAY}(?=(?:到|至|[\-~–—]){_ANY_DAY}[号日])", _bare_day, needs="号日", follows=True),
    rule(rf"{SHIFT}的?{_WEEKDAY}", _relative_weekday, needs="周期拜"),
    rule(rf"(?<![0-9一二三四五六七八九十两几半]){_WEEKDAY}", _bare_weekday, needs="周期拜", follows=True),
    rule(rf"{YEAR}?(?P<holiday>{'|'.join(HOLIDAYS)})节?(?![小路号网])", _holiday, needs="元节五国双圣"),
)
