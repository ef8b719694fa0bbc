import json
import os
import shlex
import subprocess
import sys

import pytest
from django.db import connection, transaction
from typer.testing import CliRunner

from adimple.cli import boot
from adimple.cli.main import app
from adimple.domain import open_list
from adimple.store import models
from adimple.store.writes import locks
from tests import builders
from tests.cli.running import wait_until

pytestmark = pytest.mark.django_db

SHEET = """Número;Nome;CPF;Vencimento;Valor
CE-1;Ana Exemplo;529.982.247-25;10/11/2026;850,00
CE-2;Bruno Exemplo;;10/12/2026;10,00
CE-3;Carla Exemplo;123.456.789-00;10/12/2026;10,00
CE-4;;111.444.777-35;10/12/2026;10,00
"""


@pytest.fixture
def credor():
    return builders.make_credor(slug="colegio")


@pytest.fixture
def run(monkeypatch, server):
    """The command, in this process and in the test's transaction."""
    monkeypatch.setenv("DATABASE_URL", server)
    return lambda *words: CliRunner().invoke(app, ["import", *map(str, words)])


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "titulos.csv"
    path.write_text(SHEET)
    return path


def test_json_tells_what_entered_and_why_the_rest_did_not(run, credor, file):
    result = run(file, "--credor", "colegio", "--json")
    told = json.loads(result.stdout)
    assert result.exit_code == 0
    assert list(told) == ["accepted", "updated", "unchanged", "rejected", "rejections"]
    assert (told["accepted"], told["updated"], told["unchanged"], told["rejected"]) == (2, 0, 0, 2)
    assert told["rejections"] == [
        {
            "line": 4, "field": "CPF", "code": "documento.digito_verificador",
            "phrase": "CPF inválido: dígito verificador é 9, veio 0.",
        },
        {
            "line": 5, "field": "Nome", "code": "devedor.sem_nome",
            "phrase": "Falta o nome do devedor. Preencha a coluna.",
        },
    ]  # fmt: skip
    assert models.Titulo.objects.filter(credor=credor).count() == 2


def test_the_same_file_twice_changes_nothing(run, credor, file):
    run(file, "--credor", "colegio", "--json")
    told = json.loads(run(file, "--credor", "colegio", "--json").stdout)
    assert (told["accepted"], told["updated"], told["unchanged"], told["rejected"]) == (0, 0, 2, 2)


def test_people_read_a_table_and_the_first_reasons(run, credor, file):
    result = run(file, "--credor", "colegio")
    assert result.exit_code == 0
    assert "linha 4, CPF: CPF inválido: dígito verificador é 9, veio 0." in result.stdout
    assert "--rejected-to" in result.stdout


def test_refused_rows_come_back_as_the_same_sheet_with_the_reason(run, credor, file, tmp_path):
    back = tmp_path / "recusadas.csv"
    run(file, "--credor", "colegio", "--rejected-to", back)
    assert back.read_text("utf-8-sig").splitlines() == [
        "Número;Nome;CPF;Vencimento;Valor;motivo",
        "CE-3;Carla Exemplo;123.456.789-00;10/12/2026;10,00;CPF: CPF inválido: dígito verificador é 9, veio 0.",
        "CE-4;;111.444.777-35;10/12/2026;10,00;Nome: Falta o nome do devedor. Preencha a coluna.",
    ]


def test_payments_have_a_kind_of_their_own(run, credor, file, tmp_path):
    run(file, "--credor", "colegio")
    paid = tmp_path / "pagos.csv"
    paid.write_text("Número;Data do pagamento;Valor pago\nCE-1;05/11/2025;850,00\n")
    told = json.loads(run(paid, "--credor", "colegio", "--kind", "payments", "--json").stdout)
    assert (told["accepted"], told["rejected"]) == (1, 0)
    assert models.Titulo.objects.get(number="CE-1").closed_reason == "paid"


def test_equal_payments_are_said_on_standard_error_and_the_json_keeps_its_shape(run, credor, file, tmp_path):
    run(file, "--credor", "colegio")
    paid = tmp_path / "pagos.csv"
    paid.write_text("Número;Data do pagamento;Valor pago\nCE-1;05/11/2025;100,00\nCE-1;05/11/2025;100,00\n")

    done = run(paid, "--credor", "colegio", "--kind", "payments", "--json")

    assert done.stderr.startswith(f"«{paid}»: Iguais a uma linha anterior (mesmo título, dia e valor): 1 linha.")
    assert done.stderr.count("\n") == 1
    assert json.loads(done.stdout) == {"accepted": 2, "updated": 0, "unchanged": 0, "rejected": 0, "rejections": []}


