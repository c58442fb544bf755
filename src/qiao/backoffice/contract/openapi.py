"""The OpenAPI document of the contract, made from the catalogue: the page a lender's engineers build from."""

import json
import re
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from qiao.backoffice.contract.catalogue import DOCUMENT_CONTENT_PATH, OPERATIONS
from qiao.backoffice.contract.operation import Operation, Refusal

_ABOUT = (
    "What a lender's systems answer to Qiao. Money is whole fen, days are business days of Asia/Shanghai, moments "
    "carry their zone. Every request is signed (see docs/reference/back-office.md). Every write carries "
    "`Idempotency-Key`: the same key with the same body gives the same answer and takes effect once, with another "
    "body it is refused (`KeyReused`, 409); after an unknown outcome `GET /v1/outcomes/{key}` says what became of it."
)
_SIGNATURE = [
    {"name": name, "in": "header", "required": True, "schema": {"type": "string"}}
    for name in ("Qiao-Key", "Qiao-Timestamp", "Qiao-Nonce", "Qiao-Signature")
]


def document() -> dict[str, Any]:
    """The whole document; the same catalogue gives the same document."""
    models: list[type[BaseModel]] = [Refusal]
    for operation in OPERATIONS.values():
        for model in (operation.takes, operation.gives):
            if model not in models:
                models.append(model)
    named, definitions = models_json_schema(
        [(model, "validation" if _is_order(model) else "serialization") for model in models],
        ref_template="#/components/schemas/{model}",
    )
    refs = {model: schema for (model, _mode), schema in named.items()}
    paths: dict[str, Any] = {}
    for operation in OPERATIONS.values():
        paths.setdefault(operation.path, {})[operation.method.lower()] = _operation(operation, refs)
    paths[DOCUMENT_CONTENT_PATH] = {"get": _content()}
    return {
        "openapi": "3.1.0",
        "info": {"title": "Qiao back-office contract", "version": "1", "description": _ABOUT},
        "paths": paths,
        "components": {
            "schemas": definitions.get("$defs", {}),
            "parameters": {one["name"]: one for one in _SIGNATURE},
        },
    }


def text() -> str:
    return json.dumps(document(), ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def _is_order(model: type[BaseModel]) -> bool:
    return model.model_config.get("extra") == "forbid"


def _operation(operation: Operation[Any, Any], refs: dict[Any, Any]) -> dict[str, Any]:
    parameters: list[dict[str, Any]] = [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
        for name in re.findall(r"\{(\w+)\}", operation.path)
    ]
    parameters += [{"$ref": f"#/components/parameters/{one['name']}"} for one in _SIGNATURE]
    described: dict[str, Any] = {
        "operationId": operation.id,
        "tags": [operation.system.value],
        "summary": operation.summary,
        "parameters": parameters,
        "responses": {
            "200": {"description": "Done, or found.", "content": _json(refs[operation.gives])},
            "401": _refusal("NotSigned, Stale or Replayed."),
            "404": _refusal("NotFound."),
            "422": _refusal("Malformed: `params.fields` names what is wrong."),
            "503": _refusal("Away: nothing is known; ask again, writes under the same key."),
        },
    }
    if not operation.is_write:
        parameters += _query(operation.takes)
        return described
    key = {"type": "string", "minLength": 8, "maxLength": 120}
    if operation.reads_back:
        parameters.append({"name": "Idempotency-Key", "in": "header", "required": True, "schema": key})
        described["description"] = f"Read back by `{operation.reads_back}`."
    described["requestBody"] = {"required": True, "content": _json(refs[operation.takes])}
    codes = ", ".join((*operation.refuses, "KeyReused"))
    described["responses"]["409"] = _refusal(f"Refused, nothing has happened: {codes}.")
    return described


def _query(model: type[BaseModel]) -> list[dict[str, Any]]:
    schema = model.model_json_schema(ref_template="#/components/schemas/{model}")
    return [
        {
            "name": name,
            "in": "query",
            "required": name in schema.get("required", ()),
            "schema": {key: value for key, value in field.items() if key != "title"},
        }
        for name, field in schema.get("properties", {}).items()
    ]


def _content() -> dict[str, Any]:
    return {
        "operationId": "documents.content",
        "tags": ["DOC"],
        "summary": "The bytes of a document.",
        "parameters": [
            {"name": "id", "in": "path", "required": True, "schema": {"type": "string"}},
            *({"$ref": f"#/components/parameters/{one['name']}"} for one in _SIGNATURE),
        ],
        "responses": {
            "200": {"description": "The file.", "content": {"application/pdf": {}}},
            "401": _refusal("NotSigned, Stale or Replayed."),
            "404": _refusal("NotFound."),
        },
    }


def _json(schema: Any) -> dict[str, Any]:  # noqa: ANN401  (a schema is JSON)
    return {"application/json": {"schema": schema}}


def _refusal(description: str) -> dict[str, Any]:
    return {"description": description, "content": _json({"$ref": "#/components/schemas/Refusal"})}
