"""Which credores a person may see, and in which role: the first argument of every read."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Scope:
    """Roles by credor id (owner · manager · operator · auditor). Empty sees nothing."""

    roles: Mapping[int, str]

    @property
    def credor_ids(self) -> list[int]:
        return sorted(self.roles)

    def role_over(self, credor_id: int) -> str | None:
        return self.roles.get(credor_id)

    def only(self, credor_id: int) -> "Scope":
        """The same scope narrowed to one credor; empty when it is not in it."""
        role = self.roles.get(credor_id)
        return Scope({credor_id: role} if role else {})
