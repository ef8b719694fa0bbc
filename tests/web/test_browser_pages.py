"""Every page in a real browser, full and empty: axe finds nothing serious, nothing overflows, no policy is broken.

A new page is a line in one of the lists of `addresses`; a page that only an act leads to is a function.
"""

from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from django.conf import settings as configured
from playwright.sync_api import Browser, Page

from adimple.sandbox import inbox
from adimple.store import models
from adimple.usecases import answer_link, ask_import, invites, links, password_links, register_payment, undo_payment
from adimple.usecases.answer_link import ANSWERS, Answer
from adimple.usecases.context import Context
from adimple.usecases.second_factor import begin
from adimple.usecases.upload_import import UploadImport, upload_import
from adimple.web import errors, throttle
from adimple.worker import dispatch
from adimple.worker.dispatch import Senders
from tests import builders
from tests import psp as psps
from tests.builders import NOW, ON
from tests.usecases import money_in
from tests.usecases.sheets import row, sheet
from tests.web.addresses import EMPTY, FULL, WITHOUT_LOGIN
from tests.web.browsing import follow, serious
from tests.web.test_browser import CHROMIUM, chromium, console, open_console
from tests.worker.day import addressed, machine, make_due

__all__ = ["chromium", "console"]

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(CHROMIUM is None, reason="needs the system's Chromium"),
]

FAINT = "rule => { const sheet = new CSSStyleSheet(); sheet.replaceSync(rule); document.adoptedStyleSheets = [sheet] }"
WIDTHS = (1280, 360)
NARROWEST = 320  # WCAG 1.4.10: 1280 px enlarged four times
# A chart follows its window some frames later: a second is given to it.
SETTLED_WIDTH = """width => new Promise(done => {
  const look = left => {
    const found = document.documentElement.scrollWidth
    found <= width || !left ? done(found) : setTimeout(look, 50, left - 1)
  }
  look(20)
})"""


@dataclass
class Looker:
    """Looks at pages at every width and keeps what is wrong with each."""

    page: Page
    faults: dict[str, list[str]] = field(default_factory=dict)
    complaints: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("console", lambda said: self.complaints.append(said.text) if said.type == "error" else None)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def go(self, url: str, address: str) -> None:
        self.page.goto(url + address, wait_until="networkidle" if address == "/" else "load")
        self.look(address)

    def look(self, name: str) -> None:
        """The browser's own word on a status of 4xx or 5xx is not ours."""
        found = [said for said in self.complaints if "the server responded with a status of" not in said]
        for width in (*WIDTHS, NARROWEST):
            self.page.set_viewport_size({"width": width, "height": 900})
            if (wide := self.page.evaluate(SETTLED_WIDTH, width)) > width:
                found.append(f"{wide} px in a window of {width}")
            if width in WIDTHS:
                found += [f"{rule} at {width}" for rule in serious(self.page)]
        self.complaints.clear()
        if found:
            self.faults[name] = found


@pytest.fixture(scope="module")
def sandbox(tmp_path_factory):
    with inbox.start_sandbox(tmp_path_factory.mktemp("mail"), smtp_port=0, web_port=0) as found:
        yield found


@pytest.fixture
def full(sandbox, console, settings, tmp_path):
    """The console's address, and what every address above names."""
    settings.SANDBOX_SMTP_PORT, settings.DATA_DIR = sandbox.smtp_port, tmp_path
    url, ids = console
    settings.BASE_URL = url
    gym = models.Credor.objects.get(slug="academia")
    models.Credor.objects.filter(id=gym.id).update(pix_key="11222333000181", city="São Paulo", phone="+551130000000")
    owner = builders.context_of(models.Account.objects.get())
    begin(owner)
    ids["webhook"] = webhook_of(models.Credor.objects.get(slug="colegio"))
    ids |= banking_of(models.Credor.objects.get(slug="colegio"))
    ids |= actions_of(gym) | tasks_of(gym) | payments_of(gym, owner) | files_of(gym, owner) | link_of(gym, owner)
    ids |= closed_of(models.Account.objects.get(id=owner.actor.account_id))
    ids["event"] = models.Event.objects.filter(credor=gym, name="payment.registered").order_by("-id")[0].id
    return url, ids


