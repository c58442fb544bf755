"""What is found in a text, and what a finder hands over before overlaps are settled."""

from dataclasses import dataclass
from enum import StrEnum


class EntityType(StrEnum):
    AMOUNT = "amount"
    DATE = "date"
    PERIOD = "period"
    DURATION = "duration"
    COUNT = "count"
    PHONE = "phone"
    BANK_CARD = "bank_card"
    CARD_TAIL = "card_tail"
    LOAN_REF = "loan_ref"
    BANK = "bank"
    REGION = "region"
    PERSON_NAME = "person_name"
    REASON = "reason"


EntityValue = int | str | dict[str, str | None]


@dataclass(frozen=True, slots=True)
class Entity:
    """Code points `start` to `end` (exclusive) of the original text, and what they mean.

    Values: amount in fen (unit `fen`, or `fen~` where the customer rounds), date as an ISO date, period as
    `{"from", "to"}` with both days inside and None for open, duration with the unit `day` or `month` (a week is
    seven days, a year twelve months), count with the unit `instalment`, phone, card and card tail as digits, a loan
    as `earliest`, `latest`, `all`, its ordinal or the digits it is called by, bank as its full Chinese name, region as
    its GB/T 2260 code, a person's name as written, a reason as one of a closed list.
    """

    type: EntityType
    start: int
    end: int
    text: str
    value: EntityValue
    unit: str | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """A reading of folded text, `start` to `end`; without a type it only keeps others from reading it."""

    start: int
    end: int
    type: EntityType | None
    value: EntityValue = ""
    unit: str | None = None
