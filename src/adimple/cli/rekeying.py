"""`adimple rekey`: another key for the installation, with the former at hand or after it was lost."""

import os
import sys
from pathlib import Path

import typer

from adimple.cli import boot, run_file
from adimple.config import embedded, keys

AGREE = {"trocar": "Digite «trocar» para continuar: ", "esvaziar": "Digite «esvaziar» para continuar: "}
LINKS = "Os links das mensagens já enviadas deixam de abrir, e quem está no console entra de novo."
PAPERS = (
    "Os recibos e as quitações impressos antes deixam de ser reconhecidos em /verdade/: quem perguntar recebe outro, "
    "impresso de novo."
)


def register(app: typer.Typer) -> None:
    app.command("rekey")(rekey)


def rekey(
    lost: bool = typer.Option(False, "--lost", help="A chave de antes se perdeu: esvazia as senhas que só ela abria."),
    leaked: bool = typer.Option(
        False, "--leaked", help="A chave de antes vazou: o que ela assinou, em papel, deixa de ser reconhecido."
    ),
    yes: bool = typer.Option(False, "--yes", help="Não pergunta."),
) -> None:
    """Troca a chave da instalação e lacra de novo o que a de antes lacrava. O Adimple precisa estar desligado.

    Os recibos já impressos continuam reconhecidos em /verdade/, salvo com --lost ou --leaked.
    A chave de antes vem de ADIMPLE_OLD_KEY. Sem outra chave em uso, e com a chave no arquivo da pasta de dados, faz
    uma nova.
    """
    data = embedded.data_dir()
    try:
        with run_file.hold(data):
            boot.ready()
            _rekey(data, lost=lost, leaked=leaked, yes=yes)
    except run_file.Held:
        boot.fail("O Adimple está ligado com esta pasta de dados. Desligue-o antes: adimple stop")


def _rekey(data: Path, *, lost: bool, leaked: bool, yes: bool) -> None:
    from adimple.config import settings
    from adimple.store import sealing
    from adimple.store.reads import health

    if health.others_connected():
        boot.fail("Outro programa está usando o banco. Desligue o Adimple (adimple stop) e tente de novo.")
    state = health.key()
    waiting = keys.next_key(data)
    if not state.is_same and waiting is not None and sealing.fingerprint(waiting) == state.noted:
        keys.put_next_in_place(data, state.mine)
        print("A troca de chave que tinha ficado pela metade foi concluída.")
    elif state.is_same:
        _change_file(data, settings.INSTALLATION_KEY, state.mine, lost=lost, leaked=leaked, yes=yes)
    elif former := os.environ.get("ADIMPLE_OLD_KEY"):
        _take_over(keys.key_of(former), settings.INSTALLATION_KEY, state.noted, lost=lost, leaked=leaked, yes=yes)
    else:
        _do_without(settings.INSTALLATION_KEY, state.mine, state.noted, lost=lost, yes=yes)


def _change_file(data: Path, current: bytes, mine: str, *, lost: bool, leaked: bool, yes: bool) -> None:
    """The key here is the one of the database: a new one takes its place."""
    if os.environ.get("ADIMPLE_KEY"):
        boot.fail(
            "A chave de ADIMPLE_KEY é a deste banco. Para trocá-la, ponha a nova em ADIMPLE_KEY, a de hoje em "
            "ADIMPLE_OLD_KEY, e rode de novo."
        )
    _agree("trocar", LINKS, yes=yes)
    _write(keys.write_next(data), current, may_empty=lost, is_leaked=leaked)
    former = keys.put_next_in_place(data, mine)
    print(f"A chave de antes ficou em {former}: os backups feitos com ela ainda a pedem. Se ela vazou, apague-a.")


def _take_over(former: bytes, new: bytes, noted: str, *, lost: bool, leaked: bool, yes: bool) -> None:
    """Another key is here, and the one of the database is at hand."""
    from adimple.store import sealing

    if sealing.fingerprint(former) != noted:
        boot.fail(
            f"ADIMPLE_OLD_KEY não é a chave deste banco: a impressão dela é {sealing.fingerprint(former)}, e a do "
            f"banco é {noted}. Nada mudou."
        )
    _agree("trocar", LINKS, yes=yes)
    _write(new, former, may_empty=lost, is_leaked=leaked)


def _do_without(new: bytes, mine: str, noted: str, *, lost: bool, yes: bool) -> None:
    """Another key is here, and the one of the database is not."""
    from adimple.usecases import rekey as usecase

    if not lost:
        boot.fail(
            f"A chave daqui ({mine}) não é a deste banco ({noted}). Ponha a de antes em ADIMPLE_OLD_KEY e rode de "
            "novo; se ela se perdeu: adimple rekey --lost"
        )
    shut = usecase.shut_secrets(new)
    for secret in shut:
        print(f"· {secret.what}")
    what = "O que está acima será esvaziado, para se fazer de novo." if shut else "Nenhuma senha se perde."
    _agree("esvaziar" if shut else "trocar", f"{what} {LINKS}", yes=yes)
    _write(new, None, may_empty=True, is_leaked=True)


def _agree(word: str, what: str, *, yes: bool) -> None:
    if yes:
        return
    print(what)
    if not sys.stdin.isatty():
        boot.fail("Para continuar sem perguntas, use --yes.")
    if input(AGREE[word]).strip().lower() != word:
        boot.fail("Nada mudou.", 1)


def _write(new: bytes, former: bytes | None, *, may_empty: bool, is_leaked: bool) -> None:
    from adimple.domain.errors import Refused
    from adimple.usecases import rekey as usecase

    try:
        done = usecase.rekey(boot.context(), new=new, old=former, may_empty=may_empty, is_leaked=is_leaked)
    except Refused as refused:
        boot.fail(f"{refused.phrase} Para esvaziá-las e digitá-las de novo, use --lost. Nada mudou.", 1)
    sealed = "1 senha guardada foi lacrada" if done.sealed == 1 else f"{done.sealed} senhas guardadas foram lacradas"
    print("Chave trocada." + (f" {sealed} com a nova." if done.sealed else ""))
    if not done.knows_papers:
        print(PAPERS)
    for secret in done.emptied:
        print(secret.mend)
