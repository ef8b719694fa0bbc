"""How far a long command is goes to a terminal, and nowhere else."""

import io
import sys

from adimple.cli import telling


class Terminal(io.StringIO):
    def isatty(self):
        return True


def told_to(stream, monkeypatch):
    monkeypatch.setattr(sys, "stderr", stream)
    with telling.progress() as tell:
        tell("reading", 400, 400)
        tell("writing", 250, 400)
    return stream.getvalue()


def test_a_terminal_is_told_of_each_stage_and_a_pipe_of_nothing(monkeypatch):
    told = told_to(Terminal(), monkeypatch)
    assert ("Lendo" in told, "400/400" in told, "Levando ao razão" in told, "250/400" in told) == (True,) * 4
    assert told_to(io.StringIO(), monkeypatch) == ""
