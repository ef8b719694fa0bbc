"""A Content-Type that nobody can read is answered 400, by the very application that is served; never 500."""

import io
import json

import pytest

from adimple.config.wsgi import application
from tests import builders
from tests.web.api.conftest import key_for

pytestmark = pytest.mark.django_db
BROKEN = [
    "rot13", "hex", "idna", "zip", "base64", "bz2", "uu", "quopri", "punycode", "undefined", "unicode_escape", "utf-7",
    "utf-16", "utf-32", "hz", "a\0b",
]  # fmt: skip
SOUND = ["utf-8", "UTF8", "us-ascii", "iso-8859-1", "windows-1252", "nao-existe", "é", ""]


def ask(path: str, content_type: str, method: str = "GET", body: bytes = b"", query: str = "", **environ):
    """(status, its headers, body) of the application itself, as a server calls it."""
    told = {}

    def start(status, headers, exc_info=None):
        told["status"], told["headers"] = int(status.split()[0]), dict(headers)

    answer = application(
        {
            "REQUEST_METHOD": method,
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "CONTENT_TYPE": content_type,
            "CONTENT_LENGTH": str(len(body)),
            "SERVER_NAME": "127.0.0.1",
            "SERVER_PORT": "80",
            "HTTP_HOST": "127.0.0.1",
            "REMOTE_ADDR": "127.0.0.1",
            "wsgi.input": io.BytesIO(body),
            "wsgi.errors": io.StringIO(),
            "wsgi.url_scheme": "http",
            **environ,
        },
        start,
    )
    return told["status"], told["headers"], b"".join(answer)


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("charset", BROKEN)
def test_to_a_program_it_is_a_problem(charset, method):
    secret = key_for(builders.make_credor())[1]
    given = {"HTTP_AUTHORIZATION": f"Bearer {secret}", "HTTP_IDEMPOTENCY_KEY": "a"}
    kind = f"application/json; charset={charset}"
    status, headers, body = ask("/api/v1/titulos", kind, method, b"{}", "text=%C3%A9", **given)

    assert (status, headers["Content-Type"]) == (400, "application/problem+json")
    assert json.loads(body)["detail"].startswith("O corpo precisa ser um JSON em UTF-8")


@pytest.mark.parametrize("path", ["/", "/entrar/", "/p/nada", "/nao-ha/", "/healthz"])
@pytest.mark.parametrize("charset", BROKEN)
def test_to_a_person_it_is_a_page(charset, path):
    kind = f"application/x-www-form-urlencoded; charset={charset}"
    status, headers, body = ask(path, kind, "POST", b"username=a", "q=%C3%A9")

    assert status == 400
    assert "Não conseguimos ler este pedido" in body.decode()
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]


@pytest.mark.parametrize("charset", SOUND)
def test_a_charset_of_text_or_one_that_nobody_knows_is_read(charset):
    assert ask("/api/openapi.json", f"text/plain; charset={charset}", query="q=%C3%A9")[0] == 200


@pytest.mark.parametrize("kind", ["text/plain; charset=utf-8; " + "a=b; " * 3_000, "text/plain; charset=utf-8"])
def test_a_header_too_long_or_too_many_fields_are_refused_as_well(kind):
    query = "" if len(kind) > 100 else "&".join(f"a{number}=1" for number in range(1_100))

    assert ask("/entrar/", kind, query=query)[0] == 400
