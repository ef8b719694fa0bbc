"""What a program reads and writes, and that it happens once."""

from datetime import timedelta

import pytest

from adimple.store import models
from adimple.store.page import PAGE_SIZE
from tests import builders
from tests.builders import ON

pytestmark = pytest.mark.django_db


@pytest.fixture
def asking(program):
    return program()


@pytest.fixture
def devedor(asking):
    return builders.make_devedor(asking.credor, name="Ana Exemplo", document="52998224725")


def foreign_devedor() -> models.Devedor:
    return builders.make_devedor(builders.make_credor())


def test_a_titulo_comes_with_what_it_owes_today_and_the_arithmetic(asking, devedor):
    titulo = builders.make_titulo(devedor, number="CE-1")

    asking.get(f"titulos/{titulo.id}")

    # 850,00 + 2 % = 17,00 + 14 days of 1 % a month, 850,00 × 0,01 × 14/30 = 3,96
    assert asking.said["encargos"]["total_cents"] == 870_96
    assert asking.said["encargos"]["juros_cents"] == 3_96
    assert len(asking.said["arithmetic"]) >= 3


def test_lists_come_in_pages_that_lead_on(asking, devedor):
    for number in range(PAGE_SIZE + 1):
        builders.make_titulo(devedor, due_on=ON + timedelta(days=number))

    asking.get("titulos")
    first = [row["titulo"]["id"] for row in asking.said["rows"]]
    asking.get(f"titulos?cursor={asking.said['next_cursor']}")

    assert len(first) == PAGE_SIZE
    assert len(asking.said["rows"]) == 1
    assert asking.said["rows"][0]["titulo"]["id"] not in first
    assert asking.said["next_cursor"] is None


def test_a_devedor_comes_whole(asking, devedor):
    builders.make_titulo(devedor)
    builders.make_contact(devedor, value="ana@exemplo.test")
    builders.make_hold(devedor)

    asking.get(f"devedores/{devedor.id}")

    assert asking.said["name"] == "Ana Exemplo"
    assert [row["value"] for row in asking.said["contacts"]] == ["ana@exemplo.test"]
    assert [row["kind"] for row in asking.said["holds"]] == ["pause"]
    assert [row["encargos"]["total_cents"] for row in asking.said["titulos"]] == [870_96]
    asking.get("devedores")
    assert [row["owed_cents"] for row in asking.said["rows"]] == [870_96]


def test_another_credor_s_things_are_not_there(asking):
    who = foreign_devedor()
    titulo, payment, hold = builders.make_titulo(who), builders.make_payment(who), builders.make_hold(who)
    contact, action = builders.make_contact(who), builders.make_action(who)

    for path in (f"devedores/{who.id}", f"titulos/{titulo.id}", f"payments/{payment.id}", f"actions/{action.id}"):
        assert asking.get(path).status_code == 404, path
    assert asking.get(f"devedores/{who.id}/explain").status_code == 404
    for path, body in (
        (f"holds/{hold.id}/lift", {"reason": "x"}),
        (f"payments/{payment.id}/undo", {"reason": "x"}),
        (f"devedores/{who.id}/contacts", {"kind": "email", "value": "a@exemplo.test"}),
        (f"devedores/{who.id}/contacts/{contact.id}/wrong", {"reason": "bounce"}),
        ("holds", {"devedor_id": who.id, "kind": "human"}),
        ("payments", {"devedor_id": who.id, "cents": 1, "paid_on": "2026-11-24", "external_key": "a"}),
    ):
        assert asking.post(path, body).status_code == 404, path
    assert not models.Event.objects.exclude(name="api_key.made").exists()


