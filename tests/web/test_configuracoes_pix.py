"""Pix pelo PSP: saved with every field that is wrong told at once, tried at a real PSP, ended; no secret is shown."""

import json

import pytest
from django.urls import reverse

from adimple.store import models, sealing
from adimple.usecases import reopen_credor
from tests import builders
from tests import psp as psps
from tests.web.pages import text_of

pytestmark = pytest.mark.django_db


def form_of(psp, **given):
    names = ("base_url", "token_url", "oauth_id", "secret", "certificate", "authority")
    return {name: psp.caller[name] for name in names} | {
        "label": "Banco Exemplo", "pix_key": psps.KEY, "days_payable": "30",
    } | given  # fmt: skip


@pytest.fixture
def page(enter):
    credor = builders.make_credor()
    return enter(credor, role="manager"), credor, reverse("configuracoes_pix", args=[credor.slug])


def test_an_account_is_saved_sealed_and_shown_without_its_secrets(page, psp):
    client, credor, address = page
    assert client.post(address, form_of(psp)).status_code == 302
    row = models.PspAccount.objects.get()
    assert (row.credor_id, row.label, row.tested_at) == (credor.id, "Banco Exemplo", None)
    assert sealing.unseal(row.secret_sealed) == psp.caller["secret"]
    shown = client.get(address).content.decode()
    assert psp.caller["secret"] not in shown
    assert "PRIVATE KEY" not in shown


def test_all_that_is_wrong_is_told_at_once(page, psp):
    client, _, address = page
    wrong = {"base_url": "http://pix.exemplo.test", "pix_key": "nada", "days_payable": "366", "secret": "", "label": "",
             "certificate": "nada"}  # fmt: skip
    answer = client.post(address, form_of(psp, **wrong))
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == set(wrong)
    assert not models.PspAccount.objects.exists()


def test_a_blank_secret_and_certificate_keep_those_there_are_for_the_same_psp_alone(page, psp):
    client, _, address = page
    client.post(address, form_of(psp))
    assert client.post(address, form_of(psp, secret="", certificate="", label="Outro nome")).status_code == 302
    row = models.PspAccount.objects.get()
    assert (row.label, sealing.unseal(row.secret_sealed)) == ("Outro nome", psp.caller["secret"])
    elsewhere = form_of(psp, secret="", base_url="https://outro.exemplo.test/v2")
    assert "secret" in client.post(address, elsewhere).context["form"].errors


@pytest.mark.parametrize("where", ["token_url", "base_url", "authority"])
def test_a_kept_secret_is_not_led_to_another_address(page, psp, where):
    client, _, address = page
    client.post(address, form_of(psp))
    others = {
        "token_url": "https://outro.exemplo.test/token",
        "base_url": "https://outro.exemplo.test/v2",
        "authority": "",
    }
    answer = client.post(address, form_of(psp, secret="", **{where: others[where]}))
    assert set(answer.context["form"].errors) == {"secret"}
    assert models.PspAccount.objects.values_list(where, flat=True).get() == form_of(psp)[where].strip() + (
        "\n" if where == "authority" else ""
    )
    assert client.post(address, form_of(psp, **{where: others[where]})).status_code == 302


def test_the_authority_sent_back_by_a_form_is_the_same(page, psp):
    client, _, address = page
    client.post(address, form_of(psp))
    again = form_of(psp, secret="", authority=psp.caller["authority"].replace("\n", "\r\n"))
    assert client.post(address, again).status_code == 302


def test_a_pix_key_receives_for_one_credor_and_of_the_other_nothing_is_told(page, psp, enter):
    client, credor, address = page
    other = builders.make_credor(name="Escola Vizinha")
    theirs = psps.make_row(other, pix_key=psps.KEY)
    answer = client.post(address, form_of(psp, pix_key=psps.KEY.upper()))
    said = answer.context["form"].errors
    assert said == {"pix_key": "Esta chave Pix já recebe por outra conta nesta instalação. Use outra chave."}
    assert "Vizinha" not in answer.content.decode()
    assert not models.PspAccount.objects.filter(credor=credor).exists()
    models.PspAccount.objects.filter(id=theirs.id).update(closed_at=builders.NOW)
    assert client.post(address, form_of(psp)).status_code == 302


