"""Reads the whole corpus in a process of its own, under limits of memory and time: a line of JSON for each case.

`python -m tests.hostile.reader MEGABYTES [NAME…]`
"""

import json
import resource
import sys
import time

import django

django.setup()  # the verbs know the tables, though nothing of them is asked here

from adimple.domain.errors import Invalid, Unreadable  # noqa: E402
from adimple.usecases import read_import  # noqa: E402
from tests.hostile import case, corpus  # noqa: E402


def fate_of(content: bytes, name: str) -> dict:
    """What came of a file, in the terms of `Outcome.as_json`, with the rows the reader counted."""
    try:
        found = read_import.read_import(content, name, "titulos", case.ON)
    except Unreadable as unreadable:
        return {"refused": unreadable.code}
    except Invalid as invalid:
        return {"refused": invalid.field}
    intake = found.intake
    accepted = [
        {column: str(row[column]) if column == "due_on" else row[column] for column in case.SHOWN}
        for row in intake.accepted.iter_rows(named=True)
    ]
    rejected = {str(rejection.line): rejection.code for rejection in intake.rejections}
    assert intake.accepted.height + len(intake.rejections) + intake.skipped == intake.rows == found.table.frame.height
    assert len(rejected) == len(intake.rejections), "a line is rejected once"
    return {"accepted": accepted, "rejected": rejected, "skipped": intake.skipped}


def main(megabytes: int, names: list[str]) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (megabytes << 20, megabytes << 20))
    for one in corpus.cases():
        if names and one.name not in names:
            continue
        start = time.monotonic()
        told = fate_of(one.content, one.file_name)
        seconds = time.monotonic() - start
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        print(json.dumps({"name": one.name, "told": told, "seconds": seconds, "peak_mib": peak}), flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2:])
