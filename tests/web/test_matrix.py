"""Every address × method × person answers what tests/web/matrix.py says; a new address is red until it is there."""

import json
import re
import uuid
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import URLResolver, get_resolver, resolve, reverse

from adimple.store import models
from adimple.usecases import api_keys, links
from adimple.usecases.context import ROLE_NAMES, ROLES
from adimple.web.api.urls import api
from adimple.web.console import urls as console_urls
from adimple.web.console.configuracoes.rights import RIGHTS
from tests import builders
from tests.builders import NOW, ON
from tests.web import matrix, pages, walking
from tests.web.api.conftest import key_for
from tests.web.pages import text_of
from tests.web.walking import FOREIGN, METHODS, NOBODY, WHO

pytestmark = pytest.mark.django_db

OTHER_METHODS = METHODS[3:]
LOWEST = {address: right.role for right in RIGHTS for address in right.addresses}
PARTLY = {"importar": {"importar"}}  # who operates sends payments there, and no títulos


@pytest.fixture
def walk(settings, tmp_path, now):
    settings.METRICS_TOKEN = ""
    return walking.everybody()


def test_every_address_is_in_the_table():
    assert {name for name, _ in named()} == {
        *matrix.CONSOLE, *matrix.DOORS, *matrix.PORTAL, *matrix.OPEN, *matrix.HOOKS, *({"api"} if operations() else ()),
    }  # fmt: skip
    assert {f"{method} {path}" for method, path, _ in operations()} == set(matrix.API)


def test_the_console_answers_each_role_as_the_table_says(walk):
    wrong = []
    for pattern in console_urls.urlpatterns:
        if pattern.name in matrix.DOORS:
            get, post, rest = matrix.DOORS[pattern.name]
        else:
            get, post = matrix.CONSOLE.get(pattern.name, ("in the table", "in the table"))
            rest = matrix.NEVER
        said = {"GET": get, "HEAD": get, "POST": post} | dict.fromkeys(OTHER_METHODS, rest)
        for method, who, answer in cells(walk, pattern):
            status = said[method].split()[WHO.index(who)] if said[method] != "in the table" else "in the table"
            if str(answer.status_code) != status:
                wrong.append(f"{pattern.name} {method} {who}: {answer.status_code}, not {status}")
            if method == "POST" and pattern.name in LOWEST and who in ROLES:
                wrong += refused_for_another_reason(pattern.name, who, answer)
            if method == "GET" and who in ROLES:
                wrong += offered_in_vain(pattern.name, who, answer)
    assert not wrong, "\n".join(wrong)


def test_the_devedor_s_page_answers_whoever_has_the_link_and_nobody_else(walk):
    good, bad = links.token_of(walk.world.credor_id, walk.world.action_id, ON), "nada"
    wrong = []
    for name, (get, post) in matrix.PORTAL.items():
        for token in (good, bad):
            rest = {
                "link_resposta": {"kind": "ja_paguei"},
                "link_boleto": {"boleto_id": 1},
                "link_recibo": {"payment_id": 1},
            }.get(name, {})
            address = reverse(name, kwargs={"token": token} | rest)
            for place, method in enumerate(METHODS):
                status = {"GET": get, "HEAD": get, "POST": post}.get(method, 405)
                if token == bad and status != 405 and (name, status) != ("link_descadastro", 302):  # led to the page
                    status = 404
                answers = {
                    walk.ask(
                        who, method, address, {"answer": "ja_paguei"}, address_of=f"10.0.{place}.{WHO.index(who)}"
                    ).status_code
                    for who in (ROLES[0], FOREIGN, NOBODY)
                }
                if answers != {status}:
                    wrong.append(f"{name} {'good' if token == good else 'bad'} {method}: {answers}, not {status}")
    assert not wrong, "\n".join(wrong)


def test_what_is_open_to_all_shows_nothing_of_anybody(walk):
    for name, (get, post) in matrix.OPEN.items():
        address = reverse(f"api-1:{name}" if "api" in name else name)
        assert walk.ask(NOBODY, "GET", address).status_code == get, name
        assert walk.ask(NOBODY, "POST", address).status_code == post, name
    assert walk.ask(NOBODY, "GET", "/metrics", address_of="10.0.0.1").status_code == 403


