"""F17 on the customer's side: what is another customer's is what is not there. (Staff: the cross product of views.)"""

import itertools
import uuid
from typing import Any

from tests.access.signin.test_sessions import served
from tests.conftest import Web
from tests.faults.people import Client, arrive


async def _with_a_contact(url: str) -> tuple[Client, str]:
    customer = await arrive(url)
    async with customer.connected():
        await customer.ask("怎么还款")
    contact = next(entry["contact"] for entry in customer.entries.values() if entry["kind"] == "contact")
    return customer, contact["id"]


async def _rated(customer: Client, contact: str) -> dict[str, Any]:
    await customer.put({"type": "rate", "client_id": "a" * 12, "contact": contact, "score": 1})
    answer = await customer.hear(lambda frame: frame["type"] in {"ack", "error"})
    return {name: answer.get(name) for name in ("type", "error", "params")}


async def test_another_customers_contact_is_rated_by_nobody_else(web: Web) -> None:
    async with served(web) as port:
        url = f"http://127.0.0.1:{port}"
        _, hers = await _with_a_contact(url)
        stranger, own = await _with_a_contact(url)
        async with stranger.connected():
            foreign = await _rated(stranger, hers)
            nothing = await _rated(stranger, str(uuid.uuid4()))
            assert foreign == nothing == {"type": "error", "error": "ContactNotFound", "params": {}}
            assert (await _rated(stranger, own))["type"] == "ack"


async def test_another_customers_conversation_is_not_resumed(web: Web) -> None:
    """She is shown her own from the beginning, as for a conversation that does not exist."""
    async with served(web) as port:
        url = f"http://127.0.0.1:{port}"
        victim, _ = await _with_a_contact(url)
        shown: list[dict[int, Any]] = []
        for conversation in (victim.conversation, str(uuid.uuid4()), "not an id"):
            stranger = await arrive(url)
            own = Client(url, stranger.token)
            async with own.connected():
                pass
            stranger.conversation = conversation
            async with stranger.connected():
                assert stranger.conversation == own.conversation
                await stranger.put({"type": "history", "before": 1_000, "limit": 100})
                await stranger.hear(lambda frame: frame["type"] == "history")
                shown.append(stranger.entries)
        assert shown == [{}, {}, {}]


async def test_ids_are_not_to_be_guessed(web: Web) -> None:
    """Ids carry the time; what follows it is random in each, so a neighbour's cannot be counted to."""
    async with served(web) as port:
        ids = [uuid.UUID((await _with_a_contact(f"http://127.0.0.1:{port}"))[1]) for _ in range(4)]
    tails = [one.int & ((1 << 62) - 1) for one in ids]
    assert len({tail >> 32 for tail in tails}) == len(ids)
    assert all(abs(one - other) > 1 << 40 for one, other in itertools.pairwise(tails))
