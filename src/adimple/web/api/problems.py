"""What went wrong, as RFC 9457 says it (application/problem+json), in pt-BR, with the way out."""

import json
import logging
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.db import DataError
from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from adimple.domain.errors import Invalid, NotFound, Refused, Unreadable
from adimple.web import errors, middleware

TYPE = "application/problem+json"
PHRASES = {
    400: ("Pedido ilegível", "O corpo precisa ser um JSON em UTF-8, como a documentação mostra."),
    401: ("Chave não aceita", "Mande Authorization: Bearer com uma chave em vigor. Crie outra em Configurações, API."),
    403: ("Sem permissão", "Esta chave não tem a permissão que este endereço pede."),
    404: ("Não encontrado", "Não há nada aqui que esta chave possa ver. Confira o endereço e o número."),
    405: ("Método não aceito", "Este endereço não aceita este método. Os aceitos estão no cabeçalho Allow."),
    409: ("Recusado", "O pedido não pode ser atendido no estado atual."),
    413: ("Grande demais", "O corpo passa do limite. Divida em pedidos menores."),
    422: ("Dados inválidos", "Há campos a corrigir: veja a lista em errors."),
    429: ("Pedidos demais", "Espere um minuto e continue mais devagar. O cabeçalho Retry-After diz quantos segundos."),
    503: ("Fora do ar", "O banco de dados não respondeu. Repita em instantes, com a mesma Idempotency-Key."),
    500: ("Falha nossa", "Algo quebrou do nosso lado e ficou registrado. Repita com a mesma Idempotency-Key."),
}
RETRY_SECONDS = {429: 60, 503: errors.RETRY_SECONDS}
# What pydantic found → what a person reads; `{}` takes its limits.
_WORDS = {
    "missing": "Falta este campo.",
    "extra_forbidden": "Este campo não existe aqui. Confira o nome na documentação.",
    "string_type": "Precisa ser um texto.",
    "string_too_short": "Escreva ao menos {min_length} caractere.",
    "string_too_long": "Vai até {max_length} caracteres.",
    "string_pattern_mismatch": "Há caracteres que não cabem aqui.",
    "string_unicode": "Há caracteres que não são texto.",
    "int_type": "Precisa ser um número inteiro, sem aspas.",
    "int_parsing": "Precisa ser um número inteiro.",
    "bool_type": "Precisa ser true ou false.",
    "list_type": "Precisa ser uma lista.",
    "too_short": "A lista precisa de ao menos {min_length} item.",
    "too_long": "A lista vai até {max_length} itens. Divida em pedidos menores.",
    "greater_than_equal": "O menor valor é {ge}.",
    "less_than_equal": "O maior valor é {le}.",
    "literal_error": "Use um destes: {expected}.",
    "model_attributes_type": "Precisa ser um objeto.",
    "dict_type": "Precisa ser um objeto.",
}

log = logging.getLogger(__name__)


class TooMany(Exception):
    """The ceiling of a key or of an address was passed."""


class Forbidden(Exception):
    """The key lacks a scope."""

    def __init__(self, scope: str) -> None:
        super().__init__(scope)
        self.scope = scope


def problem(
    status: int, detail: str = "", *, code: str = "", cites: str = "", errors: Iterable[tuple[str, str]] = ()
) -> HttpResponse:
    """`errors`: (field, what is wrong with it)."""
    name, usual = PHRASES.get(status, PHRASES[400])
    told: dict[str, Any] = {
        "type": f"urn:adimple:{code or status}",
        "title": name,
        "status": status,
        "detail": detail or usual,
        "code": code or str(status),
    }
    if cites:
        told["cites"] = cites
    if listed := [{"field": field, "detail": wrong} for field, wrong in errors]:
        told["errors"] = listed
    response = HttpResponse(json.dumps(told, ensure_ascii=False), status=status, content_type=TYPE)
    if status == 401:
        response.headers["WWW-Authenticate"] = "Bearer"
    if status in RETRY_SECONDS:
        response.headers["Retry-After"] = str(RETRY_SECONDS[status])
    return response


def listen(api: NinjaAPI) -> None:
    """Every error of the API's views becomes a problem."""
    answers = {
        AuthenticationError: lambda error: problem(401),
        Forbidden: lambda error: problem(403, f"Esta chave não tem a permissão {error.scope}.", code="scope"),
        TooMany: lambda error: problem(429),
        NotFound: lambda error: problem(404),
        Refused: lambda error: problem(409, error.phrase, code=error.code, cites=error.cites),
        Unreadable: lambda error: problem(422, error.phrase, code=error.code),
        Invalid: _invalid,
        RequestDataTooBig: lambda error: problem(413),
        DataError: lambda error: problem(422, "Um dos valores não cabe no que guardamos. Confira números e datas."),
        ValidationError: _misshapen,
        HttpError: lambda error: problem(error.status_code),
        Exception: _broken,
    }
    for kind, answer in answers.items():
        api.add_exception_handler(kind, _handler(answer))


class Problems:
    """Middleware: what Django itself refuses under /api/ is told as a problem too; and nothing of it is kept."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if not request.path.startswith(middleware.API):
            return response
        if response.status_code >= 400 and not response.headers.get("Content-Type", "").startswith(TYPE):
            former, response = response, problem(response.status_code)
            if "Allow" in former.headers:
                response.headers["Allow"] = ", ".join(sorted(former.headers["Allow"].split(", ")))
        response.headers.setdefault("Cache-Control", "no-store")
        return response


def _handler(answer):
    return lambda request, error: answer(error)


def _invalid(error: Invalid) -> HttpResponse:
    return problem(422, error.phrase, code="invalid", errors=[(one.field, one.phrase) for one in error.every])


def _misshapen(error: ValidationError) -> HttpResponse:
    return problem(422, code="shape", errors=[_said(one) for one in error.errors])


def _said(found: dict[str, Any]) -> tuple[str, str]:
    """Where, without the names that the framework adds; and what."""
    kind, where = found["type"], [str(part) for part in found["loc"] if part not in ("body", "query", "path", "asked")]
    if kind in ("value_error", "assertion_error"):
        return ".".join(where), str(found.get("ctx", {}).get("error", "")) or "Valor inválido."
    return ".".join(where), _WORDS.get(kind, "Valor inválido. Confira o tipo na documentação.").format(
        **found.get("ctx", {})
    )


def _broken(error: Exception) -> HttpResponse:
    if errors.is_away(error):
        log.warning("the database did not answer the API")
        return problem(503)
    log.error("the API broke", exc_info=error)
    return problem(500)
