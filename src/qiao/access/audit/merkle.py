"""Merkle trees as RFC 6962 (section 2.1) draws them: leaves and nodes hash under prefixes of their own."""

import hashlib
from collections.abc import Sequence

_LEAF, _NODE = b"\x00", b"\x01"
NOTHING = hashlib.sha256(b"").digest()


def leaf_hash(content: bytes) -> bytes:
    return hashlib.sha256(_LEAF + content).digest()


def root_of(leaves: Sequence[bytes]) -> bytes:
    """The root over leaf hashes, in their order."""
    if not leaves:
        return NOTHING
    level = list(leaves)
    # Pairing from the left and carrying the odd one up gives RFC 6962's split at the largest power of two.
    while len(level) > 1:
        paired = [_node(level[place], level[place + 1]) for place in range(0, len(level) - 1, 2)]
        level = [*paired, level[-1]] if len(level) % 2 else paired
    return level[0]


def path_to(leaves: Sequence[bytes], place: int) -> list[bytes]:
    """The audit path of the leaf at `place`, from the bottom up. Raises IndexError."""
    if not 0 <= place < len(leaves):
        raise IndexError(place)
    path: list[bytes] = []
    level = list(leaves)
    while len(level) > 1:
        neighbour = place ^ 1
        if neighbour < len(level):
            path.append(level[neighbour])
        paired = [_node(level[pair], level[pair + 1]) for pair in range(0, len(level) - 1, 2)]
        level = [*paired, level[-1]] if len(level) % 2 else paired
        place //= 2
    return path


def root_by(leaf: bytes, path: Sequence[bytes], *, place: int, count: int) -> bytes | None:
    """The root of the `count` leaves that `path` leads to; None when the path does not fit the place."""
    if not 0 <= place < count:
        return None
    rest, last, found = list(path), count - 1, leaf
    while last > 0:
        if place % 2 or place < last:
            if not rest:
                return None
            beside = rest.pop(0)
            found = _node(beside, found) if place % 2 else _node(found, beside)
        place //= 2
        last //= 2
    return None if rest else found


def _node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(_NODE + left + right).digest()
