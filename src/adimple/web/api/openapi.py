"""The OpenAPI of the API: what every address shares is said once, here."""

from typing import Any

from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema

from adimple.web.api import problems
from adimple.web.api.once import HEADER, PATTERN

_PROBLEM = {
    "type": "object",
    "required": ["type", "title", "status", "detail", "code"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "code": {"type": "string"},
        "cites": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["field", "detail"],
                "properties": {"field": {"type": "string"}, "detail": {"type": "string"}},
            },
        },
    },
}
_ERRORS = (400, 401, 403, 404, 409, 413, 422, 429, 500)
_ONCE = {
    "in": "header",
    "name": HEADER,
    "required": True,
    "description": "Um texto seu, novo a cada ato; o mesmo para repetir o mesmo pedido.",
    "schema": {"type": "string", "pattern": f"^{PATTERN}$"},
}


class Api(NinjaAPI):
    def get_openapi_schema(self, **given: Any) -> OpenAPISchema:
        schema = super().get_openapi_schema(**given)
        schema["components"].setdefault("schemas", {})["Problem"] = _PROBLEM
        for path in schema["paths"].values():
            for method, operation in path.items():
                _finish(method, operation)
        return schema


def _finish(method: str, operation: dict[str, Any]) -> None:
    told = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    for status in _ERRORS:
        operation["responses"].setdefault(status, {"description": problems.PHRASES[status][0], "content": told})
    if method != "get":
        operation.setdefault("parameters", []).append(_ONCE)
