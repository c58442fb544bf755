"""Passwords and other words that people log in with."""

import re
from collections.abc import Iterator

from qiao.language.patterns import lazily

from .kinds import Found, Kind, apart
from .seeing import HAN_DIGITS, Seen
from .signs import COVERED, MEASURED, D

_ENDS = rf"(?![0-9{COVERED}{HAN_DIGITS}])"
_NOT_MEASURED = rf"(?!\s?{MEASURED})(?!-[0-9]{{1,2}}位)"
_SET_TO = (
    r"(?:是|为|:|=|是不是|不是|应该|不对|试了|试过|忘了|换了?|字母|英文|拼音|数字|设置的|设定的|记得|好像"
    r"|可能|大概|原来|以前|之前|现在|改成了?|改为|设成了?|设为|设置成了?|设置为|设的|换成了?|换为|用的?|叫做?|就"
    r"|写的?|填的?|输的?|输入了?|给你|发你|还是|应该是"
    r"|重置成了?|重置为|告诉你|一直|都|我|的|了|生日|shi\s|->|=>|[\s\"'(\[【<《☺,→])"
)
_FIRST = r"(?![\"'()\[\]=:☺.?!])"
_SIGNS = r"[!-+\--:<-~☺]"  # What a keyboard writes, without comma and semicolon.
_HIDDEN = r"(?![!-~]{0,6}?\*{3})(?!\*+(?![!-~]))"
_PASSWORD = lazily(
    rf"(?:密码(?<!动态密码)(?<!短信密码)(?<!验证密码)|密 码|秘码|密玛|口令(?!红包)(?<!动态口令)|passw(?:or)?d"
    rf"|passphrase|pwd|mima|pin(?<![a-z]pin)(?![a-z])码?|pass(?<![a-z]pass)(?=\s?[:=])|mm(?<![a-z0-9]mm)(?=[:=是])"
    rf"|pw(?<![a-z]pw)(?![a-z]))(?:\d(?=[:是]))?"
    rf"(?:(?P<told>(?:{_SET_TO}|is\s|was\s|to\s){{1,8}})|)"
    rf"(?:(?P<named>(?=[!-~\s]{{0,20}}(?:大写|小写|加|下划线|感叹号|艾特|井号)[!-~\s])"
    rf"(?:(?:大写|小写|加上?|下划线|感叹号|艾特|井号)?(?:的|字母)?\s?[!-~]{{1,20}}\s?){{1,8}})"
    rf"|(?P<typed>{_FIRST}{_HIDDEN}{_SIGNS}{{4,64}}+)"
    rf"|(?P<words>(?<=[是:=\s])[a-z]{{2,10}}\s[0-9]{{2,10}}(?![0-9a-z年月日元期次天个位]))"
    rf"|(?P<spaced>[!-~](?:\s[!-~](?![!-~])){{3,}}+)"
    rf"|(?P<spoken>(?:[三四五六七八3-8]个{D}(?![0-9位次个月天年{HAN_DIGITS}])"
    rf"|(?:{D}[\s.\-☺、]?){{3,20}}{D}){_ENDS}{_NOT_MEASURED}))"
)
_NO_PASSWORD = lazily(
    r"(?:please|wrong|incorrect|reset|error|expired|invalid|failed|forgot|forgotten|change|again"
    r"|required|https?:|face_?id|touch_?id|wechat|weixin|email|phone|number|correct|safe|secure|secret|strong|leaked"
    r"|stolen"
    r"|hacked|lost|gone|blocked|locked|unknown|protected|disabled|needed|must|should|does|doesn|isn|can|cannot|won"
    r"|keeps"
    r"|page|field|box|link|help|recovery|manager|settings|there|still|always|never|changed|updated|different|same"
    r"|working|"
    r"alipay|admin\b|null|none|true|false|manager|login|app\b|sms|code|not|has|was|too|weak)[!-~]*"
)
_UNITS_AFTER = lazily(rf"\s?{MEASURED}|前|后|左右|多")
_HAS_DIGIT = lazily("[0-9]")
_DIGITS_ONLY = lazily(r"[0-9\-~.]+")
_TRAILING = ".?\"')]>☺:"


# The value before the word: 我用abc123做密码, abc123是我的密码.
_PASSWORD_WORD = lazily("密码|口令")
_VERB = lazily(
    r"\s?(?:做|当|作为?|(?:就|才|这个?)?是)(?:了|成|我的?|的|你们?|账户|app|登[录陆]|支付|交易|查询|取款|原来|旧|新|初始){0,4}$"
)
_LONGEST_VERB, _LONGEST_VALUE = 12, 20
_TYPED = "".join(chr(code) for code in range(ord("!"), ord("~") + 1) if chr(code) not in ",:;")
_STRONG = lazily(r"(?=.*[0-9])(?=.*[a-z!@#$%^&]).{6,}")


def passwords(seen: Seen) -> Iterator[Found]:
    text = seen.text
    before = [found for word in _PASSWORD_WORD.finditer(text) if (found := _password_before(text, word.start()))]
    return apart([*before, *_passwords(text)]) if before else _passwords(text)


def _password_before(text: str, word: int) -> Found | None:
    verb = _VERB.search(text, max(0, word - _LONGEST_VERB), word)
    if verb is None:
        return None
    before = text[max(0, verb.start() - _LONGEST_VALUE - 1) : verb.start()]
    value = before[len(before.rstrip(_TYPED)) :]
    used = before.endswith("用" + value) and len(value) >= 4  # noqa: PLR2004  shorter is no password
    if len(value) > _LONGEST_VALUE or not (used or _STRONG.fullmatch(value)):
        return None
    return Found(verb.start() - len(value), verb.start(), Kind.PASSWORD)


def _passwords(text: str) -> Iterator[Found]:
    for found in _PASSWORD.finditer(text):
        group = str(found.lastgroup)
        start, end = found.span(group)
        if group != "typed":
            yield Found(start, end, Kind.PASSWORD)
            continue
        value = text[start:end].rstrip(_TRAILING)
        if _is_password(value, text[start + len(value) : end + 3], told=found["told"] or ""):
            yield Found(start, start + len(value), Kind.PASSWORD)


def _is_password(value: str, after: str, *, told: str) -> bool:
    plain = value.replace("☺", "")
    if len(plain) < 4 or "***" in value or _NO_PASSWORD.fullmatch(plain):  # noqa: PLR2004  shorter is no password
        return False
    if _HAS_DIGIT.search(plain):
        return not (_DIGITS_ONLY.fullmatch(plain) and _UNITS_AFTER.match(after))
    # Letters alone are a password only where somebody says so, or amid Chinese words.
    said = re.search(r"[是为:=成叫]|is ", told) is not None
    return (said or _HAN_NEXT.match(after) is not None or not after.strip(" ☺")) and len(plain) > 4  # noqa: PLR2004


_HAN_NEXT = lazily(r"[\s,。]?[\u4e00-\u9fff]")
