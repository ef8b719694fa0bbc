"""What a kind of régua step is: the record that each file of `steps/` defines as its STEP."""

from dataclasses import dataclass

from adimple.domain import limits

MESSAGE = "message"
TASK = "task"


@dataclass(frozen=True, slots=True)
class Step:
    """A kind of step: its name on screen, what its editor asks, what it produces, and where it may stand.

    `asks` names the document fields a person fills in beside code, profile, kind and day; when "channels" is not
    among them the step always uses all of `channels`, in this order. Days count from the due date, both ends included.
    """

    code: str
    name: str
    phrase: str
    asks: tuple[str, ...]
    produces: str
    channels: tuple[str, ...]
    first_day: int = 1
    last_day: int = limits.MAX_STEP_DAY
