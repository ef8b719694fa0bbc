"""The main path as people walk it, in a real browser: from the first page of an empty installation to the stop button.

PostgreSQL, the mail server, its inbox, the night and the sender are the real ones; only the hour is told. It is
November of 2026: the 22nd a Sunday, the 26th a Thursday. Charges are the ones of a new credor: multa of 2 %, juros of
1 % a month, day by day, cut to the cent.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from io import BytesIO

import openpyxl
import pytest
from playwright.sync_api import Browser, Page

from adimple.cycle import run
from adimple.sandbox import inbox
from adimple.sandbox.inbox import Sandbox
from adimple.store import models
from adimple.store.reads import access
from adimple.usecases.context import Actor, Context
from adimple.web import middleware
from adimple.worker import clock
from adimple.worker.clock import Done
from adimple.worker.dispatch import Senders
from tests.scenarios.story import at, november
from tests.web.browsing import cells, figures, follow, leave, open_devedor, rows, said, tabs, text
from tests.web.test_browser import CHROMIUM, PASSWORD, chromium

__all__ = ["chromium"]

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(CHROMIUM is None, reason="needs the system's Chromium"),
]

MONDAY, TUESDAY, THURSDAY, FRIDAY = (november(day) for day in (23, 24, 26, 27))
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
HEADER = ("Número", "Nome", "CPF", "E-mail", "UF", "Vencimento", "Valor", "Descrição")
GOOD = (
    ("CE-1", "Ana Exemplo", "529.982.247-25", "ana@exemplo.test", "SP", date(2026, 11, 22), 850, "Mensalidade"),
    ("CE-2", "Bruno Exemplo", "111.444.777-35", "bruno@exemplo.test", "SP", "12/11/2026", "1.480,00", "Curso"),
)
WRONG = (
    ("CE-3", "Carla Exemplo", "111.444.777-36", "carla@exemplo.test", "SP", "15/12/2026", "300,00", "Material"),
    ("CE-4", "", "", "", "SP", "15/12/2026", "120,50", "Material"),
    ("CE-5", "Davi Exemplo", "", "", "SP", "31/02/2026", "99,90", "Material"),
    ("CE-6", "Eva Exemplo", "", "", "SP", "15/12/2026", "mil reais", "Material"),
)
MENDED = (
    ("CE-3", "Carla Exemplo", "987.654.321-00", "carla@exemplo.test", "SP", "15/12/2026", "300,00", "Material"),
    ("CE-4", "Cida Exemplo", "", "", "SP", "15/12/2026", "120,50", "Material"),
    ("CE-5", "Davi Exemplo", "", "", "SP", "15/12/2026", "99,90", "Material"),
    ("CE-6", "Eva Exemplo", "", "", "SP", "15/12/2026", "1.000,00", "Material"),
)


@dataclass
class Place:
    """A new installation, the hour it is there, and the browser of Olga, who will own it."""

    url: str
    sandbox: Sandbox
    browser: Browser
    now: datetime
    senders: Senders = field(default_factory=Senders)
    done: Done = field(default_factory=Done)

    def __post_init__(self) -> None:
        self.page = self.browser.new_context(locale="pt-BR").new_page()
        self.page.set_default_timeout(15_000)

    def work(self, now: datetime) -> None:
        """One turn of the worker, at this hour."""
        self.now = now
        clock.turn(Context(Actor("envios"), access.whole_scope(), now), self.done, self.senders)

    def plan_of(self, on: date) -> list[tuple[str, str, str | None]]:
        """Of `adimple cycle --on … --dry-run --json`: whose, which step, refused by which rule."""
        ctx = Context(Actor("noite"), access.whole_scope(), self.now)
        names = dict(models.Devedor.objects.values_list("id", "name"))
        lines = [line for _, plan in run.dry_run(ctx, on) for line in run.lines(plan)]
        return sorted((names[line["devedor"]], line["step"], line["blocked_by"]) for line in lines)

    def arrived(self) -> list[str]:
        """Whom the inbox has messages for."""
        found, _ = self.sandbox.mailbox.page(limit=50)
        return sorted(row.fields["delivered-to"] for row in found)


@pytest.fixture(scope="module")
def sandbox(tmp_path_factory):
    with inbox.start_sandbox(tmp_path_factory.mktemp("mail"), smtp_port=0, web_port=0) as found:
        yield found


@pytest.fixture
def place(transactional_db, sandbox, live_server, chromium, tmp_path, settings, monkeypatch):
    settings.BASE_URL, settings.DATA_DIR = live_server.url, tmp_path
    settings.SANDBOX_SMTP_PORT = 1  # nobody listens there: what leaves, leaves by the server set in the console
    found = Place(live_server.url, sandbox, chromium, now=at(MONDAY, 9))
    monkeypatch.setattr(middleware, "now", lambda: found.now)
    yield found
    found.senders.close()
    leave(chromium)


def test_people_walk_from_the_first_page_to_the_stop_button(place: Place):
    make_owner_and_credor(place)
    import_with_mistakes(place)
    import_mended_and_once_more(place)
    see_who_owes_and_why(place)
    set_the_mail_server(place)
    release_sending(place)
    let_tuesday_pass(place)

    place.now = at(THURSDAY, 10)
    told, to_tell = ("Bruno Exemplo", "vencido_d15", None), ("Ana Exemplo", "vencido_d5", None)
    waits = ("Ana Exemplo", "vencido_d5", "POL-JA-PAGUEI")
    assert place.plan_of(FRIDAY) == [to_tell, told]
    answer_by_telephone(place)
    see_the_hold(place)
    assert place.plan_of(FRIDAY) == [waits, told]

    place.now = at(THURSDAY, 11)
    register_a_payment(place)
    assert place.plan_of(FRIDAY) == [told]
    undo_it(place)
    assert place.plan_of(FRIDAY) == [waits, told]
    stop_and_resume(place)


def make_owner_and_credor(place: Place) -> None:
    page = place.page
    page.goto(place.url)
    assert page.url == f"{place.url}/comecar/"
    page.get_by_label("Seu nome").fill("Olga Exemplo")
    page.get_by_label("Seu e-mail").fill("olga@exemplo.test")
    page.get_by_label("Senha").fill(PASSWORD)
    page.get_by_label("Nome ou razão social do credor").fill("Colégio Exemplo")
    page.get_by_label("CPF ou CNPJ do credor").fill("11.222.333/0001-81")
    page.get_by_label("Endereço do credor").fill("Rua do Modelo, 100, São Paulo, SP")
    follow(page.get_by_role("button", name="Criar conta e credor"))

    assert page.url == f"{place.url}/"
    assert said(page) == "Pronto. O credor começa em ensaio: nada é enviado até você liberar."
    assert page.get_by_role("heading", name="Primeiros passos").is_visible()


def import_with_mistakes(place: Place) -> None:
    page = place.page
    upload(page, *GOOD, *WRONG)
    assert figures(page) == {
        "Linhas lidas": "6", "Títulos novos": "2", "Alterados": "0", "Iguais": "0", "Recusadas": "4",
    }  # fmt: skip
    assert "R$ 2.330,00 a gravar" in text(page)  # 850,00 + 1.480,00
    reasons = {
        "CPF": "CPF inválido: dígito verificador é 5, veio 6.",
        "Nome": "Falta o nome do devedor. Preencha a coluna.",
        "Vencimento": "Não existe dia 31: fevereiro de 2026 vai de 1 a 28.",
        "Valor": "Valor não reconhecido: «mil reais». Escreva como 1.234,56.",
    }
    assert rows(page, "Linhas recusadas, com o motivo e como corrigir") == [
        ["4", "CPF", "111.444.777-36", reasons["CPF"], "1"],
        ["5", "Nome", "vazio", reasons["Nome"], "1"],
        ["6", "Vencimento", "31/02/2026", reasons["Vencimento"], "1"],
        ["7", "Valor", "mil reais", reasons["Valor"], "1"],
    ]
    with page.expect_download() as download:
        page.get_by_role("link", name="Baixar com os motivos").click()
    assert download.value.suggested_filename == "novembro-recusadas.xlsx"
    returned = [(*row, f"{column}: {reason}") for row, (column, reason) in zip(WRONG, reasons.items(), strict=True)]
    assert cells(download.value.path()) == [(*HEADER, "motivo"), *returned]

    follow(page.get_by_role("button", name="Gravar 2 títulos"))
    assert figures(page) == {"Novos": "2", "Alterados": "0", "Iguais": "0", "Recusadas": "4"}


def import_mended_and_once_more(place: Place) -> None:
    page = place.page
    upload(page, *GOOD, *MENDED)
    follow(page.get_by_role("button", name="Gravar 4 títulos"))
    assert figures(page) == {"Novos": "4", "Alterados": "0", "Iguais": "2", "Recusadas": "0"}

    upload(page, *GOOD, *MENDED)
    assert figures(page) == {
        "Linhas lidas": "6", "Títulos novos": "0", "Alterados": "0", "Iguais": "6", "Recusadas": "0",
    }  # fmt: skip
    assert "Nada a gravar. Tudo o que a planilha traz já está aqui, igual." in text(page)
    follow(page.get_by_role("button", name="Descartar"))
    assert said(page) == "Arquivo descartado. Nada foi gravado."


def see_who_owes_and_why(place: Place) -> None:
    """On Monday, in ensaio. What falls due on a Sunday may still be paid today, and is not late."""
    page = place.page
    follow(page.get_by_role("link", name="Painel"))
    # 850,00 + 1.480,00 + 300,00 + 120,50 + 99,90 + 1.000,00 = 3.850,40. The four of 15/12 are 1.520,40.
    assert figures(page) == {
        "Em aberto": "R$ 3.850,40", "Vencido": "R$ 1.480,00", "Vence em 7 dias": "R$ 0,00",
        "Vence em 30 dias": "R$ 1.520,40", "Recebido em 30 dias": "R$ 0,00",
    }  # fmt: skip
    page.locator("#previa").wait_for()
    assert "Colégio Exemplo: 2 mensagens e tarefas sairiam hoje, sobre 2 títulos" in text(page.locator("#previa"))

    open_devedor(page, "Bruno Exemplo")
    # Eleven days late. Multa: 1.480,00 × 2 % = 29,60. Juros: 1.480,00 × 1 % × 11/30 = 5,4266…, cut: 5,42.
    sums = "Multa: 1.480,00 × 2% = 29,60. Juros: 1.480,00 × 1% ÷ 30 × 11 dias = 5,42."
    assert rows(page, "O que deve hoje, título a título, com a conta") == [
        ["Curso CE-2", "12/11/2026", "11 dias", "1.480,00", "29,60", "5,42", "1.515,02"],
        [sums],
    ]
    follow(page.get_by_role("link", name="Por quê?"))
    assert "Colégio Exemplo está em ensaio. Nada é gravado nem sai até alguém liberar os envios." in text(page)
    titulo, arithmetic = rows(page, "Cada título, seu passo e o motivo")
    assert titulo[1:] == [
        "D+10 · Aviso de atraso Depois: D+15 · Aviso de atraso, em 27/11/2026",
        "entra neste dia Entra na mensagem do dia.",
        "1.515,02",
    ]
    assert arithmetic == [f"{sums} Total: 1.480,00 + 29,60 + 5,42 = 1.515,02."]


def set_the_mail_server(place: Place) -> None:
    page, port = place.page, place.sandbox.smtp_port
    follow(page.get_by_role("link", name="Configurações"))
    follow(page.get_by_role("link", name="E-mail", exact=True))
    follow(page.get_by_role("button", name="Testar conexão"))
    assert said(page, "fail") == "Não foi possível conectar a 127.0.0.1:1. Confira servidor e porta."
    page.get_by_label("Servidor").fill("127.0.0.1")
    page.get_by_label("Segurança").select_option("none")
    page.get_by_label("Porta").fill(str(port))
    page.get_by_label("E-mail de quem envia").fill("cobranca@colegio-exemplo.test")
    follow(page.get_by_role("button", name="Gravar servidor"))
    assert said(page) == "Servidor de e-mail gravado. Agora teste a conexão."

    follow(page.get_by_role("button", name="Testar conexão"))
    accepted = f"Conexão aceita por 127.0.0.1:{port}, sem criptografia, sem usuário e senha."
    assert said(page) == f"{accepted} Nenhuma mensagem foi enviada."
    assert place.arrived() == []
    follow(page.get_by_role("button", name="Enviar teste para mim"))
    assert said(page) == "Teste enviado para olga@exemplo.test. Confira a sua caixa de entrada."
    assert place.arrived() == ["olga@exemplo.test"]


def release_sending(place: Place) -> None:
    page = place.page
    follow(page.get_by_role("link", name="Envios", exact=True))
    page.get_by_label("Atraso máximo a avisar, em dias").fill("60")
    page.get_by_label("Pessoas por dia, na primeira semana").fill("50")
    follow(page.get_by_role("button", name="Enviar teste para mim e liberar"))
    released = "Envios liberados. O teste foi para olga@exemplo.test; a próxima noite planeja o primeiro dia."
    assert said(page) == released
    assert place.arrived() == ["olga@exemplo.test", "olga@exemplo.test"]


def let_tuesday_pass(place: Place) -> None:
    """Planned at two in the morning, sent by six in the afternoon."""
    page = place.page
    place.work(at(TUESDAY, 2))
    come_back(place)
    follow(page.get_by_role("link", name="Ações de hoje"))
    assert tabs(page) == {"Todas": 2, "Planejadas": 2}

    place.work(at(TUESDAY, 18))
    come_back(place)
    follow(page.get_by_role("link", name="Ações de hoje"))
    assert tabs(page) == {"Todas": 2, "Enviadas": 2}
    # 850,00 two days late: 17,00 and 850,00 × 1 % × 2/30 = 0,5666…, cut. 1.480,00 twelve days: 29,60 and 5,92.
    shown = rows(page, "Ações de 24/11/2026")
    assert sorted((row[1].partition(" D+")[0], row[3], row[4]) for row in shown) == [
        ("Ana Exemplo Mensalidade", "867,56", "enviada"),
        ("Bruno Exemplo Curso", "1.515,52", "enviada"),
    ]
    assert place.arrived() == ["ana@exemplo.test", "bruno@exemplo.test", "olga@exemplo.test", "olga@exemplo.test"]


def answer_by_telephone(place: Place) -> None:
    """Ana opens Tuesday's message on Thursday, in a narrow window that runs no script, and never logs in."""
    phone = place.browser.new_context(viewport={"width": 360, "height": 740}, java_script_enabled=False, locale="pt-BR")
    mail = phone.new_page()
    mail.goto(f"http://127.0.0.1:{place.sandbox.web_port}/")
    follow(mail.get_by_role("row").filter(has_text="ana@exemplo.test").get_by_role("link"))
    assert "Enviada em 24/11/2026, 18h00" in text(mail)
    assert "Total: R$ 867,56" in text(mail)
    with phone.expect_page() as opened:
        mail.frame_locator("iframe").get_by_role("link").first.click()

    page = opened.value
    assert page.url.startswith(f"{place.url}/p/")
    # Four days late. Multa: 17,00. Juros: 850,00 × 1 % × 4/30 = 1,1333…, cut: 1,13. 850,00 + 17,00 + 1,13 = 868,13.
    assert "Em aberto hoje, 26/11/2026 R$ 868,13" in text(page)
    assert rows(page, "Mensalidade (CE-1): valor de hoje") == [
        ["Valor original", "R$ 850,00"], ["Multa (2%)", "R$ 17,00"], ["Juros (1% ao mês)", "R$ 1,13"],
        ["Total", "R$ 868,13"],
    ]  # fmt: skip
    page.get_by_text("Ver de onde vem este valor").click()
    assert "Juros: 850,00 × 1% ÷ 30 × 4 dias = 1,13. Total: 850,00 + 17,00 + 1,13 = 868,13." in text(page)
    assert page.evaluate("document.documentElement.scrollWidth") == 360

    follow(page.get_by_role("button", name="Já paguei"))
    assert "Obrigado por avisar, Ana." in text(page)
    assert "As mensagens sobre isto param até 03/12/2026, enquanto Colégio Exemplo confere." in text(page)
    phone.close()


