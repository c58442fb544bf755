"""Whether something heard is a value of a slot: the types, in one table, and the checks that stand in the flow."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Protocol

from qiao.foundation.business_calendar import SHANGHAI
from qiao.language import normalise
from qiao.language.identifiers import mask
from qiao.language.number_checks import is_card
from qiao.requests.dialogue.choosing import Misfits, fen_of, only_number, period_of, place_in, row_of
from qiao.requests.dialogue.days import a_year_before, same_day_in
from qiao.requests.dialogue.heard import Heard
from qiao.requests.dialogue.numbers import card_number, id_number, proves_identity
from qiao.requests.dialogue.scene import Scene, choices_of
from qiao.requests.flows.book import picks_from
from qiao.requests.flows.definition import DAY_BOUND, ON_FILE, PLACE, Check, Scalar, Slot, SlotType
from qiao.requests.values import Value

_EMAIL = re.compile(r"[A-Za-z0-9._%+\-]{1,64}@(?:[A-Za-z0-9\-]{1,63}\.){1,4}[A-Za-z]{2,24}")
_DAY_OF_MONTH = re.compile(r"(?:每个?月的?)?([0-3]?\d)(?:[号日]|st|nd|rd|th)", re.IGNORECASE)
_DECORATION = re.compile("^[\\s…~～🌀-🫿☀-➿️]+|[\\s…~～🌀-🫿☀-➿️]+$")
_ON_FILE = re.compile(
    r"登记的?那?[个张]?(?:的?(?:邮箱|邮件|电邮|手机|电话|号码|地址)|$)|(?:预留|留过|之前留|以前留|原来|原先|注册时?)的?(?:那个|邮箱|手机号?|电话|号码)"
    r"|\b(?:on file|registered|the one you have|you (?:already )?have|same as before|my usual)\b"
)
_ALL = re.compile(r"全部|都|所有|\b(?:all|both|every)\b")
_LONGEST_TEXT = 500
_ENTITIES: Mapping[SlotType, str] = {
    SlotType.AMOUNT: "amount",
    SlotType.DATE: "date",
    SlotType.COUNT: "count",
    SlotType.PHONE: "phone",
    SlotType.CARD_TAIL: "card_tail",
    SlotType.BANK: "bank",
    SlotType.REGION: "region",
    SlotType.REASON: "reason",
}


@dataclass(frozen=True, slots=True)
class Fits:
    value: Value


Fitting = Fits | Misfits


def fit(name: str, scene: Scene, heard: Heard, *, asked: bool) -> Fitting | None:
    """What of the message is this slot's value. Bare numbers, days and free text count only where they were asked."""
    slot = scene.flow.slots[name]
    if asked and slot.on_file is not None and scene.value(slot.on_file) and _ON_FILE.search(normalise(heard.text)):
        return Fits(ON_FILE)
    found = _READERS[slot.type](name, scene, heard, asked=asked)
    if found is None or isinstance(found, Misfits):
        return found
    if satisfies(slot, found, scene):
        return Fits(found)
    passed = a_year_before(str(found), heard.text) if slot.type is SlotType.DATE else None
    return Fits(passed) if passed is not None and satisfies(slot, passed, scene) else Misfits()


_PROVED_BY_DIGITS: Mapping[SlotType, Callable[[str], bool]] = {
    SlotType.CARD_NUMBER: is_card,
    SlotType.ID_NUMBER: proves_identity,
}


def satisfies(slot: Slot, value: Value, scene: Scene) -> bool:
    """The checks that need nobody outside."""
    check = slot.check
    if slot.type is SlotType.TEXT:
        return isinstance(value, str) and 0 < len(value) <= (check.longest or _LONGEST_TEXT)
    if slot.type in _PROVED_BY_DIGITS:
        return _PROVED_BY_DIGITS[slot.type](str(value))
    if check.least is None and check.most is None:
        return True
    return _within(value, check, scene, is_date=slot.type is SlotType.DATE)


