"""What FastAPI works out of a route's parameters, worked out once for all applications of a run.

Each test that asks over HTTP has an application of its own, and making the validators of its 150 routes took a
quarter of a second of a processor: more than most of these tests do.
"""

from typing import Any, Literal

import fastapi.dependencies.utils
import fastapi.routing
import pytest
from fastapi.utils import create_model_field
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

_Mode = Literal["validation", "serialization"]


def share_fields(patch: pytest.MonkeyPatch) -> None:
    """Give out a field that was made before for the same name, type and description; nothing changes one later."""
    made: dict[object, Any] = {}

    def shared(
        *,
        name: str,
        type_: Any,
        default: Any = PydanticUndefined,
        field_info: FieldInfo | None = None,
        alias: str | None = None,
        mode: _Mode = "validation",
    ) -> Any:
        # The type counts by itself, for two models may have one name; a description counts by all it says.
        same = (name, type_, repr(default), type(field_info), repr(field_info), alias, mode)
        if same not in made:
            made[same] = create_model_field(name, type_, default, field_info, alias, mode)
        return made[same]

    patch.setattr(fastapi.routing, "create_model_field", shared)
    patch.setattr(fastapi.dependencies.utils, "create_model_field", shared)
