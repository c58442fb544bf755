"""Names of people where someone introduces them: 我叫张三, 收款人：李四, my name is Jane Smith."""

import re
from collections.abc import Iterator

from qiao.language.wordlists import any_of

from .model import EntityType, Found
from .surnames import COMPOUND_SURNAMES, DOUBTFUL_SURNAMES, NEVER_IN_NAMES, NOT_NAMES, SURNAMES

_IS = r"(?:\s?(?:就?是|叫做?|[改换变]?[成为]|:|=|写的?是?|填的?是?|应该是)){0,2}[\s\"“「'\[]{0,2}"
_ROLE = any_of(
    """名字 真名 姓名 户名 开户名 账户名 收款人 收款方 付款人 开户人 持卡人 借款人 共借人 联系人 紧急联系人 申请人
    本人 担保人
    户主 客户名 客户姓名 投保人 受益人 继承人 家属 代办人"""
)
_INTRODUCED = re.compile(
    r"(?P<called>我的?(?:名字|姓名|全名|大名)?\s?(?:就叫|叫做|叫|名叫|名字叫|名字是)\s?:?\s?"
    rf"|{_ROLE}(?:姓名|名字|名称|户名)?{_IS}|[转打汇付借]给(?:了|一个|一个叫)?叫\s?"
    rf"|[公婆子夫人爸妈亲儿女哥姐弟妹友事象妇舅叔姑姨他她](?:的?名字)?(?:叫做?|名叫)\s?)"
    r"|(?P<being>(?<![像说非])我就?是\s?|(?<![a-z])这里是\s?)"
)
_ENGLISH = re.compile(
    r"(?<![a-z])(?:my (?:full )?name(?: is|'s)|name ?[:=]|i am called|(?:payee|payee name|account holder)(?: is|:))\s"
    r"(?P<name>[a-z][a-z'\-]{1,20}(?: [a-z][a-z'.\-]{0,20}){0,2})"
)
_ENGLISH_STOPS = re.compile(
    r" (?:and|i|my|from|but|with|here|the|is|not|please|phone|can|want|would|have|need)(?![a-z]).*$"
)
_ENDS = re.compile(
    r"$|[^一-龥a-z0-9·•]|先生|女士|小姐|同学|手机|电话|身份证|卡号|证件|账号|银行|尾号|号码|地址|住|今年|来自|"
    r"[我你您他她的了吗呢吧啊呀在想要是没不和跟与有把给申借需能办咨做今昨明前后刚请麻因由帮之目现曾打名工]|"
    r"[1-9一二三四五六七八九](?:岁|十)|[0-9a-z]"
)
_STRONG_ENDS = re.compile(r"$|[^一-龥a-z0-9·•]|手机|电话|身份证|卡号|本人|[我,0-9]")
_LATIN = re.compile(r"[a-z]{2,20}(?: [a-z]{2,20}){1,2}(?![a-z0-9])")
_NICKNAME = re.compile(r"[小阿][一-龥](?![一-龥])")
_MINORITY = re.compile(r"[一-龥]{2,8}(?:[·•][一-龥]{1,8}){1,3}")


def find(text: str) -> Iterator[Found]:
    """The value is left to whoever holds the original: a name stays as it was written."""
    for match in _INTRODUCED.finditer(text):
        end = _name_end(text, match.end(), surely=match["called"] is not None)
        if end is not None:
            yield Found(match.end(), end, EntityType.PERSON_NAME)
    for match in _ENGLISH.finditer(text):
        name = _ENGLISH_STOPS.sub("", match["name"])
        yield Found(match.start("name"), match.start("name") + len(name.rstrip(" .'-")), EntityType.PERSON_NAME)


def _name_end(text: str, start: int, *, surely: bool) -> int | None:
    if minority := _MINORITY.match(text, start):
        return minority.end()
    if surely and (latin := _LATIN.match(text, start)):
        return latin.end()
    if surely and (nickname := _NICKNAME.match(text, start)):
        return nickname.end()
    surname = 2 if text[start : start + 2] in COMPOUND_SURNAMES else 1
    if surname == 1 and (text[start : start + 1] not in SURNAMES):
        return None
    if not surely and text[start : start + 1] in DOUBTFUL_SURNAMES:
        return None
    ends = _ENDS if surely else _STRONG_ENDS
    fitting = [
        start + surname + given
        for given in (2, 1)
        if _is_name(text, start, start + surname + given, surname) and ends.match(text, start + surname + given)
    ]
    return fitting[0] if fitting else None


def _is_name(text: str, start: int, end: int, surname: int) -> bool:
    name = text[start:end]
    given = name[surname:]
    if end > len(text) or name in NOT_NAMES or name[:2] in NOT_NAMES:
        return False
    return all("一" <= sign <= "龥" and sign not in NEVER_IN_NAMES for sign in given)
