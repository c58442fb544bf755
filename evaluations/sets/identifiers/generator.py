"""Fill the adversarial templates with seeded, valid-looking numbers and print labelled texts.

``python generator.py --seed 7 --n 400`` prints JSON lines
``{"id", "text", "spans": [[start, end, "TYPE"], ...], "style"}``. Offsets are code points of the final text,
end exclusive. A newline separates two messages of one speaker; a number split over messages is one span
from its first character to its last, the newlines inside it included. Every number is invented.
"""
# ruff: noqa: PLR2004  (the figures are the lengths the numbers have, and the shares of each shape)

import argparse
import json
import random
import re
import sys
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

PLACEHOLDER = re.compile(r"\{([A-Z_]+)(?::(\w+))?\}")

# ------------------------------------------------------------------ values

MOBILE_PREFIXES = [
    "130",
    "131",
    "132",
    "133",
    "134",
    "135",
    "136",
    "137",
    "138",
    "139",
    "145",
    "147",
    "149",
    "150",
    "151",
    "152",
    "153",
    "155",
    "156",
    "157",
    "158",
    "159",
    "166",
    "172",
    "173",
    "175",
    "176",
    "177",
    "178",
    "180",
    "181",
    "182",
    "183",
    "184",
    "185",
    "186",
    "187",
    "188",
    "189",
    "191",
    "193",
    "195",
    "196",
    "197",
    "198",
    "199",
]
AREA_CODES = [
    "010",
    "020",
    "021",
    "022",
    "023",
    "024",
    "025",
    "027",
    "028",
    "029",
    "0311",
    "0371",
    "0512",
    "0532",
    "0571",
    "0574",
    "0591",
    "0731",
    "0755",
    "0769",
    "0851",
    "0991",
]
REGION_CODES = [
    "110105",
    "110108",
    "120101",
    "130102",
    "140105",
    "210102",
    "220104",
    "230103",
    "310115",
    "320102",
    "320583",
    "330106",
    "330302",
    "340104",
    "350203",
    "360102",
    "370202",
    "410105",
    "420106",
    "430102",
    "440106",
    "440305",
    "450102",
    "460105",
    "500103",
    "510107",
    "520102",
    "530102",
    "610113",
    "620102",
]
CARD_BINS = (("622202", 19), ("622848", 19), ("621700", 19), ("621661", 19), ("622588", 16), ("621799", 19),
             ("622262", 17), ("622609", 16), ("622908", 18), ("625911", 16))  # fmt: skip
SURNAMES = list("王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕")
COMPOUND_SURNAMES = ["欧阳", "司马", "诸葛", "上官", "皇甫"]
GIVEN_FIRST = list("建国志秀丽海晓雅文思玉春德永佳俊雨梦子浩凤")
GIVEN_SECOND = list("华强芳英军敏杰霞平涛琴伟兰峰婷磊燕刚颖辉娜")
MINORITY_NAMES = ["阿依古丽·买买提", "古丽娜尔·艾合买提", "买买提江·吐尔逊", "迪丽拜尔·阿不都", "巴特尔·苏和"]
CITIES = (
    ("北京市", "海淀区"), ("上海市", "浦东新区"), ("广东省深圳市", "南山区"), ("浙江省杭州市", "余杭区"),
    ("四川省成都市", "武侯区"), ("江苏省苏州市", "昆山市"), ("河南省郑州市", "金水区"), ("湖北省武汉市", "武昌区"),
    ("山东省青岛市", "市南区"), ("陕西省西安市", "雁塔区"), ("福建省厦门市", "思明区"), ("湖南省长沙市", "岳麓区"),
)  # fmt: skip
ROADS = ["中山路", "解放路", "人民东路", "建设大街", "长江路", "和平里大街", "学府路", "文化西路", "科技园路", "青年路"]
ESTATES = ["阳光花园", "幸福小区", "翠湖苑", "锦绣家园", "万和城", "紫荆公寓", "东方名都", "桃源里"]
MAIL_HOSTS = ["qq.com", "163.com", "126.com", "gmail.com", "outlook.com", "sina.com.cn", "foxmail.com", "company.cn"]
WORDS = ["sunny", "panda", "river", "lucky", "bamboo", "moon", "tiger", "happy", "cloud", "maple", "lotus", "dragon"]
PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
PLATE_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"


def digits(rng: random.Random, count: int) -> str:
    return "".join(rng.choice("0123456789") for _ in range(count))


