"""Whether something heard is a value of a slot: the types, in one table, and the checks that stand in the flow."""

import re
from calendar import monthrange
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from qiao.foundation.business_calendar import SHANGHAI
from qiao.language import normalise
from qiao.language.identifiers import mask
from qiao.language.number_checks import is_card
from qiao.requests.dialogue.days import a_year_before, same_day_in
from qiao.requests.dialogue.heard import Heard, Said
from qiao.requests.dialogue.numbers import card_number, id_number, proves_identity
from qiao.requests.dialogue.scene import Row, Scene, choices_of
from qiao.requests.flows.book import picks_from
from qiao.requests.flows.definition import DAY_BOUND, PLACE, Check, Scalar, Slot, SlotType
from qiao.requests.flows.words import Words
from qiao.requests.phrases.clauses import asks
from qiao.requests.values import Value

_EMAIL = re.compile(r"[A-Za-z0-9._%+\-]{1,64}@(?:[A-Za-z0-9\-]{1,63}\.){1,4}[A-Za-z]{2,24}")
_DAY_OF_MONTH = re.compile(r"(?:每个?月的?)?([0-3]?\d)(?:[号日]|st|nd|rd|th)", re.IGNORECASE)
_NUMBER = re.compile(r"(?<![\d.])\d{1,9}(?:\.\d{1,2})?(?![\d.])")
_ALL = re.compile(r"全部|都|所有|\b(?:all|both|every)\b")
_PLACE = re.compile(
    r"第([一二两三四五六七八九十]|\d{1,2})(?:[个条项种张笔行]|$)|\b(first|second|third|fourth|fifth|last)\b"
)
_ORDINALS = {
    **{sign: place for place, sign in enumerate("一二三四五六七八九十", 1)},
    **{word: place for place, word in enumerate(("first", "second", "third", "fourth", "fifth"), 1)},
    "两": 2,
}
_PLACE_DIGITS = 2
_FEN = 100
_LONGEST_TEXT = 500
_LONGEST_ANSWER = 15
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


@dataclass(frozen=True, slots=True)
class Misfits:
    """Something of this kind was said, but it cannot be."""


Fitting = Fits | Misfits


def fit(name: str, scene: Scene, heard: Heard, *, asked: bool) -> Fitting | None:
    """What of the message is this slot's value. Bare numbers, days and free text count only where they were asked."""
    slot = scene.flow.slots[name]
    found = _READERS[slot.type](name, scene, heard, asked)
    if found is None:
        return None
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


_Reader = Callable[[str, Scene, Heard, bool], Value | None]


def _entity(name: str, scene: Scene, heard: Heard, asked: bool) -> Value | None:  # noqa: FBT001  (one table, one shape)
    wanted = _ENTITIES[scene.flow.slots[name].type]
    value = next((one.value for one in heard.entities if one.type == wanted), None)
    if value is None and asked and wanted in ("count", "card_tail"):
        number = _only_number(heard.text)
        return number if wanted == "card_tail" or number is None else int(number.split(".")[0])
    return value if isinstance(value, (int, str)) else None


def _amount(name: str, scene: Scene, heard: Heard, asked: bool) -> Value | None:  # noqa: FBT001
    found = _entity(name, scene, heard, asked)
    if found is not None or not asked:
        return found
    number = _only_number(heard.text)
    if number is None:
        return None
    yuan, _, fraction = number.partition(".")
    return int(yuan) * _FEN + int(fraction.ljust(2, "0") or 0)


def _date(name: str, scene: Scene, heard: Heard, asked: bool) -> Value | None:  # noqa: FBT001
    found = _entity(name, scene, heard, asked)
    if found is not None:
        return found
    period = _period_of(heard.entities)
    before = scene.slot(name)
    if period is None or before is None:
        return None
    return same_day_in(period, date.fromisoformat(str(before)))


def _period(name: str, scene: Scene, heard: Heard, asked: bool) -> Value | None:  # noqa: FBT001
    _ = name, scene, asked
    period = _period_of(heard.entities)
    return f"{period[0].isoformat()}..{period[1].isoformat()}" if period else None


def _period_of(entities: Sequence[Said]) -> tuple[date, date] | None:
    for one in entities:
        if one.type == "period" and isinstance(one.value, dict):
            first, last = one.value.get("from"), one.value.get("to")
            if first and last:
                return date.fromisoformat(first), date.fromisoformat(last)
    return None


def _day(name: str, scene: Scene, heard: Heard, asked: bool) -> Value | None:  # noqa: FBT001
    """A day of the month: 15号, the 15th, or the bare number where it was asked."""
    _ = name, scene
    if found := _DAY_OF_MONTH.search(normalise(heard.text)):
        return int(found[1])
    number = _only_number(heard.text) if asked else None
    return int(number) if number is not None and "." not in number else None


def _email(name: str, scene: Scene, heard: Heard, asked: bool) -> Value | None:  # noqa: FBT001
    _ = name, scene, asked
    found = _EMAIL.search(heard.text)
    return found[0].lower() if found else None


def _card_number(name: str, scene: Scene, heard: Heard, asked: bool) -> Value | None:  # noqa: FBT001
    _ = name, scene
    return card_number(heard.text, asked=asked)


def _id_number(name: str, scene: Scene, heard: Heard, asked: bool) -> Value | None:  # noqa: FBT001
    _ = name, scene
    return id_number(heard.text, asked=asked)


