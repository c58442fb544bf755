"""The words in which rights are written down."""

from dataclasses import dataclass
from enum import StrEnum


class Right(StrEnum):
    """What a row of the grant table gives; NONE forbids, whatever other rows give."""

    NONE = "none"
    MASKED = "masked"
    PARTIAL = "partial"
    FULL = "full"
    WRITE = "write"


class Form(StrEnum):
    """Which part of a field PARTIAL gives, or to which part a larger right is limited."""

    MATCH = "match"
    DIAL = "dial"
    REGION = "region"
    PROVINCE = "province"
    SUMMARY = "summary"
    RESULT = "result"
    REASON_CODE = "reason_code"
    STATUS = "status"
    AMOUNT_DUE = "amount_due"
    OWN_NOTES = "own_notes"
    HOLD_FLAGS = "hold_flags"
    DO_NOT_CALL = "do_not_call"
    COARSE = "coarse"
    SERVICE_TAGS = "service_tags"
    RELATION_ONLY = "relation_only"
    POSTLOAN_RELATED = "postloan_related"
    LABEL = "label"
    TURNS = "turns"
    QUOTES = "quotes"
    AGGREGATE = "aggregate"
    AUDIENCE = "audience"
    ADHERENCE = "adherence"


ACTS = frozenset({Form.MATCH, Form.DIAL})
"""Forms that let something be done with a field and show nothing of it."""

NOBODYS = frozenset({Form.PROVINCE, Form.TURNS, Form.QUOTES, Form.LABEL, Form.AGGREGATE, Form.AUDIENCE, Form.ADHERENCE})
"""Forms that say nothing about any one customer: the only ones for work that has no customer before it."""


class Scope(StrEnum):
    """Whose data, from the narrowest: of a contact in one's hands, of a case too, of one's team too, of anybody."""

    OWN = "own"
    CASE = "case"
    TEAM = "team"
    ANY = "any"

    def reached_from(self, holding: "Scope | None") -> bool:
        """Whether this scope covers what is held: an open contact (OWN), a case, or one held in the team."""
        return (self, holding) in _REACHED


_NARROWEST_FIRST = tuple(Scope)
_REACHED = frozenset(
    (scope, held) for place, scope in enumerate(_NARROWEST_FIRST) for held in _NARROWEST_FIRST[: place + 1]
) | {(Scope.ANY, None)}


class MaskKind(StrEnum):
    """How a field looks when only its mask may be seen; NONE has no mask and is shown in part or not at all."""

    NAME = "name"
    ID_NUMBER = "id_number"
    PHONE = "phone"
    HANDLE = "handle"
    ADDRESS = "address"
    ORGANISATION = "organisation"
    PLATE = "plate"
    BANK_CARD = "bank_card"
    CONTACTS = "contacts"
    NONE = "none"


class Duty(StrEnum):
    """What a post decides that is no field: named here so that no post collects two that must stay apart."""

    CAMPAIGN_WRITE = "campaign_write"
    WAIVER_RULES = "waiver_rules"
    DISASTER_ACTIVATION = "disaster_activation"
    KNOWLEDGE_GOLIVE = "knowledge_golive"
    RIGHTS_PROPOSE = "rights_propose"
    RIGHTS_APPROVE = "rights_approve"
    STAFF_ACCOUNTS = "staff_accounts"
    KEYS = "keys"
    AUDIT_READ = "audit_read"


class Because(StrEnum):
    """Why a field stays hidden. The words for it, and how to ask, stand in the pack."""

    NEVER = "never"
    FORBIDDEN = "forbidden"
    NO_GRANT = "no_grant"
    OTHER_PURPOSE = "other_purpose"
    OFF_SHIFT = "off_shift"
    NO_HOLDING = "no_holding"
    HOLDING_OVER = "holding_over"
    SUBJECT = "subject"
    QUOTA = "quota"
    STEP_UP = "step_up"


@dataclass(frozen=True, slots=True)
class Grant:
    """What one row gives. `step_up`: only after proving again who one is. `rule` is the row's id, "" when none."""

    right: Right
    rule: str
    step_up: bool
    scope: Scope
    form: Form | None = None

    @property
    def shows(self) -> bool:
        """Whether there is anything to be seen, not only to be done."""
        return self.right is not Right.NONE and self.form not in ACTS


NOTHING = Grant(Right.NONE, "", step_up=False, scope=Scope.OWN)