def luhn_digit(body: str) -> str:
    total = 0
    for index, char in enumerate(reversed(body)):
        value = int(char) * (2 if index % 2 == 0 else 1)
        total += value - 9 if value > 9 else value
    return str((10 - total % 10) % 10)


def id_check(body: str) -> str:
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return "10X98765432"[sum(int(char) * weight for char, weight in zip(body, weights, strict=True)) % 11]


def make_phone(rng: random.Random) -> str:
    return rng.choice(MOBILE_PREFIXES) + digits(rng, 8)


def make_landline(rng: random.Random) -> str:
    area = rng.choice(AREA_CODES)
    # Every area listed above has numbers of eight digits.
    return f"{area}-{rng.choice('2345678')}{digits(rng, 7)}"


def birth(rng: random.Random) -> date:
    return date(1958, 1, 1) + timedelta(days=rng.randrange(0, 17500))


def make_id(rng: random.Random) -> str:
    body = rng.choice(REGION_CODES) + birth(rng).strftime("%Y%m%d") + digits(rng, 3)
    return body + id_check(body)


def make_old_id(rng: random.Random) -> str:
    return rng.choice(REGION_CODES) + birth(rng).strftime("%y%m%d") + digits(rng, 3)


def make_card(rng: random.Random) -> str:
    bin_, length = rng.choice(CARD_BINS)
    body = bin_ + digits(rng, length - len(bin_) - 1)
    return body + luhn_digit(body)


def make_email(rng: random.Random) -> str:
    word = rng.choice(WORDS)
    local = rng.choice([f"{word}{digits(rng, 4)}", f"{word}.{rng.choice(WORDS)}", f"{word}_{digits(rng, 2)}"])
    return f"{local}@{rng.choice(MAIL_HOSTS)}"


def make_plate(rng: random.Random) -> str:
    head = rng.choice(PROVINCES) + rng.choice(PLATE_LETTERS)
    if rng.random() < 0.35:
        return head + energy_tail(rng)
    tail = list(digits(rng, 5))
    for position in rng.sample(range(5), rng.choice([0, 1, 2])):
        tail[position] = rng.choice(PLATE_LETTERS)
    return head + "".join(tail)


def energy_tail(rng: random.Random) -> str:
    return rng.choice("DF") + digits(rng, 5) if rng.random() < 0.8 else digits(rng, 5) + rng.choice("DF")


def make_energy_plate(rng: random.Random) -> str:
    return rng.choice(PROVINCES) + rng.choice(PLATE_LETTERS) + energy_tail(rng)


def make_passport(rng: random.Random) -> str:
    if rng.random() < 0.4:
        return "E" + rng.choice("ABCDEFGHJKLMN") + digits(rng, 7)
    return rng.choice("EG") + digits(rng, 8)


def make_wechat(rng: random.Random) -> str:
    word = rng.choice(WORDS)
    two = f"{word}_{rng.choice(WORDS)}{digits(rng, 2)}"
    return rng.choice([f"{word}{digits(rng, 4)}", f"wxid_{digits(rng, 3)}{word}", two, f"{word}-{digits(rng, 3)}"])


def make_qq(rng: random.Random) -> str:
    return rng.choice("123456789") + digits(rng, rng.choice([6, 7, 8, 9]))


def make_name(rng: random.Random) -> str:
    roll = rng.random()
    if roll < 0.08:
        return rng.choice(MINORITY_NAMES)
    surname = rng.choice(COMPOUND_SURNAMES) if roll < 0.18 else rng.choice(SURNAMES)
    if rng.random() < 0.25:
        return surname + rng.choice(GIVEN_SECOND)
    return surname + rng.choice(GIVEN_FIRST) + rng.choice(GIVEN_SECOND)


def address_parts(rng: random.Random) -> list[str]:
    city, district = rng.choice(CITIES)
    road = f"{rng.choice(ROADS)}{rng.randrange(1, 400)}号"
    room = f"{rng.randrange(1, 30)}号楼{rng.randrange(1, 6)}单元{rng.randrange(1, 33)}0{rng.randrange(1, 5)}室"
    estate = rng.choice(ESTATES)
    shape = rng.randrange(4)
    if shape == 0:
        return [city, district, road, estate, room]
    if shape == 1:
        return [city, district, estate, room]
    if shape == 2:
        return [district, road, room]
    return [city, district, road]


def make_address(rng: random.Random) -> str:
    return "".join(address_parts(rng))


