"""How a customer proves who she is on the page: a code from her text messages, her identity number, her face."""

import asyncio
from typing import Literal

from qiao.cli.simulate.casting import Part
from qiao.cli.simulate.device import Device
from qiao.cli.simulate.lender import Lender

_FACE_TRIES, _FACE_PAUSE_S = 12, 0.5
_WRONG_TRIES = 5
Manner = Literal["well", "wrongly_once", "wrongly", "never"]


async def prove(
    device: Device,
    lender: Lender,
    part: Part,
    *,
    level: str,
    methods: tuple[str, ...],
    manner: Manner,
    new_phones: tuple[str, ...] = (),
) -> str | None:
    """The level reached, or None. What the page offers decides the way: sign-in, code, identity number, face.

    `new_phones` are the others that lie before her: whichever of hers a code went to, she reads it there.
    """
    if level == "A1":
        await device.sign_in(part.person.id, part.person.name)
        return "A1"
    if "new_number" in methods:
        return await _by_code(device, lender, "proofs/number", new_phones, manner)
    if level == "A3":
        return await _by_face(device)
    if "code" in methods or not methods:
        return await _by_code(device, lender, "proofs/code", (part.person.phone,), manner)
    return await _by_id_tail(device, part.person.id_number[-4:], manner)


async def _by_code(device: Device, lender: Lender, path: str, phones: tuple[str, ...], manner: Manner) -> str | None:
    sent = await device.post(path, {})
    if sent is None:
        return None
    phone = next((one for one in phones if _is_masked(one, str(sent.get("sent_to", "")))), None)
    right = await lender.last_code(phone) if phone is not None else None
    wrong = f"{(int(right or 0) + 1) % 1_000_000:06d}"
    tries = {"well": [right], "wrongly_once": [wrong, right], "wrongly": [wrong] * _WRONG_TRIES}.get(manner, [])
    for code in tries:
        found = await device.post("proofs/code/tries", {"id": sent["id"], "code": code or wrong})
        if found is None or found.get("state") in {"failed", "locked"}:
            return None
        if found.get("state") == "passed":
            return str(found.get("level") or "A2")
    return None


def _is_masked(phone: str, shown: str) -> bool:
    """Whether this is the number that the page shows with its first and last digits."""
    return (phone[:3], phone[-4:]) == (shown[:3], shown[-4:])


async def _by_id_tail(device: Device, tail: str, manner: Manner) -> str | None:
    wrong = "".join("0" if sign != "0" else "1" for sign in tail)
    tries = {"well": [tail], "wrongly_once": [wrong, tail], "wrongly": [wrong] * _WRONG_TRIES}.get(manner, [])
    for said in tries:
        found = await device.post("proofs/id-tail", {"tail": said})
        if found is None:
            return None
        if found.get("matches"):
            return str(found.get("level") or "A2")
    return None


async def _by_face(device: Device) -> str | None:
    asked = await device.post("proofs/face", {})
    if asked is None:
        return None
    for _ in range(_FACE_TRIES):
        await asyncio.sleep(_FACE_PAUSE_S)
        found = await device.read(f"proofs/face/{asked['id']}")
        state = found.get("state") if found else None
        if state == "passed":
            return "A3"
        if state in {"failed", "expired"}:
            return None
    return None
