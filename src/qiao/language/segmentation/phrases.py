"""The words by which a clause is known to ask, to wish, to go on to another matter, or only to repeat the last one."""

import re
from typing import Final

from qiao.language.patterns import lazily

# "还有多少没还" asks how much is left; "还有，利息呢" goes on.
_AND_ALSO: Final = r"还有(?!多少|几|什么|没|啥|多久|多长|[0-9一两]|欠|剩|哪|谁|可能|机会|必要|办法)"
_ASK_AGAIN: Final = r"再(?:请)?问|再咨询|还想(?:问|知道|了解|咨询)|还要问|还得问|还请问"
_BESIDES: Final = rf"另外|此外|{_AND_ALSO}|顺便|顺带|{_ASK_AGAIN}|对了|以及"
_ANOTHER: Final = r"另一[个件]|再一个|再有|再者|再帮|其次"
_BESIDES_ENGLISH: Final = (
    r"(?:also|besides|and also|by the way|btw|secondly|in addition|another (?:thing|question)|one more)\b"
)
_NUMBERED: Final = r"第[二三四五]|[二三四五]是|[2-9][.、)）:：]|[②③④⑤]"

_ASKING_ENGLISH: Final = r"what|why|how|when|where|who|which|can|could|do|does|did|is|are|will|would|should"

GOES_ON: Final = lazily(rf"(?:嗯|哦|那|我)?(?:{_BESIDES}|{_ANOTHER}|{_NUMBERED}|{_BESIDES_ENGLISH})", re.IGNORECASE)
"""At the start of a clause: it goes on to another matter."""

GOES_ON_WITHIN: Final = lazily(
    rf"(?<=[\u4e00-\u9fff])(?:另外|顺便|{_AND_ALSO}|再问|还想(?:问|知道|了解)|对了|以及|同时|然后(?!呢))"
    rf"|(?<=[a-z]) (?=(?:and|also|plus) (?:{_ASKING_ENGLISH}|i)\b)",
    re.IGNORECASE,
)
"""Inside a clause: it goes on here without any punctuation."""

ASKS: Final = lazily(
    r"怎么|怎样|如何|咋|啥|什么|为何|凭什么|多少|多久|多长|多大|多高|几[天个点号期年次时分月张笔]|哪|谁|干[嘛吗]|几多"
    r"|吗|么$|嘛$|呢$|不$|没$|没有$|吧$"
    r"|是不是|要不要|行不行|能否|是否|可否|好不好|有[没无]有?|可不可以|[能可会要让给算行用]不[能可会要让给算行用]"
    rf"|\b(?:{_ASKING_ENGLISH}|may|any)\b",
    re.IGNORECASE,
)

WISHES: Final = lazily(
    r"(?:你好|您好|请|麻烦|那|也|再|还|并|同时|然后|先|我)?"
    r"(?:再|也|把|连|我(?:现在|就|们)?(?:想|要|需要|申请|打算|得)|想要?|帮|给我|麻烦|请|申请|取消|要求|需要"
    r"|查(?:一?下|询)|希望|能帮|改(?:一?下)?|开(?:一?[个张份])|别再?|不要|停[掉止]"
    r"|i (?:want|need|would like|wish)|i'd like|please|help me)",
    re.IGNORECASE,
)
"""At the start of a clause."""

REPEATS: Final = lazily(
    r"那|这|它|这样|具体|是不是|是因为|难道|还是|或者|比如|例如|要不|到底|究竟|怎么[办弄搞]|咋[办整弄]|为什么|为啥|凭什么"
    r"|怎么回事|可以吗|行吗|好吗|能行吗|对吗|是吗|谢谢"
)
"""At the start of a clause: it asks on about the same matter."""

LEANS: Final = lazily(
    r"(?:那|还|也|又|是不是|是否)?(?:有|要|收|能|会|可以|可不可以|需要|得|算|多久|多长|多少|几|什么时候|啥时候|何时|在哪|哪里|去哪|怎么|如何)"
    r"|(?:how (?:long|much)|is there|are there|can i|do i|does it|will it|when|where)\b",
    re.IGNORECASE,
)
"""At the start of what a part wants: its matter may be the one named before."""

SAYS_NOTHING: Final = frozenset(
    "的了吗呢吧啊呀嘛么哦哈我你您他她它们咱这那哪个些是不有没在到和跟与就也都还再又要想能可以会得着过把被给让对说看问请帮"
    "知道下上一二两几多少怎如何样咋啥什为做办处理弄搞久长大先后现今天时候号种件事情题麻烦谢好行需用去来从里面其实然但因"
    "所教咨询解查才只很太真该应"
)
"""Characters that name no matter."""

_NO_MATTER_ENGLISH: Final = (
    "what why how when where who which can could does did are will would should may any the and for you your also "
    "besides please want need like have has get this that with from about there tell know much many long"
)
SAYS_NOTHING_ENGLISH: Final = frozenset(_NO_MATTER_ENGLISH.split())