def make_code(rng: random.Random) -> str:
    return digits(rng, rng.choice([4, 6, 6, 6]))


def make_password(rng: random.Random) -> str:
    word = rng.choice(WORDS)
    return rng.choice([digits(rng, 6), f"{word}{digits(rng, 3)}", f"{word.title()}@{digits(rng, 4)}",
                       f"{word}{digits(rng, 2)}!"])  # fmt: skip


def make_cvv(rng: random.Random) -> str:
    return digits(rng, 3)


def make_expiry(rng: random.Random) -> str:
    return f"{rng.randrange(1, 13):02d}/{rng.randrange(27, 36)}"


MAKERS: dict[str, Callable[[random.Random], str]] = {
    "CN_PHONE": make_phone, "CN_LANDLINE": make_landline, "CN_ID": make_id, "BANK_CARD": make_card,
    "EMAIL": make_email, "PLATE": make_plate, "PASSPORT": make_passport, "WECHAT": make_wechat, "QQ": make_qq,
    "NAME": make_name, "ADDRESS": make_address, "SMS_CODE": make_code, "PASSWORD": make_password,
    "CVV": make_cvv, "CARD_EXPIRY": make_expiry,
}  # fmt: skip

# ------------------------------------------------------------------ styles

ZERO_WIDTH = ["\u200b", "\u200c", "\u200d", "\u2060", "\ufeff"]
EMOJI = ["😀", "🌟", "❤️", "📱", "🙏", "✨", "👉", "🐼"]
DIGIT_ROWS = ["٠١٢٣٤٥٦٧٨٩", "०१२३४५६७८९", "๐๑๒๓๔๕๖๗๘๙", "𝟎𝟏𝟐𝟑𝟒𝟓𝟔𝟕𝟖𝟗", "⓪①②③④⑤⑥⑦⑧⑨", "₀₁₂₃₄₅₆₇₈₉", "۰۱۲۳۴۵۶۷۸۹"]
CHINESE = ["零一二三四五六七八九", "〇一二三四五六七八九"]
UPPER = "零壹贰叁肆伍陆柒捌玖"


def map_digits(text: str, row: str) -> str:
    return "".join(row[int(char)] if char in "0123456789" else char for char in text)


def fullwidth(text: str) -> str:
    return "".join(chr(ord(char) + 0xFEE0) if "!" <= char <= "~" else char for char in text)


def groups(value: str, kind: str) -> list[str]:
    """Cut a value where people pause when they read it out."""
    if kind == "CN_PHONE" and len(value) == 11:
        return [value[:3], value[3:7], value[7:]]
    if kind == "CN_LANDLINE":
        area, number = value.split("-")
        return [area, number[:4], number[4:]]
    if kind == "CN_ID" and len(value) == 18:
        return [value[:6], value[6:14], value[14:]]
    if kind == "CN_ID" and len(value) == 15:
        return [value[:6], value[6:12], value[12:]]
    if kind == "PLATE":
        return [value[:2], value[2:]]
    if kind == "PASSPORT":
        return [value[:1], value[1:5], value[5:]]
    size = 4 if len(value) > 7 else 3
    return [value[start : start + size] for start in range(0, len(value), size)]


def sprinkle(value: str, rng: random.Random) -> str:
    out = [value[0]]
    forced = rng.randrange(1, len(value)) if len(value) > 1 else 0
    for index, char in enumerate(value[1:], start=1):
        if index == forced or rng.random() < 0.4:
            out.append(rng.choice(ZERO_WIDTH))
        out.append(char)
    return "".join(out)


def cut(value: str, pieces: int, rng: random.Random, kind: str) -> str:
    found = groups(value, kind)
    if pieces == 3 and len(found) >= 3:
        middle = rng.randrange(1, len(found) - 1)
        return "\n".join(["".join(found[:middle]), found[middle], "".join(found[middle + 1 :])])
    point = rng.randrange(1, len(found))
    return "".join(found[:point]) + "\n" + "".join(found[point:])


def mixed(value: str, rng: random.Random) -> str:
    head = rng.randrange(2, len(value) - 2)
    return value[:head] + map_digits(value[head:], CHINESE[0])


def drop_one(value: str, rng: random.Random) -> str:
    at = rng.randrange(3, len(value) - 1)
    return value[:at] + value[at + 1 :]


