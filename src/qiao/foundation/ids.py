"""Identifiers: UUIDv7 inside, short readable numbers for people."""

import os
import threading
import time
from uuid import UUID

# Without 0/O, 1/I/L and U: read aloud over a telephone, no two are confused.
_ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
_LARGEST_COUNTER = 0xFFF
_lock = threading.Lock()
_last_ms_and_counter = (0, 0)


def new_id() -> UUID:
    """A UUIDv7 (RFC 9562): rising within a process, also within a millisecond and when the clock steps back."""
    global _last_ms_and_counter  # noqa: PLW0603  (the counter is what makes ids rise)
    with _lock:
        last_ms, counter = _last_ms_and_counter
        now_ms = time.time_ns() // 1_000_000
        if now_ms > last_ms:
            counter = int.from_bytes(os.urandom(2)) & 0x7FF
        else:
            now_ms = last_ms
            counter += 1
            if counter > _LARGEST_COUNTER:
                now_ms, counter = last_ms + 1, 0
        _last_ms_and_counter = (now_ms, counter)
    tail = int.from_bytes(os.urandom(8)) & 0x3FFF_FFFF_FFFF_FFFF
    return UUID(int=(now_ms << 80) | (0x7 << 76) | (counter << 64) | (0b10 << 62) | tail)


def rise_above(identifier: UUID) -> None:
    """Make every id from now on greater than `identifier`, which a process with a faster clock may have made."""
    global _last_ms_and_counter  # noqa: PLW0603  (as in `new_id`)
    with _lock:
        made = (identifier.int >> 80, identifier.int >> 64 & _LARGEST_COUNTER)
        _last_ms_and_counter = max(_last_ms_and_counter, made)


def short_number(prefix: str, identifier: UUID) -> str:
    """A number for people, such as `L7KQ2-M9XTD`: ten signs drawn from the id's random tail (30¹⁰ of them)."""
    rest = identifier.int & 0x3FFF_FFFF_FFFF_FFFF
    signs: list[str] = []
    for _ in range(10):
        rest, sign = divmod(rest, len(_ALPHABET))
        signs.append(_ALPHABET[sign])
    return f"{prefix}{''.join(signs[:5])}-{''.join(signs[5:])}"
