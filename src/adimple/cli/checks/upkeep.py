"""What the clock does every night: the backup, and boletos that no longer serve made again."""

from datetime import datetime, timedelta

from adimple.cli import taking
from adimple.cli.checks.result import Result
from adimple.store import upkeep
from adimple.usecases.context import SAO_PAULO

OLD = timedelta(hours=36)  # the backup of yesterday, and the morning in which today's was tried
BY_HAND = "Enquanto isso, faça um à mão: adimple backup ARQUIVO."


def backup(now: datetime) -> Result:
    """One never made is a note: the installation may have begun today."""
    done, failed = upkeep.last(upkeep.BACKUP), upkeep.last(upkeep.BACKUP_FAILED)
    if taking.folder() is None:
        fix = f"Ligue-o de novo sem ADIMPLE_BACKUPS={taking.OFF}, ou confira você que outro programa guarda o banco."
        return Result("backup", "note", "O backup da noite está desligado aqui.", fix)
    if failed and (done is None or failed.at > done.at):
        phrase = f"O backup da noite não foi feito em {_moment(failed)}: {failed.said.rstrip('.')}."
        return Result("backup", "problem", phrase, f"Corrija a causa: em meia hora ele é tentado de novo. {BY_HAND}")
    if done is None:
        phrase = "Ainda não há backup da noite."
        return Result("backup", "note", phrase, f"O primeiro é feito quando os envios ficam ligados. {BY_HAND}")
    if now - done.at > OLD:
        phrase = f"O último backup da noite é de {_moment(done)}, em {done.said}."
        fix = f"Deixe os envios ligados (adimple run, ou adimple worker): o de hoje é feito em minutos. {BY_HAND}"
        return Result("backup", "problem", phrase, fix)
    return Result("backup", "ok", f"O último backup da noite é de {_moment(done)}, em {done.said}.")


def boletos() -> Result:
    """Whether the last look at boletos that no longer serve went through every convênio."""
    done = upkeep.last(upkeep.REISSUES)
    if done is None:
        return Result("boletos", "ok", "Ainda não se procurou boleto que deixou de servir: a primeira vez é às 2h.")
    said = f"{done.said} Foi em {_moment(done)}."
    if done.is_well:
        return Result("boletos", "ok", said)
    return Result("boletos", "problem", said, "Leia o registro de adimple worker: amanhã é tentado de novo.")


def _moment(chore: upkeep.Chore) -> str:
    return f"{chore.at.astimezone(SAO_PAULO):%d/%m/%Y às %Hh%M}"
