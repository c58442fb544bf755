"""Invented personal data and the ways people write it, from one seed."""

import random
from collections.abc import Callable, Sequence
from typing import TypeVar

from qiao.language.number_checks import identity_sign, luhn_digit

T = TypeVar("T")
HAN = "零一二三四五六七八九"
SPOKEN = "零幺二三四五六拐八九"
FORMAL = "零壹贰叁肆伍陆柒捌玖"
ARABIC = "٠١٢٣٤٥٦٧٨٩"
CIRCLED = "⓪①②③④⑤⑥⑦⑧⑨"
FULL_WIDTH = "０１２３４５６７８９"
BOLD = "𝟎𝟏𝟐𝟑𝟒𝟓𝟔𝟕𝟖𝟗"
SCRIPTS = [HAN, SPOKEN, FORMAL, ARABIC, CIRCLED, FULL_WIDTH, BOLD]
BETWEEN = [
    " ",
    "-",
    ".",
    "·",
    "_",
    "/",
    "、",
    "—",
    "　",
    "😀",
    "❤️",
    "👉🏻",
    "\u200b",
    "\u2060",
    "--",
    " - ",
    "~",
    "|",
    ", ",
]


_GROUPINGS = {
    11: ["344", "335", "434", "38", "74"],
    18: ["684", "6444", "3348"],
    16: ["4444", "88"],
    19: ["44443", "667"],
}


class Inventor:
    """Makes data up; the same seed makes the same up."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)  # noqa: S311  invented data, not secrets

    def digits(self, count: int) -> str:
        return "".join(self.random.choices("0123456789", k=count))

    def phone(self) -> str:
        return self.random.choice(["13", "15", "17", "18", "19"]) + self.digits(9)

    def identity(self) -> str:
        region = self.random.choice(["110105", "310115", "440305", "510107", "330106", "652301", "410105"])
        born = f"{self.random.randint(1955, 2004)}{self.random.randint(1, 12):02}{self.random.randint(1, 28):02}"
        head = region + born + self.digits(3)
        return head + identity_sign(head).upper()

    def old_identity(self) -> str:
        born = f"{self.random.randint(50, 85)}{self.random.randint(1, 12):02}{self.random.randint(1, 28):02}"
        return "320106" + born + self.digits(3)

    def card(self, length: int = 0) -> str:
        head = self.random.choice(["6222", "6217", "6228", "6214", "4367", "5187"])
        length = length or (16 if head[0] in "45" else self.random.choice([16, 19]))
        head += self.digits(length - 1 - len(head))
        return head + luhn_digit(head)

    def landline(self) -> str:
        area = self.random.choice(["010", "021", "0755", "0571", "028", "0371"])
        return f"{area}-{self.random.choice('2345678')}{self.digits(7)}"

    def plate(self) -> str:
        letters = "ABCDEFGHJKLMNPQRSTUVWXYZ"
        head = self.random.choice("京沪粤浙苏川鄂豫皖") + self.random.choice("ABCDE")
        if self.random.random() < 0.4:
            return head + self.random.choice("DF") + self.digits(5)
        return head + self.random.choice(["", self.random.choice(letters)]).ljust(1, "7") + self.digits(4)

    def name(self) -> str:
        surname = self.random.choice([*"王李张刘陈杨赵黄周吴徐孙", "欧阳", "司马", "上官"])
        return surname + self.random.choice(
            ["伟", "芳", "娜", "秀英", "建国", "小明", "志强", "丽华", "雨桐", "子涵", "浩然", "梓萱", "晓东", "磊"]
        )

    def address(self) -> str:
        region = self.random.choice(
            [
                "北京市朝阳区",
                "上海市浦东新区",
                "广东省深圳市南山区",
                "浙江省杭州市西湖区",
                "四川省成都市武侯区",
                "河南郑州金水区",
                "江苏省昆山市",
            ]
        )
        street = self.random.choice(["建国路", "科技园路", "人民大道", "中山北路", "解放街", "文一西路"])
        number = f"{self.random.randint(1, 999)}号"
        rest = self.random.choice(
            [
                "",
                f"{self.random.randint(1, 30)}栋{self.random.randint(101, 2909)}室",
                f"幸福里{self.random.randint(1, 9)}号楼{self.random.randint(1, 6)}单元{self.random.randint(1, 999)}",
                "阳光花园A座1203",
            ]
        )
        return region + street + number + rest

    def handle(self) -> str:
        return (
            self.random.choice("abcdwxyz") + "".join(self.random.choices("abcdefgh0123456789_", k=7)) + self.digits(2)
        )

    def email(self) -> str:
        return f"{self.handle()}@{self.random.choice(['qq.com', '163.com', 'gmail.com', 'sina.com.cn', 'foxmail.com'])}"

    def password(self) -> str:
        return (
            self.random.choice(["Abc", "qwe", "Zz!", "pass", "li"])
            + self.digits(self.random.randint(4, 6))
            + self.random.choice(["", "!", "#x"])
        )

    def of(self, values: Sequence[T]) -> T:
        return self.random.choice(values)

    def in_script(self, digits: str) -> str:
        script = self.of(SCRIPTS)
        return "".join(script[int(sign)] if sign.isdigit() else sign for sign in digits)

    def mixed(self, digits: str) -> str:
        script = self.of(SCRIPTS)
        return "".join(script[int(sign)] if sign.isdigit() and self.random.random() < 0.5 else sign for sign in digits)

    def grouped(self, digits: str) -> str:
        between = self.of(BETWEEN)
        sizes = self.of(_GROUPINGS[len(digits)])
        pieces: list[str] = []
        place = 0
        for size in sizes:
            pieces.append(digits[place : place + int(size)])
            place += int(size)
        return between.join([*pieces, digits[place:]] if digits[place:] else pieces)

    def spaced(self, digits: str) -> str:
        return self.of([" ", "-", "😀", "\u200b", ".", "、"]).join(digits)

    def written(self, digits: str) -> str:
        """One of the ways people write a number."""
        ways: list[Callable[[str], str]] = [
            str,
            self.in_script,
            self.mixed,
            self.grouped,
            self.spaced,
            lambda value: self.grouped(self.in_script(value)),
        ]
        return self.random.choice(ways)(digits)

    def pieces(self, digits: str) -> list[str]:
        """A number in two to four parts."""
        cuts = {
            11: [(3, 7), (3,), (7,), (4, 8)],
            18: [(6, 14), (6,), (10,)],
            16: [(4, 8, 12), (8,)],
            19: [(4, 8, 12, 16), (10,)],
        }[len(digits)]
        cut = self.random.choice(cuts)
        return [digits[start:end] for start, end in zip((0, *cut), (*cut, len(digits)), strict=True)]
