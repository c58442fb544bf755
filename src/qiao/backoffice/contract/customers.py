"""The customer at the lender: who she is, how she proves it, what she allowed, and how she leaves."""

from datetime import date
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field

from qiao.backoffice.contract.operation import Moment, Order, Resource, Shape


class Customer(Resource):
    """Identifying values are masked by the lender before they leave; the house asks for a match, not for a value."""

    stage: str = Field(description="registered, verifying, verified, applying_credit, … closed")
    name_masked: str
    phone_masked: str
    id_masked: str
    id_expires_on: date | None
    region: str
    email_masked: str | None
    born_year: int | None
    flags: tuple[str, ...]
    is_frozen: bool
    version: int


class LookupOrder(Order):
    """Who has this phone number. Exactly one value; a POST so that it stands in no log of addresses."""

    phone: str = Field(pattern=r"^1\d{10}$")


class Found(Shape):
    customer_id: str | None


class MatchOrder(Order):
    """Compare without showing: the last four signs of the identity number, or the name."""

    what: Literal["id_tail", "name", "phone"]
    value: str = Field(min_length=1, max_length=60)


class Match(Shape):
    matches: bool


class CodeOrder(Order):
    """A code to the registered phone, or to a new one. The answer is the same whoever has the new number; changing to
    it is what is refused, once it is proven.
    """

    purpose: str = Field(min_length=1, max_length=40)
    to: Literal["registered_phone", "new_phone"] = "registered_phone"
    new_phone: str | None = Field(default=None, pattern=r"^1\d{10}$")


class CodeChallenge(Resource):
    """A one-time code that was sent. Five tries in ten minutes, then locked for thirty."""

    customer_id: str
    purpose: str
    sent_to_masked: str
    expires_at: Moment
    tries_left: int
    state: str = Field(description="waiting, passed, failed, expired or locked")
    locked_until: Moment | None = None


class CodeTry(Order):
    code: str = Field(pattern=r"^\d{6}$")


class FaceOrder(Order):
    purpose: str = Field(min_length=1, max_length=40)


class FaceCheck(Resource):
    """A face check done by the lender's provider on the customer's own device."""

    customer_id: str
    purpose: str
    state: str = Field(description="waiting, passed, failed or expired")
    url: str
    expires_at: Moment


class PhoneChangeOrder(Order):
    """Needs a passed face check and a passed code to the new number."""

    new_phone: str = Field(pattern=r"^1\d{10}$")
    face_check_id: str
    code_challenge_id: str


class PhoneChange(Resource):
    """Done, with draws and card changes held for a day; or held for a person, when the number looks stolen."""

    customer_id: str
    old_masked: str
    new_masked: str
    state: str = Field(description="done, review or refused")
    risk: str | None = Field(description="sim_swap, recent_change or none")
    hold_ids: tuple[str, ...]
    old_number_told: bool
    made_at: Moment


class CorrectionOrder(Order):
    field: Literal["name", "id_number", "id_expires_on", "address", "email", "workplace"]
    value: str = Field(min_length=1, max_length=200)
    picture_sha256: str | None = Field(default=None, pattern="^[0-9a-f]{64}$")


class Correction(Resource):
    """Name, identity number and expiry need a picture, which the lender reads and compares."""

    customer_id: str
    field: str
    state: str = Field(description="done or review")
    customer_version: int
    made_at: Moment


class PasswordReset(Resource):
    customer_id: str
    sent_to_masked: str
    expires_at: Moment


class FreezeOrder(Order):
    reason: str = Field(min_length=1, max_length=120)


class LiftOrder(Order):
    """Only a person at the lender lifts a freeze."""

    approved_by: str = Field(min_length=1, max_length=60)
    face_check_id: str


class Freeze(Resource):
    customer_id: str
    reason: str
    state: str = Field(description="standing or lifted")
    made_at: Moment
    lifted_at: Moment | None
    approved_by: str | None


class ClosureCheck(Shape):
    """What stands in the way of closing, as codes: balance, open_case, refund_due, payment_in_flight, frozen."""

    customer_id: str
    blockers: tuple[str, ...]


class ClosureOrder(Order):
    reason: str | None = Field(default=None, max_length=200)


class Closure(Resource):
    """Scheduled, with fifteen days in which it can be taken back."""

    customer_id: str
    state: str = Field(description="scheduled, cancelled or closed")
    requested_at: Moment
    closes_at: Moment


class Channel(StrEnum):
    SMS = "sms"
    CALL = "call"
    EMAIL = "email"
    PUSH = "push"


class ConsentOrder(Order):
    channel: Channel
    purpose: Literal["marketing", "profiling", "data_sharing", "service_details"]
    granted: bool


class OptOutOrder(Order):
    """The word T or 退订 from a number, without a sign-in: marketing on that channel goes off."""

    phone: str = Field(pattern=r"^1\d{10}$")
    channel: Channel


class Consent(Resource):
    customer_id: str
    channel: Channel
    purpose: str
    granted: bool
    since: Moment


class OptOut(Shape):
    """The same answer whether the number is known or not."""

    channel: Channel
    done: bool


class MessageOrder(Order):
    """Something the lender's own app or SMS centre is to send. Texts are the lender's templates."""

    channel: Literal["app", "sms"]
    template: str = Field(min_length=1, max_length=60)
    loan_id: str | None = None
    number: str | None = Field(
        default=None, pattern=r"^[A-Z][A-Z0-9\-]{3,19}$", description="The receipt number that the template names."
    )


class Message(Resource):
    customer_id: str
    channel: str
    template: str
    sent_at: Moment
    to_masked: str


class CallbackOrder(Order):
    topic: str = Field(min_length=1, max_length=40)
    starts_at: Moment
    ends_at: Moment
    number: Annotated[str | None, Field(pattern=r"^1\d{10}$")] = None


class Callback(Resource):
    customer_id: str
    topic: str
    starts_at: Moment
    ends_at: Moment
    number_masked: str
    state: str = Field(description="booked, cancelled or done")