def see_the_hold(place: Place) -> None:
    page = place.page
    come_back(place)
    open_devedor(page, "Ana Exemplo")
    assert "Diz que já pagou Só Mensalidade. Desde 26/11/2026, até 03/12/2026." in text(page)
    follow(page.get_by_role("link", name="Por quê?"))
    page.get_by_label("Outro dia").fill("27/11/2026")
    follow(page.get_by_role("button", name="Ver outro dia"))
    titulo, _ = rows(page, "Cada título, seu passo e o motivo")
    assert titulo[2] == (
        "espera O devedor diz que já pagou, e ninguém conferiu ainda. "
        "POL-JA-PAGUEI · Política da casa; CDC arts. 42 e 71 (cláusula geral) "
        "O que muda isso: Confira o pagamento: registre-o, ou responda que não foi encontrado."
    )


def register_a_payment(place: Place) -> None:
    """On Tuesday's bank statement: 867,56, all that was owed on that day."""
    page = place.page
    open_devedor(page, "Ana Exemplo")
    follow(page.get_by_role("link", name="Registrar pagamento"))
    page.get_by_label("Valor recebido, em R$").fill("867,56")
    page.get_by_label("Dia do pagamento").fill("24/11/2026")
    follow(page.get_by_role("button", name="Registrar pagamento"))
    assert said(page) == "Pagamento registrado."
    assert rows(page, "O que o pagamento cobriu de cada título") == [
        ["Mensalidade Vencimento 22/11/2026", "0,56", "17,00", "850,00", "867,56", "quitado"]
    ]
    follow(page.get_by_role("link", name="Ana Exemplo", exact=True))
    assert "Nada em aberto" in text(page)
    assert "Nada segura a régua desta pessoa." in text(page)


