"""Numbers as customers write and say them: 3,500.5, 三千五, 一点二万, 壹仟, 1万2, 3k, 2w5, two thousand."""

import re
from fractions import Fraction

HAN_DIGITS = "零〇一二两三四五六七八九壹贰叁肆伍陆柒捌玖"
_HAN_UNITS = "十拾百佰千仟万亿廿卅"
_HAN_TENS = "十拾廿卅"
HAN_NUMERALS = HAN_DIGITS + _HAN_UNITS

ARABIC = r"(?:[0-9]{1,3}(?:,[0-9]{3}){1,4}(?![0-9])|[0-9]{1,15})(?:\.[0-9]{1,8})?"
HAN = (
    rf"[{HAN_DIGITS}{_HAN_TENS}][{HAN_NUMERALS}]{{0,23}}"
    rf"(?:点[{HAN_DIGITS}]{{1,6}}[百千万亿]{{0,2}})?"
)
# 1.2万, 1万2千, 3千5, 5w, 2w5: figures with a Chinese or a letter unit, and what is said after it.
_AFTER_UNIT = rf"(?:[{HAN_NUMERALS}0-9]{{0,12}})"
NUMBER = rf"(?>{ARABIC}(?:[百千万亿]{_AFTER_UNIT}|\s?[kw](?![a-z])(?:[0-9](?![0-9]))?)?|{HAN})"
NOT_AFTER_NUMBER = rf"(?<![0-9{HAN_NUMERALS}])(?<![0-9][.,])"

# Small numbers before a unit of time or 期, also straight after an amount: 借一万|十二期.
_ONES = "一二两三四五六七八九壹贰叁肆伍陆柒捌玖"
_SMALL_HAN = (
    rf"(?:[{_ONES}]百(?:零[{_ONES}]|[{_ONES}]?[十拾][{_ONES}]?)?"
    rf"|[{_ONES}]?[十拾][{_ONES}]?|[廿卅][{_ONES}]?|[{_ONES}])(?![{_ONES}十拾百佰])"
)
SMALL = rf"(?<![0-9零〇一二两三四五六七八九十.])(?>[0-9]{{1,4}}|{_SMALL_HAN})"

_ENGLISH_WORDS_TO_NINETEEN = """zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen
    fifteen sixteen seventeen eighteen nineteen"""
_ENGLISH_WORDS_OF_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_ENGLISH_SMALL = {word: value for value, word in enumerate(_ENGLISH_WORDS_TO_NINETEEN.split())}
_ENGLISH_TENS = {word: 10 * value for value, word in enumerate(_ENGLISH_WORDS_OF_TENS.split(), start=2)}
_ENGLISH_WORD = rf"(?:{'|'.join([*_ENGLISH_SMALL, *_ENGLISH_TENS, 'hundred', 'thousand', 'million', 'and', 'a'])})"
ENGLISH = rf"(?<![a-z])(?>{_ENGLISH_WORD}(?:[ \-]{_ENGLISH_WORD}(?![a-z])){{0,9}})(?![a-z])"

_DIGIT_VALUES = {
    sign: value
    for value, signs in enumerate(("零〇", "一壹", "二贰两", "三叁", "四肆", "五伍", "六陆", "七柒", "八捌", "九玖"))
    for sign in signs
}
_UNIT_VALUES = {
    sign: value
    for value, signs in ((10, "十拾"), (100, "百佰"), (1000, "千仟k"), (10_000, "万w"), (100_000_000, "亿"))
    for sign in signs
}
_MYRIAD = 10_000
_TOKEN = re.compile(r"[0-9][0-9,]*(?:\.[0-9]+)?|\S")
_FRACTION = re.compile(rf"(.+)点([{HAN_DIGITS}]+)([百千万亿]*)")


