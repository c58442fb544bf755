"""Two answer for the files that decide: their digests stand beside them, and no other bytes are loaded."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import get_args

from qiao.access.grants.schema import PostEntry, SignedFile, SignOff
from qiao.access.grants.terms import Duty
from qiao.access.model import Post
from qiao.policy import PackFolder

_FEWEST_SIGNERS = 2


def digests(folder: Path) -> dict[SignedFile, str]:
    """SHA-256 of every file to be signed, in hexadecimal. Raises FileNotFoundError."""
    return {name: digest((folder / name).read_bytes()) for name in get_args(SignedFile)}


def digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def signed_digests(folder: Path) -> dict[SignedFile, str]:
    """What `sign-off.yaml` says was signed; nothing when it cannot be read."""
    reading = PackFolder(folder)
    found = reading.model("sign-off.yaml", SignOff)
    return dict(found[1].files) if found else {}


@dataclass(frozen=True, slots=True)
class Unsigned:
    """Why the sign-off does not hold; `place` is where in `sign-off.yaml`."""

    place: tuple[str | int, ...]
    what: str
    remedy: str


def lacking(sign_off: SignOff, found: Mapping[SignedFile, str], posts: Mapping[Post, PostEntry]) -> Iterator[Unsigned]:
    """What is missing for the files with these digests to be signed by two who may."""
    for name, digest in found.items():
        signed = sign_off.files.get(name)
        if signed != digest:
            what = f"{name} is not the file that was signed" if signed else f"{name} is not signed"
            yield Unsigned(("files", name), what, "review it: qiao access sign-off shows what changed")
    signers = [signer.post for signer in sign_off.signers]
    for place, post in enumerate(signers):
        if Duty.RIGHTS_APPROVE not in posts[post].duties:
            yield Unsigned(
                ("signers", place), f"{post} may not sign", f"a post with the duty {Duty.RIGHTS_APPROVE} may"
            )
    if len(set(signers)) < _FEWEST_SIGNERS:
        yield Unsigned(("signers",), f"signed by {len(set(signers))}", "two different posts sign")
