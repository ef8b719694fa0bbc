"""A long paper has a typesetter of its own, and is the same paper."""

import signal
import subprocess
from datetime import date

import pytest

from adimple.domain.errors import Invalid
from adimple.papers import carne, extrato, typeset
from adimple.papers.typeset import typesetter
from tests.papers import builders, reading

MADE_ON = date(2026, 11, 3)


def _started(monkeypatch) -> list[subprocess.Popen]:
    """Every process that is started from here on, which is started all the same."""
    started, start = [], subprocess.Popen.__init__

    def counted(self, *args, **options):
        started.append(self)
        start(self, *args, **options)

    monkeypatch.setattr(subprocess.Popen, "__init__", counted)
    return started


def test_a_long_carne_is_typeset_apart_to_the_same_bytes(monkeypatch):
    slips = [builders.slip(number=number) for number in range(1, 17)]
    started = _started(monkeypatch)
    apart = carne.carne_pdf(slips, name="Carnê", made_on=MADE_ON)
    (child,) = started
    assert child.returncode == 0
    assert len(reading.opened(apart)) == 6
    monkeypatch.setattr(carne, "_LONG", len(slips))
    assert carne.carne_pdf(slips, name="Carnê", made_on=MADE_ON) == apart
    assert len(started) == 1


def test_a_long_extrato_is_typeset_apart_to_the_same_bytes(monkeypatch):
    started = _started(monkeypatch)
    apart = extrato.extrato_pdf(builders.extrato(90, 20), made_on=MADE_ON)
    assert len(started) == 1
    monkeypatch.setattr(extrato, "_LONG", 110)
    assert extrato.extrato_pdf(builders.extrato(90, 20), made_on=MADE_ON) == apart
    assert len(started) == 1


def test_a_wrong_bar_code_in_a_long_carne_is_refused_and_leaves_no_process(monkeypatch):
    started = _started(monkeypatch)
    with pytest.raises(Invalid):
        carne.carne_pdf([*[builders.slip()] * 20, builders.slip(barcode="1" * 43)], name="Carnê", made_on=MADE_ON)
    assert [child.poll() is not None for child in started] == [True]


def test_what_cannot_be_typeset_is_an_error_and_never_an_empty_paper():
    with typesetter("carne", 0, is_long=True) as press, pytest.raises(RuntimeError, match="ended with 1"):
        press("{}")


def test_a_typesetter_that_never_ends_is_ended(monkeypatch):
    monkeypatch.setattr(typeset, "SECONDS", 0.2)
    started = _started(monkeypatch)
    with pytest.raises(subprocess.TimeoutExpired):
        carne.carne_pdf([builders.slip()] * 300, name="Carnê", made_on=MADE_ON)
    assert started[0].returncode == -signal.SIGKILL


def test_the_typesetter_apart_is_told_no_secret(monkeypatch):
    monkeypatch.setenv("ADIMPLE_SECRET", "not to be told")
    told, start = [], subprocess.Popen.__init__

    def seen(self, *args, **options):
        told.append(options["env"])
        start(self, *args, **options)

    monkeypatch.setattr(subprocess.Popen, "__init__", seen)
    with typesetter("carne", 0, is_long=True), pytest.raises(ValueError, match="never asked"):
        raise ValueError("never asked")
    assert set(told[0]) <= {"PATH", "PYTHONPATH", "SYSTEMROOT"}
