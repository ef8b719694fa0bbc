"""What a PSP calls: kept and answered; nobody without the secret, nothing that is too long."""

import json

import pytest
from django.urls import reverse

from adimple.config import logs
from adimple.store import models
from adimple.usecases import save_psp_account
from tests import builders
from tests import psp as psps
from tests.builders import NOW

pytestmark = pytest.mark.django_db
BODY = {"pix": [{"endToEndId": "E" + "1" * 31, "valor": "1.00", "horario": "2026-11-24T13:00:00Z", "txid": "t"}]}


@pytest.fixture
def address():
    row = psps.make_row(builders.make_credor())
    secret, sha256 = save_psp_account.new_hook()
    models.PspAccount.objects.filter(id=row.id).update(hook_sha256=sha256)
    return reverse("pix_hook", kwargs={"secret": secret})


def post(client, address, body=BODY, **headers):
    return client.post(address, json.dumps(body), content_type="application/json", **headers)


def test_a_call_is_kept_and_answered(client, address):
    assert post(client, address).status_code == 200
    raw = models.RawPayload.objects.get()
    assert (json.loads(bytes(raw.content)), raw.source, raw.done_at) == (BODY, "pix", None)


def test_the_same_call_twice_is_kept_once(client, address):
    assert [post(client, address).status_code for _ in range(2)] == [200, 200]
    assert models.RawPayload.objects.count() == 1
    assert models.Event.objects.filter(name="raw_payload.received").count() == 1


def test_the_address_is_where_the_psp_is_told_to_call(client, address, settings):
    secret = address.split("/")[2]
    assert save_psp_account.hook_url(secret) + "/pix" == settings.BASE_URL + address


def test_without_the_secret_nothing_is_kept(client, address):
    assert post(client, "/pix/outro/pix").status_code == 404
    assert not models.RawPayload.objects.exists()


def test_a_browser_s_csrf_cookie_is_not_asked_for(address):
    from django.test import Client

    assert post(Client(enforce_csrf_checks=True), address).status_code == 200


def test_what_is_too_long_is_not_read(client, address):
    answer = client.post(address, b"x" * (1024 * 1024 + 1), content_type="application/json")
    assert (answer.status_code, models.RawPayload.objects.count()) == (413, 0)


def test_a_form_with_files_is_no_call(client, address):
    assert client.post(address, {"a": "b"}).status_code == 415


def test_a_closed_credor_takes_nothing_new(client, address):
    models.Credor.objects.update(closed_at=NOW)
    assert post(client, address).status_code == 409
    assert not models.RawPayload.objects.exists()


def test_no_log_tells_the_secret_part():
    assert logs.mask("POST /pix/abc-DEF_123/pix 500") == "POST /pix/‹link›/pix 500"
