"""An owner opens one more credor: in ensaio, with lawful policies and the shipped régua, as the first one was."""

from dataclasses import dataclass

from django.db import connection, transaction

from adimple.domain import cadastro
from adimple.domain.errors import Invalid, Refused
from adimple.store import models
from adimple.usecases import create_owner
from adimple.usecases.context import ROLE_NAMES, Context
from adimple.usecases.create_owner import CreateOwner

ONE_AT_A_TIME = 0x6372_6564  # "cred": two clicks do not open two


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateCredor:
    """As typed."""

    name: str
    document: str
    address: str
    email: str = ""
    city: str = ""
    uf: str = ""


@transaction.atomic
def create_credor(ctx: Context, command: CreateCredor) -> str:
    """The slug of the new credor, of which the person is owner.

    Raises Invalid with every field that is wrong; Refused for who owns no credor, and for one that is already there.
    """
    require_owner(ctx)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ONE_AT_A_TIME])
    create_owner.check_credor(ctx, _command(ctx, command, ""))
    if not " ".join(command.address.split()):
        raise Invalid("credor_address", "Escreva o endereço: a lei o pede em toda cobrança.")
    _refuse_twin(ctx, command)
    slug = create_owner.free_slug(command.name)
    create_owner.create_owner(ctx, _command(ctx, command, slug))
    return slug


def require_owner(ctx: Context) -> None:
    """Raises Refused for who owns no credor."""
    if "owner" not in ctx.scope.roles.values():
        phrase = (
            f"Para criar um credor, isto pede {ROLE_NAMES['owner']} de algum outro. Peça a quem administra o Adimple."
        )
        raise Refused("access.role", phrase)


def _command(ctx: Context, command: CreateCredor, slug: str) -> CreateOwner:
    """Of the person's own account nothing changes."""
    return CreateOwner(
        name="",
        email=ctx.actor.name,
        password="",
        credor_name=command.name,
        credor_document=command.document,
        credor_address=command.address,
        credor_email=command.email,
        credor_city=command.city,
        credor_uf=command.uf,
        credor_slug=slug,
    )


def _refuse_twin(ctx: Context, command: CreateCredor) -> None:
    document = cadastro.read_document(command.document).normalised
    twin = models.Credor.objects.filter(
        id__in=ctx.scope.credor_ids, document=document, name__iexact=" ".join(command.name.split())
    ).first()
    if twin:
        phrase = f"O credor {twin.name} já existe, com este CPF ou CNPJ. Para separar carteiras, dê outro nome a este."
        raise Refused("credor.exists", phrase)
