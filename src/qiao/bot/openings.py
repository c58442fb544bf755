"""Messages that only ask to ask: 我想咨询一下 has no matter yet, and its answer is to go on.

They are known whole, from a closed list. Learnt among the greetings they drew real questions to themselves:
我想问一下怎么还款 then counted as a greeting.
"""

import re
from itertools import count

from qiao.language import normalise

_LONGEST = 60
_numbers = count()


def _at_once(pattern: str) -> str:
    """What `pattern` matches first, never less: as the possessive quantifiers, which Python before 3.11.5 gets wrong
    around parts that may be taken back (github.com/python/cpython/issues/106052).
    """
    name = f"once{next(_numbers)}"
    return f"(?=(?P<{name}>{pattern}))(?P={name})"


_BETWEEN = r"[\s,.!?~…、;:'\"]*"
_GREETING = (
    "你们?好[啊呀哇]?|您好[啊呀]?|[早晚]上好|[早上下]午好|嗨|哈喽|喂|亲|[在有][吗么嘛没]|在不在|在线[吗么]|有人[吗么在]{1,2}"
    "|打扰(?:一下|了)|不好意思|麻烦(?:您|你|一下)?"
    "|hi(?: there)?|hello(?: there)?|hey|good (?:morning|afternoon|evening)|excuse me|sorry|please"
    "|any(?:one|body) there"
)
_WISHES = "(?:我|那|就|先|想要?|要|需要|得|来|能不能|能否|能|可不可以|可以|方便|麻烦|请(?!教)|跟|向|和|你们?|您)*"
_THING = "(?:你们?|您)?(?:一?[下点些个件]|几[个件])?(?:事情?儿?|问题|情况|东西)?"
_ENDS = rf"(?:{_BETWEEN}(?:吗|嘛|么|吧|呢|哈|啊|可以吗|行吗|好吗|方便吗|谢谢))*"
_ASK = "(?:(?:咨询|请教|打听|问一?问|问)|了解(?=一?[下点些]|情况))"
_MATTER = "(?:我|这边|这里|现在|还){0,5}(?:有|碰到|遇到)(?:了|一?[点些个件]|几[个件])?(?:小|急)?(?:事情?儿?|问题|疑问)"
_QUESTION = "(?:a |one |an |some |another |a few )?(?:quick |small |short )?(?:questions?|enquiry|inquiry|query)"


def _ask() -> str:
    return f"{_at_once(_WISHES)}{_ASK}{_THING}{_at_once(_ENDS)}"


def _greetings() -> str:
    return _at_once(f"(?:(?:{_GREETING}){_BETWEEN})*")


_ASKS_TO_ASK = (
    f"{_ask()}"
    f"|{_MATTER}(?:{_ask()})?"
    f"|(?:i(?:'d| would)? (?:like|want|need|wanted) to |can i |could i |may i |let me )?(?:just )?"
    f"ask (?:you )?(?:about )?(?:something|{_QUESTION})"
    f"|i(?:'ve| have)(?: got)? {_QUESTION}(?: for you)?|{_QUESTION}"
    "|i was wondering about something|(?:there is |there's )?something i (?:need|want|would like) to (?:ask|know)"
)
_OPENING = re.compile(f"{_BETWEEN}{_greetings()}(?:{_ASKS_TO_ASK}){_BETWEEN}{_greetings()}")


def only_opens(text: str) -> bool:
    """Whether somebody says no more than that she has something to ask."""
    folded = normalise(text).strip()
    return len(folded) <= _LONGEST and _OPENING.fullmatch(folded) is not None
