"""What FastAPI works out of a route, worked out once for all applications of a run.

Each test that asks over HTTP has an application of its own, and reading the signatures of its 250 routes and making
their validators took longer than most of these tests do.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Annotated, Any, Literal, get_args, get_origin

import fastapi.dependencies.utils
import fastapi.routing
import pytest
from fastapi.routing import _populate_api_route_state as work_out  # pyright: ignore[reportPrivateUsage]
from fastapi.utils import create_model_field
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

_Mode = Literal["validation", "serialization"]


def share_routes(patch: pytest.MonkeyPatch) -> None:
    """Give out what was worked out before for the same lines, path and parameters; nothing changes it later."""
    _share_fields(patch)
    _share_states(patch)


def _share_fields(patch: pytest.MonkeyPatch) -> None:
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


def _share_states(patch: pytest.MonkeyPatch) -> None:
    """A route that was built before differs from this one in whose house its function serves, and in nothing else."""
    known: dict[object, tuple[Callable[..., Any], dict[str, Any], dict[str, Any]]] = {}

    def shared(route: Any, path: str, endpoint: Callable[..., Any], **said: Any) -> None:
        code = getattr(endpoint, "__code__", None)
        like, said_there, state = known.get((code, path), (None, None, {}))
        if like is not None and said == said_there and _reads_the_same(endpoint, like):
            own = {
                name: value.copy() if isinstance(value, list | dict | set) else value for name, value in state.items()
            }
            route.__dict__.update(own, endpoint=endpoint, dependant=replace(state["dependant"], call=endpoint))
            return
        before = set(route.__dict__)
        work_out(route, path, endpoint, **said)
        # What depends on another function may depend on one that belongs to a house.
        if code is not None and not hasattr(endpoint, "__wrapped__") and not route.dependant.dependencies:
            kept = {name: value for name, value in route.__dict__.items() if name not in before}
            known[code, path] = (endpoint, said, kept)

    patch.setattr(fastapi.routing, "_populate_api_route_state", shared)


def _reads_the_same(endpoint: Callable[..., Any], like: Callable[..., Any]) -> bool:
    """Whether both ask for the same parameters: a model made inside a room's `routes` is another each time."""
    return _asked_of(endpoint) == _asked_of(like)


def _asked_of(endpoint: Callable[..., Any]) -> tuple[object, ...]:
    annotations = {name: _told(annotation) for name, annotation in endpoint.__annotations__.items()}
    defaults = (*(endpoint.__defaults__ or ()), *(endpoint.__kwdefaults__ or {}).items())
    return endpoint.__name__, endpoint.__doc__, annotations, defaults


def _told(annotation: object) -> object:
    """A type as it is; `Query(...)` and its like, which are made anew each time, by all that was said in them."""
    if get_origin(annotation) is Annotated:
        inner, *said = get_args(annotation)
        return inner, *(_description(info) if isinstance(info, FieldInfo) else info for info in said)
    return annotation


def _description(info: FieldInfo) -> object:
    said = {name: repr(getattr(info, name)) for name in (*FieldInfo.__slots__, *vars(info)) if hasattr(info, name)}
    return type(info), {name: words for name, words in said.items() if "DefaultPlaceholder" not in words}
