"""Files that customers hand over: taken in by `take_in`, sent as a message by its id, opened for staff by `contents`.

The bytes lie in the store of `foundation.files`, sealed under the customer's own key; the row says whose they are and
in which message they stand. What a file shows or says is for people: no part of the house reads it.
"""

from qiao.conversations.files.cabinet import TYPES, Cabinet
from qiao.conversations.files.keeping import (
    REMOVE_JOB,
    SWEEP_JOB,
    forget_files,
    remove_handler,
    sweep_at,
    sweep_handler,
)
from qiao.conversations.files.names import safe_names
from qiao.conversations.files.opening import contents, sent_in, sent_to
from qiao.conversations.files.queries import of_customer
from qiao.conversations.files.sending import FileAlreadySent, carry_over, send_to_case, sent_content, to_send
from qiao.conversations.files.taking import FileChanged, TooManyFiles, Upload, name_place, take_in, wire

__all__ = [
    "REMOVE_JOB",
    "SWEEP_JOB",
    "TYPES",
    "Cabinet",
    "FileAlreadySent",
    "FileChanged",
    "TooManyFiles",
    "Upload",
    "carry_over",
    "contents",
    "forget_files",
    "name_place",
    "of_customer",
    "remove_handler",
    "safe_names",
    "send_to_case",
    "sent_content",
    "sent_in",
    "sent_to",
    "sweep_at",
    "sweep_handler",
    "take_in",
    "to_send",
    "wire",
]
