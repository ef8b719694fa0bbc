"""The pages over real HTTP, and the closed frame in a real browser."""

import http.client
import json
import shutil
from email.message import EmailMessage

import pytest

from adimple.sandbox import inbox, reader

HTML = (
    '<p>Olá, <b>Ana</b>.</p><a href="{link}">Ver como pagar</a>'
    "<script>document.body.textContent = 'INVADIDO'</script><img src='http://fora.test/pixel.png'>"
)


@pytest.fixture
def sandbox(tmp_path):
    with inbox.start_sandbox(tmp_path, 0, 0) as running:
        yield running


def deliver(sandbox, *, to="ana@exemplo.test", subject="Título vencido", text="Pague: http://a.test/m/1.", html=""):
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "Colégio <c@x.test>", to, subject
    message["Date"] = "Tue, 24 Nov 2026 10:40:00 -0300"
    message.set_content(text)
    if html:
        message.add_alternative(html, subtype="html")
    return sandbox.mailbox.add("c@x.test", [to], message.as_bytes().replace(b"\n", b"\r\n"))


def ask(sandbox, path, *, method="GET", **headers):
    connection = http.client.HTTPConnection("127.0.0.1", sandbox.web_port, timeout=5)
    try:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(method, path, headers=named)
        answer = connection.getresponse()
        return answer.status, answer.headers, answer.read().decode(errors="replace")
    finally:
        connection.close()


def page(sandbox, path):
    status, _, body = ask(sandbox, path)
    assert status == 200
    return body


def test_an_empty_inbox_says_so_and_how_it_fills(sandbox):
    body = page(sandbox, "/")
    assert "<b>Nenhuma mensagem ainda.</b>Elas aparecem aqui quando o Adimple envia" in body
    assert "0 mensagens. Nada aqui sai desta máquina." in body


def test_the_list_shows_when_to_whom_and_what_newest_first(sandbox):
    deliver(sandbox, to="ana@exemplo.test", subject="Primeira")
    deliver(sandbox, to="bia@exemplo.test", subject="Segunda")
    body = page(sandbox, "/")
    assert "2 mensagens. Nada aqui sai desta máquina." in body
    assert "24/11/2026, 10h40" in body
    assert "<span>ana@exemplo.test</span>" in body
    assert body.index("Segunda") < body.index("Primeira")


def test_search_and_pages_keep_each_other(sandbox):
    for n in range(51):
        deliver(sandbox, to=f"ana{n}@exemplo.test")
    deliver(sandbox, to="bia@exemplo.test")
    first = page(sandbox, "/?q=ana")
    assert "51 mensagens com «ana»." in first
    assert 'href="/?q=ana&amp;antes=2">Mais antigas' in first
    second = page(sandbox, "/?q=ana&antes=2")
    assert "ana0@exemplo.test" in second
    assert "ana1@exemplo.test" not in second
    assert 'href="/?q=ana">Mais novas' in second


def test_every_failure_one_may_ask_for_is_on_the_page(sandbox):
    body = page(sandbox, "/")
    for local in ("recusa", "cheia", "bloqueia", "ocupado", "pausa", "rejeita", "cai", "lento"):
        assert f'<th scope="row">{local}@…</th>' in body


def test_a_message_page_shows_text_links_and_headers_and_frames_the_html(sandbox):
    deliver(sandbox, html=HTML.format(link="http://b.test/m/2"))
    body = page(sandbox, "/mensagens/1")
    assert "<h1>Título vencido</h1>" in body
    assert '<iframe src="/mensagens/1/html" sandbox="allow-popups allow-popups-to-escape-sandbox"' in body
    assert '<a href="http://b.test/m/2" target="_blank" rel="noreferrer">' in body
    assert '<a href="http://a.test/m/1" target="_blank" rel="noreferrer">' in body
    assert '<th scope="row">Return-Path</th><td>&lt;c@x.test&gt;</td>' in body
    assert "INVADIDO" not in body


def test_what_a_message_says_is_escaped_everywhere(sandbox):
    attack = "<script>alert(1)</script>"
    deliver(sandbox, subject=attack, text=attack)
    for path in ("/", "/mensagens/1", "/?q=%3Cscript%3E"):
        body = page(sandbox, path)
        assert "<script" not in body
        assert "&lt;script&gt;" in body


def test_pages_and_mail_carry_a_policy_that_runs_nothing(sandbox):
    deliver(sandbox, html="<p>a</p>")
    own = ask(sandbox, "/mensagens/1")[1]["Content-Security-Policy"]
    mail = ask(sandbox, "/mensagens/1/html")[1]["Content-Security-Policy"]
    assert "default-src 'none'" in own
    assert "script-src" not in own
    assert mail == (
        "default-src 'none'; style-src 'none'; img-src data:; form-action 'none'; frame-ancestors 'self'; "
        "sandbox allow-popups allow-popups-to-escape-sandbox"
    )


def test_the_file_is_the_message_as_it_arrived(sandbox):
    deliver(sandbox)
    status, headers, body = ask(sandbox, "/mensagens/1.eml")
    assert (status, headers["Content-Type"]) == (200, "message/rfc822")
    assert headers["Content-Disposition"] == 'attachment; filename="mensagem-1.eml"'
    assert body.encode() == sandbox.mailbox.read(1)