def banking_of(school: models.Credor) -> dict:
    """A convênio in use, beside one that is closed; a boleto with an order that could not go, and a remessa."""
    account = builders.make_bank_account(school)
    psp = psps.make_row(school, label="Banco Exemplo, matriz")
    builders.make_convenio(school, label="Encerrado", terms_key="1" * 64, closed_at=NOW)
    convenio = builders.make_convenio(school, bank_account=account, last_sequence=40, last_remessa=3)
    devedor = builders.make_devedor(school)
    titulo = builders.make_titulo(devedor, description="Mensalidade de novembro")
    boleto = builders.make_boleto(convenio, titulo, state="registered")
    remessa = builders.make_remessa(convenio)
    builders.make_remessa_item(boleto, remessa=remessa)
    builders.make_remessa_item(boleto, kind="baixa", phrase="UF do devedor: a UF tem duas letras, como SP.")
    builders.make_titulo(devedor)
    ids = {"convenio": convenio.id, "boleto": boleto.id, "boleto_devedor": devedor.id, "titulo": titulo.id}
    ids |= money_of(titulo, convenio)
    models.RawPayload.objects.filter(credor=school, source="pix").update(name=f"psp-{psp.id}")
    psps.make_charge(psp, titulo, state="asked", why="O PSP não respondeu a tempo. Tentamos de novo.")
    return ids


def money_of(titulo: models.Titulo, convenio: models.Convenio) -> dict:
    """Receipts that wait, one matched, a reversal, and a retorno with a line to look at."""
    payment = builders.make_payment(titulo.devedor, amount_cents=12_34)
    ids = money_in.everything(titulo, payment, convenio)
    reading(ids["raw_payload_id"], titulo.credor)
    told = {name: ids[f"{name}_id"] for name in ("retorno", "reversal", "raw_payload")}
    return told | {"waiting": ids["incoming_id"], "matched": payment.incoming.id}


def reading(raw_payload_id: int, school: models.Credor) -> None:
    """A large retorno half read, with a name that breaks nowhere."""
    models.RawPayload.objects.filter(id=raw_payload_id).update(name=f"CB2411{'_novembro' * 8}.RET")
    job = {"kind": "retorno.take", "state": "running", "stage": "writing", "done": 483_211, "total": 1_000_000}
    at = {"queued_at": NOW, "started_at": NOW, "leased_until": NOW + timedelta(days=900)}
    models.Job.objects.create(
        credor=school, account=models.Account.objects.get(), raw_payload_id=raw_payload_id, **job, **at
    )


def webhook_of(school: models.Credor) -> int:
    """One that failed last, with a delivery of each kind."""
    webhook = builders.make_webhook(
        school, url="https://erp.exemplo.test/" + "avisos" * 20, failures=1, failing_since=NOW
    )
    for state in ("pending", "delivered", "failed", "stopped"):
        settled_at = NOW if state in ("delivered", "failed") else None
        told = {"event": builders.make_event(school), "state": state, "queued_at": NOW, "due_at": NOW}
        delivery = models.WebhookDelivery.objects.create(webhook=webhook, settled_at=settled_at, **told)
        models.WebhookAttempt.objects.create(webhook=webhook, delivery=delivery, at=NOW, status=500, ms=41)
    return webhook.id


def actions_of(gym: models.Credor) -> dict:
    """Messages that really left, and the pages their links lead to."""
    sent, several = addressed("ana", credor=gym), addressed("caio", credor=gym, titulos=3)
    paid, answered = addressed("davi", credor=gym), addressed("eva", credor=gym)
    uncertain = addressed("cai", credor=gym)
    titulos = models.Titulo.objects.filter(actionitem__action=several).order_by("id")
    titulos.filter(id=titulos[0].id).update(linha_digitavel="34191790010104351004791020150008291070000026000")
    titulos.filter(id=titulos[1].id).update(link_pagamento="https://pagar.exemplo.test/1")
    dispatch.dispatch_due(machine(), Senders())
    planned = make_due(builders.make_devedor(gym), due_at=NOW + timedelta(hours=5))
    models.Titulo.objects.filter(actionitem__action=paid).update(closed_on=ON, closed_reason="paid")
    tokens = {
        name: links.token_of(gym.id, action.id, ON)
        for name, action in (("open", sent), ("ways_to_pay", several), ("paid", paid), ("answered", answered))
    }
    for kind in ANSWERS:
        answer_link.answer(machine(), tokens["answered"], Answer(kind=kind))
    ids = {"sent": sent.id, "uncertain": uncertain.id, "planned": planned.id, "written_to": sent.devedor_id}
    return ids | tokens


def tasks_of(gym: models.Credor) -> dict:
    call = make_due(builders.make_devedor(gym), channel="phone", state="task", step_code="ligacao_d20")
    task = builders.make_task(call.devedor, action=call, contact=call.contact)
    told = {"outcome": "talked", "outcome_at": NOW, "outcome_by": "dona@exemplo.test", "note": "Paga na sexta."}
    return {"task": task.id, "done": builders.make_task(builders.make_devedor(gym), **told).id}