def test_what_programs_call_answers_nobody_without_its_secret(walk):
    for name, (get, post) in matrix.HOOKS.items():
        address = reverse(name, kwargs={"secret": "outro"})
        assert walk.ask(NOBODY, "GET", address).status_code == get, name
        assert walk.ask(NOBODY, "POST", address).status_code == post, name


def test_the_api_answers_each_key_as_the_table_says(walk, monkeypatch):
    credor = models.Credor.objects.get(id=walk.world.credor_id)
    of_scope = {scope: key_for(credor, (scope,))[1] for scope in api_keys.SCOPES}
    foreign, revoked = key_for(builders.make_credor())[1], key_for(credor)[1]
    models.ApiKey.objects.filter(prefix=revoked.split("_")[1]).update(revoked_at=NOW)
    over = key_for(credor, days=1)[1]
    models.ApiKey.objects.filter(prefix=over.split("_")[1]).update(
        created_at=NOW - timedelta(days=2), expires_at=NOW - timedelta(days=1)
    )
    wrong = []
    for method, path, _ in operations():
        scope, status, of_foreign = matrix.API.get(f"{method} {path}", ("", 0, 0))
        address = f"/api/{path.format(**walk.ids, channel='email')}{QUERIES.get(f'{method} {path}', '')}"
        expected = {one: status if one == scope else 403 for one in of_scope}
        found = {one: ask(walk, method, path, address, secret) for one, secret in of_scope.items()}
        strangers = {"foreign": foreign, "revoked": revoked, "over": over, "nobody": ""}
        expected |= {"foreign": of_foreign, "revoked": 401, "over": 401, "nobody": 401}
        found |= {one: ask(walk, method, path, address, secret) for one, secret in strangers.items()}
        expected["login"], found["login"] = 401, walk.ask(ROLES[0], method, address, address_of=another()).status_code
        wrong += [
            f"{method} {path} {one}: {found[one]}, not {expected[one]}"
            for one in expected
            if found[one] != expected[one]
        ]
    taken = {(path, method) for method, path, _ in operations()}
    for path in sorted({path for path, _ in taken}):
        for method in METHODS:
            if (path, method) not in taken:
                status = ask(
                    walk, method, path, f"/api/{path.format(**walk.ids, channel='email')}", of_scope["titulos.ler"]
                )
                wrong += [f"{method} {path}: {status}, not 405"] if status != 405 else []
    assert not wrong, "\n".join(wrong)


def test_a_form_without_its_token_changes_nothing(now):
    credor = builders.make_credor()
    account, client = builders.make_account(), Client(enforce_csrf_checks=True)
    builders.make_membership(account, credor)
    client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
    for pattern in console_urls.urlpatterns:
        texts = {"slug": credor.slug, "code": "x", "token": "x"}
        address = reverse(pattern.name, kwargs={name: texts.get(name, 1) for name in pattern.pattern.converters})
        assert client.post(address).status_code == 403, pattern.name


# --- What there is ---------------------------------------------------------------------------------------------------


def named(patterns=None, prefix: str = "") -> Iterator[tuple[str, str]]:
    """(name, address) of everything under the root; the API's operations, that have no table of their own, as `api`."""
    for one in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(one, URLResolver):
            yield from named(one.url_patterns, prefix + str(one.pattern))
        else:
            path = prefix + str(one.pattern)
            yield ("api" if path.startswith("api/v1/") else one.name), path


def operations() -> list[tuple[str, str, str]]:
    """(method, path with names, scope)"""
    return [
        (method, prefix + re.sub(r"{\w+:", "{", path), operation.auth_callbacks[0].scope)
        for prefix, router in api._routers
        for path, view in router.path_operations.items()
        for operation in view.operations
        for method in operation.methods
    ]


def cells(walk: walking.Walk, pattern) -> Iterator[tuple[str, str, object]]:
    address = walk.address(pattern)
    for method in METHODS:
        for who in asking(method):
            yield method, who, walk.ask(who, method, address, walk.form(pattern))


def asking(method: str) -> tuple[str, ...]:
    """Everybody reads and acts; a HEAD is the GET's; of a method that no page takes, one role stands for the four."""
    return {"GET": WHO, "POST": WHO, "HEAD": (ROLES[0], ROLES[-1], FOREIGN, NOBODY)}.get(method, (ROLES[0], NOBODY))


