"""No address of the console, of the devedor's page or of the API breaks, or hangs, under what no browser sends.

A few tries of each by default; ten times as many, new ones each time, under HOSTILE=1.
"""

import re
import time
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from adimple.web import middleware
from adimple.web.console import urls as console_urls
from adimple.web.portal import urls as portal_urls
from tests.hostile.depth import tries
from tests.web import walking
from tests.web.test_matrix import operations
from tests.web.test_rights import takes_post

pytestmark = pytest.mark.django_db

PATIENCE_SECONDS = 10  # of one request, on a busy machine; a page takes a hundredth of it
PATTERNS = [pattern for module in (console_urls, portal_urls) for pattern in module.urlpatterns]
DOORS = {pattern.name for pattern in console_urls.DOORS}
WEB = Path(middleware.__file__).parent
_ASKED = re.compile(
    r"""(?:GET|POST|query|form|values)(?:\.get(?:list)?\(|\[|\.text\(|\.read\(|\.need\()"(\w+)"|name="(\w+)"""
)
NAMES = sorted(
    {
        name
        for path in (*WEB.rglob("*.py"), *WEB.rglob("*.html"))
        for pair in _ASKED.findall(path.read_text(encoding="utf-8"))
        for name in pair
        if name
    }
    - {"csrfmiddlewaretoken", "viewport"}
)
NASTY = (
    "", " ", "-1", "0", "9" * 30, "1e999", "NaN", "²", "٣", "00/00/0000", "31/02/2026", "01/01/0001", "31/12/9999",
    "9999-12-31", "0001-01-01", "1,234", "-0,01", "9" * 5000, "a" * 5000, "\u202e", "\u200b", "\ud7ff", "😀", "%", "_",
    "\\", "'", '"', "<script>", "../..", "{{ x }}", "a\r\nBcc: b@exemplo.test", "null", "[]", "a,b", "|", "~", "\0",
    "email", "phone", "owner", "titulos", "pj", "1", "on", "24/11/2026", "850,00", "52998224725",
)  # fmt: skip
VALUES = st.one_of(st.sampled_from(NASTY), st.text(st.characters(exclude_categories=["Cs"]), max_size=12))
FORMS = st.dictionaries(st.sampled_from(NAMES), st.lists(VALUES, min_size=1, max_size=2), max_size=12)
BODIES = st.one_of(
    st.binary(max_size=40),
    st.sampled_from((b"", b"{", b"[]", b"null", b"\xff\xfe", b'{"rows": [[[[]]]]}', b'{"a":' * 900, b"9" * 400)),
)
KINDS = st.sampled_from((
    "", "application/json", "text/plain", "multipart/form-data", "multipart/form-data; boundary=x", "application/xml",
    "application/x-www-form-urlencoded", "application/x-www-form-urlencoded; charset=x", "a" * 300, "text/html;;=",
))  # fmt: skip
HEADERS = st.dictionaries(
    st.sampled_from((
        "Accept", "Accept-Encoding", "Accept-Language", "Authorization", "Cookie", "Referer", "HX-Request", "HX-Target",
        "If-Modified-Since", "If-None-Match", "Range", "X-Forwarded-For", "X-Forwarded-Proto", "Idempotency-Key",
        "X-HTTP-Method-Override", "Origin",
    )),
    st.one_of(st.sampled_from(NASTY), st.text(st.characters(max_codepoint=255), max_size=20)),
    max_size=4,
)  # fmt: skip
METHODS = st.sampled_from(
    ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT", "QUERY", "x")
)


@pytest.fixture
def walk(settings, tmp_path, now):
    return walking.everybody()


def stands(walk, method: str, address: str, content: bytes = b"", kind: str = "", form=None, headers=None) -> None:
    """The owner's request is answered with something that is no failure of ours, in time; what it wrote is undone."""
    client = walk.clients["owner"]
    client.raise_request_exception = False
    cookies, began = client.cookies.copy(), time.monotonic()
    with walking.undone():
        if form is None:
            answer = client.generic(method, address, content, content_type=kind, headers=headers or {})
        else:
            answer = getattr(client, method.lower())(address, form)
    client.cookies = cookies
    assert answer.status_code < 500, (method, address, answer.status_code)
    assert time.monotonic() - began < PATIENCE_SECONDS, (method, address)


def test_the_addresses_and_the_names_of_fields_were_found():
    assert len(PATTERNS) > 60
    assert {"q", "credor", "valor", "vencimento", "name", "kind"} & set(NAMES) > {"q", "credor", "valor"}


def tried(act, *drawn) -> None:
    """`act` on what is drawn, a few times."""

    @tries(2)
    @given(st.tuples(*drawn))
    def answers(values):
        act(*values)

    answers()


def test_no_query_breaks_a_page(walk):
    for address in map(walk.address, PATTERNS):
        tried(lambda query, address=address: stands(walk, "GET", address, form=query), FORMS)


def test_no_form_breaks_a_page(walk):
    for pattern in PATTERNS:
        if pattern.name in DOORS or takes_post(pattern.callback):
            address = walk.address(pattern)
            tried(lambda form, address=address: stands(walk, "POST", address, form=form), FORMS)


def test_no_body_header_or_method_breaks_an_address(walk):
    of_api = {f"/api/{path.format(**walk.ids, channel='email')}" for _, path, _ in operations()}
    for address in (*map(walk.address, PATTERNS), *sorted(of_api), "/healthz", "/metrics", "/static/adimple.css"):

        def ask(method, content, kind, headers, address=address):
            headers = {name: text.replace("\r", "").replace("\n", "") for name, text in headers.items()}
            stands(walk, method, address, content, kind, headers=headers)

        tried(ask, METHODS, BODIES, KINDS, HEADERS)


@tries(60)
@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=60))
def test_no_address_that_is_none_breaks(path):
    answer = Client(raise_request_exception=False).generic("GET", f"/{path}")

    assert answer.status_code < 500


@pytest.mark.parametrize("cookie", ["sessionid", "csrftoken", "messages"])
def test_a_cookie_with_a_nul_breaks_nothing(now, cookie):
    answer = Client().get("/entrar/", headers={"Cookie": f'{cookie}="aaaaaaaaaaaa\\000aaaa"'})

    assert answer.status_code < 500


def test_every_page_of_the_portal_and_of_the_console_is_asked_with_ids_that_are_too_big(walk):
    for pattern in PATTERNS:
        if pattern.pattern.converters:
            texts = {"token": "a" * 5000, "slug": "a" * 300, "code": "a" * 300, "kind": "a" * 300}
            ids = {name: texts.get(name, 10**30) for name in pattern.pattern.converters}
            stands(walk, "GET", reverse(pattern.name, kwargs=ids))