def payments_of(gym: models.Credor, owner: Context) -> dict:
    """Of somebody who paid all and more, and of somebody whose payment was undone."""

    def pay(devedor: models.Devedor, cents: int) -> int:
        command = register_payment.RegisterPayment(
            devedor_id=devedor.id, titulo_ids=(), cents=cents, paid_on=ON, external_key=f"form:{devedor.id}", note="Pix"
        )
        return register_payment.register_payment(owner, command).payment_id

    payer, other = (builders.make_titulo(builders.make_devedor(gym)).devedor for _ in range(2))
    undone = pay(other, 50_00)
    undo_payment.undo_payment(owner, undone, "Era de outra pessoa.")
    return {"payer": payer.id, "payment": pay(payer, 1_000_00), "undone": undone}


def files_of(gym: models.Credor, owner: Context) -> dict:
    """A file with a mistake, one without the columns it needs, and two that were written, one of them whole."""

    def upload(*rows: str, whole_list: bool = False, **given) -> int:
        fields = {"name": "novembro.csv", "content": sheet(*rows, **given), "whole_list": whole_list}
        return upload_import(owner, UploadImport(credor_id=gym.id, kind="titulos", **fields))

    written, whole = upload(row("CE-1"), row("CE-2", cpf="111")), upload(row("CE-3"))
    for import_id in (written, whole):
        ask_import.ask_write(owner, import_id)
    checked = upload(row("CE-4"), row("CE-5", cpf="111"))
    unread, listed = upload("Ana;1", header="Nome;Valor"), upload(row("CE-1"), whole_list=True)
    return {"written": written, "whole": whole, "checked": checked, "unread": unread, "listed": listed}


def link_of(gym: models.Credor, owner: Context) -> dict:
    guest = builders.make_account(email="otavio@exemplo.test", name="Otávio Exemplo")
    builders.make_membership(guest, gym, "operator")
    link = password_links.make_link(owner, gym.id, guest.id)
    asked = invites.make(owner, gym.id, invites.MakeInvite(email="rui@exemplo.test", name="Rui", role="auditor"))
    invite = invites.url_of(asked).rpartition("/")[2]
    return {"password_link": link.url.rpartition("/")[2], "guest": guest.id, "invite": invite}


def closed_of(owner: models.Account) -> dict:
    """A credor whose contract ended, and the link of a message of before."""
    ended = builders.make_released_credor(slug="encerrado", name="Clube Exemplo", phone="+551140020000")
    builders.make_membership(owner, ended)
    action = make_due(builders.make_devedor(ended), state="sent")
    models.Credor.objects.filter(id=ended.id).update(closed_at=NOW, stopped_at=NOW)
    return {"closed": links.token_of(ended.id, action.id, ON), "of_closed": action.devedor_id}


def visitor(browser: Browser) -> Page:
    """A page of somebody who never logged in."""
    return browser.new_context(locale="pt-BR").new_page()


def test_every_page_of_a_console_in_use_is_accessible_and_fits(full, chromium):
    url, ids = full
    looker = Looker(open_console(chromium, url))
    for address in FULL:
        looker.go(url, address.format(**ids))
    assert looker.faults == {}


def test_every_page_of_a_console_without_anything_is_accessible_and_fits(now, live_server, chromium):
    credor = builders.make_credor(slug="novo")
    builders.make_membership(builders.make_account(email="dona@exemplo.test"), credor)
    looker = Looker(open_console(chromium, live_server.url))
    for address in EMPTY:
        looker.go(live_server.url, address)
    looker.page.context.close()
    assert looker.faults == {}


def test_a_text_too_faint_to_read_is_found_at_each_width(now, live_server, chromium):
    """Straight on the canvas, on a card, and at the foot. #b5bcc0 on white: 1,9, where 4,5 is asked."""
    builders.make_membership(builders.make_account(email="dona@exemplo.test"), builders.make_credor(slug="novo"))
    looker, places = Looker(open_console(chromium, live_server.url)), (".top h1", ".card b", "footer li")
    looker.page.goto(f"{live_server.url}/titulos/")
    for place in places:
        looker.page.evaluate(FAINT, f"{place} {{color: #b5bcc0 !important}}")
        looker.look(place)
    looker.page.context.close()
    assert looker.faults == {place: ["color-contrast at 1280", "color-contrast at 360"] for place in places}


def test_every_page_without_a_login_is_accessible_and_fits(full, chromium):
    url, ids = full
    looker = Looker(visitor(chromium))
    for address in WITHOUT_LOGIN:
        looker.go(url, address.format(**ids))
    assert looker.faults == {}


