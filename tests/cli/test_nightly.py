"""`adimple cycle` and `adimple explain` as people type them: lines, exit codes, and one clear line when they cannot."""

import json
import os
import subprocess
from datetime import timedelta

import pytest

from adimple.store import models
from tests import builders
from tests.cli.running import ADIMPLE

pytestmark = pytest.mark.django_db(transaction=True)

ON = builders.ON


def typed(url: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"DATABASE_URL": url}
    return subprocess.run([*ADIMPLE, *arguments], env=environment, capture_output=True, text=True, timeout=90)


def dry_lines(url: str, on: str = "2026-11-24") -> list[dict]:
    done = typed(url, "cycle", "--on", on, "--dry-run", "--json")
    assert (done.returncode, done.stderr) == (0, "")
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_a_dry_run_tells_every_item_and_goes_on_telling_what_is_blocked(database_url):
    credor = builders.make_released_credor(daily_ceiling=1, oldest_days_late=60)
    devedor, mute = builders.make_devedor(credor), builders.make_devedor(credor)
    builders.make_contact(devedor)
    open_one = builders.make_titulo(devedor, due_on=ON - timedelta(days=2))
    contested = builders.make_titulo(devedor, due_on=ON - timedelta(days=10))
    builders.make_hold(devedor, titulo=contested, kind="contestacao")
    unreachable = builders.make_titulo(mute, due_on=ON - timedelta(days=2))
    past_the_ceiling = builders.make_devedor(credor)
    builders.make_contact(past_the_ceiling)
    builders.make_titulo(past_the_ceiling, due_on=ON - timedelta(days=5))

    told = dry_lines(database_url)
    assert {tuple(line) for line in told} == {("devedor", "titulo", "step", "channel", "due_at", "blocked_by")}
    first, *blocked = told
    assert first["due_at"].startswith("2026-11-24T")
    assert first["due_at"].endswith("-03:00")
    assert first | {"due_at": None} == {
        "devedor": devedor.id, "titulo": open_one.id, "step": "vencido_d2", "channel": "email", "due_at": None,
        "blocked_by": None,
    }  # fmt: skip
    assert [(line["titulo"], line["channel"], line["due_at"], line["blocked_by"]) for line in blocked] == [
        (contested.id, None, None, "POL-CONTESTACAO"),
        (unreachable.id, None, None, "POL-SEM-CONTATO"),
    ]
    assert models.ActionItem.objects.count() == 0

    done = typed(database_url, "cycle", "--on", "24/11/2026", "--json")
    assert json.loads(done.stdout) == {
        "credor": credor.slug, "actions": 1, "items": 1, "refused": 1, "waiting": 2,
    }  # fmt: skip
    assert dry_lines(database_url) == blocked


def test_explain_finds_by_a_formatted_document_and_tells_what_is_overdue(database_url):
    credor = builders.make_released_credor()
    devedor = builders.make_devedor(credor, document="52998224725", name="Ana Exemplo")
    builders.make_contact(devedor)
    builders.make_titulo(devedor, due_on=ON - timedelta(days=2), number="CE-1")
    builders.make_titulo(devedor, due_on=ON + timedelta(days=100), number="CE-2")
    told = typed(database_url, "explain", "529.982.247-25", "--on", "2026-11-24")
    assert told.returncode == 0
    # 850,00 + 2 % = 17,00 + 850,00 × 1 % ÷ 30 × 2 = 0,56 (cut); the other is not due yet.
    assert "Em aberto R$ 1.717,56, dos quais R$ 867,56 vencidos." in told.stdout
    assert "• CE-1, venceu em 22/11/2026: R$ 867,56" in told.stdout
    assert "    Passo: D+2 · Aviso de atraso. " in told.stdout
    assert "• CE-2, vence em 04/03/2027: R$ 850,00" in told.stdout
    assert "529.982.247-25" not in told.stdout
    missing = typed(database_url, "explain", "111.444.777-35", "--on", "2026-11-24")
    assert (missing.returncode, missing.stdout) == (1, "")
    assert missing.stderr == "Não encontramos o devedor «111.444.777-35». Procure por número, CPF ou CNPJ.\n"


@pytest.mark.parametrize("command", [["cycle"], ["explain", "1"]])
@pytest.mark.parametrize(("on", "why"), [("2026-02-30", "fevereiro de 2026 vai de 1 a 28"), ("ontem", "«ontem»")])
def test_a_date_that_is_none_is_one_line_and_exit_2(command, on, why):
    done = typed("postgresql://nobody@127.0.0.1:1/nothing", *command, "--on", on)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("Data inválida em --on: ")
    assert why in done.stderr
    assert done.stderr.count("\n") == 1


def test_a_database_that_does_not_answer_is_one_line_and_exit_2():
    done = typed("postgresql://nobody@127.0.0.1:1/nothing", "cycle", "--on", "2026-11-24", "--dry-run", "--json")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("O banco de DATABASE_URL não respondeu.")
    assert done.stderr.count("\n") == 1