def test_a_column_can_be_pointed_at(run, credor, tmp_path):
    odd = tmp_path / "estranho.csv"
    odd.write_text("Quem;Quando;Quanto\nAna Exemplo;10/11/2026;850,00\n")
    maps = ["--map", "devedor_name=Quem", "--map", "due_on=Quando", "--map", "principal=Quanto"]
    assert run(odd, "--credor", "colegio", *maps).exit_code == 0
    assert models.Titulo.objects.get().principal_cents == 850_00


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("vazio.csv", b""),
        ("nulos.csv", b"a\x00b"),
        ("foto.csv", b"\x89PNG\r\n\x1a\n" + b"\x01" * 40),
        ("sem-valor.csv", b"Nome;Vencimento\nAna;10/11/2026\n"),
        ("cortado.xlsx", b"PK\x03\x04" + b"\x00" * 30),
    ],
)
def test_what_cannot_be_read_exits_2_and_one_line_names_the_file(run, credor, tmp_path, name, content):
    path = tmp_path / name
    path.write_bytes(content)
    result = run(path, "--credor", "colegio", "--json")
    assert (result.exit_code, result.stdout) == (2, "")
    assert len(result.stderr.strip().splitlines()) == 1
    assert name in result.stderr
    assert not models.ImportFile.objects.exists()


def test_a_file_that_is_not_there_exits_2(run, credor, tmp_path):
    result = run(tmp_path / "nada.csv", "--credor", "colegio")
    assert result.exit_code == 2
    assert "nada.csv" in result.stderr


def test_an_unknown_credor_exits_2_and_says_so(run, file):
    result = run(file, "--credor", "outro")
    assert result.exit_code == 2
    assert "«outro»" in result.stderr


def test_a_map_without_a_column_exits_2(run, credor, file):
    assert run(file, "--credor", "colegio", "--map", "due_on").exit_code == 2
    assert run(file, "--credor", "colegio", "--map", "nada=Nome").exit_code == 2
    assert not models.Titulo.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_the_installed_command_prints_json_and_nothing_else(database_url, file):
    builders.make_credor(slug="colegio")
    program = "from adimple.cli.main import app; app()"
    command = [sys.executable, "-c", program, "import", str(file), "--credor", "colegio", "--json"]
    done = subprocess.run(command, env=os.environ | {"DATABASE_URL": database_url}, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)["accepted"] == 2


@pytest.mark.django_db(transaction=True)
def test_a_database_that_goes_away_is_one_line_and_nothing_is_half_written(database_url, file):
    credor = builders.make_credor(slug="colegio")
    program = "from adimple.cli.main import app; app()"
    with transaction.atomic():
        locks.hold_ledger(credor.id)  # the import waits here, its upload already written
        waiting = subprocess.Popen(
            [sys.executable, "-c", program, "import", str(file), "--credor", "colegio"],
            env=os.environ | {"DATABASE_URL": database_url},
            stderr=subprocess.PIPE,
            text=True,
        )
        wait_until(_end_who_waits_for_the_ledger)
        _, told = waiting.communicate(timeout=60)
    assert waiting.returncode == 1
    assert told.splitlines() == [boot.LOST]
    assert not models.Titulo.objects.exists()


def _end_who_waits_for_the_ledger() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(pg_terminate_backend(pid)) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"
        )
        return cursor.fetchone() == (1,)