def test_the_first_page_of_an_installation_is_accessible_and_fits_right_or_wrong(now, live_server, chromium):
    looker = Looker(visitor(chromium))
    looker.go(live_server.url, "/")
    assert looker.page.get_by_role("heading", name="Vamos começar").is_visible()
    follow(looker.page.get_by_role("button", name="Criar conta e credor"))
    looker.look("wrong")
    looker.page.context.close()
    assert looker.faults == {}


def test_what_a_mistake_leads_to_is_accessible_and_fits(full, chromium):
    url, ids = full
    looker = Looker(open_console(chromium, url))
    page = looker.page
    for address, button in (
        ("/minha-senha/", "Trocar a senha"),
        ("/minha-conta/duas-etapas/", "Ligar"),
        (f"/pagamentos/novo/?devedor={ids['devedor']}", "Registrar pagamento"),
        (f"/pagamentos/{ids['payment']}/desfazer/", "Desfazer R$ 1.000,00"),
        (f"/tarefas/{ids['task']}/", "Anotar a promessa"),
        ("/credores/novo/", "Criar credor"),
        ("/importar/", "Enviar e conferir"),
        ("/equipe/convidar/", "Fazer o convite"),
    ):
        page.goto(url + address)
        follow(page.get_by_role("button", name=button))
        assert page.locator("[aria-invalid=true]").count() > 0, address
        looker.look(f"{address} wrong")
    assert looker.faults == {}


def test_what_an_act_leads_to_is_accessible_and_fits(full, chromium):
    url, ids = full
    looker = Looker(open_console(chromium, url))
    page = looker.page
    page.goto(f"{url}/equipe/{ids['guest']}/")
    follow(page.get_by_role("button", name="Fazer link de nova senha"))
    assert page.get_by_text("Copie agora: ele não aparece de novo.").is_visible()
    looker.look("password link")

    page.goto(f"{url}/acoes/{ids['uncertain']}/")
    late = page.context.new_page()
    late.goto(page.url)
    follow(page.get_by_role("button", name="Dar como entregue"))
    looker.look("decided")
    refused = Looker(late)
    follow(late.get_by_role("button", name="Dar como entregue"))
    assert late.get_by_role("heading", name="Isto não foi feito").is_visible()
    refused.look("409")
    assert looker.faults | refused.faults == {}


def test_what_a_devedor_mistypes_or_asks_too_often_is_accessible_and_fits(full, chromium):
    url, ids = full
    looker = Looker(visitor(chromium))
    page = looker.page
    page.goto(f"{url}/p/{ids['open']}")
    follow(page.get_by_role("button", name="Já paguei"))
    page.get_by_label("Quanto, em reais? (opcional)").fill("muito")
    follow(page.get_by_role("button", name="Enviar estes dados"))
    assert page.get_by_role("alert").is_visible()
    looker.look("wrong amount")

    for _ in range(throttle.PER_MINUTE):
        page.request.get(f"{url}/p/nada")
    looker.go(url, f"/p/{ids['open']}")
    assert page.get_by_role("heading", name="Espere um minuto").is_visible()
    assert looker.faults == {}


def test_a_wrong_password_and_a_closed_door_are_accessible_and_fit(full, chromium):
    url, _ = full
    looker = Looker(visitor(chromium))
    page = looker.page
    page.goto(f"{url}/entrar/")
    follow(page.get_by_role("button", name="Entrar"))
    looker.look("blank")
    for _ in range(configured.AXES_FAILURE_LIMIT):
        page.get_by_label("E-mail").fill("dona@exemplo.test")
        page.get_by_label("Senha").fill("errada de todo")
        follow(page.get_by_role("button", name="Entrar"))
    assert page.get_by_role("heading", name="Muitas tentativas").is_visible()
    looker.look("closed")
    assert looker.faults == {}


def test_what_went_wrong_with_us_is_accessible_and_fits(full, chromium):
    url, _ = full
    looker = Looker(visitor(chromium))
    page = looker.page
    page.goto(f"{url}/entrar/")
    page.context.clear_cookies()
    follow(page.get_by_role("button", name="Entrar"))
    assert page.get_by_role("heading", name="Esta página ficou aberta tempo demais").is_visible()
    looker.look("csrf")

    broken = errors.broken(None)
    page.route("**/falha", lambda route: route.fulfill(status=500, content_type="text/html", body=broken.content))
    looker.go(url, "/falha")
    assert page.get_by_role("heading", name="Algo falhou do nosso lado").is_visible()
    assert looker.faults == {}
