"""Names out of the lender's systems: they stand in the middle of our sentences, and on buttons."""

import re

_NAME = re.compile(r"[\w·\- （）()]{1,30}")
_NO_NAME = "—"


def called(name: str) -> str:
    """The name, or a dash: what holds sentences, links or marks is no name, and the house does not say it."""
    return name if _NAME.fullmatch(name) else _NO_NAME