def _within(value: Value, check: Check, scene: Scene, *, is_date: bool) -> bool:
    for bound, sign in ((check.least, 1), (check.most, -1)):
        limit = bound_of(bound, scene)
        if limit is None:
            continue
        if is_date:
            apart = (date.fromisoformat(str(value)) - date.fromisoformat(str(limit))).days
        else:
            apart = int(str(value)) - int(str(limit))
        if sign * apart < 0:
            return False
    return True


def bound_of(bound: Scalar | None, scene: Scene) -> Value | None:
    """A figure, a day counted from today, or a fact."""
    if not isinstance(bound, str):
        return bound
    if place := PLACE.fullmatch(bound):
        return scene.value(place[1])
    day = DAY_BOUND.fullmatch(bound)
    if day is None:
        return bound
    ahead = int(f"{day[1] or '+'}{day[2] or 0}")
    return (scene.now.astimezone(SHANGHAI).date() + timedelta(days=ahead)).isoformat()


class _Reader(Protocol):
    """Reads the value of a slot out of a message, where it finds one."""

    def __call__(self, name: str, scene: Scene, heard: Heard, *, asked: bool) -> Value | Misfits | None: ...


def _entity(name: str, scene: Scene, heard: Heard, *, asked: bool) -> Value | None:
    wanted = _ENTITIES[scene.flow.slots[name].type]
    value = next((one.value for one in heard.entities if one.type == wanted), None)
    if value is None and asked and wanted in ("count", "card_tail"):
        number = only_number(heard.text)
        return number if wanted == "card_tail" or number is None else int(number.split(".")[0])
    return value if isinstance(value, (int, str)) else None


def _count(name: str, scene: Scene, heard: Heard, *, asked: bool) -> Value | None:
    """How many instalments. One falls due a month, so 半年 and six months are six of them."""
    found = _entity(name, scene, heard, asked=asked)
    if found is not None:
        return found
    months = (one.value for one in heard.entities if one.type == "duration" and one.unit == "month")
    return next((value for value in months if isinstance(value, int)), None)


def _amount(name: str, scene: Scene, heard: Heard, *, asked: bool) -> Value | None:
    found = _entity(name, scene, heard, asked=asked)
    if found is not None or not asked:
        return found
    number = only_number(heard.text)
    return None if number is None else fen_of(number)


def _date(name: str, scene: Scene, heard: Heard, *, asked: bool) -> Value | None:
    found = _entity(name, scene, heard, asked=asked)
    if found is not None:
        return found
    period = period_of(heard.entities)
    before = scene.slot(name)
    if period is None or before is None:
        return None
    return same_day_in(period, date.fromisoformat(str(before)))


def _period(name: str, scene: Scene, heard: Heard, *, asked: bool) -> Value | None:
    _ = name, scene, asked
    period = period_of(heard.entities)
    return f"{period[0].isoformat()}..{period[1].isoformat()}" if period else None


def _day(name: str, scene: Scene, heard: Heard, *, asked: bool) -> Value | None:
    """A day of the month: 15号, the 15th, or the bare number where it was asked."""
    _ = name, scene
    if found := _DAY_OF_MONTH.search(normalise(heard.text)):
        return int(found[1])
    number = only_number(heard.text) if asked else None
    return int(number) if number is not None and "." not in number else None


def _email(name: str, scene: Scene, heard: Heard, *, asked: bool) -> Value | None:
    _ = name, scene, asked
    found = _EMAIL.search(heard.text)
    return found[0].lower() if found else None


def _card_number(name: str, scene: Scene, heard: Heard, *, asked: bool) -> Value | None:
    _ = name, scene
    return card_number(heard.text, asked=asked)


def _id_number(name: str, scene: Scene, heard: Heard, *, asked: bool) -> Value | None:
    _ = name, scene
    return id_number(heard.text, asked=asked)


def _text(name: str, scene: Scene, heard: Heard, *, asked: bool) -> Value | None:
    """What was said, without passwords, numbers and names that nobody asked for."""
    if not asked:
        return None
    said = _DECORATION.sub("", heard.text.strip())
    return (said if scene.flow.slots[name].sensitive else mask(said).text) or None


