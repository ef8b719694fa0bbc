"""Lists to take away: who is offered them, what comes, what is left of it on disk."""

import errno
from pathlib import Path

import pytest

from adimple.store import models
from adimple.usecases import export_list
from adimple.web.console import taking
from tests import builders
from tests.web.pages import text_of

pytestmark = pytest.mark.django_db

PAGES = ("titulos", "devedores", "pagamentos", "acoes", "tarefas")


@pytest.fixture
def credor():
    credor = builders.make_credor(slug="colegio")
    devedor = builders.make_devedor(credor, name="Ana Exemplo")
    titulo = builders.make_titulo(devedor)
    builders.make_payment(devedor)
    builders.make_item(builders.make_action(devedor), titulo)
    builders.make_task(devedor)
    return credor


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize(("role", "may"), [("owner", True), ("manager", True), ("operator", False), ("auditor", False)])
def test_a_list_is_offered_and_given_to_who_may(enter, credor, page, role, may):
    client = enter(credor, role=role)

    assert (f'href="/{page}/planilha/?formato=csv"' in client.get(f"/{page}/").content.decode()) == may
    assert client.get(f"/{page}/planilha/").status_code == (200 if may else 409)


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize(("kind", "type_"), [("csv", "text/csv; charset=utf-8"), ("xlsx", None)])
def test_a_list_comes_as_a_file_nobody_keeps(enter, credor, page, kind, type_):
    response = enter(credor).get(f"/{page}/planilha/", {"formato": kind, "credor": "colegio"})

    content = b"".join(response.streaming_content)
    assert content.startswith(b"\xef\xbb\xbf" if kind == "csv" else b"PK")
    assert b"Ana Exemplo" in content or kind == "xlsx"
    assert response.headers["Content-Type"] == (type_ or response.headers["Content-Type"])
    assert f'filename="{page}-colegio-' in response.headers["Content-Disposition"]
    assert response.headers["Cache-Control"] == "no-store"


def test_the_link_carries_the_filter_and_not_the_page(enter, credor):
    page = enter(credor).get("/titulos/", {"q": "ana", "situacao": "todos"}).content.decode()

    assert 'href="/titulos/planilha/?q=ana&amp;situacao=todos&amp;formato=xlsx"' in page


def test_a_format_or_a_filter_that_does_not_exist_is_told(enter, credor):
    client = enter(credor)

    assert client.get("/titulos/planilha/", {"formato": "exe"}).status_code == 404
    assert client.get("/titulos/planilha/", {"situacao": "x"}).status_code == 422
    assert client.get("/acoes/planilha/", {"dia": "31/02/2026"}).status_code == 422
    assert client.get("/titulos/planilha/", {"credor": "de-outro"}).status_code == 404
    assert not models.Event.objects.filter(name="sheet.exported").exists()


def test_a_full_disk_lets_nothing_leave_and_says_so(enter, credor, monkeypatch):
    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(export_list.writing, "write_csv", full)
    response = enter(credor).get("/titulos/planilha/")

    assert (response.status_code, "Não há espaço no disco" in text_of(response)) == (409, True)
    assert not models.Event.objects.filter(name="sheet.exported").exists()


def test_nothing_stays_in_the_installation_s_folder(enter, credor, settings):
    enter(credor).get("/titulos/planilha/").close()

    assert list(Path(settings.DATA_DIR).iterdir()) == []


def test_a_payment_is_registered_by_one_button_where_there_is_none(enter):
    page = text_of(enter(builders.make_credor()).get("/pagamentos/"))

    assert page.count("Registrar pagamento") == 1


def test_a_second_sheet_at_once_is_told_to_wait_and_the_next_comes(enter, credor):
    client = enter(credor)
    with taking.TURN.taken():
        second = client.get("/titulos/planilha/")

    assert (second.status_code, "Já há uma planilha sendo montada." in text_of(second)) == (409, True)
    assert not models.Event.objects.filter(name="sheet.exported").exists()
    assert client.get("/titulos/planilha/", {"formato": "exe"}).status_code == 404
    assert client.get("/titulos/planilha/").status_code == 200


def test_a_sheet_that_takes_too_long_is_given_up_with_the_way_out(enter, credor, monkeypatch):
    monkeypatch.setattr(taking, "MOST_SECONDS", 0)
    response = enter(credor).get("/titulos/planilha/")

    assert response.status_code == 409
    assert "adimple export" in text_of(response)
    assert not models.Event.objects.filter(name="sheet.exported").exists()


@pytest.mark.parametrize("page", PAGES)
def test_of_several_credores_the_page_offers_those_where_one_may_and_says_so(enter, credor, page):
    client = enter(credor, role="manager")
    told = "Vem só o dos credores em que você é dono ou gestor."
    assert told not in text_of(client.get(f"/{page}/"))
    account = models.Account.objects.get()
    builders.make_membership(account, builders.make_credor(slug="academia"), "operator")

    shown = client.get(f"/{page}/?credor=")
    assert told in text_of(shown)
    assert f'href="/{page}/planilha/?credor=&amp;formato=csv"' in shown.content.decode()
    assert client.get(f"/{page}/planilha/?credor=").status_code == 200
    assert client.get(f"/{page}/planilha/?credor=academia").status_code == 409
