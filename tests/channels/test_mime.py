import email
import email.policy
from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adimple.channels import mime
from adimple.domain.errors import Invalid
from tests.channels.mail_builders import outgoing

ONE_LINE = st.text(st.characters(exclude_categories=("Cs", "Cc", "Zl", "Zp")), max_size=200)
LINES = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\r"), min_size=1, max_size=600)


def read_back(message):
    return email.message_from_bytes(mime.build_mime(message), policy=email.policy.default)


def content(message, subtype):
    return message.get_body((subtype,)).get_content().replace("\r\n", "\n")


def test_every_header_says_what_was_given():
    brasilia = timezone(timedelta(hours=-3))
    message = read_back(
        outgoing(
            sent_at=datetime(2026, 11, 24, 10, 0, tzinfo=brasilia),
            unsubscribe_url="https://portal.example/sair/abc?x=1&y=2",
            unsubscribe_mailto="sair@colegio.example",
        )
    )
    assert {name: str(value) for name, value in message.items() if name != "Message-ID"} == {
        "Date": "Tue, 24 Nov 2026 10:00:00 -0300",
        "From": "Colégio Exemplo <financeiro@colegio.example>",
        "To": "Ana Exemplo <ana@exemplo.test>",
        "Subject": "Lembrete",
        "Reply-To": "atendimento@colegio.example",
        "List-Unsubscribe": "<https://portal.example/sair/abc?x=1&y=2>, <mailto:sair@colegio.example>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "Auto-Submitted": "auto-generated",
        "MIME-Version": "1.0",
        "Content-Type": 'text/plain; charset="utf-8"',
        "Content-Transfer-Encoding": "quoted-printable",
    }


def test_the_same_key_gives_the_same_message_id_and_another_key_another():
    first = mime.message_id(outgoing(idempotency_key="a"))
    assert first == mime.message_id(outgoing(idempotency_key="a", subject="Outro", text="Outro"))
    assert first != mime.message_id(outgoing(idempotency_key="b"))
    # sha256("a") = ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb
    assert first == "<ca978112ca1bbdcafac231b39a23dc4da786eff8@colegio.example>"


def test_a_given_message_id_is_kept():
    assert mime.message_id(outgoing(message_id="<abc@colegio.example>")) == "<abc@colegio.example>"


def test_one_click_needs_https():
    message = read_back(outgoing(unsubscribe_url="http://127.0.0.1:8000/sair/abc"))
    assert message["List-Unsubscribe"] == "<http://127.0.0.1:8000/sair/abc>"
    assert message["List-Unsubscribe-Post"] is None


def test_text_and_html_are_alternatives_with_the_text_first():
    message = read_back(outgoing(text="Olá", html="<p>Olá</p>"))
    assert message.get_content_type() == "multipart/alternative"
    assert [part.get_content_type() for part in message.iter_parts()] == ["text/plain", "text/html"]
    assert content(message, "html") == "<p>Olá</p>\n"


@given(text=LINES, html=LINES)
def test_any_text_and_html_come_back_whole(text, html):
    message = read_back(outgoing(text=text, html=html))
    assert content(message, "plain") == text.rstrip("\n") + "\n"
    assert content(message, "html") == html.rstrip("\n") + "\n"


@given(LINES)
def test_the_wire_is_ascii_in_crlf_lines_of_at_most_998_octets(text):
    octets = mime.build_mime(outgoing(text=text * 3, html=text, subject="ç" * 400, to_name="Á" * 200))
    assert octets.isascii()
    assert b"\n" not in octets.replace(b"\r\n", b"")
    assert b"\r" not in octets.replace(b"\r\n", b"")
    assert max(len(line) for line in octets.split(b"\r\n")) <= 998


@given(ONE_LINE)
def test_any_subject_of_one_line_comes_back(subject):
    raw = email.message_from_bytes(mime.build_mime(outgoing(subject=subject)))["Subject"]
    decoded = email.header.make_header(email.header.decode_header(raw.replace("\r\n", "")))
    assert str(decoded).strip() == subject.strip()


@given(ONE_LINE)
def test_any_name_of_one_line_is_a_name_and_never_an_address(name):
    message = read_back(outgoing(to_name=name))
    assert [address.addr_spec for address in message["To"].addresses] == ["ana@exemplo.test"]


def test_a_name_that_looks_like_an_address_stays_a_name():
    message = read_back(outgoing(to_name='Ana" <outra@exemplo.test>, "'))
    assert [address.addr_spec for address in message["To"].addresses] == ["ana@exemplo.test"]


def test_a_domain_with_accents_goes_in_idna():
    assert mime.envelope_address("to", "ana@bücher.example") == "ana@xn--bcher-kva.example"


@pytest.mark.parametrize(
    "breaking",
    ["\r\nBcc: outra@exemplo.test", "\nBcc: outra@exemplo.test", "\r", "\x00", "\x85", "\u2028", "\x0b"],
    ids=repr,
)
@pytest.mark.parametrize(
    "field",
    [
        "subject",
        "to_name",
        "from_name",
        "to",
        "from_email",
        "reply_to",
        "message_id",
        "unsubscribe_url",
        "unsubscribe_mailto",
    ],
)
def test_no_field_can_add_a_header(field, breaking):
    usual = {"message_id": "a@b.example", "unsubscribe_url": "https://a.example/", "unsubscribe_mailto": "a@b.example"}
    value = usual.get(field) or getattr(outgoing(), field)
    mime.build_mime(outgoing(**{field: value}))
    with pytest.raises(Invalid) as refused:
        mime.build_mime(outgoing(**{field: value + breaking}))
    assert refused.value.field == field


@pytest.mark.parametrize(
    "address",
    [
        "",
        "ana",
        "@exemplo.test",
        "ana@",
        "ana@a@b.test",
        "ana exemplo@b.test",
        "<ana@b.test>",
        "ana@b.test>",
        "ana@b.test,outra@b.test",
        "josé@b.test",
        "ana@b..test",
        f"ana@{'b' * 64}.test",
    ],
)
def test_what_is_not_one_plain_address_is_refused(address):
    with pytest.raises(Invalid) as refused:
        mime.build_mime(outgoing(to=address))
    assert refused.value.field == "to"


def test_a_time_without_zone_is_a_bug():
    with pytest.raises(AssertionError):
        mime.build_mime(outgoing(sent_at=datetime(2026, 11, 24, 10, 0)))
