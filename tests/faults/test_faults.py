"""One or a few of each fault: the short form of `make faults`. Programs are killed for real, by their numbers."""

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
KINDS = [
    "envios",
    "noite",
    "importacao",
    "postgres",
    "provedor",
    "dois-envios",
    "duas-noites",
    "duas-importacoes",
    "virada",
    "disco",
    "fila",
    "mudo",
    "relogio",
    "remessa",
    "retorno",
    "extrato",
    "pix",
    "cobranca-pix",
    "devolucao",
    "console",
    "console-sem-banco",
]


def test_nothing_is_lost_doubled_or_unexplained_after_a_fault(tmp_path):
    """One run for all kinds: most of its time is the making of the portfolio."""
    told = tmp_path / "told.json"

    run = subprocess.run(
        [sys.executable, "-m", "faults", "--injections", "1", "--seed", "7", "--json", str(told)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=400,
    )

    assert run.returncode == 0, run.stdout[-6000:] + run.stderr[-3000:]
    results = json.loads(told.read_text())
    assert list(results) == KINDS
    assert {name: row["wrong"] for name, row in results.items()} == {name: [] for name in KINDS}
    # Where a tmpfs may not be mounted, the full disk is told as skipped; every other kind was tried.
    assert [name for name, row in results.items() if not row["injections"] and not row["skipped"]] == []
