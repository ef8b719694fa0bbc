"""What a file of `resources/` defines: where it hangs, what the documentation calls it, and its router."""

from dataclasses import dataclass

from ninja import Router


@dataclass(frozen=True, slots=True)
class Resource:
    code: str  # its address under /api/v1/
    name: str
    router: Router
