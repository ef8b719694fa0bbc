"""Um programa que fala com o Adimple só com a biblioteca padrão do Python: traz títulos e acompanha o que acontece.

    ADIMPLE_URL=http://127.0.0.1:8000 ADIMPLE_KEY=adm_… python api.py

Copie, troque os títulos pelos do seu sistema e rode quantas vezes quiser: o mesmo pedido duas vezes é feito uma vez.
"""

import json
import os
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import Request, urlopen


@dataclass(frozen=True)
class Titulo:
    """Dinheiro em centavos: R$ 850,00 é 85000."""

    devedor_name: str
    document: str
    number: str
    due_on: str
    principal_cents: int


@dataclass(frozen=True)
class Recusa(Exception):
    """O que a API respondeu quando disse não."""

    status: int
    code: str
    detail: str


@dataclass(frozen=True)
class Adimple:
    url: str
    key: str

    def ask(self, method: str, path: str, body: Any = None, *, act: str = "", **query: int | str) -> dict[str, Any]:
        """A resposta, como dicionário. `act` identifica um ato: repita-o para repetir o pedido sem fazê-lo de novo."""
        headers = {"Authorization": f"Bearer {self.key}", "Content-Type": "application/json"}
        if method != "GET":
            headers["Idempotency-Key"] = act or str(uuid.uuid4())
        address = f"{self.url}/api/v1/{path}" + (f"?{urlencode(query)}" if query else "")
        content = json.dumps(body).encode() if body is not None else None
        try:
            with urlopen(Request(address, content, headers, method=method), timeout=30) as answer:
                told: dict[str, Any] = json.load(answer)
                return told
        except HTTPError as error:
            problem = json.load(error)
            raise Recusa(error.code, problem["code"], problem["detail"]) from error

    def bring(self, titulos: list[Titulo], act: str) -> list[dict[str, Any]]:
        """O que houve com cada título, na ordem: accepted, updated, unchanged ou rejected (com o porquê)."""
        rows: list[dict[str, Any]] = self.ask("POST", "titulos", {"rows": list(map(vars, titulos))}, act=act)["rows"]
        return rows

    def open_titulos(self) -> Iterator[dict[str, Any]]:
        """Todos os títulos em aberto com o que devem hoje, página por página."""
        cursor = ""
        while True:
            page = self.ask("GET", "titulos", cursor=cursor)
            yield from page["rows"]
            cursor = page["next_cursor"]
            if not cursor:
                return

    def pay(self, devedor_id: int, cents: int, paid_on: str, yours: str) -> dict[str, Any]:
        """Registra um pagamento. `yours` é a identificação dele no seu sistema: a mesma duas vezes é um só."""
        body = {"devedor_id": devedor_id, "cents": cents, "paid_on": paid_on, "external_key": yours}
        return self.ask("POST", "payments", body, act=f"payment-{yours}")

    def events(self, after: int = 0) -> list[dict[str, Any]]:
        """O que aconteceu depois de um evento, do mais antigo ao mais novo."""
        page = self.ask("GET", "events", after=after) if after else self.ask("GET", "events")
        rows: list[dict[str, Any]] = page["rows"]
        return rows


def main() -> None:
    adimple = Adimple(os.environ["ADIMPLE_URL"].rstrip("/"), os.environ["ADIMPLE_KEY"])
    titulos = [
        Titulo("Ana Exemplo", "529.982.247-25", "NF-1001", "2026-11-10", 85_000),
        Titulo("Bia Exemplo", "529.982.247-26", "NF-1002", "2026-11-10", 12_000),  # CPF com dígito errado
    ]
    for titulo, answer in zip(titulos, adimple.bring(titulos, act="lote-2026-11-24"), strict=True):
        print(titulo.number, answer["outcome"], answer["phrase"])
    for row in adimple.open_titulos():
        encargos = row["titulo"]["encargos"]
        print(row["titulo"]["number"], row["devedor_name"], encargos["total_cents"] if encargos else "?")
    for event in adimple.events():
        print(event["id"], event["sentence"])


if __name__ == "__main__":
    main()
