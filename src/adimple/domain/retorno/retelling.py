"""Whether two lines of two files are one line told again: equal in all but where they stand in their file."""

from collections.abc import Sequence

_PLACE_400 = 394  # the last six columns of a CNAB 400 count its lines
_LEAST_400 = 300  # a line of a 400 that lost its blanks is still longer than one of a 240
_LOT_240, _PLACE_240 = 3, 13  # columns 4 to 13 of a CNAB 240: the lot, the kind of record, its place


def is_same_line(was: Sequence[str], told: Sequence[str]) -> bool:
    """Of the records of one payment: one in a CNAB 400, a T and a U in a 240."""
    return [_bare(line) for line in was] == [_bare(line) for line in told]


def _bare(line: str) -> str:
    if len(line) >= _LEAST_400:
        return line[:_PLACE_400].rstrip()
    return (line[:_LOT_240] + line[_PLACE_240:]).rstrip()
