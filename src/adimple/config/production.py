"""What would make an installation insecure: each problem in a line that says how to mend it."""

from collections.abc import Mapping
from urllib.parse import urlsplit

from adimple.channels import smtp_url
from adimple.domain.errors import Invalid

LOCAL_NAMES = ("127.0.0.1", "localhost", "::1", "0.0.0.0")
SANDBOX_VARIABLES = ("ADIMPLE_SANDBOX_SMTP_PORT", "ADIMPLE_SANDBOX_WEB_PORT")
EXECUTORS = ("local", "pool", "dask")
LOG_LEVELS = ("WARNING", "INFO", "DEBUG", "ERROR", "CRITICAL")
DISTINCT_CHARACTERS = 8  # of a key: 32 random hexadecimal digits have 10 to 16
TOKEN_CHARACTERS = 32
KEY_HINT = "Gere uma com `openssl rand -hex 32` e guarde-a fora do backup."


def problems(env: Mapping[str, str]) -> list[str]:
    """Why the program must not start with these variables; empty when it may. pt-BR, one line each."""
    kind = env.get("ADIMPLE_ENV", "local")
    if kind not in ("local", "production"):
        return [f"ADIMPLE_ENV é «{kind}»; use «local» ou «production»."]
    found = [problem for name in SANDBOX_VARIABLES for problem in _port(name, env.get(name))]
    found += _log(env.get("ADIMPLE_LOG", LOG_LEVELS[0])) + _token(env.get("ADIMPLE_METRICS_TOKEN", ""))
    found += _executor(env) + _mail(env.get("ADIMPLE_MAIL", ""))
    if kind == "local":
        return found
    return found + _key(env.get("ADIMPLE_KEY", "")) + _address(env.get("ADIMPLE_BASE_URL", "")) + _local_only(env)


def may_listen(host: str, env: Mapping[str, str]) -> bool:
    """Whether the web server may be reached from other machines: only in production, behind https."""
    return host in ("127.0.0.1", "localhost", "::1") or env.get("ADIMPLE_ENV") == "production"


def _key(key: str) -> list[str]:
    if not key:
        return [f"Em produção, defina ADIMPLE_KEY com 32 caracteres ou mais. {KEY_HINT}"]
    if len(key) < 32:
        return [f"ADIMPLE_KEY tem {len(key)} caracteres; precisa de 32 ou mais. {KEY_HINT}"]
    if len(set(key)) < DISTINCT_CHARACTERS:
        return [f"ADIMPLE_KEY se repete demais para ser secreta. {KEY_HINT}"]
    return []


def _token(token: str) -> list[str]:
    if not token or len(token) >= TOKEN_CHARACTERS:
        return []
    return [
        f"ADIMPLE_METRICS_TOKEN tem {len(token)} caracteres; precisa de {TOKEN_CHARACTERS} ou mais. "
        "Gere um com `openssl rand -hex 32`."
    ]


def _mail(url: str) -> list[str]:
    if not url:
        return []
    try:
        smtp_url.read(url)
    except Invalid as invalid:  # never what was written: it has a password
        return [f"ADIMPLE_MAIL {invalid.phrase}"]
    return []


def _executor(env: Mapping[str, str]) -> list[str]:
    name, workers = env.get("ADIMPLE_EXECUTOR", EXECUTORS[0]), env.get("ADIMPLE_EXECUTOR_WORKERS", "0")
    found = []
    if name not in EXECUTORS:
        found.append(f"ADIMPLE_EXECUTOR é «{name}»; use um destes: {', '.join(EXECUTORS)}.")
    if not workers.isdecimal():
        found.append(f"ADIMPLE_EXECUTOR_WORKERS é «{workers}»; use um número de processos, ou 0 para um por núcleo.")
    if env.get("ADIMPLE_DASK_SCHEDULER") and name != "dask":
        found.append("ADIMPLE_DASK_SCHEDULER só vale com ADIMPLE_EXECUTOR=dask. Defina as duas, ou nenhuma.")
    return found


def _address(url: str) -> list[str]:
    example = "Exemplo: https://cobranca.exemplo.com.br"
    if not url:
        return [f"Em produção, defina ADIMPLE_BASE_URL, o endereço que as pessoas abrem. {example}"]
    parts = urlsplit(url)
    if parts.scheme != "https":
        return [f"Em produção, ADIMPLE_BASE_URL precisa começar com https:// (veio «{url}»). {example}"]
    if not parts.hostname or parts.hostname in LOCAL_NAMES:
        return [f"Em produção, ADIMPLE_BASE_URL precisa do nome público do servidor (veio «{url}»). {example}"]
    return []


def _local_only(env: Mapping[str, str]) -> list[str]:
    found = []
    if env.get("ADIMPLE_DEBUG"):
        found.append("ADIMPLE_DEBUG mostra dados internos a quem abre uma página com erro. Retire-a em produção.")
    found += [
        f"{name} é da caixa de testes, que não existe em produção. Retire-a; o SMTP de cada credor está no console."
        for name in SANDBOX_VARIABLES
        if env.get(name)
    ]
    return found


def _log(level: str) -> list[str]:
    if level.upper() in LOG_LEVELS:
        return []
    return [f"ADIMPLE_LOG é «{level}»; use {', '.join(LOG_LEVELS[:-1])} ou {LOG_LEVELS[-1]}."]


def _port(name: str, text: str | None) -> list[str]:
    if not text or (text.isascii() and text.isdigit() and 1 <= int(text) <= 65_535):
        return []
    return [f"{name} é «{text}»; precisa ser uma porta de 1 a 65535."]