def parse(text: str) -> Fraction | None:
    """Read one number written with figures, Chinese numerals or both; None when it is not a number."""
    if spoken := _FRACTION.fullmatch(text):
        return _parse_fraction(*spoken.groups())
    if len(text) > 1 and all(sign in _DIGIT_VALUES and sign != "两" for sign in text):
        return Fraction(int("".join(str(_DIGIT_VALUES[sign]) for sign in text)))
    expanded = text.replace("廿", "二十").replace("卅", "三十")
    reader = _Reader()
    for written in _TOKEN.findall(expanded):
        if not reader.accepts(written):
            return None
    return reader.value()


def parse_whole(text: str) -> int | None:
    number = parse(text)
    return int(number) if number is not None and number.denominator == 1 else None


def parse_english(text: str) -> int | None:
    """Read two hundred and fifty; None for words that make no number."""
    total = group = 0
    counted = False
    for word in re.split(r"[ \-]", text):
        if word in ("and", "a"):
            group = max(group, 1) if word == "a" and not counted else group
        elif word in _ENGLISH_SMALL or word in _ENGLISH_TENS:
            group += _ENGLISH_SMALL.get(word, 0) or _ENGLISH_TENS.get(word, 0)
            counted = True
        elif word == "hundred":
            group = max(group, 1) * 100
            counted = True
        else:
            total += max(group, 1) * (1000 if word == "thousand" else 1_000_000)
            group, counted = 0, True
    return total + group if counted else None


def _parse_fraction(whole: str, decimals: str, scale: str) -> Fraction | None:
    before = parse(whole)
    if before is None:
        return None
    digits = "".join(str(_DIGIT_VALUES[sign]) for sign in decimals)
    value = before + Fraction(int(digits), 10 ** len(digits))
    for sign in scale:
        value *= _UNIT_VALUES[sign]
    return value


class _Reader:
    """Reads 一万零三百二十 sign by sign: sections of up to four places, each closed by 万 or 亿."""

    def __init__(self) -> None:
        self._total = Fraction(0)
        self._section = Fraction(0)
        self._pending: Fraction | None = None
        self._pending_is_digit = False
        self._last_unit = 0
        self._zero_seen = False

    def accepts(self, written: str) -> bool:
        if written[0].isdigit() and written[0].isascii():
            return self._takes(Fraction(written.replace(",", "")), is_digit=len(written) == 1)
        if written in "零〇":
            self._zero_seen = True
            return self._pending is None
        if written in _DIGIT_VALUES:
            return self._takes(Fraction(_DIGIT_VALUES[written]), is_digit=True)
        return written in _UNIT_VALUES and self._closes(_UNIT_VALUES[written])

    def value(self) -> Fraction | None:
        if self._pending is None:
            return self._total + self._section if self._last_unit or self._zero_seen else None
        last = self._pending
        if self._pending_is_digit and self._last_unit >= 100 and not self._zero_seen:  # noqa: PLR2004  百 and above
            last = last * self._last_unit / 10  # 三千五 is 3500, 两百五 is 250
        return self._total + self._section + last

    def _takes(self, number: Fraction, *, is_digit: bool) -> bool:
        if self._pending is not None:
            return False
        self._pending, self._pending_is_digit = number, is_digit
        return True

    def _closes(self, unit: int) -> bool:
        pending, self._pending = self._pending, None
        self._zero_seen = False
        if unit >= _MYRIAD:
            return self._closes_section(unit, pending or Fraction(0))
        if pending is None:
            if unit != 10 or self._last_unit in (10, 100, 1000):  # noqa: PLR2004  a bare 十 only opens a section
                return False
            pending = Fraction(1)
        if 0 < self._last_unit < _MYRIAD and unit >= self._last_unit:
            return False
        self._section += pending * unit
        self._last_unit = unit
        return True

    def _closes_section(self, unit: int, pending: Fraction) -> bool:
        section = self._section + pending
        if unit > _MYRIAD:
            self._total = (self._total + section) * unit
        elif section:
            self._total += section * unit
        self._section = Fraction(0)
        self._last_unit = unit
        return self._total != 0
