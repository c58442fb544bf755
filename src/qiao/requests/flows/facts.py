"""The lender's facts, `{{key}}`, written into the texts of a file as it is read."""

from collections.abc import Mapping
from typing import Any, cast

from qiao.policy import FACT

Place = tuple[str | int, ...]
_LANGUAGES = ("zh", "en")


def with_facts(data: object, facts: Mapping[str, Any]) -> tuple[object, list[tuple[Place, str]]]:
    """The same data with every fact replaced, and the places of those that are not known."""
    unknown: list[tuple[Place, str]] = []

    def replaced(value: object, place: Place) -> object:
        if isinstance(value, dict):
            inner = cast("dict[Any, object]", value)
            return {key: replaced(one, (*place, key)) for key, one in inner.items()}
        if isinstance(value, list):
            return [replaced(one, (*place, index)) for index, one in enumerate(cast("list[object]", value))]
        if isinstance(value, str) and place and place[-1] in _LANGUAGES:
            return FACT.sub(lambda found: quoted(found[1], str(place[-1]), place), value)
        return value

    def quoted(key: str, language: str, place: Place) -> str:
        fact = facts.get(key)
        if isinstance(fact, dict) and isinstance(fact.get(language), str):
            return str(fact[language])
        unknown.append((place, key))
        return key

    return replaced(data, ()), unknown
