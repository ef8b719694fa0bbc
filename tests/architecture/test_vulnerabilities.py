"""The audit of vulnerabilities against a server that speaks as osv.dev does: found is red, silence is said aloud."""

import http.server
import json
import subprocess
import sys
import threading
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[2] / "scripts" / "audit_vulnerabilities.py"


class Osv(http.server.ThreadingHTTPServer):
    """Says of `bad` (ecosystem, name) that it has a hole; keeps what it was asked."""

    daemon_threads = True

    def __init__(self, bad: tuple[str, str] | None = None, said: bytes | None = None) -> None:
        self.bad, self.said, self.asked = bad, said, []
        super().__init__(("127.0.0.1", 0), Answer)
        threading.Thread(target=self.serve_forever, daemon=True).start()


class Answer(http.server.BaseHTTPRequestHandler):
    server: Osv

    def do_POST(self) -> None:
        queries = json.loads(self.rfile.read(int(self.headers["Content-Length"])))["queries"]
        self.server.asked += [(one["package"]["ecosystem"], one["package"]["name"], one["version"]) for one in queries]
        hole = {"vulns": [{"id": "GHSA-exem-plo1-2345", "modified": "2026-01-01T00:00:00Z"}]}
        results = [hole if (ecosystem, name) == self.server.bad else {} for ecosystem, name, _ in self.server.asked]
        content = self.server.said or json.dumps({"results": results}).encode()
        self.send_response(200)
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        """Silent."""


def audit(service: str, *more: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(SCRIPT), "--service", service, *more]
    return subprocess.run(command, capture_output=True, text=True, timeout=60)


def address(osv: Osv) -> str:
    return f"http://127.0.0.1:{osv.server_address[1]}"


def test_every_locked_version_is_asked_of_python_and_of_the_browser():
    osv = Osv()

    done = audit(address(osv))

    assert done.returncode == 0
    assert f"{len(osv.asked)} versões travadas conferidas" in done.stdout
    assert {("PyPI", "django"), ("PyPI", "pytest"), ("npm", "htmx.org")} <= {one[:2] for one in osv.asked}


@pytest.mark.parametrize("bad", [("PyPI", "cryptography"), ("npm", "@tabler/core")])
def test_a_known_vulnerability_is_red_and_named(bad):
    done = audit(address(Osv(bad)))

    assert done.returncode == 1
    assert f"{bad[0]} {bad[1]} " in done.stdout
    assert "GHSA-exem-plo1-2345" in done.stdout


@pytest.mark.parametrize("said", [b"<html>entre com a sua senha</html>", b"[]", b'{"results": []}'])
def test_an_answer_that_is_none_is_never_taken_for_safety(said):
    done = audit(address(Osv(said=said)))

    assert done.returncode == 0
    assert "Vulnerabilidades NÃO conferidas" in done.stdout
    assert "nenhuma" not in done.stdout


def test_without_network_it_says_that_nothing_was_checked_and_is_red_only_when_asked_to_be():
    done, strict = audit("http://127.0.0.1:9"), audit("http://127.0.0.1:9", "--strict")

    assert (done.returncode, strict.returncode) == (0, 2)
    assert done.stdout.startswith("Vulnerabilidades NÃO conferidas: http://127.0.0.1:9")
