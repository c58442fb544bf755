"""Texts with personal data in them, in every writing."""

from collections.abc import Iterator
from dataclasses import dataclass

from .invented import Inventor


@dataclass(frozen=True)
class Case:
    """A text, the pieces of personal data in it, and what they are."""

    text: str
    kind: str
    values: tuple[str, ...]

    @property
    def spans(self) -> set[tuple[int, int, str]]:
        spans: set[tuple[int, int, str]] = set()
        place = 0
        for value in self.values:
            place = self.text.index(value, place)
            spans.add((place, place + len(value), self.kind))
            place += len(value)
        return spans


FRAMES = {
    "CN_PHONE": [
        "我的手机号是{}",
        "{}打我电话",
        "换号了，新号{}，旧的不用了",
        "联系我{}谢谢",
        "{}",
        "电话：{}",
        "手机{}收不到短信",
        "please call me at {}",
    ],
    "CN_ID": ["身份证{}", "身份证号是{}，帮我查下", "{}这是我的证件号", "我的证件号码：{}", "ID number: {}"],
    "BANK_CARD": ["卡号{}", "银行卡是{}还款失败", "{}这张卡扣款了吗", "扣款卡：{}", "my card {} was charged twice"],
    "CN_LANDLINE": ["家里座机{}", "打这个电话{}", "固话：{}", "{}是我单位电话"],
    "EMAIL": ["邮箱{}", "发到{}吧", "my email is {}", "{}，发账单", "合同发我{}"],
    "PLATE": ["车牌{}", "我的车是{}，想做抵押", "车牌号：{}", "{}这辆车能贷吗"],
    "WECHAT": ["微信号{}", "加我微信：{}", "wx：{}", "我的vx是{}", "V信 {} 加我", "WeChat ID: {}"],
    "QQ": ["QQ{}", "我的qq号是{}", "扣扣：{}", "加QQ {} 说"],
    "NAME": [
        "我叫{}",
        "姓名：{}",
        "我是{}，想提前还款",
        "户名{}",
        "本人{}，身份证丢了",
        "联系人是{}",
        "我老公叫{}",
        "{}先生的贷款",
    ],
    "ADDRESS": ["我住{}", "地址：{}", "寄到{}谢谢", "家庭住址是{}", "{}，麻烦寄一下", "合同寄{}就行"],
    "SMS_CODE": [
        "验证码是{}",
        "验证码{}",
        "{}是我的验证码",
        "收到的验证码：{}",
        "my verification code is {}",
        "动态码 {} 对吗",
        "校验码\n{}",
    ],
    "PASSWORD": ["密码是{}", "我的登录密码{}登不上", "password: {}", "支付密码：{}", "密码改成{}了", "pwd={}"],
    "CVV": ["cvv {}", "安全码是{}", "卡背面三位{}", "CVV2:{}", "背面后三位数是{}"],
    "CARD_EXPIRY": ["有效期{}", "卡的有效期是{}", "信用卡有效期至{}", "exp {}", "valid thru {}"],
    "PASSPORT": ["护照号{}", "我的护照是{}", "passport number: {}", "护照号码：{}"],
}


def adversarial(seed: int, count: int) -> Iterator[Case]:
    """`count` cases of each kind of writing."""
    inventor = Inventor(seed)
    for _ in range(count):
        for make in _MAKERS:
            yield make(inventor)


def _in_frame(inventor: Inventor, kind: str, value: str) -> Case:
    return Case(inventor.of(FRAMES[kind]).replace("{}", value), kind, (value,))


def _phone(i: Inventor) -> Case:
    return _in_frame(i, "CN_PHONE", i.written(i.phone()))


def _identity(i: Inventor) -> Case:
    return _in_frame(i, "CN_ID", i.written(i.identity()))


def _old_identity(i: Inventor) -> Case:
    return _in_frame(i, "CN_ID", i.old_identity())


def _card(i: Inventor) -> Case:
    return _in_frame(i, "BANK_CARD", i.written(i.card()))


def _landline(i: Inventor) -> Case:
    number = i.landline()
    return _in_frame(
        i, "CN_LANDLINE", i.of([number, number.replace("-", ""), number.replace("-", " "), i.in_script(number)])
    )


def _phone_in_pieces(i: Inventor) -> Case:
    pieces = i.pieces(i.phone())
    lead = i.of(["手机号", "我电话\n", "", "记一下我的号\n"])
    return Case(lead + i.of(["\n", "\n嗯\n", "\n然后", "\n后面是"]).join(pieces), "CN_PHONE", tuple(pieces))


