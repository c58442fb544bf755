"""E-mail addresses, in signs or in words (zhangsan艾特qq点com)."""

import re
from collections.abc import Iterator

from qiao.language.patterns import lazily
from qiao.language.wordlists import in_order

from .kinds import Found, Kind, found_by_line
from .seeing import HAN_DIGITS, Seen
from .signs import D

_LONGEST_LOCAL_PART = 64
# Alternatives that begin with one literal sign each are searched for much faster than a set at their beginning.
_BRACKETED_AT = "|".join(rf"{bracket}\s?(?:at|@|a)\s?[)\]}}>】]" for bracket in (r"\(", r"\[", r"\{", "<", "【"))
_AT = (
    rf"(?:@\s?|{_BRACKETED_AT}\s?|艾特\s?|爱特\s?|埃特\s?|圈[a埃]\s?|小老鼠\s?|花a\s?| at |_at_|-at-"
    r"|#(?=(?:qq|163|126|139|189|gmail|sina|foxmail|outlook|hotmail|sohu|yeah)\s?[.。,点]))"
)
_DOT = r"(?:\s?[.。·]\s?|\s?点\s?|\s?[(\[{<]\s?(?:dot|\.|点)\s?[)\]}>]\s?|\sdot\s|,(?=com|cn|net)|\s(?=com(?![a-z])))"
_LABEL = (
    rf"(?:[a-z0-9](?:[a-z0-9\-]|[\u4e00-\u9fff](?=[\u4e00-\u9fff]{{0,3}}\.[a-z])){{0,62}}|{D}{{3}}|q\sq"
    r"|谷歌|新浪|网易|搜狐)"
)
_TOP = (
    r"(?:com|cn|net|org|edu|gov|io|me|cc|hk|tw|vip|top|xyz|c\s?o\s?m|康[姆母木]|抗[姆母木]|卡姆|扣[姆母]|[a-z]{2,24})"
    r"(?![a-z])"
)
_HOUSES = (
    r"(?:qq|q\sq|163|126|139|189|gmail|g?mail|sina|foxmail|outlook|hotmail|sohu|yeah|新浪|网易|腾讯|谷歌|雅虎|搜狐"
    r"|[一幺]六三|[一幺]二六)"
)
_EMAIL = lazily(
    rf"(?P<at>{_AT})(?:{_LABEL}(?:{_DOT}{_LABEL}){{0,4}}{_DOT}{_TOP}|{_HOUSES}\s?的?邮箱|{_HOUSES}com(?![a-z]))"
)
_PLAIN_EMAIL = lazily(r"@(?:[a-z0-9\-]{1,63}\.){1,6}[a-z]{2,24}")
_SPOKEN_AT = lazily(
    rf"@ | @|\n@|{_BRACKETED_AT}|艾特|爱特|埃特|圈[a埃]|小老鼠|花a| at |_at_|-at-|#[qg1sfohy]"
    r"|@[a-z0-9\-]{1,63}(?:\s?(?:[ 。点·,(\[{<]|dot)|\.c o)|@(?:qq|163|126|gmail)com"
)
_MAY_HOLD = lazily(r"[@艾爱埃圈鼠花#【(\[{<邮]")
# The part before the at-sign, which words may spell, one letter at a time or with its signs named.
# It is read from the at-sign backwards, so that each sign is looked at once.
_SPELT_SIGN = "|".join(word[::-1] for word in in_order("下划线 下横线 减号 中划线 短横线 短横 横杠 杠 点"))
_LOCAL_BACKWARDS = lazily(
    rf"(?:[a-z0-9._%+\-☺{HAN_DIGITS}]|(?:{_SPELT_SIGN})(?=[a-z0-9{HAN_DIGITS}])| (?=[a-z0-9._%+\-](?:[^a-z0-9]|$)))+"
)
_IDLE = ".%+-_☺ "
_DECLARED_EMAIL = lazily(
    r"(?:邮箱|e-?mail|邮件)(?:地址|账号|号|是|为|:|\s|is|address){0,4}"
    r"(?P<value>[a-z0-9._%+\-]{2,64}@[a-z0-9\-]{2,63}(?![a-z0-9\-]|\.[a-z])"
    r"|[a-z0-9][a-z0-9._%+\-]{1,63}?(?:qq|163|126|139|gmail|sina|foxmail|outlook|hotmail)\.com(?![a-z]))"
)


def emails(seen: Seen) -> Iterator[Found]:
    text = seen.text
    if _MAY_HOLD.search(text) is None and "at" not in text and "mail" not in text:
        return
    spoken = _SPOKEN_AT.search(text) is not None
    if spoken or "@" in text:
        done = 0
        for found in (_EMAIL if spoken else _PLAIN_EMAIL).finditer(text):
            start = _local_start(text, done, found.start(), plain=not spoken or found["at"].startswith("@"))
            if start is not None and _is_meant(text, start, found, spoken=spoken):
                done = found.end()
                yield found_by_line(text, start, done, Kind.EMAIL)
        if done:
            return
    if "邮" in text or "mail" in text:
        yield from (Found(*found.span("value"), Kind.EMAIL) for found in _DECLARED_EMAIL.finditer(text))


def _local_start(text: str, done: int, at: int, *, plain: bool) -> int | None:
    while at > done and text[at - 1] in " \n":
        at -= 1
    before = text[max(done, at - _LONGEST_LOCAL_PART) : at]
    found = _LOCAL_BACKWARDS.match(before[::-1])
    if found is None:
        return None
    local = found.group()[::-1].lstrip(_IDLE + ("" if plain else "点杠"))
    outside = before[: len(before) - len(local)]
    if not local or outside.endswith(("@", "*", "\0")) or not _SIGN.search(local):
        return None
    return at - len(local)


_SIGN = lazily(rf"[a-z0-9]|{D}{{3}}")


def _is_meant(text: str, start: int, found: re.Match[str], *, spoken: bool) -> bool:
    """Of "it at once. Then" no address: where nothing but spaces marks the at, the top must be a known one."""
    if not spoken or found["at"] != " at ":
        return True
    return _KNOWN_TOP.search(found.group()) is not None and " " not in text[start : found.start()]


_KNOWN_TOP = lazily(r"(?:com|cn|net|org|edu|gov|[康抗][姆母木]|邮箱)$")
