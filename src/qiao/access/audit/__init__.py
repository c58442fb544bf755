"""The audit trail: who did what to whose data and why, written with the act, sealed so that no change goes unseen.

`record` writes in the transaction of the act. A sealer puts committed records into batches and the batches into a
chain; heads of the chain, signed, are kept outside the database. `verify` proves all of it, or names what was done.
"""

from qiao.access.audit.accepting import accept_as_it_is
from qiao.access.audit.counting import customers_seen, looks_since
from qiao.access.audit.encoding import TrailKeys
from qiao.access.audit.findings import Finding, Kind, Verification
from qiao.access.audit.heads import CommandHeads, FileHeads, Head, HeadSink, HeadsUnwritable, read_heads
from qiao.access.audit.jobs import Sealer
from qiao.access.audit.model import AUDITORS, Action
from qiao.access.audit.policy import note_policy
from qiao.access.audit.proofs import NotUnderAHead, Proof, RecordNotFound, holds, prove
from qiao.access.audit.queries import Sought, Tail, records_about, tail
from qiao.access.audit.recording import AuditUnavailable, Record, Seen, attach, record
from qiao.access.audit.sealing import TrailBroken, note_verification
from qiao.access.audit.search import Found, StaffUnknown, find_records
from qiao.access.audit.standing import Standing, standing
from qiao.access.audit.verifying import verify

__all__ = [
    "AUDITORS",
    "Action",
    "AuditUnavailable",
    "CommandHeads",
    "FileHeads",
    "Finding",
    "Found",
    "Head",
    "HeadSink",
    "HeadsUnwritable",
    "Kind",
    "NotUnderAHead",
    "Proof",
    "Record",
    "RecordNotFound",
    "Sealer",
    "Seen",
    "Sought",
    "StaffUnknown",
    "Standing",
    "Tail",
    "TrailBroken",
    "TrailKeys",
    "Verification",
    "accept_as_it_is",
    "attach",
    "customers_seen",
    "find_records",
    "holds",
    "looks_since",
    "note_policy",
    "note_verification",
    "prove",
    "read_heads",
    "record",
    "records_about",
    "standing",
    "tail",
    "verify",
]