def test_a_payment_is_registered_once_and_undone(asking, devedor):
    titulo = builders.make_titulo(devedor)
    body = {"devedor_id": devedor.id, "cents": 870_96, "paid_on": "2026-11-24", "external_key": "ERP-1"}

    first = asking.post("payments", body, key="ato-1")
    told = asking.said
    second = asking.post("payments", body, key="ato-1")

    assert (first.status_code, second.status_code) == (201, 201)
    assert asking.said == told
    assert models.Payment.objects.count() == 1
    assert told["titulos"][0]["juros_cents"] == 3_96
    titulo.refresh_from_db()
    assert titulo.closed_reason == "paid"
    asking.post(f"payments/{told['payment']['id']}/undo", {"reason": "outro cliente"})
    assert asking.said["payment"]["undone"] is True
    titulo.refresh_from_db()
    assert titulo.closed_on is None


def test_a_key_of_one_request_does_not_serve_another(asking, devedor):
    asking.post("holds", {"devedor_id": devedor.id, "kind": "human"}, key="ato-1")

    response = asking.post("holds", {"devedor_id": devedor.id, "kind": "death"}, key="ato-1")

    assert response.status_code == 409
    assert asking.said["code"] == "idempotency.reused"
    assert [hold.kind for hold in models.Hold.objects.all()] == ["human"]


def test_a_write_without_idempotency_key_does_nothing(asking, devedor):
    response = asking.post("holds", {"devedor_id": devedor.id, "kind": "human"}, key=None)

    assert response.status_code == 422
    assert asking.said["errors"][0]["field"] == "Idempotency-Key"
    assert not models.Hold.objects.exists()


def test_what_was_refused_may_be_asked_again_with_its_key(asking, devedor):
    body = {"devedor_id": devedor.id, "cents": 100, "paid_on": "2026-11-24", "external_key": "ERP-1"}

    assert asking.post("payments", body, key="ato-1").status_code == 409
    builders.make_titulo(devedor)
    assert asking.post("payments", body, key="ato-1").status_code == 201


def test_a_hold_is_placed_and_lifted(asking, devedor):
    asking.post("holds", {"devedor_id": devedor.id, "kind": "pause", "reason": "pediu tempo", "until": "2026-12-01"})
    placed = asking.said
    asking.post(f"holds/{placed['id']}/lift", {"reason": "pagou"})

    assert (placed["until"], placed["is_lifted"]) == ("2026-12-01", False)
    assert asking.said["is_lifted"] is True


def test_contacts_and_consents_are_written(asking, devedor):
    asking.post(f"devedores/{devedor.id}/contacts", {"kind": "phone", "value": "(11) 99999-0001"})
    contact = asking.said
    asking.post(f"devedores/{devedor.id}/contacts/{contact['id']}/wrong", {"reason": "not_mine"})
    asking.ask("PUT", f"devedores/{devedor.id}/consents/email", {"granted": False})

    assert contact["value"] == "+5511999990001"
    asking.get(f"devedores/{devedor.id}")
    assert asking.said["contacts"][0]["wrong_reason"] == "not_mine"
    assert [(row["channel"], row["granted"]) for row in asking.said["consents"]] == [("email", False)]


def test_titulos_are_brought_with_a_word_on_each(asking):
    def row(number: str, **given) -> dict:
        plain = {"devedor_name": 'Ana; "Exemplo"', "document": "529.982.247-25", "due_on": "2026-11-10"}
        return plain | {"number": number, "principal_cents": 850_00} | given

    rows = [row("CE-1"), row("CE-2", document="529.982.247-26"), row("CE-3", description="=1+1")]
    asking.post("titulos", {"rows": rows})
    first = asking.said
    asking.post("titulos", {"rows": [row("CE-1"), row("CE-3", principal_cents=900_00), row("CE-4")]})

    assert [one["outcome"] for one in first["rows"]] == ["accepted", "rejected", "accepted"]
    assert "CPF inválido" in first["rows"][1]["phrase"]
    assert [one["outcome"] for one in asking.said["rows"]] == ["unchanged", "updated", "accepted"]
    titulos = {titulo.number: titulo.principal_cents for titulo in models.Titulo.objects.all()}
    assert titulos == {"CE-1": 850_00, "CE-3": 900_00, "CE-4": 850_00}
    assert models.Devedor.objects.get().name == 'Ana; "Exemplo"'


