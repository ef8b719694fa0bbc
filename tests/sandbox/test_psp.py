"""The PSP of this machine answers as Bacen says, keeps what it knows, calls webhooks, and has a page to pay."""

import json
import os
import re
import threading
import urllib.error
import urllib.parse
import urllib.request
from datetime import UTC, date, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from adimple.domain import cobv, pix
from adimple.domain.cobv import Payer, Terms
from adimple.domain.encargos import EncargosPolicy, new_saldo
from adimple.sandbox.psp import start_psp
from adimple.sandbox.psp_api import ROUTES
from adimple.sandbox.psp_rules import Problem

ROOT = Path(__file__).parents[2]
VECTORS = json.loads((ROOT / "tests" / "vectors" / "bacen_pix.json").read_text("utf-8"))
OPENAPI = os.environ.get("BACEN_OPENAPI", "")  # the path of openapi.yaml 2.9.0, where somebody has it
NOW = datetime(2026, 11, 24, 13, 0, tzinfo=UTC)
TODAY = NOW.date()
TXID = "ADI7d1f0c5b2a9e4f8c8d3b6a1e5f"
ANA = Payer("Ana Exemplo", "52998224725")
PAYER = {"nome": "Ana Exemplo", "cpf": "52998224725"}
KEY = "financeiro@exemplo.test"
COB = cobv.cob_body(850_00, ANA, key=KEY, seconds=3_600)
POLICY = EncargosPolicy(multa_ppb=20_000_000, juros_ppb_month=10_000_000, juros_basis="daily_cents_down")
COBV = cobv.cobv_body(
    Terms(policy=POLICY, saldo=new_saldo(850_00, TODAY), due_on=TODAY, issued_on=TODAY, days_payable=30), ANA, key=KEY
)


@pytest.fixture(scope="module")
def running(tmp_path_factory):
    with start_psp(tmp_path_factory.mktemp("psp"), lambda: NOW) as psp:
        yield psp


@pytest.fixture
def psp(running):
    running.book.knobs = type(running.book.knobs)()
    for known in (running.book.charges, running.book.received, running.book.webhooks):
        known.clear()
    return running


class Hook(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.told.append((self.path, json.loads(body)))
        self.server.came.release()
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_):
        pass


@pytest.fixture
def hook():
    with ThreadingHTTPServer(("127.0.0.1", 0), Hook) as server:
        server.told, server.came = [], threading.Semaphore(0)
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        yield server
        server.shutdown()


def browse(psp, path, form=None, headers=None):
    data = urllib.parse.urlencode(form).encode() if form is not None else None
    asked = urllib.request.Request(psp.pages + path, data, headers or {})
    try:
        with urllib.request.urlopen(asked, timeout=5) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


# --- as Bacen says ---


def test_every_path_and_method_of_ours_is_in_the_table_of_bacens():
    known = {(method, re.sub(r"\{[^}]+\}", "X", path)) for method, path in VECTORS["operations"]}
    ours = set()
    for method, pattern, _ in ROUTES:
        path = pattern.removeprefix("/v2").replace("([^/]+)", "X")
        ours |= {(method, path.replace("(cobv?)", kind)) for kind in ("cob", "cobv")}
    assert ours == known


@pytest.mark.skipif(not OPENAPI, reason="Bacen's file is not part of the project: say where in BACEN_OPENAPI")
def test_the_table_is_what_bacens_file_says():
    import yaml

    said = yaml.safe_load(Path(OPENAPI).read_text("utf-8"))
    assert all(method.lower() in said["paths"][path] for method, path in VECTORS["operations"])
    for name, fields in VECTORS["required"].items():
        assert set(fields) >= _required(said["components"]["schemas"], name), name


def _required(schemas, name):
    one, found = schemas[name], set()
    parts = [one, *one.get("allOf", [])]
    for part in parts:
        if "$ref" in part:
            found |= _required(schemas, part["$ref"].rpartition("/")[2])
        else:
            found |= set(part.get("required", ()))
    # The file's DadosRecebedor asks of the charge what is meant of the recebedor in it.
    return found - {"logradouro", "cidade", "uf", "cep"}


@pytest.mark.parametrize(("kind", "body", "schema"), [("cob", COB, "CobCompleta"), ("cobv", COBV, "CobVCompleta")])
def test_a_charge_has_every_field_that_bacen_requires(psp, kind, body, schema):
    made = psp.book.put_charge(kind, TXID, body)
    assert set(VECTORS["required"][schema]) <= made.keys()
    assert set(VECTORS["required"]["PayloadLocation"]) <= made["loc"].keys()
    assert len(made["location"]) <= 77
    assert pix.read(made["pixCopiaECola"]).location == made["location"]


