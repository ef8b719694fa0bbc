"""Um programa que recebe webhooks do Adimple e confere a assinatura, só com a biblioteca padrão do Python.

    ADIMPLE_WEBHOOK_SECRET=whsec_… python webhook.py 9000

Atrás de um proxy com https, é o endereço que se cria em Configurações, API, Webhooks. Copie e troque `took`.
"""

import base64
import hashlib
import hmac
import json
import os
import sys
import time
from collections.abc import Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

MOST_BYTES = 1_000_000
MOST_SECONDS = 5 * 60  # de diferença entre o relógio de lá e o daqui: um aviso guardado não serve depois


def is_ours(secret: str, headers: Mapping[str, str], body: bytes, now: float) -> bool:
    """Se o aviso veio do Adimple, há pouco, e inteiro: o padrão Standard Webhooks."""
    sent_at = headers.get("webhook-timestamp", "")
    if not sent_at.isdigit() or abs(now - int(sent_at)) > MOST_SECONDS:
        return False
    key = base64.b64decode(secret.removeprefix("whsec_"))
    signed = f"{headers.get('webhook-id', '')}.{sent_at}.".encode() + body
    expected = "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    given = headers.get("webhook-signature", "").split(" ")  # duas, nas 24 horas depois de uma troca
    return any(hmac.compare_digest(expected.encode(), one.encode()) for one in given)


def took(event: dict[str, Any]) -> None:
    """Guarde depressa e trate depois: a resposta tem 15 segundos."""
    print(event["id"], event["name"], event["sentence"], flush=True)


class Receiver(BaseHTTPRequestHandler):
    secret = os.environ["ADIMPLE_WEBHOOK_SECRET"]
    seen: set[str] = set()  # guarde no seu banco: o mesmo aviso pode vir mais de uma vez, com o mesmo webhook-id

    def do_POST(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        body = self.rfile.read(min(length, MOST_BYTES))
        if not is_ours(self.secret, self.headers, body, time.time()):
            return self.answer(401)
        if self.headers["webhook-id"] not in self.seen:
            took(json.loads(body))
            self.seen.add(self.headers["webhook-id"])
        self.answer(204)

    def answer(self, status: int) -> None:
        self.send_response(status)
        self.end_headers()

    def log_message(self, *_: Any) -> None:
        """Nada além do que `took` diz."""


if __name__ == "__main__":
    with ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Receiver) as server:
        print(server.server_address[1], flush=True)
        server.serve_forever()