def test_deleting_asks_first_and_is_a_post(sandbox):
    deliver(sandbox)
    assert "Apagar 1 mensagem</button>" in page(sandbox, "/apagar")
    assert len(sandbox.mailbox) == 1
    status, headers, _ = ask(sandbox, "/apagar", method="POST")
    assert (status, headers["Location"]) == (303, "/?apagadas=1")
    assert len(sandbox.mailbox) == 0
    assert '<p class="note ok" role="status">1 mensagem apagada.</p>' in page(sandbox, "/?apagadas=1")


def test_another_site_cannot_delete(sandbox):
    deliver(sandbox)
    for name in ("Origin", "Referer"):
        assert ask(sandbox, "/apagar", method="POST", **{name: "https://outro.example"})[0] == 403
    assert ask(sandbox, "/apagar", method="POST", Origin="null")[0] == 403
    assert len(sandbox.mailbox) == 1
    assert ask(sandbox, "/apagar", method="POST", Origin=f"http://127.0.0.1:{sandbox.web_port}")[0] == 303


def test_a_name_that_merely_points_here_is_not_answered(sandbox):
    deliver(sandbox)
    for path in ("/", "/api/messages", "/mensagens/1"):
        assert ask(sandbox, path, Host=f"outro.example:{sandbox.web_port}")[0] == 404
    assert ask(sandbox, "/apagar", method="POST", Host=f"outro.example:{sandbox.web_port}")[0] == 404
    assert ask(sandbox, "/", Host=f"localhost:{sandbox.web_port}")[0] == 200


@pytest.mark.parametrize("path", ["/nada", "/mensagens/9", "/mensagens/9/html", "/mensagens/9.eml", "/../etc/passwd"])
def test_what_is_not_there_is_said_in_words(sandbox, path):
    status, _, body = ask(sandbox, path)
    assert (status, "Não encontramos essa página ou mensagem." in body) == (404, True)


def test_json_lists_the_messages_of_one_address(sandbox):
    deliver(sandbox, to="ana@exemplo.test", subject="a1")
    deliver(sandbox, to="bia@exemplo.test", subject="b1")
    deliver(sandbox, to="ana@exemplo.test", subject="a2", html='<a href="https://b.test/">x</a>')
    listed = json.loads(page(sandbox, "/api/messages?to=ana@exemplo.test"))["messages"]
    assert listed == [
        {
            "id": number,
            "to": "ana@exemplo.test",
            "from": "Colégio <c@x.test>",
            "subject": subject,
            "date": "Tue, 24 Nov 2026 10:40:00 -0300",
        }
        for number, subject in ((3, "a2"), (1, "a1"))
    ]
    (full,) = json.loads(page(sandbox, "/api/messages?to=ana@exemplo.test&limit=1&full=1"))["messages"]
    assert full == json.loads(page(sandbox, "/api/messages/3"))
    assert full["text"] == "Pague: http://a.test/m/1.\n"
    assert full["html"] == '<a href="https://b.test/">x</a>\n'
    assert full["links"] == ["https://b.test/", "http://a.test/m/1"]
    assert ["Subject", "a2"] in full["headers"]


def test_json_says_when_a_message_is_not_there(sandbox):
    status, _, body = ask(sandbox, "/api/messages/1")
    assert (status, json.loads(body)["phrase"]) == (404, "Não encontramos essa mensagem.")


@pytest.mark.parametrize(
    "octets",
    [
        b"",
        b"no header at all",
        b"Content-Type: text/plain; charset=nao-existe\r\n\r\nol\xe1",
        b"Content-Type: text/html\r\nContent-Transfer-Encoding: base64\r\n\r\n@@@",
        b"Content-Type: multipart/alternative; boundary=x\r\n\r\n--x\r\n\r\n",
        b"Subject: =?utf-8?B?####?=\r\nDate: never\r\n\r\n\x00",
    ],
)
def test_broken_mail_is_shown_and_never_an_error(sandbox, octets):
    assert isinstance(reader.read_message(octets), reader.Message)
    sandbox.mailbox.add("c@x.test", ["ana@exemplo.test"], octets)
    for path in ("/", "/mensagens/1", "/mensagens/1/html", "/mensagens/1.eml", "/api/messages?full=1"):
        page_status = ask(sandbox, path)[0]
        assert page_status == 200


@pytest.mark.browser
@pytest.mark.skipif(shutil.which("chromium") is None, reason="needs the system's Chromium")
def test_a_message_runs_no_script_and_its_links_open_beside_it(sandbox):
    from playwright.sync_api import sync_playwright

    link = f"http://127.0.0.1:{sandbox.web_port}/healthz"
    deliver(sandbox, html=HTML.format(link=link))
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        tab = browser.new_page(viewport={"width": 360, "height": 900})
        blocked = {}
        tab.on("requestfailed", lambda request: blocked.update({request.url: request.failure}))
        tab.goto(f"http://127.0.0.1:{sandbox.web_port}/mensagens/1")
        inside = tab.frame_locator("iframe")
        assert inside.locator("b").inner_text() == "Ana"
        assert blocked == {"http://fora.test/pixel.png": "csp"}
        with tab.expect_popup() as opened:
            inside.locator("a").click()
        opened.value.wait_for_load_state()
        assert opened.value.url == link
        assert tab.evaluate("document.documentElement.scrollWidth") == 360
        browser.close()
