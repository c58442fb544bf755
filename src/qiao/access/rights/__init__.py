"""The rights of the person (PIPL articles 44 to 50): see, copy, correct, delete, withdraw, have explained.

Each room that holds something about customers registers a `PersonalDataHolder`; a request goes through all of them,
has a number, a deadline and an end, and names what must stay and why.
"""

from qiao.access.rights.actions import (
    Correction,
    ErasureHeld,
    FieldUnknown,
    NotVerified,
    RequestClosed,
    RequestNotFound,
    RequestRuns,
    correct,
    erase,
    explain,
    export,
    lift_hold,
    open_request,
    place_hold,
    refuse,
    start,
    verify,
)
from qiao.access.rights.house import HouseHolder
from qiao.access.rights.model import ExportRow, LegalHoldRow, RightsRequestRow, RightsState, RightsType
from qiao.access.rights.ports import Erased, Holders, Kept, People, PersonalDataHolder
from qiao.access.rights.queries import holds_of, open_requests, requests_of, under_hold

__all__ = [
    "Correction",
    "Erased",
    "ErasureHeld",
    "ExportRow",
    "FieldUnknown",
    "Holders",
    "HouseHolder",
    "Kept",
    "LegalHoldRow",
    "NotVerified",
    "People",
    "PersonalDataHolder",
    "RequestClosed",
    "RequestNotFound",
    "RequestRuns",
    "RightsRequestRow",
    "RightsState",
    "RightsType",
    "correct",
    "erase",
    "explain",
    "export",
    "holds_of",
    "lift_hold",
    "open_request",
    "open_requests",
    "place_hold",
    "refuse",
    "requests_of",
    "start",
    "under_hold",
    "verify",
]
