"""Texts in both languages, and values written into them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from qiao.foundation.business_calendar import SHANGHAI
from qiao.foundation.money import Money
from qiao.language.identifiers import Kind, masked_value
from qiao.policy import InBoth
from qiao.requests.flows.catalogue import FactType
from qiao.requests.flows.definition import PLACE

_UNKNOWN = "—"
_MASKED = {
    FactType.PHONE: Kind.CN_PHONE,
    FactType.EMAIL: Kind.EMAIL,
    FactType.CARD_NUMBER: Kind.BANK_CARD,
    FactType.ID_NUMBER: Kind.CN_ID,
}


@dataclass(frozen=True, slots=True)
class Words:
    """What is said, in both languages; whoever shows it chooses."""

    zh: str
    en: str

    def in_language(self, language: str) -> str:
        return self.en if language.startswith("en") else self.zh


def plain(text: InBoth) -> Words:
    return Words(text.zh, text.en)


def filled(text: InBoth, written: Callable[[str], Words]) -> Words:
    """`text` with every place replaced by what `written` makes of its path."""
    return Words(
        PLACE.sub(lambda found: written(found[1]).zh, text.zh), PLACE.sub(lambda found: written(found[1]).en, text.en)
    )


def written(value: object, type_: FactType) -> Words:
    """A value for people; a dash for what is not known, and for what nobody should read."""
    if value is None or type_ is FactType.ID:
        return Words(_UNKNOWN, _UNKNOWN)
    match type_:
        case FactType.MONEY if isinstance(value, int):
            yuan = Money(value).in_yuan()
            return Words(f"{yuan}元", f"{yuan} yuan")
        case FactType.DATE:
            return _day(date.fromisoformat(str(value)))
        case FactType.MOMENT:
            moment = datetime.fromisoformat(str(value)).astimezone(SHANGHAI)
            day = _day(moment.date())
            return Words(f"{day.zh}{moment:%H:%M}", f"{day.en}, {moment:%H:%M}")
        case FactType.FLAG:
            return Words("是", "yes") if value else Words("否", "no")
        case FactType.FILE:
            return Words("已附上", "attached")
        case FactType.PHONE | FactType.EMAIL | FactType.CARD_NUMBER | FactType.ID_NUMBER:
            masked = masked_value(_MASKED[type_], str(value))
            return Words(masked, masked)
        case _:
            return Words(str(value), str(value))


def _day(day: date) -> Words:
    return Words(f"{day.year}年{day.month}月{day.day}日", f"{day.day} {day:%b} {day.year}")