def add_one(value: str, rng: random.Random) -> str:
    at = rng.randrange(3, len(value) - 1)
    return value[:at] + rng.choice("0123456789") + value[at:]


def wrong_check(value: str, rng: random.Random) -> str:
    return value[:-1] + rng.choice([char for char in "0123456789" if char != value[-1]])


def email_spoken(value: str) -> str:
    return value.replace("@", "艾特").replace(".", "点")


def write_landline(value: str, style: str, rng: random.Random) -> str:
    area, number = value.split("-")
    if style == "parens":
        return rng.choice([f"({area}){number}", f"（{area}）{number}", f"({area}) {number}"])
    if style == "plain":
        return area + number
    if style == "dashed":
        return value
    if style == "spaced":
        return f"{area} {number}"
    if style == "dots":
        return f"{area}.{number}"
    return write(area + number, style, rng, "QQ")


def write_expiry(value: str, style: str, rng: random.Random) -> str:
    month, year = value.split("/")
    if style == "bare":
        return month + year
    if style == "dashed":
        return f"{month}-{year}"
    if style == "words":
        return rng.choice([f"20{year}年{int(month)}月", f"{year}年{int(month)}月", f"{int(month)}月{year}年"])
    if style == "spaced":
        return f"{month} / {year}"
    if style == "long":
        return f"{month}/20{year}"
    if style == "fullwidth":
        return fullwidth(value)
    if style == "chinese":
        names = ("一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二")
        return f"{map_digits('20' + year, CHINESE[0])}年{names[int(month) - 1]}月"
    return value


def write(value: str, style: str, rng: random.Random, kind: str) -> str:
    """Write one value in one style; what comes back is exactly the span."""
    if kind == "CN_LANDLINE":
        return write_landline(value, style, rng)
    if kind == "CARD_EXPIRY":
        return write_expiry(value, style, rng)
    if kind == "EMAIL" and style == "spoken":
        return email_spoken(value)
    if kind == "EMAIL" and style == "spaced":
        return value.replace("@", " @ ")
    if kind == "EMAIL" and style == "bracketed":
        return value.replace("@", rng.choice(["[at]", "(at)", "#"]))
    if kind == "NAME" and style == "spaced_each" and "·" in value:
        return value.replace("·", rng.choice(["·", "•", " "]))
    if kind == "PLATE" and style == "dots":
        return value[:2] + rng.choice("·.•") + value[2:]
    simple: dict[str, Callable[[], str]] = {
        "plain": lambda: value,
        "energy": lambda: value,
        "old": lambda: value,
        "old_spaced": lambda: " ".join(groups(value, kind)),
        "lower": value.lower,
        "capitals": value.upper,
        "spaced": lambda: " ".join(groups(value, kind)),
        "spaced_each": lambda: " ".join(value),
        "wide_spaced": lambda: "\u3000".join(groups(value, kind)),
        "dashed": lambda: "-".join(groups(value, kind)),
        "underscores": lambda: "_".join(groups(value, kind)),
        "dots": lambda: ".".join(groups(value, kind)),
        "slashes": lambda: "/".join(groups(value, kind)),
        "commas": lambda: rng.choice("、，").join(groups(value, kind)),
        "emoji": lambda: rng.choice(EMOJI).join(groups(value, kind)),
        "keycap": lambda: "".join(char + "\ufe0f\u20e3" if char.isdigit() else char for char in value),
        "zero_width": lambda: sprinkle(value, rng),
        "fullwidth": lambda: fullwidth(value),
        "other_digits": lambda: map_digits(value, rng.choice(DIGIT_ROWS)),
        "chinese": lambda: map_digits(value, rng.choice(CHINESE)),
        "spoken": lambda: map_digits(value, "零幺二三四五六七八九"),
        "upper": lambda: map_digits(value, UPPER),
        "mixed": lambda: mixed(value, rng),
        "split2": lambda: cut(value, 2, rng, kind),
        "split3": lambda: cut(value, 3, rng, kind),
        "missing": lambda: drop_one(value, rng),
        "extra": lambda: add_one(value, rng),
        "wrong_check": lambda: wrong_check(value, rng),
    }
    return simple[style]()