def undo_it(place: Place) -> None:
    """It was somebody else's: the debt of today is back, and so is the hold."""
    page = place.page
    follow(page.get_by_role("link", name="Pagamentos"))
    follow(page.get_by_role("link", name="Ver a conta do pagamento de R$ 867,56 de Ana Exemplo"))
    follow(page.get_by_role("link", name="Desfazer"))
    page.get_by_label("Por que desfazer").fill("Era de outra pessoa.")
    follow(page.get_by_role("button", name="Desfazer R$ 867,56"))
    assert said(page) == "Pagamento desfeito. Os títulos voltaram a dever o que deviam sem ele."
    assert "Motivo Era de outra pessoa." in text(page)

    open_devedor(page, "Ana Exemplo")
    assert "Total vencido 850,00 17,00 1,13 868,13" in text(page)
    assert "Diz que já pagou Só Mensalidade. Desde 26/11/2026, até 03/12/2026." in text(page)


def stop_and_resume(place: Place) -> None:
    """On Friday Bruno's message is planned: it does not leave while stopped, and leaves once resumed."""
    page, before = place.page, place.arrived()
    place.work(at(FRIDAY, 2))
    come_back(place)
    follow(page.get_by_role("link", name="Ações de hoje"))
    # 1.480,00 fifteen days late: 29,60 and 1.480,00 × 1 % × 15/30 = 7,40. 1.517,00.
    assert [row[1:5] for row in rows(page, "Ações de 27/11/2026")] == [
        ["Bruno Exemplo Curso D+15 · Aviso de atraso", "E-mail", "1.517,00", "planejada"]
    ]
    follow(page.get_by_role("navigation", name="Principal").get_by_role("button", name="Pausar envios"))
    assert said(page, "wait") == "Envios pausados. Nada mais sai até alguém retomar em Configurações, Envios."
    place.work(at(FRIDAY, 18))
    assert place.arrived() == before

    come_back(place)
    follow(page.get_by_role("navigation", name="Principal").get_by_role("link", name="Ver os envios"))
    follow(page.get_by_role("button", name="Retomar envios"))
    place.work(at(FRIDAY, 18, 1))
    assert place.arrived() == sorted(["bruno@exemplo.test", *before])


def come_back(place: Place) -> None:
    """More than twelve hours later Olga is asked who she is."""
    page = place.page
    page.goto(f"{place.url}/")
    assert page.url.startswith(f"{place.url}/entrar/")
    page.get_by_label("E-mail").fill("olga@exemplo.test")
    page.get_by_label("Senha").fill(PASSWORD)
    follow(page.get_by_role("button", name="Entrar"))


def upload(page: Page, *lines: tuple) -> None:
    book, octets = openpyxl.Workbook(), BytesIO()
    for line in (HEADER, *lines):
        book.active.append(line)
    book.save(octets)
    follow(page.get_by_role("link", name="Importar", exact=True).first)
    sheet = {"name": "novembro.xlsx", "mimeType": XLSX, "buffer": octets.getvalue()}
    page.get_by_label("Planilha", exact=True).set_input_files(sheet)
    follow(page.get_by_role("button", name="Enviar e conferir"))
