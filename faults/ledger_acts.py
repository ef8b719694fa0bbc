"""Trials about rows and cents: imports killed and doubled, PostgreSQL killed and restarted, a disk that fills up."""

import os
import random  # noqa: TID251 - a seeded draw at an entry point
import signal
import subprocess
import tempfile
import time
from datetime import timedelta
from pathlib import Path

import psycopg

from faults import acts, checks, world
from faults.acts import Told
from faults.world import ON, Installation, World, at

ROWS, PAID = 1500, 400
NOW, LATER = at(ON, 11), at(ON, 12)
DISK_MIB = 400


def kill_import(installation: Installation, draw: random.Random, most: int) -> Told:
    """An import of títulos, then one of payments, each killed again and again, then let go to the end."""
    told = Told()
    with installation.world("seeded") as made:
        files = sheets(made)
        for kind, whole in (("titulos", ((ROWS, files.cents), (0, 0))), ("payments", files.both)):
            for _ in range(min(most, 4) // 2 or 1):
                child = _import(made, files, kind)
                time.sleep(draw.uniform(0, 0.8))
                told.injections += acts._kill(child)
                told.wrong += _none_or_all(made, kind)
            told.wrong += _finish(made, files, kind)
            told.wrong += checks.ledger(made, titulos=whole[0], payments=whole[1])
        told.wrong += made.doctor(LATER)
    return told


def two_imports(installation: Installation, draw: random.Random, most: int) -> Told:
    """The same file twice at once, of títulos and then of payments."""
    told = Told(injections=2)
    with installation.world("seeded") as made:
        files = sheets(made)
        for kind in ("titulos", "payments"):
            pair = [_import(made, files, kind) for _ in range(2)]
            for child in pair:
                if child.wait():
                    told.wrong.append(f"a importação ao mesmo tempo que outra acabou mal: {child.said()[-400:]}")
        told.wrong += checks.ledger(made, titulos=files.both[0], payments=files.both[1])
        told.wrong += made.doctor(LATER)
    return told


def kill_postgres(installation: Installation, draw: random.Random, most: int) -> Told:
    """The server, or one of its backends, killed or restarted under a worker, a night or an import."""
    told = Told(injections=1)
    under = draw.choice(("worker", "cycle", "import"))
    with installation.world("planned" if under == "worker" else "seeded") as made:
        installation.provider.start()
        files = sheets(made) if under == "import" else None
        if under == "import":
            child = _import(made, files, "titulos")
        else:
            child = made.start(under, *(["--on", ON.isoformat()] if under == "cycle" else []), at=at(ON, 10))
        if under == "worker":
            acts._wait_until(lambda: made.one(acts.LEASED) or not made.one(acts.WAITING), child)
        time.sleep(draw.uniform(0, 0.8))
        _hit(installation, made, child.pid, draw.choice(("SIGKILL", "backend", "restart")))
        installation.start()
        if under == "worker":
            # It waits for the database and goes on by itself; what it had in hand at that moment is uncertain.
            time.sleep(0.3)
            assert not child.is_over(), f"the worker did not survive the database: {child.said()[-800:]}"
            acts._stop(child)
            now = acts.drain(made, at(ON, 10, 30))
            acts._judge_messages(made, told, now)
        elif under == "cycle":
            told.wrong += _ended_in_words(child)
            made.expect("cycle", "--on", ON.isoformat(), at=at(ON, 2))
            told.wrong += [*checks.night(made, ON), *made.doctor(at(ON, 2))]
        else:
            told.wrong += _ended_in_words(child) + _none_or_all(made, "titulos") + _finish(made, files, "titulos")
            told.wrong += checks.ledger(made, titulos=(ROWS, files.cents)) + made.doctor(LATER)
    return told


def fill_disk(installation: Installation, draw: random.Random, most: int) -> Told:
    """The disk of the data folder fills up under an import; room is made, and the same import is done again."""
    with tempfile.TemporaryDirectory(prefix="adimple-disk-") as folder:
        mounted = subprocess.run(
            ["mount", "-t", "tmpfs", "-o", f"size={DISK_MIB}m,mode=755", "tmpfs", folder],
            capture_output=True,
            text=True,
        )
        if mounted.returncode:
            return Told(skipped=f"sem permissão para montar: {mounted.stderr.strip()[:80]}")
        small = Installation(Path(folder) / "dados", installation.provider)
        try:
            small.start()
            return _fill_disk(installation, small, draw)
        finally:
            small.stop()
            subprocess.run(["umount", folder], check=True)


def _fill_disk(installation: Installation, small: Installation, draw: random.Random) -> Told:
    told = Told(injections=1)
    small.sql('CREATE DATABASE "seeded"')
    small._build("seeded", "planned", world._seed)
    with small.world("planned") as made:
        files = sheets(made)
        ballast = small.data.parent / "ballast"
        _fill(ballast, leave=draw.randrange(0, 1 << 20))
        child = _import(made, files, "titulos")
        if child.wait() == 0:
            told.wrong.append("a importação não percebeu o disco cheio")
        told.wrong += _ended_in_words(child)
        ballast.unlink()
        small.start()
        told.wrong += _none_or_all(made, "titulos") + _finish(made, files, "titulos")
        told.wrong += checks.ledger(made, titulos=(ROWS, files.cents))
        told.wrong += made.doctor(LATER, except_for=("disk", "key"))  # a small disk; a key of the other folder
    return told


def _fill(ballast: Path, *, leave: int) -> None:
    """Takes all room but `leave` bytes."""
    free = os.statvfs(ballast.parent)
    with ballast.open("wb") as file:
        os.posix_fallocate(file.fileno(), 0, max(free.f_bavail * free.f_frsize - leave, 1))


def _hit(installation: Installation, made: World, pid: int, how: str) -> None:
    postmaster = installation.postmaster()
    assert postmaster is not None
    if how == "SIGKILL":
        os.kill(postmaster, signal.SIGKILL)
    elif how == "restart":
        installation.stop()
    else:
        sql = "SELECT pid FROM pg_stat_activity WHERE application_name = %s ORDER BY pid LIMIT 1"
        try:
            for (backend,) in made.rows(sql, [f"adimple {pid}"]):
                os.kill(backend, signal.SIGKILL)
        except psycopg.Error:
            return  # the server is already on its way down


class Sheets:
    def __init__(self, folder: Path, slug: str) -> None:
        from bench import imports

        self.slug = slug
        text = imports.sheet(ROWS).decode("cp1252")
        self.titulos, self.payments = folder / "titulos.csv", folder / "payments.csv"
        self.titulos.write_text(text, encoding="utf-8")
        lines = [line.split(";") for line in text.splitlines()[1:]]
        self.cents = sum(_cents(line[8]) for line in lines)
        # Dated on the day of the trial: a part of each of the first títulos.
        paid = [(line[0], line[1], line[3], 1_00 + number) for number, line in enumerate(lines[:PAID])]
        rows = [
            f"{number};{parcela};{cpf};{ON:%d/%m/%Y};{cents // 100},{cents % 100:02d};PG-{number}"
            for number, parcela, cpf, cents in paid
        ]
        header = "Número do documento;Parcela;CPF/CNPJ;Data do pagamento;Valor pago;Identificador"
        self.payments.write_text("\n".join([header, *rows, ""]), encoding="utf-8")
        self.both = ((ROWS, self.cents), (PAID, sum(cents for *_, cents in paid)))


def sheets(made: World) -> Sheets:
    return Sheets(made.installation.data, made.one("SELECT slug FROM credor"))


def _cents(text: str) -> int:
    return int(text.replace(".", "").replace(",", ""))


def _import(made: World, files: Sheets, kind: str):
    now = NOW + timedelta(minutes=len(made.children))
    return made.start("import", str(getattr(files, kind)), "--credor", files.slug, "--kind", kind, "--json", at=now)


def _none_or_all(made: World, kind: str) -> list[str]:
    """Nothing half-written, whatever the moment; and where it had been written, all of it."""
    titulos, payments = "titulo WHERE number LIKE 'NF-%'", "payment"
    table, all_of_it = (titulos, ROWS) if kind == "titulos" else (payments, PAID)
    count = made.one(f"SELECT count(*) FROM {table}")
    return [] if count in (0, all_of_it) else [f"importação pela metade: {count} de {all_of_it} em {table}"]


def _finish(made: World, files: Sheets, kind: str) -> list[str]:
    child = _import(made, files, kind)
    if child.wait() or '"rejected": 0' not in child.said():
        return [f"a importação depois da falha acabou mal: {child.said()[:600]}"]
    return []


def _ended_in_words(child) -> list[str]:
    """A command that lost its database or its disk says so in a line, not in a traceback."""
    child.wait()
    said = child.said()
    return [f"um rastro em vez de uma frase: {said[-700:]}"] if "Traceback" in said else []
