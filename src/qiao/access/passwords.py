"""Passwords, hashed with Argon2id in a thread of their own: a hash takes tens of milliseconds and 64 MiB."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import VerificationError

from qiao.foundation.errors import Invalid

SHORTEST_PASSWORD = 12
LONGEST_PASSWORD = 200
_FEWEST_DIFFERENT = 5

hasher = PasswordHasher()
# Two at a time: more would only fill the memory an attacker asks for.
_thread = ThreadPoolExecutor(2, thread_name_prefix="argon2")


class PasswordTooWeak(Invalid):
    """A password has at least twelve characters, five different ones among them, and does not hold the username."""


def check_password_strength(password: str, *, username: str) -> None:
    """Raises PasswordTooWeak."""
    too_plain = len(set(password)) < _FEWEST_DIFFERENT or username.lower() in password.lower()
    if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD or too_plain:
        raise PasswordTooWeak(at_least=SHORTEST_PASSWORD)


@cache
def _nobodys_hash() -> str:
    """Made at the first sign-in, in whose thread nobody waits; made at once it would hold up every start."""
    return hasher.hash("the password of nobody")


async def hash_password(password: str) -> str:
    return await asyncio.get_running_loop().run_in_executor(_thread, hasher.hash, password)


async def verify_password(password_hash: str | None, password: str) -> bool:
    """Whether `password` fits. Without a hash it takes as long and is False: unknown names must not answer faster."""
    return await asyncio.get_running_loop().run_in_executor(_thread, _fits, password_hash, password)


def _fits(password_hash: str | None, password: str) -> bool:
    nobodys_hash = _nobodys_hash()  # For known names too, so that the first unknown one is not told by its time.
    try:
        return hasher.verify(password_hash or nobodys_hash, password) and password_hash is not None
    except VerificationError:
        return False
