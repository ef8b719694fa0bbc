"""Versions, constraints, locks, imports, and the night's own sums."""

import platform
from datetime import datetime
from importlib.metadata import version

from adimple.cli.checks.ledger import RESTORE
from adimple.cli.checks.queue import TURN_ON
from adimple.cli.checks.result import Result, judge
from adimple.store.reads import health, machinery

OLDEST_POSTGRESQL = 150_000


def versions() -> Result:
    server = machinery.server_version()
    told = f"Adimple {version('adimple')}, Python {platform.python_version()}, PostgreSQL {server // 10_000}"
    if server < OLDEST_POSTGRESQL:
        fix = "Use um PostgreSQL 15 ou mais novo, ou o que vem junto: retire DATABASE_URL."
        return Result("versions", "problem", f"O PostgreSQL é velho demais ({told}).", fix)
    return Result("versions", "ok", f"{told}.{server % 10_000}.")


def guards() -> Result:
    missing = machinery.missing_guards()
    if not missing:
        return Result("guards", "ok", "As regras que o próprio banco confere (únicos, somas, estados) estão todas lá.")
    return Result(
        "guards", "problem", f"O banco deixou de conferir: {', '.join(missing[: health.EXAMPLES])}.",
        "Descubra quem as retirou. Para tê-las de volta: adimple backup, depois adimple restore --force.",
        len(missing), tuple(missing[: health.EXAMPLES]),
    )  # fmt: skip


def locks() -> Result:
    return judge(
        "locks",
        machinery.held_locks(),
        right="Ninguém prende o banco há tempo demais.",
        wrong="Processos do banco que esperam ou prendem outros há tempo demais",
        fix="Veja o que são em pg_stat_activity. Se são do Adimple, desligue e ligue de novo: adimple stop e adimple "
        "run. Se são de outro programa, encerre-o: SELECT pg_terminate_backend(número);",
    )


def lost_jobs() -> Result:
    return judge(
        "jobs.lost",
        machinery.lost_jobs(),
        right="Nenhuma importação ficou presa com um processo que parou.",
        wrong="Importações presas com um processo que parou",
        fix=f"{TURN_ON}: em segundos outro processo as recomeça, sem repetir nada.",
    )


def forgotten_jobs(now: datetime) -> Result:
    return judge(
        "jobs.waiting",
        machinery.forgotten_jobs(now),
        right="Nenhuma importação espera há mais de uma hora.",
        wrong="Importações que esperam há mais de uma hora",
        fix=f"{TURN_ON}. Se já está ligado, uma importação grande do mesmo credor vai na frente: veja em Importar.",
    )


def empty_actions() -> Result:
    return judge(
        "rows.empty_actions",
        machinery.actions_without_items(),
        right="Toda ação diz de quais títulos é.",
        wrong="Ações que não dizem de quais títulos são",
        fix=RESTORE,
    )


def nights() -> Result:
    return judge(
        "nights",
        machinery.wrong_nights(),
        right="Cada noite tem tantas ações quantas o diário diz.",
        wrong="Noites cujo número de ações não é o que o diário diz",
        fix=RESTORE,
    )


CHECKS = (versions, guards, locks, lost_jobs, empty_actions, nights)
