"""Who acts, over what, when: made once at the entry point, handed to every use-case."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from adimple.domain.errors import NotFound, Refused
from adimple.store.scope import Scope

SAO_PAULO = ZoneInfo("America/Sao_Paulo")

# What each role may do; a role may all that the ones after it may.
ROLES = ("owner", "manager", "operator", "auditor")
AUDITING_ROLES = ("owner", "manager", "auditor")  # who reads the journal: not those whose work it tells
ROLE_NAMES = {"owner": "dono", "manager": "gestor", "operator": "operador", "auditor": "auditor"}


@dataclass(frozen=True, slots=True)
class Actor:
    """`name` goes to the journal: an e-mail of ours, "noite", "link", "cli"."""

    name: str
    account_id: int | None = None


@dataclass(frozen=True, slots=True)
class Context:
    actor: Actor
    scope: Scope
    now: datetime  # aware

    @property
    def on(self) -> date:
        """The civil day in São Paulo, where credores keep their books."""
        return self.now.astimezone(SAO_PAULO).date()

    def audited(self) -> Scope:
        """The credores whose journal this person may read. Raises Refused where there is none."""
        mine = Scope({credor: role for credor, role in self.scope.roles.items() if role in AUDITING_ROLES})
        if not mine.credor_ids:
            phrase = "A Auditoria é do dono, do gestor e do auditor. Peça acesso a quem administra este credor."
            raise Refused("access.audit", phrase)
        return mine

    def require(self, credor_id: int, role: str) -> None:
        """NotFound when the credor is outside the scope; Refused when the role is below `role`."""
        mine = self.scope.role_over(credor_id)
        if mine is None:
            raise NotFound
        if ROLES.index(mine) > ROLES.index(role):
            raise Refused(
                "access.role",
                f"Seu papel é {ROLE_NAMES[mine]}; isto pede {ROLE_NAMES[role]}. Peça a quem administra este credor.",
            )
