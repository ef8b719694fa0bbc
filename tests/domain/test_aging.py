import pytest

from adimple.domain import aging


@pytest.mark.parametrize(
    ("days_late", "code", "swatch"),
    [
        (-400, "a_vencer", 0),
        (0, "a_vencer", 0),  # the due day itself is not late
        (1, "de_1_a_30", 1),
        (30, "de_1_a_30", 1),
        (31, "de_31_a_60", 2),
        (60, "de_31_a_60", 2),
        (61, "de_61_a_90", 3),
        (90, "de_61_a_90", 3),
        (91, "de_91_a_180", 4),
        (180, "de_91_a_180", 4),
        (181, "de_181_em_diante", 5),
        (40_000, "de_181_em_diante", 5),
    ],
)
def test_a_day_late_falls_in_its_band(days_late, code, swatch):
    bucket = aging.bucket_of(days_late)
    assert (bucket.code, bucket.swatch) == (code, swatch)


def test_bands_leave_no_day_out_and_share_none():
    ends = [bucket.last_day for bucket in aging.BUCKETS[:-1]]
    starts = [bucket.first_day for bucket in aging.BUCKETS[1:]]
    assert starts == [end + 1 for end in ends]
    assert aging.BUCKETS[0].first_day is None
    assert aging.BUCKETS[-1].last_day is None


def test_labels_are_those_of_the_screens():
    assert [bucket.label for bucket in aging.BUCKETS] == [
        "A vencer",
        "1 a 30 dias",
        "31 a 60 dias",
        "61 a 90 dias",
        "91 a 180 dias",
        "181 dias ou mais",
    ]
