"""Phones, landlines, identity cards and bank cards, in any grouping and over several messages."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from qiao.language.number_checks import is_card, is_identity_card, is_mobile
from qiao.language.patterns import lazily

from .kinds import Found, Kind
from .number_context import is_amount, is_company_code, is_counted, is_hotline, named, named_after
from .number_runs import SHORTEST_NUMBER, Group, runs
from .seeing import HAN_DIGITS, Seen
from .signs import APART, S, digits_of

_THINGS = frozenset({"order", "company"})
_LAST_SIGN = lazily(
    rf"(?:\n|{S}){{0,3}}(?:(?:最后|末|尾)(?:一?位)?(?:数|字)?(?:是|个|为)?(?:个|一个)?)?(?:大写|小写"
    rf"|字母)?(?:的)?(?:字母)?\s?(?:x|叉|艾克斯)(?![a-z0-9])"
)
_COUNTRY = lazily(r"(?:00)?86(?=1[3-9][0-9]{9}$|0?(?:10|2[0-57-9]|[3-9][0-9]{2})[2-8][0-9]{6,7}$)")

_COUNTRY_ALONE = {"86", "086", "0086"}
_LANDLINE = lazily(r"0(?:10|2[0-57-9]|[3-9][0-9]{2})[2-8][0-9]{6,7}")
_AREA = lazily(r"0(?:10|2[0-57-9]|[3-9][0-9]{2})")
_LOCAL = lazily(r"[2-8][0-9]{6,7}")
_CARD_ISSUER = lazily(r"62|4|5[1-5]|3[4-7]|6[0-5]|68|69|95588|9[0-9]{18}")
_WORDED = lazily(rf"([{HAN_DIGITS}]{{0,2}})([0-9]{{{SHORTEST_NUMBER},}})([{HAN_DIGITS}]{{0,2}})")
_LONGEST = 20
_MOST_GROUPS = 20
_ID_DIGITS = frozenset({15, 17, 18})
_ID_OR_CARD = frozenset(range(13, 20))
# How many digits a number may have where its writer says what it is, a slip included.
_LENGTHS: Mapping[str, range] = {
    "phone": range(10, 16),
    "id": range(14, 21),
    "card": range(13, 21),
    "landline": range(7, 13),
}
_BEGINNING = lazily(r"0|1[1-9]|1$|2[1-3]|2$|[3-6]|7$|71|8$|8[1-36]")
_MOST_FAILURES = 48  # So many short groups that fit nothing are a table; only whole numbers count from there on.
_WORDS_AGAINST = lazily(
    r"(?:^|[^a-z])(?!(?:id|no|tel|phone|mobile|mob|cell|card|call|is|at|p|t|m|wx|vx|v|x|qq|shouji"
    r"|dianhua|haoma|shoujihao|kahao|sfz)[a-z]{0,0}$)[a-z]{1,12}$"
)


def numbers(seen: Seen) -> Iterator[Found]:
    for text, written in runs(seen.text):
        groups = [apart for group in written for apart in _without_words(text, group)]
        if len(groups) > 1:
            yield from _in_run(text, groups)
        elif found := _number(text, groups, groups[0].digits, _said(text, groups)):
            yield found


def _without_words(text: str, group: Group) -> Sequence[Group]:
    """张三13912345678: a numeral beside figures is a word of its own, unless all of them are one number."""
    worded = _WORDED.fullmatch(text, group.start, group.end)
    if worded is None or worded.end(2) - worded.start(2) == group.end - group.start:
        return (group,)
    whole = _number(text, [group], group.digits, _said(text, [group]))
    if whole is not None and _is_right(whole, group.digits):
        return (group,)
    parts = (worded.span(part) for part in (1, 2, 3))
    return [Group(start, end, digits_of(text[start:end])) for start, end in parts if start < end]


def _said(text: str, groups: Sequence[Group]) -> str | None:
    return named(text, groups[0].start) or named_after(text, groups[-1].end)


def _in_run(text: str, groups: Sequence[Group]) -> Iterator[Found]:
    # Only joints stand between groups, so that a name can stand before the first alone.
    said = _said(text, groups)
    first = failures = 0
    left = sum([len(group.digits) for group in groups])
    while left >= SHORTEST_NUMBER:
        if failures > _MOST_FAILURES and len(groups[first].digits) < SHORTEST_NUMBER:
            left -= len(groups[first].digits)
            first += 1
            continue
        found = _from(text, groups, first, said, only_whole=failures > _MOST_FAILURES)
        said = None
        if found is None:
            left -= len(groups[first].digits)
            first += 1
            failures += 1
            continue
        failures = 0
        yield found
        while first < len(groups) and groups[first].start < found.end:
            left -= len(groups[first].digits)
            first += 1


def _from(text: str, groups: Sequence[Group], first: int, said: str | None, *, only_whole: bool) -> Found | None:
    """The best number that begins with this group: the group itself, or the longest sequence of groups."""
    head = groups[first]
    if len(head.digits) >= SHORTEST_NUMBER:
        whole = _number(text, [head], head.digits, said)
        if whole and _is_right(whole, head.digits):
            return whole
    else:
        whole = None
    if only_whole or said in _THINGS or not (said or _BEGINNING.match(head.digits)):
        return whole
    digits = head.digits
    best: Found | None = None
    for last in range(first + 1, min(first + _MOST_GROUPS, len(groups))):
        digits += groups[last].digits
        if len(digits) > _LONGEST + 3:
            break
        if _may_be(digits, said):
            found = _together(text, groups[first : last + 1], digits, said)
            if found and _is_right(found, digits):
                best = found
            whole = whole or found
    return best or whole


def _may_be(digits: str, said: str | None) -> bool:
    """Whether anything is as long as this and begins like this."""
    length = len(digits)
    if said and length in _LENGTHS.get(said, ()):
        return True
    if digits[0] == "0" or digits.startswith("86"):
        return length > 9  # noqa: PLR2004
    return (length == 11 and digits[0] == "1") or length in _ID_OR_CARD  # noqa: PLR2004


def _is_right(found: Found, digits: str) -> bool:
    """Not only called a number of this kind, but as long as one."""
    match found.kind:
        case Kind.CN_PHONE:
            return is_mobile(digits[-11:])
        case Kind.CN_ID:
            return len(digits) in _ID_DIGITS
        case Kind.BANK_CARD:
            return is_card(digits)
        case _:
            return True


def _together(text: str, groups: Sequence[Group], digits: str, said: str | None) -> Found | None:
    if said not in _LENGTHS and not _grouped_naturally(text, groups):
        return None
    if groups[0].digits in _COUNTRY_ALONE and len(digits) > 11:  # noqa: PLR2004
        return None
    return _number(text, groups, digits, said)


def _grouped_naturally(text: str, groups: Sequence[Group]) -> bool:
    """Figures of a table are no number: pairs count only with one and the same separator, long numbers in fours."""
    sizes = [len(group.digits) for group in groups]
    if sum(sizes) > 11 and sizes[0] not in {6, 10} and not _looks_like_card(sizes):  # noqa: PLR2004
        return False
    if sizes[0] > 2:  # noqa: PLR2004
        return True
    between = {text[one.end : other.start] for one, other in pairwise(groups)}
    return len(between) == 1 and not between & {",", "\n", ", "}


def _looks_like_card(sizes: Sequence[int]) -> bool:
    """Fours, or two or three long pieces."""
    return all(size == 4 for size in sizes[:-1]) or (len(sizes) < 5 and min(sizes[:-1]) > 5) or sizes[:2] == [3, 3]  # noqa: PLR2004


def _number(text: str, groups: Sequence[Group], digits: str, said: str | None) -> Found | None:
    start, end = groups[0].start, groups[-1].end
    if text.startswith("*", end) or (start and text[start - 1] == "*"):
        return None
    country = _COUNTRY.match(digits) if len(digits) > 11 else None  # noqa: PLR2004
    if country and len(groups[0].digits) > country.end():
        digits = digits[country.end() :]
        start += country.end()
    sign = _LAST_SIGN.match(text, end) if 14 <= len(digits) <= _LONGEST else None  # noqa: PLR2004
    kind = _kind(digits, text, start, end, said, with_x=sign is not None)
    if kind is None:
        return None
    if kind is Kind.CN_ID and sign:
        return _found(text, start, sign.end(), kind, [*groups, Group(sign.end() - 1, sign.end(), "x")])
    return _found(text, start, end, kind, groups)


def _found(text: str, start: int, end: int, kind: Kind, groups: Sequence[Group]) -> Found:
    """Pieces are what another message, or words, divide."""
    if len(groups) == 1:
        return Found(start, end, kind)
    pieces = [(start, groups[0].end)]
    for one, other in pairwise(groups):
        if APART.search(text, one.end, other.start):
            pieces.append((other.start, other.end))
        else:
            pieces[-1] = pieces[-1][0], other.end
    return Found(start, end, kind, tuple(pieces) if len(pieces) > 1 else ())


def _kind(digits: str, text: str, start: int, end: int, said: str | None, *, with_x: bool) -> Kind | None:
    if len(digits) in _ID_DIGITS and is_identity_card(digits + "x" if with_x else digits, declared=said == "id"):
        is_plain = said not in _THINGS and (said == "id" or end - start == len(digits))
        return Kind.CN_ID if len(digits) > 15 or is_plain else None  # noqa: PLR2004
    if said in _THINGS or is_amount(text, start, end):
        return None
    if said == "id" and (14 <= len(digits) <= _LONGEST):  # noqa: PLR2004
        return Kind.CN_ID
    if is_mobile(digits):
        before = text[start - 1 : start]
        is_of_word = "a" <= before <= "z" and _WORDS_AGAINST.search(text, max(0, start - 13), start) is not None
        return None if is_of_word else Kind.CN_PHONE
    if _is_landline(digits, said) and not is_hotline(digits):
        return Kind.CN_LANDLINE
    if said == "phone":
        return Kind.CN_PHONE if _is_nearly_mobile(digits) and not is_counted(text, end) else None
    return Kind.BANK_CARD if _is_bank_card(digits, text, start, end, said) else None


def _is_landline(digits: str, said: str | None) -> bool:
    if said == "hotline":
        return False
    return _LANDLINE.fullmatch(digits) is not None or (said == "landline" and _LOCAL.fullmatch(digits) is not None)


def _is_nearly_mobile(digits: str) -> bool:
    """One digit missing or one too many, or eleven with a slip at the front."""
    return digits[0] == "1" and 10 <= len(digits) <= 12  # noqa: PLR2004


def _is_bank_card(digits: str, text: str, start: int, end: int, said: str | None) -> bool:
    if said == "card":
        return 13 <= len(digits) <= _LONGEST and not is_counted(text, end)  # noqa: PLR2004
    if text[start - 1 : start].isascii() and text[start - 1 : start].isalpha():
        return False
    if text[end : end + 1].isascii() and text[end : end + 1].isalpha():
        return False
    return _CARD_ISSUER.match(digits) is not None and is_card(digits) and not is_company_code(digits)


def area_length(digits: str) -> int:
    """How many of a landline's digits are its area code."""
    area = _AREA.match(digits)
    return area.end() if area else 0
