"""Where a simulated customer reads the code that a page asks for."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, cast

import pytest

from qiao.cli.simulate.proving import prove

if TYPE_CHECKING:
    from qiao.cli.simulate.casting import Part
    from qiao.cli.simulate.device import Device
    from qiao.cli.simulate.lender import Lender

OWN, FIRST, SECOND, NOT_HERS = "15400000001", "15480000012", "15480000034", "15400009999"


@dataclass
class Post:
    """The page's routes and the lender's inboxes: a code goes to a number, and is right for it alone."""

    goes_to: str
    inboxes: dict[str, str] = field(default_factory=lambda: {OWN: "100001", FIRST: "200002", SECOND: "300003"})
    asked: list[str] = field(default_factory=list[str])

    async def post(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        self.asked.append(path)
        if path == "proofs/code/tries":
            return {"state": "passed" if body["code"] == self.inboxes.get(self.goes_to) else "waiting", "level": "A3"}
        return {"id": "1", "sent_to": f"{self.goes_to[:3]}****{self.goes_to[-4:]}"}

    async def last_code(self, phone: str) -> str | None:
        return self.inboxes.get(phone)


@pytest.mark.parametrize(("goes_to", "reached"), [(FIRST, "A3"), (SECOND, "A3"), (NOT_HERS, None)])
async def test_she_reads_a_code_at_whichever_of_her_new_numbers_it_came_to(goes_to: str, reached: str | None) -> None:
    page = Post(goes_to)
    found = await prove(
        cast("Device", page),
        cast("Lender", page),
        cast("Part", None),
        level="A3",
        methods=("new_number",),
        manner="well",
        new_phones=(FIRST, SECOND),
    )
    assert (found, page.asked) == (reached, ["proofs/number", "proofs/code/tries"])
