"""Which answers may be said again to somebody else: pure."""

import hashlib
import re
import unicodedata
from collections.abc import Iterable
from datetime import datetime

from qiao.language import entities, identifiers
from qiao.language.entities import EntityType

SHORTEST, LONGEST = 8, 300
AT_LEAST = 3
"""How many different customers an answer was given to before it is offered to another."""
TOO_MANY_MATTERS = 3
"""What is said to this many matters answers none of them."""

_A_REASON = frozenset({EntityType.REASON})
# Whose case it is, in words: a form of address with a name before it, figures spelt out, days told by today.
_PERSONAL = re.compile(
    r"[㐀-鿿]{1,2}(?:先生|女士|小姐|老师|经理)(?!好)|\b(?:mr|mrs|ms|miss|dr)\b\.? *[A-Z]"
    r"|[零〇一二两三四五六七八九十百千万亿]+(?:元|块|毛|号|日|天|个?月|年|期|点|分|成|折|笔|次|周|小时)"
    r"|百分之|今[天晚早日]|明[天早晚日]|后天|昨[天晚日]|前天|上午|下午|(?:本|下|上|这)个?(?:周|月|期|星期)|(?:周|星期|礼拜)[一二三四五六日天末]"
    r"|月[底初末]|\b(?:today|tonight|tomorrow|yesterday|(?:mon|tues|wednes|thurs|fri|satur|sun)day)\b"
    r"|\b(?:two|three|four|five|six|seven|eight|nine|ten|hundred|thousand)\b"
    r"|\*|https?:|www\.|@",
    re.IGNORECASE,
)


def may_be_said_again(words: str, *, names: Iterable[str], now: datetime) -> bool:
    """Whether an answer holds nothing of the one it was given to: no figure, day, number, place or name.

    `names` are of those who took part. What cannot be told apart is left out: there are always other answers.
    """
    if not SHORTEST <= len(words) <= LONGEST or any(sign.isdigit() for sign in words):
        return False
    if _PERSONAL.search(words) or any(name and name in words for name in names):
        return False
    if identifiers.find(words):
        return False
    return all(one.type in _A_REASON for one in entities.find(words, now=now))


def digest_of(words: str) -> str:
    """The same for answers that differ in spaces, marks and the size of letters alone."""
    folded = unicodedata.normalize("NFKC", words).casefold()
    kept = "".join(sign for sign in folded if sign.isalnum())
    return hashlib.sha256(kept.encode()).hexdigest()[:32]


_SENTENCE = re.compile(r".+?(?:[。！？!?\n]|\.(?= |$)|$)", re.DOTALL)


def shortened(text: str, *, most: int) -> str:
    """The first whole sentences that fit; of one that is longer, as much as fits."""
    text = text.replace("**", "").strip()
    kept = ""
    for sentence in _SENTENCE.findall(text):
        if kept and len(kept) + len(sentence) > most:
            break
        kept += sentence
    kept = kept.strip()
    return kept if len(kept) <= most else f"{kept[: most - 1]}…"
