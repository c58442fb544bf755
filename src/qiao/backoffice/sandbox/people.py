"""Synthetic people: values that look right to a machine and wrong to a person.

A name is 测试 and two characters; a phone begins with 154, which no operator was given; an identity number has a right
check digit and the county 110999, which Beijing does not have; a bank card passes Luhn's check under 620099, which no
bank issues; an e-mail ends in `.invalid` (RFC 2606).
"""

from datetime import date

BANKS = ("中国工商银行", "中国农业银行", "中国建设银行", "招商银行", "中国邮政储蓄银行", "交通银行")
_GIVEN = "安宁和平明德文礼信义诚敬乐康泰昌盛荣华清源远志成"
_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_ID_SIGNS = "10X98765432"
_NINE = 9


def name(index: int) -> str:
    first, second = divmod(index, len(_GIVEN))
    return f"测试{_GIVEN[first % len(_GIVEN)]}{_GIVEN[second]}"


def phone(index: int) -> str:
    return f"154{index:08d}"


def identity_number(index: int, born_on: date) -> str:
    head = f"110999{born_on:%Y%m%d}{index % 1000:03d}"
    total = sum(int(digit) * weight for digit, weight in zip(head, _ID_WEIGHTS, strict=True))
    return head + _ID_SIGNS[total % 11]


def card_number(index: int) -> str:
    head = f"620099{index:012d}"
    return head + luhn_digit(head)


def luhn_digit(head: str) -> str:
    total = 0
    for place, sign in enumerate(reversed(head)):
        digit = int(sign) * (2 if place % 2 == 0 else 1)
        total += digit - _NINE if digit > _NINE else digit
    return str(-total % 10)


def email(index: int) -> str:
    return f"ceshi{index:03d}@example.invalid"
