"""What a password must be, said so that a person knows what to write instead; and how a new one is kept."""

from axes import utils as attempts
from django.contrib.auth import password_validation
from django.core.exceptions import ValidationError

from adimple.domain import events
from adimple.domain.errors import Invalid
from adimple.store import journal
from adimple.store.models import Account, Device
from adimple.usecases.context import Context

MAX_CHARS = 200
HINT = "Três palavras juntas servem bem."
# By the code of Django's complaint; the validators are in the settings.
REASONS = {
    "password_too_common": "está entre as mais usadas, as primeiras que alguém tenta",
    "password_entirely_numeric": "é só de números, fácil de adivinhar",
    "password_too_similar": "se parece com o seu nome ou o seu e-mail",
}


def check(field: str, password: str, account: Account) -> str:
    """The password, fit for that account. Raises Invalid with every reason in one phrase."""
    if not password:
        raise Invalid(field, f"Crie uma senha. {HINT}")
    if len(password) > MAX_CHARS:
        raise Invalid(field, f"A senha vai até {MAX_CHARS} caracteres. Escolha uma mais curta.")
    try:
        password_validation.validate_password(password, account)
    except ValidationError as error:
        reasons = "; ".join(_reason(complaint, password) for complaint in error.error_list)
        raise Invalid(field, f"A senha {reasons}. {HINT}") from error
    return password


def check_again(field: str, password: str, again: str) -> None:
    """Raises Invalid when the password typed twice is not the same."""
    if password != again:
        raise Invalid(field, "As duas senhas são diferentes. Escreva a mesma nas duas.")


def keep(ctx: Context, account: Account, password: str, device_id: int | None = None) -> None:
    """The account's password from now on. Its sessions end, all but that device's; a wait for wrong passwords too."""
    account.set_password(password)
    account.save(update_fields=["password"])
    attempts.reset(username=account.email)
    Device.objects.filter(account=account, ended_at__isnull=True).exclude(id=device_id).update(ended_at=ctx.now)
    journal.record(ctx, events.PasswordChanged(account.id))


def _reason(complaint: ValidationError, password: str) -> str:
    if complaint.code == "password_too_short":
        least = (complaint.params or {})["min_length"]
        many = f"{len(password)} {'caractere' if len(password) == 1 else 'caracteres'}"
        return f"tem {many} e precisa de ao menos {least}"
    return REASONS[complaint.code or ""]