def test_a_whole_open_list_shows_what_it_would_close_and_closes_only_the_number_confirmed(run, credor, tmp_path):
    lines = [f"CE-{n};Ana Exemplo;529.982.247-25;10/11/2026;850,00" for n in range(10)]
    whole, most, few = tmp_path / "tudo.csv", tmp_path / "nove.csv", tmp_path / "seis.csv"
    for path, count in ((whole, 10), (most, 9), (few, 6)):
        path.write_text("\n".join(["Número;Nome;CPF;Vencimento;Valor", *lines[:count]]))
    run(whole, "--credor", "colegio")

    shown = run(most, "--credor", "colegio", "--whole-open-list", "--json")
    all_open = models.Titulo.objects.filter(closed_on=None).count()
    files = models.ImportFile.objects.count()
    again = shlex.split(shown.stderr.splitlines()[-1])
    digest = open_list.digest_of([models.Titulo.objects.get(number="CE-9").id])
    halves = [run(*again[2:-2]), run(*again[2:-4], "--seen", digest)]  # one without the other shows, as none does
    assert [(half.exit_code, half.stderr.splitlines()[-1]) for half in halves] == [
        (2, shown.stderr.splitlines()[-1])
    ] * 2
    of_another = run(*again[2:-1], "0" * 64)
    closing = run(*again[2:])
    assert closing.exit_code == 0, closing.stderr
    told = json.loads(closing.stdout)
    refused = run(few, "--credor", "colegio", "--whole-open-list")
    still_open = models.Titulo.objects.filter(closed_on=None).count()
    confirmed = run(*shlex.split(refused.stderr.splitlines()[-1])[2:])

    devedor = models.Devedor.objects.get()
    assert (shown.exit_code, shown.stdout, all_open, files) == (2, "", 10, 1)
    assert shown.stderr.splitlines() == [
        f"«{most}»: Esta lista fecharia 1 de 10 títulos em aberto (R$ 850,00). Se é isso mesmo, confirme com o número "
        "de títulos a fechar.",
        "Fecharia 1, com R$ 850,00 de principal:",
        f"  CE-9, devedor {devedor.id}, vencimento 10/11/2026, R$ 850,00",
        "Nada foi gravado. Para fechar exatamente isto:",
        f"  adimple import {most} --credor colegio --whole-open-list --json --close 1 --seen {digest}",
    ]
    assert (of_another.exit_code, "mudou desde a conferência" in of_another.stderr) == (1, True)
    assert told["closed"] == 1
    assert refused.exit_code == 2
    assert "3 de 9 títulos em aberto" in refused.stderr
    assert "--close 3" in refused.stderr
    assert still_open == 9
    assert confirmed.exit_code == 0
    assert "3 títulos que faltavam nela, baixados sem pagamento" in " ".join(confirmed.stdout.split())
    assert models.Titulo.objects.filter(closed_on=None).count() == 6


def test_what_a_list_closed_is_opened_again_by_the_command_it_told(run, credor, tmp_path):
    lines = [f"CE-{n};Ana Exemplo;529.982.247-25;10/11/2026;850,00" for n in range(10)]
    whole, few = tmp_path / "tudo.csv", tmp_path / "sete.csv"
    for path, count in ((whole, 10), (few, 7)):
        path.write_text("\n".join(["Número;Nome;CPF;Vencimento;Valor", *lines[:count]]))
    run(whole, "--credor", "colegio")
    shown = run(few, "--credor", "colegio", "--whole-open-list")
    done = run(*shlex.split(shown.stderr.splitlines()[-1])[2:])
    import_id = models.ImportFile.objects.latest("id").id
    assert f"adimple undo-closing {import_id} --credor colegio" in " ".join(done.stdout.split())

    def undo(which):
        return CliRunner().invoke(app, ["undo-closing", str(which), "--credor", "colegio"])

    assert undo(import_id).stdout == "3 títulos voltaram a ficar em aberto.\n"
    assert models.Titulo.objects.filter(closed_on=None).count() == 10
    assert undo(import_id).stdout.startswith("Nada a desfazer")
    assert models.Event.objects.filter(name="titulos.absent_undone").count() == 1
    assert (undo(import_id + 1).exit_code, undo(import_id + 1).stdout) == (2, "")


def test_a_whole_open_list_is_of_titulos(run, credor, file):
    refused = run(file, "--credor", "colegio", "--kind", "payments", "--whole-open-list")
    assert refused.exit_code == 2
    assert "só para títulos" in refused.stderr


def test_columns_given_once_are_used_again_until_forgotten(run, credor, tmp_path):
    path = tmp_path / "minha.csv"
    path.write_text("Ref;Quem deve;Até quando;Quanto\nCE-1;Ana Exemplo;10/11/2026;850,00\n")
    words = [
        f"--map={one}" for one in ("number=Ref", "devedor_name=Quem deve", "due_on=Até quando", "principal=Quanto")
    ]
    run(path, "--credor", "colegio", *words)

    again = run(path, "--credor", "colegio")
    forgotten = run(path, "--credor", "colegio", "--forget-mapping")

    assert again.exit_code == 0
    assert "Colunas como na última vez" in again.stdout
    assert forgotten.exit_code == 2
    assert not models.ImportMapping.objects.exists()
