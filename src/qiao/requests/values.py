"""Values of slots and facts: what JSON can hold without doubt about its type."""

from pydantic import StrictBool, StrictInt, StrictStr

Value = StrictBool | StrictInt | StrictStr | tuple[StrictStr, ...]


def value_of(raw: object) -> Value | None:
    """A value as it comes back from JSON. Raises TypeError for anything that is none."""
    if raw is None or isinstance(raw, (bool, int, str)):
        return raw
    if isinstance(raw, (list, tuple)):
        return tuple(str(one) for one in raw)
    raise TypeError(f"{type(raw).__name__} is no value")