def _text(name: str, scene: Scene, heard: Heard, asked: bool) -> Value | None:  # noqa: FBT001
    """What was said, without passwords, numbers and names that nobody asked for."""
    if not asked:
        return None
    said = heard.text.strip()
    return (said if scene.flow.slots[name].sensitive else mask(said).text) or None


def _choice(name: str, scene: Scene, heard: Heard, asked: bool) -> Value | None:  # noqa: FBT001
    named = _named(scene.flow.slots[name], heard.text, asked=asked)
    return named[0] if len(named) == 1 else None


def _choices(name: str, scene: Scene, heard: Heard, asked: bool) -> Value | None:  # noqa: FBT001
    slot = scene.flow.slots[name]
    named = _named(slot, heard.text, asked=asked)
    if not named and asked and _ALL.search(normalise(heard.text)):
        return tuple(choice.id for choice in choices_of(slot))
    return tuple(named) or None


def _named(slot: Slot, text: str, *, asked: bool) -> list[str]:
    """The choices a text names: by place where it was asked, else by name or word; inside a longer one none counts."""
    folded = normalise(text)
    choices = choices_of(slot)
    number = _only_number(text) if asked else None
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


def _pick(name: str, scene: Scene, heard: Heard, asked: bool) -> Value | None:  # noqa: FBT001
    """A row: by loan reference, card tail, amount or place in the list, whichever leaves exactly one."""
    options = picks_from(scene.flow.slots[name])
    assert options is not None
    rows = scene.rows(options.read)
    chosen = _row(rows, heard, asked=asked, labels=[scene.label(name, row) for row in rows])
    value = chosen.get(options.id) if chosen else None
    return value if isinstance(value, (str, int)) else None


def _picks(name: str, scene: Scene, heard: Heard, asked: bool) -> Value | None:  # noqa: FBT001
    """Several rows: all of them, or the one that is named."""
    options = picks_from(scene.flow.slots[name])
    assert options is not None
    ids = tuple(str(row[options.id]) for row in scene.rows(options.read))
    every = any(one.type == "loan_ref" and one.value == "all" for one in heard.entities)
    if ids and (every or (asked and _ALL.search(normalise(heard.text)))):
        return ids
    one = _pick(name, scene, heard, asked)
    return None if one is None else (str(one),)


def _row(rows: Sequence[Row], heard: Heard, *, asked: bool, labels: Sequence[Words]) -> Row | None:
    if not rows:
        return None
    for one in heard.entities:
        if one.type == "loan_ref":
            return _by_reference(rows, one.value)
        if one.type in ("card_tail", "bank_card"):
            return _only(row for row in rows if str(one.value).endswith(str(row.get("tail") or row.get("number", "?"))))
        if one.type == "period" and asked and (month := _month_of(one)) is not None:
            return _only(row for row in rows if month in row.values())
        if one.type == "amount" and asked:
            return _only(row for row in rows if one.value in row.values())
    number = _only_number(heard.text) if asked else None
    if number is not None:
        called = _only(row for row in rows if number in (row.get("tail"), row.get("number")))
        if called is not None:
            return called
        if number.isdigit() and len(number) <= _PLACE_DIGITS and 0 < int(number) <= len(rows):
            return rows[int(number) - 1]
        return None
    if not asked:
        return None
    place = place_in(heard.text)
    if place is not None and len(heard.text) <= _LONGEST_ANSWER:
        return rows[place - 1] if place <= len(rows) else None
    folded = normalise(heard.text)
    return _only(
        row for row, label in zip(rows, labels, strict=True) if folded in (normalise(label.zh), normalise(label.en))
    )


def _by_reference(rows: Sequence[Row], reference: object) -> Row | None:
    """最早 and 最近 count by the day the loan was paid out, where rows tell it; 第二笔 is the second on the list."""
    ordered = sorted(rows, key=lambda row: str(row.get("disbursed_on") or ""))
    if reference == "earliest":
        return ordered[0]
    if reference == "latest":
        return ordered[-1]
    if isinstance(reference, int) and 0 < reference <= len(rows):
        return rows[reference - 1]
    return None


def _month_of(said: Said) -> str | None:
    """上个月, 2026年11月: the whole month a period is, as rows name it."""
    period = _period_of([said])
    if period is None:
        return None
    first, last = period
    whole = (first.day, last.day) == (1, monthrange(first.year, first.month)[1]) and first.month == last.month
    return f"{first:%Y-%m}" if whole else None


def place_in(text: str) -> int | None:
    """第一个, 第2条, the second one: the place in a list; None where no place, or more than one, is named."""
    found = _PLACE.findall(normalise(text))
    if len(found) != 1:
        return None
    named = found[0][0] or found[0][1]
    return int(named) if named.isdigit() else _ORDINALS.get(named)


def _only(rows: Iterable[Row]) -> Row | None:
    found = list(rows)
    return found[0] if len(found) == 1 else None


def _only_number(text: str) -> str | None:
    """The number of a short answer that holds just one, and asks nothing: 3000, 就5000吧, the 2nd."""
    folded = normalise(text)
    found = _NUMBER.findall(folded)
    return found[0] if len(found) == 1 and len(folded) <= _LONGEST_ANSWER and not asks(text) else None


_READERS: Mapping[SlotType, _Reader] = {
    SlotType.AMOUNT: _amount,
    SlotType.DATE: _date,
    SlotType.PERIOD: _period,
    SlotType.COUNT: _entity,
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
}
