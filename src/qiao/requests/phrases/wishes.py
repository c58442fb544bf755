"""Messages that say no more than what somebody wants, and words by which something is added."""

import re

from qiao.requests.phrases.clauses import asks, clauses, squeezed

_LONGEST_IN_CHINESE, _LONGEST_IN_WORDS = 14, 9
_WISH = re.compile(
    "(?:那|那就|你好|您好|请|请问|麻烦|还是|现在){0,2}"
    "(?:(?<=那就)(?:登记|申请|办理?|开|查|改)|我要|我想|我想要|我需要|想要|帮我|给我|帮忙|替我|麻烦|能不能|可不可以|可以帮我|要)(?!.*(?:因为|由于|所以))"
    r"|(?:please |hello |hi ){0,2}"
    r"(?:i want to|i want|i would like|id like|i need|can i|can you|could you|let me|help me|please)\b(?!.*\bbecause\b)"
)
_ADDS = re.compile(
    "还要|还想|另外|顺便|同时|再帮|以及|还有|然后再?|完了?再|之后再|以后再|并且|也(?:要|想|帮|给|办)"
    r"|\b(?:also|as well|and then|besides|another thing|by the way|afterwards|after that|and (?:please|i))\b",
    re.IGNORECASE,
)


def is_wish(text: str) -> bool:
    """我要注销账户, please close my account: one short clause that begins as a wish does, and gives no reason."""
    said = clauses(text)
    if len(said) != 1:
        return False
    bare = squeezed(said[0])
    short = len(bare.split()) <= _LONGEST_IN_WORDS if bare.isascii() else len(bare) <= _LONGEST_IN_CHINESE
    return short and _WISH.match(bare) is not None


def asks_or_wishes(text: str) -> bool:
    return asks(text) or any(_WISH.match(squeezed(part)) for part in clauses(text))


def adds(text: str) -> bool:
    """Whether something is asked for beside what was said before."""
    return _ADDS.search(text) is not None


def letters(text: str) -> str:
    """The words alone, to tell whether the same is said again."""
    return "".join(clauses(text))