def test_a_charge_carries_the_name_of_whose_key_it_is(psp):
    assert pix.read(psp.book.put_charge("cob", TXID, COB)["pixCopiaECola"]).name == "Recebedor de Teste"

    told = {KEY: {"nome": "Colégio Exemplo Ltda.", "cpf": "52998224725", "cidade": "Campinas"}}
    holders = psp.book.folder / "holders.json"
    holders.write_text(json.dumps(told), "utf-8")
    made = psp.book.put_charge("cobv", f"{TXID}2", COBV)
    holders.unlink()

    code = pix.read(made["pixCopiaECola"])
    assert (code.name, code.city) == ("Colegio Exemplo Ltda.", "Campinas")
    assert (made["recebedor"]["nome"], made["recebedor"]["cpf"]) == ("Colégio Exemplo Ltda.", "52998224725")
    assert "cnpj" not in made["recebedor"]
    assert set(VECTORS["required"]["CobVCompleta"]) <= made.keys()


def test_a_pix_and_a_refund_have_every_field_that_bacen_requires(psp):
    paid = psp.book.pay_key(KEY, 10_00, TODAY, PAYER)
    refund = psp.book.refund(paid["endToEndId"], "D1", "1.00")
    assert set(VECTORS["required"]["Pix"]) <= paid.keys()
    assert set(VECTORS["required"]["Devolucao"]) <= refund.keys()
    assert re.fullmatch(r"E[0-9]{8}20261124130[0-9][a-zA-Z0-9]{11}", paid["endToEndId"])


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"chave": ""}, "cobv.chave"),
        ({"devedor": {"nome": "Ana Exemplo"}}, "cobv.devedor"),
        ({"valor": {"original": "0.00"}}, "cobv.valor.original"),
        ({"valor": {"original": "10,00"}}, "cobv.valor.original"),
        ({"valor": {"original": "10.00", "multa": {"modalidade": 3, "valorPerc": "1.00"}}}, "valor.multa.modalidade"),
        ({"calendario": {"dataDeVencimento": "2026-11-23"}}, "cobv.calendario.dataDeVencimento"),
        ({"calendario": {"dataDeVencimento": "2026-11-24", "validadeAposVencimento": -1}},
         "cobv.calendario.validadeAposVencimento"),
        ({"valor": {"original": "10.00", "desconto": {"modalidade": 1, "valorPerc": "1.00"}}}, "cobv.valor.desconto"),
    ],
)  # fmt: skip
def test_what_bacen_forbids_is_a_problem_that_names_the_field(psp, change, where):
    with pytest.raises(Problem) as problem:
        psp.book.put_charge("cobv", TXID, COBV | change)
    assert problem.value.body()["type"].endswith("/CobVOperacaoInvalida")
    assert where in [one["propriedade"] for one in problem.value.body()["violacoes"]]
    assert TXID not in psp.book.charges


def test_a_put_again_is_a_revision_and_after_payment_an_error(psp):
    psp.book.put_charge("cob", TXID, COB)
    assert psp.book.put_charge("cob", TXID, COB)["revisao"] == 1
    psp.book.pay_charge(TXID, TODAY, PAYER)
    with pytest.raises(Problem) as problem:
        psp.book.put_charge("cob", TXID, COB)
    assert problem.value.code == "CobOperacaoInvalida"


def test_a_cobv_asks_multa_and_juros_of_who_pays_late(psp):
    psp.book.put_charge("cobv", TXID, COBV)
    late = psp.book.owed(psp.book.charges[TXID], TODAY + timedelta(days=10))
    # 850,00 + 17,00 + 10 × 0,28 = 869,80
    assert late.total_cents == 869_80
    assert psp.book.owed(psp.book.charges[TXID], TODAY + timedelta(days=31)) is None


def test_what_it_knew_it_knows_after_it_was_stopped(tmp_path):
    with start_psp(tmp_path, lambda: NOW) as first:
        first.book.put_charge("cob", TXID, COB)
        paid = first.book.pay_charge(TXID, TODAY, PAYER)
        caller = first.caller
    with start_psp(tmp_path, lambda: NOW) as second:
        assert second.book.get_charge("cob", TXID)["status"] == "CONCLUIDA"
        assert second.book.get_pix(paid["endToEndId"]) == paid
        assert second.caller == caller  # the same ports, secret and certificates


def test_its_keys_are_the_owners_alone(running):
    folder = running.book.folder
    for name in ("authority.pem", "server.pem", "caller.pem", "caller.json", "book.jsonl"):
        if (folder / name).exists():
            assert (folder / name).stat().st_mode & 0o077 == 0, name


# --- webhooks ---


