"""The shape of a clause: what each word does in it, so that 找客服 and 叫个真人 are one, and 没要客服 another.

The words of a wish for a person are those of a hundred other matters; who does what to whom tells them apart.
"""

import re
from collections.abc import Iterator

from .clause_roles import ROLES
from .normalise import normalise

SHAPE_WEIGHT = 0.6
"""Of a shape beside a run of characters; chosen by cross-validation, flat around here."""

_FIRST_ROLE = 0xF100  # Private use that no text can bring in, beyond the groups of words.
_ROLE = {name: chr(_FIRST_ROLE + number) for number, name in enumerate(("stop", "other", "number", *ROLES))}
_APART, _WHOLE = chr(_FIRST_ROLE + 0x80), chr(_FIRST_ROLE + 0x81)
_STOP, _OTHER = _ROLE["stop"], _ROLE["other"]
_RUNS = (2, 3, 4)
_LONGEST_LATIN = 4
_LONGEST_TEXT = 400  # A wish is short; pairs of roles grow with the square of a clause.
_LONGEST_CLAUSE = 24  # Roles.
_WORDS = re.compile(r"[a-z]+(?:'[a-z]+)?|[0-9]+(?:[.,:/-][0-9]+)*|\S")
_STOPS = frozenset(",，.。!！;；、…~")
_ARTICLES = frozenset({"a", "an", "the"})


def shape_signs(normalised: str) -> list[str]:
    """Runs of roles, each two roles of one clause in their order, and the clause as a whole."""
    shape = shape_of(normalised)
    signs = [shape[start : start + length] for length in _RUNS for start in range(len(shape) - length + 1)]
    for clause in shape.split(_STOP):
        if not clause:
            continue
        signs.append(_WHOLE + clause)
        telling = clause.replace(_OTHER, "")[:_LONGEST_CLAUSE]
        signs += [_APART + one + other for at, one in enumerate(telling) for other in telling[at + 1 :]]
    return signs


def is_shape(sign: str) -> bool:
    return _STOP <= sign[0] <= _WHOLE


def shape_of(normalised: str) -> str:
    """One character a role, with stops around clauses; words without a role that stand beside each other are one."""
    shape = _STOP
    for role in _roles(normalised[:_LONGEST_TEXT]):
        if role != shape[-1] or role not in {_STOP, _OTHER, _ROLE["opaque"]}:
            shape += role
    return shape if shape[-1] == _STOP else shape + _STOP


def names_a_person_without_wish(text: str) -> bool:
    """Whether persons are named only as in 没要人工, 为什么一定要人工, 网点找谁办, 找我老公来 or 跟你们经理谈过了.

    Whoever shall be called back waits for a call: somebody call me is a request, and no wish for a person now.
    """
    shape = shape_of(normalise(text))
    rest = _NO_WISH.sub(_STOP, shape)
    return len(rest) < len(shape) and _PERSON.search(rest) is None


def names_somebody(text: str) -> bool:
    """Whether any word is for somebody who serves, for a machine or for being put through: 换个还款日 has none."""
    return _SOMEBODY.search(shape_of(normalise(text))) is not None


def leads_on(normalised: str) -> bool:
    """Whether the next clause hangs on this one, and is no wish by itself: 要是收不到，就转人工; 客服说，转人工要等."""
    return _LEADS_ON.search(shape_of(normalised)) is not None


def _any_of(names: str) -> str:
    return f"[{''.join(_ROLE[name] for name in names.split())}]"


_PERSONS = _any_of("human person somebody office colleague")
_PERSON = re.compile(_PERSONS)
_SOMEBODY = re.compile(_any_of("human person somebody nobody office colleague robot connect call"))
_EXCUSES = (
    # 没要人工, 别给我接客服
    (
        f"(?<={_STOP}){_any_of('me you softly address other')}{{0,2}}{_ROLE['denial']}"
        f"{_any_of('wish connect call swap with me you doing softly denial')}{{0,4}}{_PERSONS}{{1,3}}"
        f"{_any_of('doing softly other')}{{0,2}}(?={_STOP})"
    ),
    # 为什么一定要人工
    f"{_ROLE['must']}{_any_of('wish connect call with you me doing softly other')}{{0,4}}{_PERSONS}",
    # 转人工收费吗
    f"{_PERSONS}.{{0,3}}{_ROLE['price']}|{_ROLE['price']}.{{0,3}}{_PERSONS}",
    # 我做客服的
    f"{_ROLE['work']}.{{0,3}}{_PERSONS}",
    # 网点找谁办
    f"{_ROLE['place']}.{{0,2}}{_PERSONS}",
    # 找我老公来
    f"{_any_of('connect call swap with')}{_any_of('with me you other softly')}{{0,2}}{_ROLE['others']}",
    # 跟你们经理谈过了
    f"{_PERSONS}{_any_of('with me you other doing softly told call')}{{0,4}}{_ROLE['done']}",
    # 我正在等人工
    f"{_ROLE['underway']}.{{0,4}}{_PERSONS}",
    # 叫你们的人别再打电话了
    f"{_ROLE['call']}{_any_of('you other me')}{{0,2}}{_PERSONS}{_any_of('you other softly')}{{0,2}}{_ROLE['denial']}",
    # can somebody call me
    f"[^{_STOP}]*{_ROLE['callback']}[^{_STOP}]*",
    # 要是收不到，我就找客服
    f"{_ROLE['condition']}.{{1,14}}?{_PERSONS}[^{_STOP}]*",
)
_NO_WISH = re.compile("|".join(_EXCUSES))
_LEADS_ON = re.compile(f"{_ROLE['condition']}|{_ROLE['told']}{_ROLE['softly']}?{_STOP}$")


def _roles(text: str) -> Iterator[str]:
    """The role of each word, the longest that is known first."""
    words = [found.span() for found in _WORDS.finditer(text)]
    until = 0
    for at, (start, end) in enumerate(words):
        if start < until:
            continue
        word = text[start:end]
        if word in _STOPS:
            yield _STOP
        elif word[0].isdigit():
            yield _ROLE["number"]
        else:
            ends = (last for _, last in words[at : at + _LONGEST_LATIN]) if _is_latin(word) else _ends(start, word)
            until = max((last for last in ends if text[start:last] in _ROLE_OF), default=end)
            if text[start:until] not in _ARTICLES:
                yield _ROLE_OF.get(text[start:until], _OTHER)


def _is_latin(word: str) -> bool:
    return word.isascii() and word[0].isalpha()


def _ends(start: int, character: str) -> range:
    return range(start + 1, start + 1 + _LONGEST.get(character, 0))


def _words() -> Iterator[tuple[str, str]]:
    for name, words in ROLES.items():
        for word in words.split():
            yield word.replace("_", " "), _ROLE[name]


_ROLE_OF = dict(_words())
_LONGEST: dict[str, int] = {}
for _word in _ROLE_OF:
    if not _is_latin(_word):
        _LONGEST[_word[0]] = max(len(_word), _LONGEST.get(_word[0], 0))
