"""The API: every address, what a key needs for it, and what it takes; made from the OpenAPI that we publish."""

import os
from typing import Any

from adimple.cli.reference import markdown

INTRO = """
O que cada endereço faz e a permissão que a chave precisa ter. Os campos de cada pedido e de cada resposta, com seus
limites, estão no OpenAPI que a própria instalação publica em `/api/openapi.json`. Como usar:
[guia da API](../guia/api.md).
"""


def page() -> str:
    rows = [
        (
            markdown.code(f"{method.upper()} {path}"),
            operation["summary"],
            markdown.code(scope),
            _fields(schema, operation),
        )
        for schema, scopes in [_schema()]
        for path, methods in schema["paths"].items()
        for method, operation in methods.items()
        for scope in [scopes[operation["operationId"]]]
    ]
    return markdown.page("API", INTRO, markdown.table(("Endereço", "O que faz", "Permissão", "Pede"), rows))


def _schema() -> tuple[dict[str, Any], dict[str, str]]:
    """The OpenAPI, and the scope of each operation."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "adimple.config.settings")
    import django

    django.setup()
    from adimple.web.api.urls import api

    scopes = {
        operation.operation_id or api.get_openapi_operation_id(operation): _scope(operation.auth_callbacks[0])
        for _, router in api._routers
        for view in router.path_operations.values()
        for operation in view.operations
    }
    return api.get_openapi_schema(path_prefix="/api/"), scopes


def _scope(door: Any) -> str:
    return door.scope


def _fields(schema: dict[str, Any], operation: dict[str, Any]) -> str:
    """Names only; those that must come first, the others in brackets."""
    named = [(one["name"], one.get("required")) for one in operation.get("parameters", ()) if one["in"] == "query"]
    for content in operation.get("requestBody", {}).get("content", {}).values():
        shape = schema["components"]["schemas"].get(content["schema"].get("$ref", "").rpartition("/")[2])
        if shape is None:
            named.append(("(a planilha)", True))
            continue
        named += [(name, name in shape.get("required", ())) for name in shape["properties"]]
    return ", ".join(name if needed else f"[{name}]" for name, needed in sorted(named, key=lambda one: not one[1]))