def test_a_payment_is_told_to_the_webhook_as_often_as_asked(psp, hook):
    psp.book.put_webhook(KEY, f"http://127.0.0.1:{hook.server_address[1]}/aviso/")
    psp.book.knobs.copies = 3
    psp.book.put_charge("cob", TXID, COB)
    paid = psp.book.pay_charge(TXID, TODAY, PAYER)
    assert all(hook.came.acquire(timeout=5) for _ in range(3))
    assert hook.told == [("/aviso/pix", {"pix": [paid]})] * 3


def test_a_pix_without_txid_is_told_to_nobody(psp, hook):
    psp.book.put_webhook(KEY, f"http://127.0.0.1:{hook.server_address[1]}")
    psp.book.pay_key(KEY, 10_00, TODAY, PAYER)
    psp.book.put_charge("cob", TXID, COB)
    psp.book.pay_charge(TXID, TODAY, PAYER)
    assert hook.came.acquire(timeout=5)
    assert [body["pix"][0].get("txid") for _, body in hook.told] == [TXID]


# --- the page ---


def test_a_person_reads_a_code_sees_the_amount_of_a_day_and_pays(psp):
    made = psp.book.put_charge("cobv", TXID, COBV)
    status, page = browse(psp, f"/codigo?codigo={urllib.parse.quote(made['pixCopiaECola'])}")
    assert (status, "Pagar R$ 850,00" in page) == (200, True)
    path = "/" + made["location"].partition("/")[2]
    assert "R$ 869,80" in browse(psp, f"{path}?dia=2026-12-04")[1]
    assert "Pix pago." in browse(psp, "/pagar", {"cobranca": TXID, "dia": "2026-11-24"})[1]
    assert psp.book.charges[TXID]["status"] == "CONCLUIDA"


def test_a_pix_of_a_day_to_come_is_not_paid(psp):
    psp.book.put_charge("cobv", TXID, COBV)
    status, page = browse(psp, "/pagar", {"cobranca": TXID, "dia": "2026-11-25"})
    assert (status, "ainda não chegou" in page) == (422, True)
    assert not psp.book.received


def test_a_static_code_takes_any_amount(psp):
    code = pix.br_code(key=KEY, payee="Credor Exemplo", city="São Paulo", cents=None)
    assert KEY in browse(psp, f"/codigo?codigo={urllib.parse.quote(code)}")[1]
    assert browse(psp, "/pagar", {"chave": KEY, "valor": "12,34", "dia": "2026-11-20"})[0] == 200
    (one,) = psp.book.received.values()
    assert (one["valor"], one["horario"][:10]) == ("12.34", "2026-11-20")


def test_another_site_cannot_pay(psp):
    psp.book.put_charge("cob", TXID, COB)
    form = {"cobranca": TXID, "dia": "2026-11-24"}
    assert browse(psp, "/pagar", form, {"Origin": "https://outro.test"})[0] == 403
    assert browse(psp, "/pagar", form, {"Host": "outro.test"})[0] == 404
    assert not psp.book.received


def test_what_a_charge_says_is_escaped(psp):
    psp.book.put_charge("cob", TXID, COB | {"devedor": {"cpf": "52998224725", "nome": "<script>x</script>"}})
    assert "<script>" not in browse(psp, "/")[1]


def test_failures_are_asked_for_on_the_page(psp):
    assert "Falhas aplicadas." in browse(psp, "/falhas", {"lost": "2", "copies": "0"})[1]
    assert (psp.book.knobs.lost, psp.book.knobs.is_mute) == (2, True)


def test_a_devolucao_waits_for_who_plays_the_psp_and_ends_on_the_page(psp):
    browse(psp, "/falhas", {"refunds": "1", "copies": "1"})
    e2e = psp.book.pay_key(KEY, 10_00, TODAY, PAYER)["endToEndId"]
    for name, end, said in (("D1", "0", "DEVOLVIDO"), ("D2", "2", "NAO_REALIZADO")):
        assert psp.book.refund(e2e, name, "4.00")["status"] == "EM_PROCESSAMENTO"
        assert "em devolução: R$ 4,00" in browse(psp, "/")[1]
        assert "Devolução terminada." in browse(psp, "/devolucao", {"pix": e2e, "devolucao": name, "fim": end})[1]
        assert psp.book.get_pix(e2e)["devolucoes"][-1]["status"] == said
    assert browse(psp, "/devolucao", {"pix": e2e, "devolucao": "D1", "fim": "2"})[0] == 409  # it ended


def test_an_expired_cob_is_not_paid(psp):
    psp.book.put_charge("cob", TXID, COB)
    psp.book.knobs.skew_s = 3_601
    assert browse(psp, "/pagar", {"cobranca": TXID, "dia": "2026-11-24"})[0] == 409
    assert psp.book.owed(psp.book.charges[TXID], date(2026, 11, 25)) is None
