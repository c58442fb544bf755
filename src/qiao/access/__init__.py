"""Who works here and what they may see: staff, sign-in, and who holds whose contact.

Everything above asks this room before it shows a customer's data to a person.
"""

from qiao.access import audit
from qiao.access.actions import (
    PasswordTooWeak,
    SignInRefused,
    UsernameTaken,
    add_staff,
    check_password_strength,
    disable_staff,
    end_session,
    hold_contact,
    release_contact,
    sign_in,
)
from qiao.access.api import Doorkeeper
from qiao.access.model import Post, StaffRow
from qiao.access.passwords import hash_password, verify_password
from qiao.access.queries import (
    NotSignedIn,
    Staff,
    StaffNotFound,
    StaffSession,
    all_staff,
    find_staff,
    holds,
    session_of,
    staff_by_username,
    staff_names,
)
from qiao.access.rights import Erased, Holders, HouseHolder, Kept, PersonalDataHolder
from qiao.access.view import CustomerCard, customer_card

__all__ = [
    "CustomerCard",
    "Doorkeeper",
    "Erased",
    "Holders",
    "HouseHolder",
    "Kept",
    "NotSignedIn",
    "PasswordTooWeak",
    "PersonalDataHolder",
    "Post",
    "SignInRefused",
    "Staff",
    "StaffNotFound",
    "StaffRow",
    "StaffSession",
    "UsernameTaken",
    "add_staff",
    "all_staff",
    "audit",
    "check_password_strength",
    "customer_card",
    "disable_staff",
    "end_session",
    "find_staff",
    "hash_password",
    "hold_contact",
    "holds",
    "release_contact",
    "session_of",
    "sign_in",
    "staff_by_username",
    "staff_names",
    "verify_password",
]