def test_the_key_of_a_closed_credor_is_free_and_who_comes_back_does_without_it(page, psp, enter):
    client, credor, address = page
    closed = builders.make_credor(closed_at=builders.NOW)
    theirs = psps.make_row(closed, pix_key=psps.KEY)
    assert client.post(address, form_of(psp)).status_code == 302
    owner = builders.make_account()
    builders.make_membership(owner, closed)
    reopen_credor.reopen_credor(builders.context_of(owner), closed.id)
    theirs.refresh_from_db()
    assert (theirs.closed_at, models.PspAccount.objects.get(closed_at=None).credor_id) == (builders.NOW, credor.id)


def test_who_comes_back_keeps_a_key_that_nobody_took(psp):
    closed, owner = builders.make_credor(closed_at=builders.NOW), builders.make_account()
    builders.make_membership(owner, closed)
    row = psps.make_row(closed)
    reopen_credor.reopen_credor(builders.context_of(owner), closed.id)
    row.refresh_from_db()
    assert row.closed_at is None


def test_another_psp_is_another_account_and_the_former_ends(page, psp):
    client, _, address = page
    client.post(address, form_of(psp))
    client.post(address, form_of(psp, pix_key="outra@exemplo.test"))
    keys = list(models.PspAccount.objects.order_by("id").values_list("pix_key", "closed_at"))
    assert [(key, bool(closed)) for key, closed in keys] == [(psps.KEY, True), ("outra@exemplo.test", False)]


def test_the_button_says_that_it_works(page, psp):
    client, credor, address = page
    client.post(address, form_of(psp))
    answer = client.post(reverse("configuracoes_pix_testar", args=[credor.slug]))
    assert "Retirada da cobrança de teste: certo" in text_of(answer)
    assert psp.book.webhooks[psps.KEY]["webhookUrl"].startswith("http://127.0.0.1:8000/pix/")


def test_the_button_says_what_the_psp_refused(page, psp):
    client, credor, address = page
    client.post(address, form_of(psp, secret="errado"))
    said = text_of(client.post(reverse("configuracoes_pix_testar", args=[credor.slug])))
    assert "registro de um Pix de R$ 0,01: falhou. O PSP não deu a autorização (token)" in said
    assert "Retirada da cobrança de teste: não tentado" in said


def test_the_psp_of_this_machine_is_taken_with_one_button(page, psp, settings, tmp_path):
    client, credor, address = page
    folder = tmp_path / "sandbox" / "psp"
    folder.mkdir(parents=True)
    (folder / "caller.json").write_text((psp.book.folder / "caller.json").read_text())
    settings.DATA_DIR = tmp_path
    assert client.post(reverse("configuracoes_pix_de_teste", args=[credor.slug])).status_code == 302
    said = text_of(client.post(reverse("configuracoes_pix_testar", args=[credor.slug])))
    assert "Pagamento do Pix de teste: certo Chegada do Pix, pela consulta: certo Aviso de pagamento" in said
    assert [one["valor"] for one in psp.book.received.values()] == ["0.01"]
    assert psp.pages in client.get(address).content.decode()
    # Whose account it is: its codes say the name that the devedor's page says.
    key, told = next(iter(json.loads((folder / "holders.json").read_text("utf-8")).items()))
    assert key == models.PspAccount.objects.get().pix_key
    assert (told["nome"], told["cnpj"]) == (credor.name, credor.document)


def test_an_account_is_ended(page, psp):
    client, credor, address = page
    client.post(address, form_of(psp))
    client.post(reverse("configuracoes_pix_encerrar", args=[credor.slug]))
    assert models.PspAccount.objects.get().closed_at is not None
    assert models.Event.objects.filter(name="psp_account.closed").count() == 1


def test_the_page_says_of_how_many_pix_the_psp_gave_no_answer(page):
    client, credor, address = page
    psps.make_row(credor, asked_until=builders.NOW, unanswered=[["E1", builders.NOW.isoformat()]])
    assert "Sobre 1 Pix ele não respondeu: é perguntado de novo por um dia." in text_of(client.get(address))
    models.PspAccount.objects.update(unanswered=[])
    assert "não respondeu" not in text_of(client.get(address))