def _identity_in_pieces(i: Inventor) -> Case:
    pieces = i.pieces(i.identity())
    return Case("身份证\n" + i.of(["\n", "\n接着"]).join(pieces), "CN_ID", tuple(pieces))


def _card_in_pieces(i: Inventor) -> Case:
    pieces = i.pieces(i.card())
    return Case("卡号\n" + "\n".join(pieces), "BANK_CARD", tuple(pieces))


def _mistyped_phone(i: Inventor) -> Case:
    phone = i.phone()
    place = i.random.randrange(3, 10)
    value = i.of([phone[:place] + phone[place + 1 :], phone[:place] + i.digits(1) + phone[place:]])
    return Case(i.of(["手机号是{}", "我的手机号码：{}", "手机{}"]).replace("{}", value), "CN_PHONE", (value,))


def _mistyped_identity(i: Inventor) -> Case:
    value = i.identity()
    place = i.random.randrange(6, 16)
    value = i.of([value[:place] + value[place + 1 :], value[:place] + i.digits(1) + value[place:]])
    return Case(i.of(["身份证号{}", "我的身份证是{}"]).replace("{}", value), "CN_ID", (value,))


def _mistyped_card(i: Inventor) -> Case:
    value = i.card(19)
    place = i.random.randrange(6, 16)
    value = i.of([value[:place] + value[place + 1 :], value[:place] + i.digits(1) + value[place:]])
    return Case(i.of(["卡号{}", "银行卡号是{}"]).replace("{}", value), "BANK_CARD", (value,))


def _email(i: Inventor) -> Case:
    value = i.email()
    local, _, domain = value.partition("@")
    name, _, top = domain.partition(".")
    value = i.of(
        [
            value,
            value.upper(),
            f"{local}＠{domain}",
            f"{local} @ {domain}",
            f"{local}(at){domain}",
            f"{local}艾特{name}点{top}",
            f"{local}\u200b@{domain}",
            f"{local}@{name}。{top}",
        ]
    )
    return _in_frame(i, "EMAIL", value)


def _plate(i: Inventor) -> Case:
    value = i.plate()
    value = i.of(
        [
            value,
            f"{value[:2]}·{value[2:]}",
            f"{value[:2]} {value[2:]}",
            value.lower(),
            f"{value[:2]}-{value[2:]}",
            value[:2] + i.in_script(value[2:]),
        ]
    )
    return _in_frame(i, "PLATE", value)


def _wechat(i: Inventor) -> Case:
    return _in_frame(i, "WECHAT", i.handle())


def _qq(i: Inventor) -> Case:
    value = i.of("123456789") + i.digits(i.random.randint(5, 9))
    return _in_frame(i, "QQ", i.of([value, i.in_script(value), i.spaced(value)]) if len(value) != 10 else value)


def _name(i: Inventor) -> Case:
    return _in_frame(i, "NAME", i.of([i.name(), i.name(), "阿依古丽·买买提", "買買提·吐爾遜"]))


def _address(i: Inventor) -> Case:
    return _in_frame(i, "ADDRESS", i.address())


def _code(i: Inventor) -> Case:
    value = i.of("2345678") + i.digits(i.of([3, 5]))
    return _in_frame(i, "SMS_CODE", i.of([value, i.in_script(value), i.spaced(value)]))


def _password(i: Inventor) -> Case:
    return _in_frame(i, "PASSWORD", i.password())


def _cvv(i: Inventor) -> Case:
    value = i.digits(3)
    return _in_frame(i, "CVV", i.of([value, i.in_script(value), " ".join(value)]))


def _expiry(i: Inventor) -> Case:
    month, year = f"{i.random.randint(1, 12):02}", i.random.randint(26, 34)
    return _in_frame(
        i, "CARD_EXPIRY", i.of([f"{month}/{year}", f"{month}-{year}", f"{month}/20{year}", f"{month} / {year}"])
    )


def _passport(i: Inventor) -> Case:
    value = i.of("EG") + i.digits(8)
    return _in_frame(
        i,
        "PASSPORT",
        i.of(
            [
                value,
                value.lower(),
                f"E{i.of('ABC')}{i.digits(7)}",
                f"{value[:1]} {value[1:]}",
                value[:1] + i.in_script(value[1:]),
            ]
        ),
    )


_MAKERS = [
    _phone,
    _identity,
    _old_identity,
    _card,
    _landline,
    _phone_in_pieces,
    _identity_in_pieces,
    _card_in_pieces,
    _mistyped_phone,
    _mistyped_identity,
    _mistyped_card,
    _email,
    _plate,
    _wechat,
    _qq,
    _name,
    _address,
    _code,
    _password,
    _cvv,
    _expiry,
    _passport,
]