def test_a_thousand_and_one_titulos_are_refused_whole(asking):
    row = {"devedor_name": "Ana Exemplo", "due_on": "2026-11-10", "principal_cents": 100}

    assert asking.post("titulos", {"rows": [row] * 1001}).status_code == 422
    assert asking.said["errors"][0]["detail"] == "A lista vai até 1000 itens. Divida em pedidos menores."


def test_a_sheet_is_sent_written_and_its_rejections_told(asking):
    sheet = "nome;cpf;valor;vencimento\nAna Exemplo;52998224725;10,00;10/11/2026\nBia Exemplo;1;x;10/11/2026\n"

    sent = asking.post("imports?kind=titulos&name=planilha.csv", raw=sheet.encode())
    import_id, waiting = asking.said["id"], asking.said["state"]
    asking.post(f"imports/{import_id}/write")
    asking.get(f"imports/{import_id}")

    assert (sent.status_code, waiting) == (202, "waiting")
    assert (asking.said["state"], asking.said["accepted"], asking.said["rejected"]) == ("written", 1, 1)
    asking.get(f"imports/{import_id}/rejections")
    assert asking.said["rows"][0]["line"] == 3
    assert asking.post(f"imports/{import_id}/write").status_code == 409


def test_a_large_sheet_waits_for_a_worker_and_says_so(asking):
    rows = "".join(f"Ana Exemplo {n};{n};10,00;10/11/2026\n" for n in range(90_000))

    asking.post("imports?kind=titulos&name=grande.csv", raw=f"nome;numero;valor;vencimento\n{rows}".encode())

    assert asking.said["state"] == "queued"
    assert models.Job.objects.get().kind == "import.check"


def test_what_is_not_a_sheet_is_refused_and_not_kept(asking):
    assert asking.post("imports?kind=titulos&name=a.csv", raw=b"\x00\x01").status_code == 422
    assert not models.ImportFile.objects.exists()


def test_a_file_too_large_is_refused_and_not_kept(asking, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 10

    assert asking.post("imports?kind=titulos&name=a.csv", raw=b"nome;valor;vencimento").status_code == 413
    assert not models.ImportFile.objects.exists()


def test_the_feed_tells_what_happened_after_an_event(asking, devedor):
    asking.get("events")
    seen = asking.said["last_id"]
    asking.post("holds", {"devedor_id": devedor.id, "kind": "human"})
    asking.get(f"events?after={seen}")

    assert [(row["name"], row["devedor_id"]) for row in asking.said["rows"]] == [("hold.placed", devedor.id)]
    assert asking.said["rows"][0]["actor"].startswith("chave ")


def test_the_day_s_actions_and_why(asking, devedor):
    titulo = builders.make_titulo(devedor)
    action = builders.make_action(devedor)
    builders.make_item(action, titulo)

    asking.get(f"actions?on={ON}")
    assert [row["id"] for row in asking.said["rows"]] == [action.id]
    asking.get(f"actions/{action.id}")
    assert asking.said["attempts"] == []
    asking.get(f"devedores/{devedor.id}/explain?on={ON}")
    assert [row["titulo_id"] for row in asking.said["titulos"]] == [titulo.id]
    assert asking.said["titulos"][0]["total_cents"] == 870_96


@pytest.mark.parametrize(("name", "payload"), [("foguete.lancado", {"altura": 3}), ("sending.stopped", {"altura": 3})])
def test_an_event_of_a_newer_program_is_told_by_its_name(asking, name, payload):
    told = builders.make_event(asking.credor, name=name, payload=payload)

    asking.get(f"events?after={told.id - 1}")

    (row,) = asking.said["rows"]
    assert (row["id"], row["name"], row["sentence"], row["payload"]) == (told.id, name, name, payload)
