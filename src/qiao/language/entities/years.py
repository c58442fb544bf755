"""Which year and which shift (上上, 下) a match names: shared by days and by stretches of days."""

import re
from datetime import date

from .date_words import SHIFTS, YEARS_AWAY
from .numerals import parse_whole

_CENTURY = 2000
_FOUR_FIGURES = 1000

YEAR = (
    rf"(?:(?<![如])(?P<year_word>{'|'.join(sorted(YEARS_AWAY, key=len, reverse=True))})的?\s?"
    r"|(?<![0-9零〇一二三四五六七八九十])"
    r"(?P<year>(?:19|20)[0-9]{2}|[2-9][0-9]|[一二][零〇九][零〇一二三四五六七八九]{2})年的?)"
)
MONTH = r"(?P<month>1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])月"
SHIFT = rf"(?<![以一晚])(?P<shift>{'|'.join(sorted(SHIFTS, key=len, reverse=True))})一?个?"
NOT_AFTER_FIGURE = r"(?<![0-9零〇一二三四五六七八九十个第])(?<![0-9][./:])"


def number(text: str) -> int:
    """Read a number a pattern has already checked."""
    value = parse_whole(text)
    return 0 if value is None else value


def year_of(match: re.Match[str], today: date) -> int | None:
    if match["year_word"]:
        return today.year + YEARS_AWAY[match["year_word"]]
    if not match["year"]:
        return None
    year = number(match["year"])
    return year if year >= _FOUR_FIGURES else _CENTURY + year
