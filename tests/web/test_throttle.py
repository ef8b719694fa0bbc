"""The public pages' ceiling, shared by every process of a machine."""

import multiprocessing
from datetime import UTC, datetime, timedelta

from adimple.web import throttle

NOW = datetime(2026, 11, 24, 13, 0, tzinfo=UTC)
SECRET = b"x" * 32


def ask(folder, times, now=NOW, address="203.0.113.9"):
    return [throttle.is_over(folder, SECRET, address, now) for _ in range(times)]


def test_the_request_after_the_ceiling_is_over_and_the_next_minute_starts_again(tmp_path):
    assert ask(tmp_path, 121) == [False] * 120 + [True]
    assert ask(tmp_path, 1, address="203.0.113.10") == [False]
    assert ask(tmp_path, 1, now=NOW + timedelta(minutes=1)) == [False]


def test_processes_count_together(tmp_path):
    workers = [multiprocessing.get_context("spawn").Process(target=ask, args=(tmp_path, 60)) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert ask(tmp_path, 1) == [True]


def test_former_minutes_are_forgotten_and_no_address_is_written_down(tmp_path):
    for minutes in range(5):
        ask(tmp_path, 1, now=NOW + timedelta(minutes=minutes))
    kept = sorted(tmp_path.iterdir())
    assert len(kept) == 2
    assert all("203" not in file.name for folder in kept for file in folder.iterdir())


def test_without_a_place_to_count_nobody_is_turned_away(tmp_path):
    taken = tmp_path / "file"
    taken.write_text("")
    assert ask(taken, 200) == [False] * 200
