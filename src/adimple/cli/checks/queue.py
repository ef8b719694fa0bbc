"""What should have left, ended or been given back; and whether somebody is there to do it."""

from datetime import datetime, timedelta

from adimple.cli.checks.result import Result, judge
from adimple.store import upkeep
from adimple.store.reads import health
from adimple.usecases.context import SAO_PAULO

SILENCE = timedelta(minutes=1)
AFTER_MIDNIGHT = timedelta(minutes=15)  # until a day that ended is closed
TURN_ON = "Ligue o trabalhador (adimple run, ou adimple worker)"


def leases() -> Result:
    return judge(
        "queue.leases",
        health.lost_leases(),
        right="Nenhuma ação ficou presa com quem parou de enviar.",
        wrong="Ações presas com um processo que parou",
        fix=f"{TURN_ON}: em meio minuto elas voltam à fila. Se já está ligado, desligue e ligue de novo.",
    )


def sendings(now: datetime) -> Result:
    return judge(
        "queue.sending",
        health.unsettled_dispatches(now),
        right="Nenhum envio ficou pela metade.",
        wrong="Envios que começaram há mais de dez minutos e não terminaram",
        fix=f"{TURN_ON}: serão marcados como incertos, e uma pessoa decide em Ações de hoje se a mensagem saiu.",
    )


def forgotten(now: datetime) -> Result:
    today = (now - AFTER_MIDNIGHT).astimezone(SAO_PAULO).date()
    return judge(
        "queue.expired",
        health.forgotten_actions(today),
        right="Nenhuma ação ficou aberta depois do seu dia.",
        wrong="Ações de dias passados que não foram feitas nem encerradas",
        fix=f"{TURN_ON}: o dia delas é encerrado, e os passos podem ser planejados de novo.",
    )


def _released(waiting: int) -> str:
    return "1 credor liberado espera" if waiting == 1 else f"{waiting} credores liberados esperam"


def worker(now: datetime) -> Result:
    """Silence is a problem where a message is late, or where the rest of the installation is on."""
    beats = health.heartbeats()
    alive = [beat for beat in beats if now - beat.beat_at < SILENCE]
    if failed := [beat for beat in alive if beat.said.startswith(tuple(upkeep.FAILURES.values()))]:
        fix = "Veja o registro dos envios; corrigido, ele tenta de novo sozinho. A noite se faz já com adimple cycle."
        return Result("worker", "problem", f"O trabalhador está ligado, mas: {failed[0].said}.", fix)
    if alive:
        return Result("worker", "ok", f"O trabalhador está ligado: {alive[0].said or alive[0].process}.")
    last = max((beat.beat_at for beat in beats), default=None)
    off = "O trabalhador está desligado" + (f" desde {last.astimezone(SAO_PAULO):%d/%m/%Y às %Hh%M}" if last else "")
    waiting = health.sending_credores()
    if late := health.late_actions(now, now.astimezone(SAO_PAULO).date()):
        phrase = f"{off}, e mensagens de hoje estão atrasadas: {late}."
        return Result("worker", "problem", phrase, f"{TURN_ON}.", late)
    if waiting and health.others_connected():
        phrase = f"{off}, mas o resto está ligado, e {_released(waiting)} por ele."
        return Result("worker", "problem", phrase, f"{TURN_ON}.", waiting)
    if waiting:
        phrase = f"{off}, como o resto da instalação. Credores liberados: {waiting}."
        return Result("worker", "note", phrase, "Para enviar: adimple run.", waiting)
    return Result("worker", "note", f"{off}; nenhum credor liberado espera por ele.")
