"""Files customers and staff hand over: checked, sealed and kept under an address made from their content.

`kinds.py` tells what a file really is and `pictures.py` how large it unpacks, `intake.py` checks it as it streams in,
`envelope.py` seals it, `store.py` keeps it, `clamd.py` asks a virus scanner, `downloads.py` signs the short-lived right
to fetch it, `serving.py` hands it out. Who may fetch what is decided by access; what a file means, by the room that
received it.
"""

from qiao.foundation.files.clamd import Clamd, ScannerAway
from qiao.foundation.files.downloads import DownloadExpired, DownloadLinkInvalid, Downloads
from qiao.foundation.files.envelope import FileDamaged, Sealer
from qiao.foundation.files.intake import FileEmpty, FileTooLarge, Limits, PictureTooLarge, clean_name
from qiao.foundation.files.kinds import FileKind, FileTypeMismatch, FileTypeRefused, sniff
from qiao.foundation.files.serving import attachment
from qiao.foundation.files.store import (
    FileId,
    FileNotFound,
    FileQuarantined,
    FileStore,
    FilesUnavailable,
    Finding,
    Scanner,
    StoredFile,
)

__all__ = [
    "Clamd",
    "DownloadExpired",
    "DownloadLinkInvalid",
    "Downloads",
    "FileDamaged",
    "FileEmpty",
    "FileId",
    "FileKind",
    "FileNotFound",
    "FileQuarantined",
    "FileStore",
    "FileTooLarge",
    "FileTypeMismatch",
    "FileTypeRefused",
    "FilesUnavailable",
    "Finding",
    "Limits",
    "PictureTooLarge",
    "Scanner",
    "ScannerAway",
    "Sealer",
    "StoredFile",
    "attachment",
    "clean_name",
    "sniff",
]
