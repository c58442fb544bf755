"""Passwords, hashed with Argon2id in a thread of their own: a hash takes tens of milliseconds and 64 MiB."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

from argon2 import PasswordHasher
from argon2.exceptions import VerificationError

_hasher = PasswordHasher()
# Two at a time: more would only fill the memory an attacker asks for.
_thread = ThreadPoolExecutor(2, thread_name_prefix="argon2")
_nobodys_hash = _hasher.hash("the password of nobody")


async def hash_password(password: str) -> str:
    return await asyncio.get_running_loop().run_in_executor(_thread, _hasher.hash, password)


async def verify_password(password_hash: str | None, password: str) -> bool:
    """Whether `password` fits. Without a hash it takes as long and is False: unknown names must not answer faster."""
    return await asyncio.get_running_loop().run_in_executor(_thread, _fits, password_hash, password)


def _fits(password_hash: str | None, password: str) -> bool:
    try:
        return _hasher.verify(password_hash or _nobodys_hash, password) and password_hash is not None
    except VerificationError:
        return False
