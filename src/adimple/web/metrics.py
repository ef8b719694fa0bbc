"""`/metrics`: the installation's figures as Prometheus text. For who has the token, or asks from this very machine."""

import hmac
import os
import platform
from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import cache
from importlib.metadata import version

import psutil
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from adimple.store.reads import metrics as reads

TEXT = "text/plain; version=0.0.4; charset=utf-8"
LOOPBACK = ("127.0.0.1", "::1")
OF_A_PROXY = ("Forwarded", "Via", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Real-Ip")
DENIED = "Peça com «Authorization: Bearer» e o valor de ADIMPLE_METRICS_TOKEN, ou desta máquina, sem proxy.\n"


@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    if not (_has_token(request) or _is_near(request)):
        return HttpResponse(DENIED, status=403, content_type="text/plain; charset=utf-8")
    lines = [*_of_installation(reads.figures(request.ctx.on), request.ctx.now), *_of_process()]
    response = HttpResponse("\n".join(lines) + "\n", content_type=TEXT)
    response["Cache-Control"] = "no-store"
    return response


def _has_token(request: HttpRequest) -> bool:
    kind, _, given = request.headers.get("Authorization", "").partition(" ")
    wanted = settings.METRICS_TOKEN
    return bool(wanted) and kind.lower() == "bearer" and hmac.compare_digest(given.encode(), wanted.encode())


def _is_near(request: HttpRequest) -> bool:
    """Asked from this machine, and by nobody on behalf of another."""
    return request.META.get("REMOTE_ADDR") in LOOPBACK and not any(name in request.headers for name in OF_A_PROXY)


def _of_installation(seen: reads.Figures, now: datetime) -> Iterator[str]:
    server = f"{seen.server_version // 10_000}.{seen.server_version % 10_000}"
    about = {"version": version("adimple"), "postgresql": server, "python": platform.python_version()}
    yield from _one("adimple_info", "gauge", "Versions in use; always 1.", 1, about)
    yield from _many("adimple_actions_today", "Actions of the civil day (São Paulo), by state.", seen.actions)
    late = max((now - seen.oldest_due_at).total_seconds(), 0) if seen.oldest_due_at else 0
    yield from _one("adimple_queue_oldest_due_seconds", "gauge", "How late the oldest due message is.", round(late, 3))
    yield from _many("adimple_imports", "Imports that wait or are being done, by state.", seen.jobs)
    yield from _one("adimple_tasks_open", "gauge", "Tasks that wait for a person.", seen.open_tasks)
    yield from _one("adimple_credores_sending", "gauge", "Credores released and not stopped.", seen.sending_credores)
    if seen.beat_at:
        age = round((now - seen.beat_at).total_seconds(), 3)
        yield from _one("adimple_worker_heartbeat_age_seconds", "gauge", "Since a worker last said it is alive.", age)
    moments = {
        "night": (seen.night_at, "When the last night was planned."),
        "backup": (seen.backup_at, "When the last nightly backup was taken."),
        "doctor": (seen.doctor_at, "When doctor last looked by itself."),
    }
    for name, (at, words) in moments.items():
        if at:
            yield from _one(f"adimple_{name}_timestamp_seconds", "gauge", words, round(at.timestamp(), 3))
    yield from _of_night(seen, now)
    if seen.chores:
        yield from _many("adimple_chore_ok", "1 when the chore is well, 0 when it fails.", seen.chores, "chore")
    if seen.chore_ats:
        ages = {chore: round((now - at).total_seconds(), 3) for chore, at in seen.chore_ats.items()}
        yield from _many("adimple_chore_age_seconds", "Since the daily chore was last done.", ages, "chore")
    if seen.is_well is not None:
        yield from _one("adimple_doctor_ok", "gauge", "1 when doctor found no problem.", int(seen.is_well))
    yield from _one("adimple_database_bytes", "gauge", "Size of the database.", seen.database_bytes)


def _of_night(seen: reads.Figures, now: datetime) -> Iterator[str]:
    if seen.night_at:
        age = round((now - seen.night_at).total_seconds(), 3)
        yield from _one("adimple_night_age_seconds", "gauge", "Since a night was last planned to its end.", age)
    if seen.phases:
        told = {phase: round(seconds, 3) for phase, seconds in seen.phases.items()}
        yield from _many("adimple_night_phase_seconds", "Of the last night, over all its shards.", told, "phase")
    words = "Of the last night: messages planned, títulos in them, títulos refused by a rule."
    yield from _many("adimple_night_planned", words, seen.planned, "what")
    words = "Credores that send and have no night of today."
    yield from _one("adimple_night_missing_credores", "gauge", words, seen.nightless_credores)


def _of_process() -> Iterator[str]:
    """Of the web process that answers."""
    process = _process()
    with process.oneshot():
        times, memory = process.cpu_times(), process.memory_info()
        cpu = round(times.user + times.system, 3)
        yield from _one("process_cpu_seconds_total", "counter", "CPU time of this web process.", cpu)
        yield from _one("process_resident_memory_bytes", "gauge", "Memory of this web process.", memory.rss)
        began = round(process.create_time(), 3)
        yield from _one("process_start_time_seconds", "gauge", "When this web process began.", began)


@cache
def _process() -> psutil.Process:
    return psutil.Process(os.getpid())


def _one(
    name: str, kind: str, words: str, value: int | float, labels: Mapping[str, str] | None = None
) -> Iterator[str]:
    yield f"# HELP {name} {words}"
    yield f"# TYPE {name} {kind}"
    told = ",".join(f'{label}="{text}"' for label, text in (labels or {}).items())
    yield f"{name}{{{told}}} {value}" if told else f"{name} {value}"


def _many(name: str, words: str, values: Mapping[str, int | float], label: str = "state") -> Iterator[str]:
    yield f"# HELP {name} {words}"
    yield f"# TYPE {name} gauge"
    for one, value in values.items():
        yield f'{name}{{{label}="{one}"}} {int(value) if isinstance(value, bool) else value}'
