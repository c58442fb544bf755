"""Lengths of time (三天, 一年半), and what lies that far from today (3天后, 近三个月)."""

import re
from collections.abc import Iterator
from datetime import date

from qiao.language.wordlists import any_of

from .calendar_steps import add
from .model import EntityType, Found
from .moments import Context, Meaning, rule
from .numerals import SMALL, parse_whole

_LONGEST = 100_000  # days: nobody asks for more than that, and no calendar goes much further
_DAYS_A_WEEK = 7
_MONTHS_A_YEAR = 12
_HALF_MONTH_DAYS = 15

_NUMBER = rf"(?:{SMALL}|(?<![0-9零〇一二三四五六七八九十百.])[俩仨])"
_LENGTH = (
    rf"(?P<length>(?P<half>(?<![上下多一二三四五六七八九十两0-9个])半个?(?P<half_unit>年|月))"
    rf"|(?P<number>{_NUMBER})(?:"
    r"(?P<months_unit>个半月)"
    r"|(?P<years_unit>年半)"
    r"|年零?(?P<extra>[0-9]{1,2}|[一二两三四五六七八九十]{1,2})个月"
    r"|个?(?P<over>多|来)?(?P<unit>天|周|个?星期|个?礼拜|年)"
    r"|个(?P<over_month>多)?(?P<month_unit>月)"
    r"|(?<=[两俩仨])(?P<two_months>月)))"
)
_NOT_NEXT = r"(?![级龄纪化轻薪费]|限(?!期)|生肖|气|然|(?<=周)年|津|猫|堂|边|岁|到晚|到头|三夜|两头|前?工作日)"
_DIRECTION = (
    r"(?P<direction>(?:之|以)?后(?![面台])|过后|(?:之|以)?前(?![面台天])|(?:之|以)?内"
    r"|里面?之?内?(?=[还付处解打回给到办完]))"
)

Length = tuple[int, str]


def _length_of(match: re.Match[str]) -> Length | None:
    if match["half"]:
        return (6, "month") if match["half_unit"] == "年" else (_HALF_MONTH_DAYS, "day")
    number = {"俩": 2, "仨": 3}.get(match["number"]) or parse_whole(match["number"])
    if number is None or not 0 < number <= _LONGEST:
        return None
    if match["months_unit"]:
        return number * 30 + _HALF_MONTH_DAYS, "day"
    if match["years_unit"]:
        return number * _MONTHS_A_YEAR + 6, "month"
    if match["extra"]:
        return number * _MONTHS_A_YEAR + (parse_whole(match["extra"]) or 0), "month"
    if match["month_unit"] or match["two_months"]:
        return number, "month"
    match match["unit"].removeprefix("个"):
        case "天":
            return number, "day"
        case "年":
            return number * _MONTHS_A_YEAR, "month"
        case _:
            return number * _DAYS_A_WEEK, "day"


def _days_counted(match: re.Match[str]) -> Length | None:
    number = parse_whole(match["number"])
    return (number, "day") if number and number <= _LONGEST else None


def _away(length: Length | None, direction: str, today: date) -> Meaning | None:
    if length is None:
        return None
    backwards = direction.endswith("前")
    there = add(today, -length[0] if backwards else length[0], length[1])
    if there is None:
        return None
    return (today, there) if direction.endswith(("内", "里", "里面")) else there


def _from_now(match: re.Match[str], context: Context) -> Meaning | None:
    return _away(_length_of(match), match["direction"], context.today)


def _days_from_now(match: re.Match[str], context: Context) -> Meaning | None:
    return _away(_days_counted(match), match["direction"], context.today)


def _after_passing(match: re.Match[str], context: Context) -> Meaning | None:
    return _away(_length_of(match), "后", context.today)


def _until_now(match: re.Match[str], context: Context) -> Meaning | None:
    start = _away(_length_of(match), "前", context.today)
    return (start, context.today) if isinstance(start, date) else None


def _from_now_on(match: re.Match[str], context: Context) -> Meaning | None:
    return _away(_length_of(match), "内", context.today)


_INSIDE = r"(?:之?内|以内)?"

RULES = (
    rule(_LENGTH + _DIRECTION, _from_now, needs="后前内里"),
    rule(rf"(?P<number>{SMALL})日(?P<direction>(?:之|以)?内|以?后)", _days_from_now, needs="日"),
    rule(rf"(?:再过|(?<![超不经透已])过)\s?{_LENGTH}(?!期|的)(?:之?后|以后)?", _after_passing, needs="过"),
    rule(rf"(?:最近|近来|近|过去|前面|这)的?这?\s?{_LENGTH}(?:以?来|之?内|以内)?", _until_now, needs="近去面这"),
    rule(rf"(?:未来|接下来|今后|往后|此后|随后|后面)的?这?\s?{_LENGTH}{_INSIDE}", _from_now_on, needs="来后"),
)

_PLAIN = re.compile(_LENGTH + _NOT_NEXT)
# 前两天, 这几天, 两三天: said without a number in mind.
_VAGUE = re.compile(
    any_of(
        """[这那前头好][一]?[两几]天 [这那头]天 三天两头 一天到晚 一年到头 有一天 哪一?天
        [前后这那头]几(?:天|个月|年) 每一?[天年]
        (?<![第零〇十百])[一两二三四五六七八][两二三四五六七八九]个?(?:天|周|月|星期|年) 同一天
        一(?:天|周|个?月|年)(?=[一二两三四五六七八几0-9多好]{1,3}[次趟回]) 第[一二三四五六七八九十0-9]{1,3}[天周年]"""
    )
)


def find(text: str) -> Iterator[Found]:
    for match in _VAGUE.finditer(text):
        yield Found(match.start(), match.end(), None)
    for match in _PLAIN.finditer(text):
        length = _length_of(match)
        if length:
            yield Found(match.start(), match.end(), EntityType.DURATION, *length)
