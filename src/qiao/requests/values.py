"""Values of slots and facts: what JSON can hold without doubt about its type."""

from pydantic import StrictBool, StrictInt, StrictStr

Value = StrictBool | StrictInt | StrictStr | tuple[StrictStr, ...]
