"""What is planted: checksum-valid, unique, and visibly invented by prefixes that nobody is issued."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from qiao.language.number_checks import identity_sign, luhn_digit

_HAN = str.maketrans("0123456789", "零一二三四五六七八九")
_SPOKEN = str.maketrans("0123456789", "洞幺两三四五六拐八勾")
_FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")
_CIRCLED = str.maketrans("0123456789", "⓪①②③④⑤⑥⑦⑧⑨")
_ELDEST = date(1950, 1, 1)


class PlantedKind(StrEnum):
    PHONE = "phone"
    IDENTITY = "identity"
    CARD = "card"
    PASSWORD = "password"


@dataclass(frozen=True, slots=True)
class Planted:
    """One value: as the house would keep it (`clear`), and its place in the order of its kind."""

    kind: PlantedKind
    number: int
    clear: str


def plant(count: int) -> list[Planted]:
    """`count` values, a quarter of each kind, all different."""
    kinds = list(PlantedKind)
    return [_value(kinds[place % len(kinds)], place // len(kinds)) for place in range(count)]


def _value(kind: PlantedKind, number: int) -> Planted:
    match kind:
        case PlantedKind.PHONE:
            clear = f"1990000{number:04}"
        case PlantedKind.IDENTITY:
            # No district has the number 9999 (GB/T 2260).
            head = f"119999{_ELDEST + timedelta(days=number):%Y%m%d}{number % 1000:03}"
            clear = head + identity_sign(head).upper()
        case PlantedKind.CARD:
            # A prefix of a bank of China, which the house looks for, and zeros where an account would be.
            head = f"62220000{number:07}"
            clear = head + luhn_digit(head)
        case PlantedKind.PASSWORD:
            clear = f"Planted{number:04}!q"
    return Planted(kind, number, clear)


_LEADS: dict[PlantedKind, Sequence[str]] = {
    PlantedKind.PHONE: ("我的手机号是{}", "打我电话{}，谢谢", "{}这个号收不到验证码", "my phone is {}", "号码：{}"),
    PlantedKind.IDENTITY: ("身份证{}", "我的身份证号码是{}，查一下", "证件号：{}", "my ID number is {}", "{}"),
    PlantedKind.CARD: ("银行卡{}", "从我的卡{}扣的款", "卡号是{}", "please use card {}", "换成{}这张卡"),
    PlantedKind.PASSWORD: ("密码是{}", "我的登录密码{}怎么不对", "my password is {}", "密码：{}", "password: {}"),
}
_HANDS: Sequence[Callable[[str], str]] = (
    str,
    lambda clear: _grouped(clear, " ", 4),
    lambda clear: _grouped(clear, "-", 4),
    lambda clear: clear.translate(_FULL_WIDTH),
    lambda clear: clear.translate(_HAN),
    lambda clear: clear.translate(_SPOKEN),
    lambda clear: clear.translate(_CIRCLED),
    lambda clear: _grouped(clear, "、", 3),
    lambda clear: _grouped(clear, "\u200b", 1),
    lambda clear: _grouped(clear, " ", 1),
)
WAYS = max(map(len, _LEADS.values())) * len(_HANDS)
"""How many ways there are to write a value; `written` takes any number and begins again after the last."""


def written(value: Planted, way: int) -> str:
    """The value in a sentence, in one of the ways people write it."""
    leads = _LEADS[value.kind]
    lead = leads[way % len(leads)]
    if value.kind is PlantedKind.PASSWORD:
        return lead.format(value.clear)
    return lead.format(_HANDS[way // len(leads) % len(_HANDS)](value.clear))


def _grouped(clear: str, between: str, size: int) -> str:
    return between.join(clear[start : start + size] for start in range(0, len(clear), size))