NUMBER_STYLES = [
    "plain",
    "plain",
    "spaced",
    "spaced_each",
    "wide_spaced",
    "dashed",
    "dots",
    "commas",
    "emoji",
    "keycap",
    "zero_width",
    "fullwidth",
    "other_digits",
    "chinese",
    "spoken",
    "upper",
]
STYLES: dict[str, list[str]] = {
    "CN_PHONE": [*NUMBER_STYLES, "underscores", "slashes", "mixed", "split2", "split3"],
    "CN_LANDLINE": [
        "plain",
        "dashed",
        "dashed",
        "parens",
        "spaced",
        "dots",
        "fullwidth",
        "zero_width",
        "chinese",
        "spoken",
        "other_digits",
    ],
    "CN_ID": [*NUMBER_STYLES, "lower", "mixed", "split2"],
    "BANK_CARD": [*NUMBER_STYLES, "underscores", "mixed", "split2"],
    "EMAIL": ["plain", "plain", "spaced", "spoken", "fullwidth", "zero_width", "capitals", "bracketed"],
    "PLATE": ["plain", "plain", "dots", "spaced", "dashed", "lower", "fullwidth", "zero_width"],
    "PASSPORT": ["plain", "plain", "lower", "spaced", "dashed", "fullwidth", "zero_width", "other_digits"],
    "WECHAT": ["plain", "plain", "fullwidth", "zero_width"],
    "QQ": [
        "plain",
        "plain",
        "spaced",
        "dashed",
        "fullwidth",
        "chinese",
        "spoken",
        "upper",
        "zero_width",
        "other_digits",
    ],
    "NAME": ["plain", "plain", "plain", "spaced_each", "zero_width"],
    "ADDRESS": ["plain", "plain", "fullwidth", "chinese", "zero_width"],
    "SMS_CODE": [
        "plain",
        "plain",
        "spaced",
        "spaced_each",
        "dashed",
        "fullwidth",
        "chinese",
        "spoken",
        "upper",
        "other_digits",
        "zero_width",
    ],
    "PASSWORD": ["plain", "plain", "fullwidth", "zero_width"],
    "CVV": ["plain", "plain", "spaced_each", "fullwidth", "chinese", "spoken", "upper", "other_digits"],
    "CARD_EXPIRY": ["plain", "plain", "bare", "dashed", "words", "spaced", "long", "fullwidth", "chinese"],
}


def value_for(kind: str, style: str, rng: random.Random) -> str:
    if kind == "CN_ID" and style.startswith("old"):
        return make_old_id(rng)
    if kind == "PLATE" and style == "energy":
        return make_energy_plate(rng)
    return MAKERS[kind](rng)


def fill(template: str, rng: random.Random) -> tuple[str, list[list[int | str]], list[str]]:
    """Fill every placeholder of a template; return the text, its spans and the styles used."""
    text, position = "", 0
    spans: list[list[int | str]] = []
    styles: list[str] = []
    for match in PLACEHOLDER.finditer(template):
        kind, style = match[1], match[2] or rng.choice(STYLES[match[1]])
        written = write(value_for(kind, style, rng), style, rng, kind)
        text += template[position : match.start()]
        spans.append([len(text), len(text) + len(written), kind])
        styles.append(style)
        text += written
        position = match.end()
    return text + template[position:], spans, styles


def generate(templates: list[dict[str, object]], seed: int, count: int) -> list[dict[str, object]]:
    """Return ``count`` different cases; every template is used once before any is used again."""
    rng = random.Random(seed)
    cases: list[dict[str, object]] = []
    seen: set[str] = set()
    order: list[int] = []
    while len(cases) < count:
        if not order:
            order = list(range(len(templates)))
            rng.shuffle(order)
        index = order.pop()
        text, spans, styles = fill(str(templates[index]["text"]), rng)
        if text in seen:
            continue
        seen.add(text)
        number = f"s{seed}-{len(cases):05d}-t{index:03d}"
        case: dict[str, object] = {"id": number, "text": text, "spans": spans, "style": "+".join(styles)}
        cases.append(case)
    return cases


def main() -> None:
    parser = argparse.ArgumentParser(description="Print seeded adversarial identifier cases as JSON lines.")
    parser.add_argument("--seed", type=int, default=0, help="the seed; the same seed gives the same cases")
    parser.add_argument("--n", type=int, default=400, help="how many cases to print")
    parser.add_argument("--templates", type=Path, default=Path(__file__).with_name("templates.jsonl"))
    options = parser.parse_args()
    lines = options.templates.read_text(encoding="utf-8").splitlines()
    templates = [json.loads(line) for line in lines if line.strip()]
    for case in generate(templates, options.seed, options.n):
        sys.stdout.write(json.dumps(case, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
