"""Who may ask the API, and how it says no: always a problem in pt-BR, never a page, never a cookie."""

from datetime import timedelta

import pytest

from adimple.store import models
from adimple.web import middleware
from adimple.web.api import door
from tests import builders
from tests.builders import NOW
from tests.web.api.conftest import key_for

pytestmark = pytest.mark.django_db


def is_problem(response, status: int) -> bool:
    return response.status_code == status and response["Content-Type"] == "application/problem+json"


def test_a_key_sees_its_credor_and_leaves_no_cookie(program):
    mine = program(builders.make_credor(slug="colegio"))
    builders.make_credor(slug="outro")

    response = mine.get("credores")

    assert response.status_code == 200
    assert [row["slug"] for row in mine.said["rows"]] == ["colegio"]
    assert not response.cookies
    assert "Cookie" not in response.headers.get("Vary", "")
    assert response["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    "sent", ["", "Bearer", "Bearer adm_00000000_nada", "Basic YTpi", "Bearer \xe9", "Bearer a_b_c"]
)
def test_whoever_has_no_key_in_force_is_told_how_to_get_one(program, sent):
    asking = program()

    response = asking.ask("GET", "credores", Authorization=sent)

    assert is_problem(response, 401)
    assert response["WWW-Authenticate"] == "Bearer"
    assert "Crie outra em Configurações, API" in asking.said["detail"]


def test_a_key_that_is_over_revoked_or_of_nobody_opens_nothing(program, monkeypatch):
    revoked, orphan, over = program(), program(), program()
    models.ApiKey.objects.filter(credor=revoked.credor).update(revoked_at=NOW)
    models.Account.objects.filter(membership__credor=orphan.credor).update(is_active=False)

    assert over.get("credores").status_code == 200
    assert is_problem(revoked.get("credores"), 401)
    assert is_problem(orphan.get("credores"), 401)
    monkeypatch.setattr(middleware, "now", lambda: NOW + timedelta(days=90))
    assert is_problem(over.get("credores"), 401)


def test_a_key_without_the_scope_is_told_which_one_is_missing(program):
    asking = program(scopes=["titulos.ler"])

    assert asking.get("titulos").status_code == 200
    assert is_problem(asking.get("devedores"), 403)
    assert asking.said["detail"] == "Esta chave não tem a permissão devedores.ler."


def test_a_key_never_passes_the_role_its_maker_has_now(program):
    asking = program(role="auditor")
    devedor = builders.make_devedor(asking.credor)

    response = asking.post("holds", {"devedor_id": devedor.id, "kind": "human"})

    assert is_problem(response, 409)
    assert asking.said["code"] == "access.role"
    assert not models.Hold.objects.exists()


def test_the_key_itself_is_kept_nowhere(program):
    asking = program()
    row = models.ApiKey.objects.get()

    assert asking.secret not in str(vars(row))
    assert asking.secret.startswith(f"adm_{row.prefix}_")
    assert asking.secret not in str([event.payload for event in models.Event.objects.all()])


def test_the_last_use_is_noted(program):
    asking = program()
    asking.get("credores")

    assert models.ApiKey.objects.get().last_used_at == NOW


def test_what_django_refuses_is_a_problem_too(program):
    asking = program()

    assert is_problem(asking.get("nada"), 404)
    response = asking.ask("DELETE", "titulos")
    assert is_problem(response, 405)
    assert response["Allow"] == "GET, POST"
    assert is_problem(asking.post("holds", raw=b"{"), 400)


def test_each_field_that_is_wrong_is_named(program):
    asking = program()

    response = asking.post("payments", {"devedor_id": "1", "cents": 0, "paid_on": "2026-02-30", "sobra": 1})

    assert is_problem(response, 422)
    assert {error["field"]: error["detail"] for error in asking.said["errors"]} == {
        "devedor_id": "Precisa ser um número inteiro, sem aspas.",
        "cents": "O menor valor é 1.",
        "paid_on": "Esta data não existe no calendário.",
        "external_key": "Falta este campo.",
        "sobra": "Este campo não existe aqui. Confira o nome na documentação.",
    }


def test_too_many_requests_of_a_key_wait_a_minute(program, monkeypatch):
    monkeypatch.setattr(door, "A_KEY_PER_MINUTE", 2)
    asking, another = program(), program()

    assert [asking.get("credores").status_code for _ in range(3)] == [200, 200, 429]
    assert another.get("credores").status_code == 200
    assert asking.get("credores")["Retry-After"] == "60"


def test_what_breaks_is_told_without_its_insides(program, monkeypatch, caplog):
    asking = program()
    monkeypatch.setattr("adimple.store.reads.credores.list_credores", lambda scope: 1 / 0)

    assert is_problem(asking.get("credores"), 500)
    assert "division" not in str(asking.said)
    assert "division" in caplog.text


def test_a_session_of_the_console_opens_nothing(enter):
    credor = builders.make_credor()
    key_for(credor)

    assert is_problem(enter(credor).get("/api/v1/credores"), 401)
