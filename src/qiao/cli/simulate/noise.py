"""How people really type: slips, words that sound alike, split messages, pictures. All from a seeded chance.

Only the words around a value are touched. A value that arrives wrong is a correction, and corrections are planned.
"""

import random
import re

from qiao.cli.simulate.personas import Persona
from qiao.cli.simulate.props import Props

_HOMOPHONES = (
    ("还款", "换款"), ("结清", "接清"), ("逾期", "预期"), ("账单", "帐单"), ("额度", "额渡"), ("利息", "利吸"),
    ("银行卡", "银行咔"), ("证明", "正明"), ("提前", "题前"), ("手机", "手鸡"), ("扣款", "扣宽"), ("申请", "深请"),
)  # fmt: skip
_EMOJI = ("😅", "🙏", "😭", "👀", "…")
_SPLIT_AT = re.compile(r"(?<=[，。！？；,!?])")
_HOLE = re.compile(r"\{[a-z_.0-9]+\}")
_FILLERS = ("那个", "嗯", "就是")


def worded(template: str, props: Props, persona: Persona, chance: random.Random) -> tuple[str, ...]:
    """What she sends for a template: one message, or several in a row."""
    text = _typed(template, props, persona, chance)
    if persona.splits > chance.random():
        parts = [part.strip() for part in _SPLIT_AT.split(text) if part.strip()]
        return tuple(parts) if len(parts) > 1 else (text,)
    return (text,)


def _typed(template: str, props: Props, persona: Persona, chance: random.Random) -> str:
    literals, holes = _HOLE.split(template), _HOLE.findall(template)
    slip = persona.noise > chance.random()
    if slip:
        place = max(range(len(literals)), key=lambda index: len(literals[index]))
        literals[place] = _slipped(literals[place], chance)
    values = [props.fill(hole) for hole in holes]
    text = "".join(part for pair in zip(literals, [*values, ""], strict=True) for part in pair)
    return text + chance.choice(_EMOJI) if persona.emoji > chance.random() else text


def _slipped(words: str, chance: random.Random) -> str:
    """One slip: a word that sounds alike where there is one, else a sign twice, or a filler in front."""
    sounding = [pair for pair in _HOMOPHONES if pair[0] in words]
    if sounding and chance.random() < 0.6:  # noqa: PLR2004
        right, wrong = chance.choice(sounding)
        return words.replace(right, wrong, 1)
    letters = [index for index, sign in enumerate(words) if sign.isalpha()]
    if words.isascii() and len(letters) > 3:  # noqa: PLR2004
        index = chance.choice(letters[1:-1])
        return words[:index] + words[index] * 2 + words[index + 1 :]
    return chance.choice(_FILLERS) + words if words else words
