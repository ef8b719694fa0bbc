"""The ageing ramp: in which band of lateness a título stands. The same six bands on every page."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Bucket:
    """A band of days late. `swatch` is the step of the colour ramp, darker = older (`--age-0` … `--age-5`)."""

    code: str
    label: str
    swatch: int
    first_day: int | None  # None: no lower end
    last_day: int | None  # None: no upper end


BUCKETS = (
    Bucket("a_vencer", "A vencer", 0, None, 0),
    Bucket("de_1_a_30", "1 a 30 dias", 1, 1, 30),
    Bucket("de_31_a_60", "31 a 60 dias", 2, 31, 60),
    Bucket("de_61_a_90", "61 a 90 dias", 3, 61, 90),
    Bucket("de_91_a_180", "91 a 180 dias", 4, 91, 180),
    Bucket("de_181_em_diante", "181 dias ou mais", 5, 181, None),
)


def bucket_of(days_late: int) -> Bucket:
    """The band of `days_late`. Zero or less is *a vencer*: the due day itself is not late (CC art. 397)."""
    for bucket in BUCKETS:
        if bucket.last_day is None or days_late <= bucket.last_day:
            return bucket
    raise AssertionError("the last bucket has no end")
