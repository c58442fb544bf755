"""Words that take something back: where they end, what counts begins."""

import re

_INSTEAD = re.compile(
    r"(?:不是|不要|不用|别|no,? not|not)\s*[^，,。.!！？?]{1,20}?[，,、\s]*"
    r"(?:而?是|要|用|应该是|改成|改为|改用|换成?|but|its?|it's|it is|use|take|make it)\s*(?=\S)",
    re.IGNORECASE,
)
_CORRECTS = re.compile(
    "不对|不是(?!吗)|错了|搞错|弄错|说错|写错|填错|改成|改为|改到|换成|换到|更正|应该是|我是说|我说的是|纠正|改一下|还是.{1,12}吧"
    r"|\b(?:no|wrong|actually|rather|instead|i mean|i meant|make it|change (?:it|that) to|correction|sorry)\b",
    re.IGNORECASE,
)


def corrects(text: str) -> bool:
    """Whether it takes something back."""
    return _CORRECTS.search(text) is not None or _INSTEAD.search(text) is not None


def valid_from(text: str) -> int:
    """From which character on a text says what is meant: 不是3000是5000 means 5000."""
    last = None
    for found in _INSTEAD.finditer(text):
        last = found
    return last.end() if last is not None else 0
