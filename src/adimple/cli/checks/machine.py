"""Schema, key, guards of the journal, clock, disk."""

import shutil
from datetime import UTC, datetime

from adimple.cli.checks.result import Result
from adimple.config import embedded
from adimple.store.reads import health

MAX_SKEW_SECONDS = 5
LEAST_FREE_BYTES = 1 << 30


def schema() -> Result:
    missing, unknown = health.migrations()
    if unknown:
        return Result(
            "schema", "problem", f"O banco é de uma versão mais nova do programa ({unknown[-1]}).",
            "Atualize o Adimple nesta máquina.", len(unknown), tuple(unknown[: health.EXAMPLES]),
        )  # fmt: skip
    if missing:
        return Result(
            "schema", "problem", f"Faltam {len(missing)} mudança(s) nas tabelas ({missing[0]}).",
            "Rode adimple run (ou qualquer outro comando): elas são feitas ao ligar.",
            len(missing), tuple(missing[: health.EXAMPLES]),
        )  # fmt: skip
    return Result("schema", "ok", "As tabelas estão na versão deste programa.")


def key() -> Result:
    found = health.key()
    if not found.noted:
        fix = "Rode adimple run uma vez: ao ligar, ele registra a chave."
        return Result("key", "problem", "O banco não diz qual chave o lacrou.", fix)
    if not found.is_same:
        return Result(
            "key", "problem", f"A chave daqui ({found.mine}) não é a que lacrou o banco ({found.noted}): senhas "
            "guardadas e links já enviados não valem, e a mesma pessoa em dois credores pode ser contada como duas.",
            f"Ponha a chave de origem em ADIMPLE_KEY, ou no arquivo {embedded.data_dir() / 'key'}, e ligue de novo; "
            "ou fique com a daqui: adimple rekey.",
        )  # fmt: skip
    return Result("key", "ok", f"A chave é a que lacrou o banco ({found.mine}).")


def journal() -> Result:
    open_tables = health.unguarded_tables()
    if not open_tables:
        return Result("journal", "ok", "O histórico só aceita acréscimos.")
    commands = " ".join(f"ALTER TABLE {table} ENABLE TRIGGER {table}_append_only;" for table in open_tables)
    return Result(
        "journal", "problem", f"O histórico pode ser alterado: a proteção de {', '.join(open_tables)} está desligada.",
        f"Descubra quem a desligou. Para religar, no banco: {commands} Se o gatilho não existe, restaure um backup.",
        len(open_tables), tuple(open_tables),
    )  # fmt: skip


def clock() -> Result:
    before = datetime.now(UTC)  # noqa: TID251 - the machine's clock is what is checked
    there = health.database_time()
    after = datetime.now(UTC)  # noqa: TID251
    seconds = round(max((before - there).total_seconds(), (there - after).total_seconds(), 0))
    if seconds > MAX_SKEW_SECONDS:
        phrase = f"O relógio desta máquina e o do banco diferem em {seconds} segundos."
        return Result("clock", "problem", phrase, "Acerte os dois relógios (NTP): deles dependem horários e prazos.")
    return Result("clock", "ok", "O relógio desta máquina e o do banco concordam.")


def disk() -> Result:
    folder = embedded.data_dir()
    while not folder.exists():
        folder = folder.parent
    free = shutil.disk_usage(folder).free
    shown = f"{free / (1 << 30):.1f} GB".replace(".", ",")
    if free < LEAST_FREE_BYTES:
        fix = "Libere espaço ou mude ADIMPLE_DATA para um disco maior: sem espaço, nada é gravado."
        return Result("disk", "problem", f"Restam só {shown} no disco de {folder}.", fix)
    return Result("disk", "ok", f"Há {shown} livres no disco de {folder}.")


CHECKS = (key, journal, clock, disk)
