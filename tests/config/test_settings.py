"""What the settings refuse, read for real by another process with the variables of each case."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from adimple.channels import smtp_url
from adimple.channels.smtp_settings import SmtpSettings
from adimple.config import production, settings

GOOD_KEY = "0f1e2d3c4b5a69788796a5b4c3d2e1f00f1e2d3c4b5a69788796a5b4c3d2e1f0"
PRODUCTION = {
    "ADIMPLE_ENV": "production",
    "ADIMPLE_KEY": GOOD_KEY,
    "ADIMPLE_BASE_URL": "https://cobranca.exemplo.test",
}
SHOW = """
from adimple.config import settings as s
print(s.DEBUG, s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE, s.SECURE_SSL_REDIRECT, s.SECURE_HSTS_SECONDS,
      s.ALLOWED_HOSTS, s.HAS_SANDBOX)
"""


def start(tmp_path, script: str = SHOW, **variables: str) -> subprocess.CompletedProcess[str]:
    ours = {name: value for name, value in os.environ.items() if not name.startswith("ADIMPLE_")}
    env = ours | {"ADIMPLE_DATA": str(tmp_path / "data")} | variables
    return subprocess.run([sys.executable, "-c", script], env=env, capture_output=True, text=True, timeout=60)


def test_production_starts_with_secure_cookies_https_and_only_its_own_name(tmp_path):
    done = start(tmp_path, **PRODUCTION)

    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == "False True True True 31536000 ['cobranca.exemplo.test'] False"


def test_a_local_installation_starts_with_no_variable_at_all(tmp_path):
    done = start(tmp_path)

    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == "False False False False 0 ['127.0.0.1', '127.0.0.1', 'localhost', '[::1]'] True"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"ADIMPLE_KEY": ""}, "Em produção, defina ADIMPLE_KEY"),
        ({"ADIMPLE_KEY": "curta"}, "ADIMPLE_KEY tem 5 caracteres; precisa de 32 ou mais."),
        ({"ADIMPLE_KEY": "senha" * 8}, "ADIMPLE_KEY se repete demais"),
        ({"ADIMPLE_BASE_URL": ""}, "Em produção, defina ADIMPLE_BASE_URL"),
        ({"ADIMPLE_BASE_URL": "http://cobranca.exemplo.test"}, "precisa começar com https://"),
        ({"ADIMPLE_BASE_URL": "https://localhost:8000"}, "precisa do nome público do servidor"),
        ({"ADIMPLE_BASE_URL": "https://"}, "precisa do nome público do servidor"),
        ({"ADIMPLE_DEBUG": "1"}, "ADIMPLE_DEBUG mostra dados internos"),
        ({"ADIMPLE_SANDBOX_SMTP_PORT": "2525"}, "ADIMPLE_SANDBOX_SMTP_PORT é da caixa de testes"),
        ({"ADIMPLE_SANDBOX_WEB_PORT": "8025"}, "ADIMPLE_SANDBOX_WEB_PORT é da caixa de testes"),
        ({"ADIMPLE_ENV": "prod"}, "ADIMPLE_ENV é «prod»; use «local» ou «production»."),
    ],
)
def test_insecure_production_settings_refuse_to_start_and_say_why(tmp_path, change, said):
    done = start(tmp_path, **PRODUCTION | change)

    assert done.returncode == 1
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert GOOD_KEY not in done.stderr


def test_every_problem_is_told_at_once():
    found = production.problems({"ADIMPLE_ENV": "production", "ADIMPLE_DEBUG": "1"})

    assert [line.split()[2].rstrip(",") for line in found[:2]] == ["defina", "defina"]
    assert len(found) == 3


def test_a_port_that_is_no_port_is_refused_everywhere(tmp_path):
    done = start(tmp_path, ADIMPLE_SANDBOX_SMTP_PORT="70000")

    assert done.returncode == 1
    assert done.stderr.strip() == "ADIMPLE_SANDBOX_SMTP_PORT é «70000»; precisa ser uma porta de 1 a 65535."


def test_only_production_may_be_reached_from_other_machines():
    assert production.may_listen("127.0.0.1", {})
    assert production.may_listen("::1", {})
    assert not production.may_listen("0.0.0.0", {})
    assert not production.may_listen("192.168.0.10", {"ADIMPLE_ENV": "local"})
    assert production.may_listen("0.0.0.0", {"ADIMPLE_ENV": "production"})


def test_a_database_url_keeps_its_password_socket_and_tls():
    found = settings.database_from("postgresql://ad%40m:s%2Fe%3Anha@banco.exemplo.test:6432/ledger?sslmode=verify-full")

    assert (found["USER"], found["PASSWORD"], found["HOST"], found["PORT"], found["NAME"]) == (
        "ad@m", "s/e:nha", "banco.exemplo.test", "6432", "ledger",
    )  # fmt: skip
    assert found["OPTIONS"]["sslmode"] == "verify-full"
    assert settings.database_from("postgresql://adimple@%2Fvar%20x%2Frun:5432/adimple")["HOST"] == "/var x/run"


def test_every_variable_that_the_program_reads_is_in_the_guide():
    root = Path(__file__).parents[2]
    code = "".join(path.read_text(encoding="utf-8") for path in (root / "src/adimple").rglob("*.py"))
    read = set(re.findall(r'"(ADIMPLE_[A-Z_]+|DATABASE_URL)"', code))
    guide = (root / "docs/guia/instalacao.md").read_text(encoding="utf-8")

    assert read == set(re.findall(r"^\| `([A-Z_]+)` \|", guide, re.MULTILINE))


def test_a_log_level_that_is_none_is_refused_everywhere(tmp_path):
    done = start(tmp_path, ADIMPLE_LOG="alto")

    assert done.returncode == 1
    assert done.stderr.strip() == "ADIMPLE_LOG é «alto»; use WARNING, INFO, DEBUG, ERROR ou CRITICAL."


@pytest.mark.parametrize(
    ("variables", "said"),
    [
        (
            {"ADIMPLE_EXECUTOR": "spark"},
            "ADIMPLE_EXECUTOR é «spark»; use um destes: local, pool, dask.",
        ),
        (
            {"ADIMPLE_EXECUTOR": "pool", "ADIMPLE_EXECUTOR_WORKERS": "dois"},
            "ADIMPLE_EXECUTOR_WORKERS é «dois»; use um número de processos, ou 0 para um por núcleo.",
        ),
        (
            {"ADIMPLE_DASK_SCHEDULER": "tls://10.0.0.5:8786"},
            "ADIMPLE_DASK_SCHEDULER só vale com ADIMPLE_EXECUTOR=dask. Defina as duas, ou nenhuma.",
        ),
    ],
)
def test_an_executor_that_cannot_be_is_refused_everywhere(variables, said):
    assert production.problems(variables) == [said]


GOOD_MAIL = "smtp+starttls://contas:s%2Fe%3Anha@smtp.exemplo.test:587?from=contas@exemplo.test"


def test_the_mail_server_of_the_installation_is_read_and_its_password_is_not_shown(tmp_path):
    done = start(tmp_path, "from adimple.config import settings as s; print(s.ACCOUNT_MAIL)", ADIMPLE_MAIL=GOOD_MAIL)

    assert done.stdout.strip() == (
        "(SmtpSettings(host='smtp.exemplo.test', port=587, security='starttls', username='contas', timeout_s=20, "
        "ca_file=''), 'contas@exemplo.test')"
    )
    settings_of, _ = smtp_url.read(GOOD_MAIL)
    assert settings_of.password == "s/e:nha"
    assert smtp_url.read("smtps://a:b@smtp.exemplo.test:465?from=a@exemplo.test")[0].security == "tls"
    assert smtp_url.read("smtp://127.0.0.1:25?from=a@exemplo.test")[0] == SmtpSettings("127.0.0.1", 25, "none")
    assert production.problems(PRODUCTION | {"ADIMPLE_MAIL": GOOD_MAIL}) == []
    assert production.problems({"ADIMPLE_MAIL": ""}) == []


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("smtp.exemplo.test", "precisa começar com smtp+starttls://, smtps:// ou smtp://."),
        ("http://ana:segredo@smtp.exemplo.test:587?from=a@exemplo.test", "precisa começar com smtp+starttls://"),
        ("smtps://ana:segredo@smtp.exemplo.test?from=a@exemplo.test", "precisa de servidor e porta."),
        ("smtps://ana:segredo@smtp.exemplo.test:0?from=a@exemplo.test", "precisa de servidor e porta."),
        ("smtps://ana:segredo@smtp.exemplo.test:70000?from=a@exemplo.test", "precisa de servidor e porta."),
        ("smtps://ana:segredo/mais@smtp.exemplo.test:465?from=a@exemplo.test", "precisa de servidor e porta."),
        ("smtps://ana:segredo@smtp.exemplo.test:465/x?from=a@exemplo.test", "tem algo depois da porta."),
        ("smtps://ana@smtp.exemplo.test:465?from=a@exemplo.test", "precisa de usuário e senha, ou de nenhum dos dois."),
        ("smtps://ana:segredo@smtp.exemplo.test:465", "precisa terminar com ?from="),
        ("smtps://ana:segredo@smtp.exemplo.test:465?from=a@exemplo.test&ca=x", "precisa terminar com ?from="),
        ("smtps://ana:segredo@smtp.exemplo.test:465?from=ana", "tem em from= um endereço inválido."),
        ("smtps://ana:segredo@smtp.exemplo.test:465?from=a@exemplo.test%0aBcc:x", "tem em from= um endereço inválido."),
        ("smtps://ana:segredo @smtp.exemplo.test:465?from=a@exemplo.test", "tem espaço, acento ou quebra de linha."),
        ("smtps://ana:segr%C3%A9do@smtp.exemplo.test:465?from=a@exemplo.test", "não podem ter acentos."),
        ("smtp://ana:segredo@smtp.exemplo.test:25?from=a@exemplo.test", "Com senha, escolha STARTTLS ou TLS"),
        ("smtp://smtp.exemplo.test:25?from=a@exemplo.test", "manda sem criptografia para outra máquina."),
    ],
)  # fmt: skip
def test_a_mail_server_that_cannot_be_is_refused_everywhere_and_its_password_is_not_repeated(url, said):
    [problem] = production.problems({"ADIMPLE_MAIL": url})

    assert problem.startswith("ADIMPLE_MAIL ")
    assert said in problem
    assert not re.search("segr", problem)