def refused_for_another_reason(name: str, role: str, answer) -> list[str]:
    """Of who may, a refusal for the role; of who may not, any other answer."""
    lowest = LOWEST[name]
    is_for_role = answer.status_code == 409 and f"isto pede {ROLE_NAMES[lowest]}" in text_of(answer)
    may = ROLES.index(role) <= ROLES.index(lowest)
    return [f"{name}: {role} {'is refused' if may else 'is not refused for the role'}"] if may == is_for_role else []


def offered_in_vain(name: str, role: str, answer) -> list[str]:
    """The forms of a page that the address they lead to would refuse for the role."""
    if not answer.headers["Content-Type"].startswith("text/html"):
        return []
    leads_to = {resolve(one.path).url_name for one in pages.forms(answer) if one.method == "post"}
    leads_to -= PARTLY.get(name, set())
    return [
        f"{name}: {role} is offered {address}, which asks {lowest}"
        for address in sorted(leads_to)
        if (lowest := LOWEST.get(address)) and ROLES.index(role) > ROLES.index(lowest)
    ]


# --- The API ---------------------------------------------------------------------------------------------------------

BODIES = {
    "POST v1/devedores/{devedor_id}/contacts": {"kind": "email", "value": "ana@exemplo.test"},
    "POST v1/devedores/{devedor_id}/contacts/{contact_id}/wrong": {"reason": "bounce"},
    "PUT v1/devedores/{devedor_id}/consents/{channel}": {"granted": False},
    "POST v1/holds": {"devedor_id": "devedor_id", "kind": "pause", "reason": "pediu tempo"},
    "POST v1/holds/{hold_id}/lift": {"reason": "voltou"},
    "POST v1/incoming/{incoming_id}/refunds": {"cents": 1, "reason": "pagou a mais", "number": 1},
    "POST v1/boletos": {"convenio_id": "convenio_id", "titulo_ids": [999_999_999]},
    "POST v1/boletos/{boleto_id}/orders": {"kind": "baixa"},
    "POST v1/remessas": {"convenio_id": "convenio_id"},
    "POST v1/payments": {"devedor_id": "devedor_id", "cents": 1, "paid_on": str(ON), "external_key": "k"},
    "POST v1/payments/{payment_id}/undo": {"reason": "era de outra pessoa"},
    "POST v1/incoming/{incoming_id}/match": {"devedor_id": "devedor_id"},
    "POST v1/incoming/{incoming_id}/same": {"payment_id": "payment_id"},
    "POST v1/incoming/{incoming_id}/unmatch": {"reason": "era de outra pessoa"},
    "POST v1/incoming/{incoming_id}/set_aside": {"reason": "aporte"},
    "POST v1/titulos": {"rows": [{"devedor_name": "Ana Exemplo", "due_on": str(ON), "principal_cents": 1}]},
}
QUERIES = {"POST v1/imports": "?kind=titulos&name=novembro.csv", "POST v1/retornos": "?name=CB1.RET"}
PROGRAM = Client(raise_request_exception=False)  # it keeps no cookie: the API gives none
_addresses = iter(range(1, 60_000))


def another() -> str:
    """An address that has asked nothing yet: strangers are counted by theirs."""
    number = next(_addresses)
    return f"10.1.{number // 250}.{number % 250}"


def ask(walk: walking.Walk, method: str, path: str, address: str, secret: str) -> int:
    body = BODIES.get(f"{method} {path}")
    if body and body.get("payment_id"):
        body = {"payment_id": walk.world.payment_id}
    if body and body.get("devedor_id"):
        body = body | {"devedor_id": walk.world.devedor_id}
    if body and body.get("convenio_id"):
        body = body | {"convenio_id": walk.world.convenio_id}
    content = b"nome;valor;vencimento\nAna;1,00;10/11/2026\n" if path == "v1/imports" else json.dumps(body or {})
    headers = {"Idempotency-Key": str(uuid.uuid4())} | ({"Authorization": f"Bearer {secret}"} if secret else {})
    said = {"content_type": "application/json", "headers": headers, "REMOTE_ADDR": another()}
    with walking.undone():
        return PROGRAM.generic(method, address, content, **said).status_code
