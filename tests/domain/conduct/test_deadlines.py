from datetime import date

import pytest

from adimple.domain.conduct.deadlines import recording_deadline
from adimple.domain.conduct.verdict import Kind
from adimple.domain.errors import Invalid


@pytest.mark.parametrize(
    ("uf", "requested_on", "due_on"),
    [
        ("RJ", date(2026, 10, 7), date(2026, 10, 19)),  # 8 9 13 14 15 16 19; the 12th is a feriado
        ("RJ", date(2026, 4, 17), date(2026, 4, 30)),  # 20 22 24 27 28 29 30; Tiradentes on 21, São Jorge on 23
        ("SP", date(2026, 4, 17), date(2026, 4, 29)),  # 20 22 23 24 27 28 29
        ("PR", date(2026, 10, 10), date(2026, 10, 21)),  # asked on a Saturday: 13 14 15 16 19 20 21
    ],
)
def test_the_copy_is_due_in_seven_business_days(uf, requested_on, due_on):
    verdict = recording_deadline(requested_on=requested_on, uf=uf)
    assert (verdict.kind, verdict.until, verdict.rule) == (Kind.DEADLINE, due_on, f"CON-{uf}-REC")


def test_no_deadline_is_invented_for_a_uf_without_the_law():
    with pytest.raises(Invalid) as refusal:
        recording_deadline(requested_on=date(2026, 10, 7), uf="BA")
    assert refusal.value.phrase == "Não há lei de gravação conhecida em BA. Há em: PR, RJ, SP."
