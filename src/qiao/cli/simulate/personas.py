"""Who the customers are: how they type, how patient they are, what they add to what they want."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Persona:
    """Chances from 0 to 1. `before` and `after` are said around an opening; `patience` is in unhelpful answers."""

    types: float = 0.3
    """How often she types although a button would do."""
    noise: float = 0.0
    splits: float = 0.0
    emoji: float = 0.0
    patience: int = 3
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    terse: bool = False


PERSONAS: Mapping[str, Persona] = MappingProxyType(
    {
        "plain": Persona(),
        "new_visitor": Persona(types=0.1, before=("你好，", "您好，", "请问一下，"), patience=4),
        "impatient_salaried": Persona(types=0.6, terse=True, patience=2, after=("，快点", "，赶时间", "")),
        "elder": Persona(
            types=0.8,
            patience=4,
            before=("姑娘，", "小同志，", "我年纪大了不大会弄，"),
            after=("，中不中", "，麻烦你嘞", ""),
        ),
        "hearing_impaired": Persona(types=0.9, before=("我听不见，只能打字，", "耳朵不好不方便接电话，")),
        "flooded_shopkeeper": Persona(types=0.6, before=("店里进水了，", "唉，"), noise=0.2),
        "unemployed": Persona(types=0.5, before=("不好意思，", "最近没工作了，"), after=("，给你们添麻烦了", "")),
        "complainer": Persona(types=0.7, patience=2, after=("，请书面答复", "，我都留着记录呢", "")),
        "fraud_victim": Persona(types=0.9, before=("急急急！", "怎么办啊，"), noise=0.2, splits=0.4),
        "fraudster": Persona(types=0.5, patience=5),
        "spouse": Persona(types=0.5, before=("我是他老婆，", "我替我爱人问，")),
        "grieving": Persona(types=0.7, patience=3),
        "angry": Persona(
            types=0.7, patience=2, before=("都找你们四次了！", "又来了，", "你们到底行不行，"), after=("！", "！！", "")
        ),
        "foreigner": Persona(types=0.4),
        "early_settler": Persona(types=0.4, after=("", "，越快越好")),
        "injector": Persona(types=0.8, patience=3),
        "one_word": Persona(types=0.4, terse=True),
        "double_texter": Persona(types=0.6, splits=1.0),
        "code_mixer": Persona(types=0.8, noise=0.8, emoji=0.5),
    }
)
