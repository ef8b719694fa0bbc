"""What a PSP itself says of the Pix that its calls told: nothing of a call counts before."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from adimple.domain.incoming import PIX
from adimple.domain.pix_received import Received
from adimple.gateways.gateway import Fault, Psp
from adimple.store.writes import incoming as writes

REFUSED = "psp.refused"
_MANY = 8  # unknown Pix in one go are asked for by a list
_NEAR = timedelta(days=1)  # of now: what a call says of longer ago is asked by itself
_AROUND = timedelta(seconds=2)  # of the instants told, which are the PSP's own


@dataclass(frozen=True, slots=True)
class Confirmed:
    """`pix`: as the PSP has them; those it does not know are left out. `unasked`: there was no time for them."""

    pix: list[Received]
    unasked: list[Received]


class Confirming:
    """What the PSP says of each Pix, asked once: many at once by its list, those it leaves out one by one."""

    def __init__(self, psp: Psp, credor_id: int, now: datetime, told: Sequence[Received]) -> None:
        self._psp = psp
        self._known = set(writes.known_ids(credor_id, PIX, {one.end_to_end_id for one in told}))
        self._said: dict[str, Received] = {}
        near = [one for one in told if self._is_asked(one) and abs(one.at - now) < _NEAR]
        if len({one.end_to_end_id for one in near}) >= _MANY:
            at = sorted(one.at for one in near)
            listed = psp.list_pix(at[0] - _AROUND, at[-1] + _AROUND)
            if not isinstance(listed, Fault):  # else each is asked by itself, and tells why
                self._said = {one.end_to_end_id: one for one in listed}

    def confirm(self, told: Sequence[Received], is_over: Callable[[], bool] = lambda: False) -> Confirmed | Fault:
        """What we know, and did not go back, is not asked. Once the time `is_over` no more are: one is, in any case.

        One it will not even look for is one it does not know: that is no failure of the PSP, for which others wait.
        """
        confirmed: dict[str, Received] = {}
        has_asked = False
        for place, one in enumerate(told):
            answer: Received | Fault | None = one
            if self._is_asked(one) and (answer := self._said.get(one.end_to_end_id)) is None:
                if has_asked and is_over():
                    return Confirmed(list(confirmed.values()), list(told[place:]))
                answer, has_asked = self._psp.get_pix(one.end_to_end_id), True
            if isinstance(answer, Fault) and answer.code == REFUSED:
                answer = None
            if isinstance(answer, Fault):
                return answer
            if answer is not None and answer.end_to_end_id == one.end_to_end_id:
                confirmed[one.end_to_end_id] = answer
                if answer is not one:
                    self._said[one.end_to_end_id] = answer
        return Confirmed(list(confirmed.values()), [])

    def _is_asked(self, one: Received) -> bool:
        return one.end_to_end_id not in self._known or bool(one.refunds)
