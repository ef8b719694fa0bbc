"""`adimple api-key`: keys for programs, made, listed and revoked on the machine."""

from datetime import UTC, datetime

import typer

from adimple.cli import boot

OPTIONS = {"name": "--name", "scopes": "--scope", "days": "--days", "email": "--email"}


def register(app: typer.Typer) -> None:
    app.command("api-key")(api_key)


def api_key(
    credor: str = typer.Option(..., "--credor", help="O nome curto do credor, como colegio-exemplo."),
    name: str = typer.Option("", "--name", help="Cria uma chave: para que ela serve, como «ERP da matriz»."),
    email: str = typer.Option("", "--email", help="O dono que responde pela chave criada."),
    scope: list[str] = typer.Option([], "--scope", help="O que ela pode, como titulos.ler; repita para mais."),
    days: int = typer.Option(90, "--days", help="Por quantos dias ela vale, até 366."),
    revoke: str = typer.Option("", "--revoke", help="Revoga a chave que começa assim (adm_ e oito letras)."),
) -> None:
    """Mostra as chaves da API de um credor; com --name cria uma, com --revoke revoga.

    A chave criada aparece uma vez só: o banco guarda apenas uma marca dela.
    """
    boot.ready()
    from adimple.domain.errors import Invalid, NotFound
    from adimple.store.reads import access, credores
    from adimple.usecases import api_keys

    ctx = boot.context(access.credor_scope(credor))
    try:
        who = credores.get_credor(ctx.scope, credor)
        if name:
            command = api_keys.MakeKey(name=name, scopes=scope, days=days)
            made = api_keys.make_key(ctx, who.id, command, api_keys.account_of(email, who.id))
            print(f"{made.secret}\nCopie agora: ela não aparece de novo. Vale até {made.expires_at:%d/%m/%Y}.")
        elif revoke:
            _revoke(ctx, who.id, revoke)
        else:
            _list(ctx, who.id)
    except NotFound:
        boot.fail(f"--credor: não há credor «{credor}».")
    except Invalid as error:
        boot.fail(" ".join(f"{OPTIONS[one.field]}: {one.phrase}" for one in error.every))


def _revoke(ctx, credor_id: int, beginning: str) -> None:
    from adimple.store.reads import api_keys as reads
    from adimple.usecases import api_keys

    wanted = beginning.removeprefix("adm_")[:8]
    row = next((row for row in reads.list_keys(ctx.scope, credor_id) if row.prefix == wanted), None)
    if row is None:
        boot.fail(f"--revoke: nenhuma chave deste credor começa com adm_{wanted}.")
        return
    print(f"A chave «{api_keys.revoke_key(ctx, credor_id, row.id)}» não abre mais nada.")


def _list(ctx, credor_id: int) -> None:
    from adimple.store.reads import api_keys as reads

    names = {"active": "em vigor", "expired": "vencida", "revoked": "revogada"}
    now = datetime.now(UTC)  # noqa: TID251 - the entry point
    rows = reads.list_keys(ctx.scope, credor_id)
    for row in rows:
        used = f"{row.last_used_at:%d/%m/%Y}" if row.last_used_at else "nunca"
        print(
            f"adm_{row.prefix}  {names[row.state(now)]}, vence {row.expires_at:%d/%m/%Y}, uso {used}  "
            f"{row.name}: {', '.join(row.scopes)}"
        )
    if not rows:
        print("Nenhuma chave. Crie com --name, --email e --scope.")