def _file(name: str, scene: Scene, heard: Heard, *, asked: bool) -> Value | None:
    _ = name, scene
    return heard.file if asked else None


def _choice(name: str, scene: Scene, heard: Heard, *, asked: bool) -> Value | None:
    named = _named(scene.flow.slots[name], heard.text, asked=asked)
    return named[0] if len(named) == 1 else None


def _choices(name: str, scene: Scene, heard: Heard, *, asked: bool) -> Value | None:
    slot = scene.flow.slots[name]
    named = _named(slot, heard.text, asked=asked)
    if not named and asked and _ALL.search(normalise(heard.text)):
        return tuple(choice.id for choice in choices_of(slot))
    return tuple(named) or None


def _named(slot: Slot, text: str, *, asked: bool) -> list[str]:
    """The choices a text names: by place where it was asked, else by name or word; inside a longer one none counts."""
    folded = normalise(text)
    choices = choices_of(slot)
    number = only_number(text) if asked else None
    place = int(number) if number is not None and number.isdigit() else place_in(text) if asked else None
    if place is not None and 0 < place <= len(choices):
        return [choices[place - 1].id]
    words = [
        (word, choice.id)
        for choice in choices
        for said in (choice.name.zh, choice.name.en, *choice.words)
        if (word := normalise(said))
    ]
    named: list[str] = []
    for word, choice in sorted(words, key=lambda one: -len(one[0])):
        if _says(folded, word):
            folded = re.sub(re.escape(word), "□", folded)
            named.append(choice)
    return [choice.id for choice in choices if choice.id in named]


def _says(text: str, word: str) -> bool:
    if word.isascii():
        return re.search(rf"(?<![a-z0-9]){re.escape(word)}(?![a-z0-9])", text) is not None
    return word in text


def _pick(name: str, scene: Scene, heard: Heard, *, asked: bool) -> Value | Misfits | None:
    """A row: by loan reference, card tail, amount or place in the list, whichever leaves exactly one."""
    options = picks_from(scene.flow.slots[name])
    assert options is not None
    rows = scene.rows(options.read)
    labels = [scene.label(name, row) for row in rows]
    chosen = row_of(rows, heard, asked=asked, by_sum=scene.frame.asked == name, labels=labels)
    if isinstance(chosen, Misfits):
        return chosen
    value = chosen.get(options.id) if chosen else None
    return value if isinstance(value, (str, int)) else None


def _picks(name: str, scene: Scene, heard: Heard, *, asked: bool) -> Value | Misfits | None:
    """Several rows: all of them, or the one that is named."""
    options = picks_from(scene.flow.slots[name])
    assert options is not None
    ids = tuple(str(row[options.id]) for row in scene.rows(options.read))
    every = any(one.type == "loan_ref" and one.value == "all" for one in heard.entities)
    if ids and (every or (asked and _ALL.search(normalise(heard.text)))):
        return ids
    one = _pick(name, scene, heard, asked=asked)
    return one if one is None or isinstance(one, Misfits) else (str(one),)


_READERS: Mapping[SlotType, _Reader] = {
    SlotType.AMOUNT: _amount,
    SlotType.DATE: _date,
    SlotType.PERIOD: _period,
    SlotType.COUNT: _count,
    SlotType.DAY: _day,
    SlotType.PHONE: _entity,
    SlotType.CARD_TAIL: _entity,
    SlotType.CARD_NUMBER: _card_number,
    SlotType.ID_NUMBER: _id_number,
    SlotType.BANK: _entity,
    SlotType.EMAIL: _email,
    SlotType.REGION: _entity,
    SlotType.REASON: _entity,
    SlotType.PICK: _pick,
    SlotType.PICKS: _picks,
    SlotType.CHOICE: _choice,
    SlotType.CHOICES: _choices,
    SlotType.TEXT: _text,
    SlotType.FILE: _file,
}
