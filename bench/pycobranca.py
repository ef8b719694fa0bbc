"""What pycobranca does too, in a Python of another environment that has it: the product never needs it.

`/outro/ambiente/bin/python -m bench.pycobranca codes 5000` says how many a second, of processor time; nothing of ours
is imported there. Its remessa leaves out what its layouts have no room for; ours, beside it, does not.
"""

import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
DUE_ON = date(2026, 12, 10)


def per_second(python: str, what: str, count: int) -> float:
    """`what`: codes, pdf, remessa-400, remessa-240; or retorno-400, retorno-240, of so many lines."""
    with tempfile.TemporaryDirectory() as folder:
        arguments = [what, str(count)]
        if what.startswith("retorno"):
            from bench import retorno

            path = Path(folder) / "retorno"
            retorno.write(what.removeprefix("retorno-"), count, path)
            arguments.append(str(path))
        told = subprocess.run(
            [python, "-m", "bench.pycobranca", *arguments], capture_output=True, text=True, cwd=HERE.parent
        )
    assert not told.returncode, told.stderr[-2000:]
    return float(told.stdout)


def codes(count: int) -> float:
    made = [_boleto(number) for number in range(count)]
    return _timed(lambda: [(one.codigo_barras, one.linha_digitavel) for one in made], count)


def pdf(count: int) -> float:
    from pycobranca.render import render_boleto_pdf

    made = [_boleto(number) for number in range(count)]
    return _timed(lambda: [render_boleto_pdf(one.contexto_render(), modelo="classico") for one in made], count)


def retorno(count: int) -> float:
    from pycobranca.cnab.retorno import Retorno

    def read() -> None:
        for one in Retorno.ler(sys.argv[3]).registros:
            assert one.nosso_numero

    return _timed(read, count)


def remessa_400(count: int) -> float:
    from pycobranca.cnab import RemessaItau400

    house = {"agencia": "0057", "conta_corrente": "12345", "digito_conta": "7", "carteira": "109"}
    made = RemessaItau400(**_company() | house | {"data_geracao": date(2026, 11, 2), "pagamentos": _payments(count)})
    return _timed(made.gera_arquivo, count)


def remessa_240(count: int) -> float:
    from pycobranca.cnab import RemessaBancoBrasil240

    house = {"agencia": "1234", "conta_corrente": "56789", "carteira": "17", "variacao": "19", "convenio": "1234567"}
    made = RemessaBancoBrasil240(**_company() | house | {"pagamentos": _payments(count)})
    return _timed(made.gera_arquivo, count)


def _timed(act: Callable[[], object], count: int) -> float:
    started = time.process_time()
    act()
    return count / (time.process_time() - started)


def _company() -> dict[str, Any]:
    return {"empresa_mae": "ESCOLA EXEMPLO", "documento_cedente": "11222333000181"}


def _payments(count: int) -> list:
    from pycobranca.cnab import Pagamento

    person = {
        "documento_sacado": "39053344705", "bairro_sacado": "Centro", "cep_sacado": "01001000",
        "cidade_sacado": "São Paulo", "uf_sacado": "SP",
    }  # fmt: skip
    charges = {
        "tipo_mora": "1", "valor_mora": "0.41", "codigo_multa": "2", "percentual_multa": "2.00",
        "data_multa": date(2026, 12, 11), "cod_desconto": "1", "valor_desconto": "61.73",
        "data_desconto": date(2026, 12, 7),
    }  # fmt: skip
    return [
        Pagamento(
            nosso_numero=f"{number:08d}", numero=f"NF{number}", valor=f"{1234 + number}.50", data_vencimento=DUE_ON,
            data_emissao=date(2026, 11, 2), nome_sacado=f"Ana Exemplo {number}",
            endereco_sacado=f"Rua das Flores, {number}", **person, **charges,
        )
        for number in range(1, count + 1)
    ]  # fmt: skip


def _boleto(number: int):
    from pycobranca.bancos import Bancos

    return Bancos.find("341")(
        valor=f"{100 + number}.00", cedente="Empresa Exemplo LTDA", cedente_documento="11222333000181", agencia="0057",
        conta="12345", carteira="109", nosso_numero=f"{number:08d}", data_vencimento=DUE_ON, sacado="Ana Exemplo",
        sacado_documento="52998224725",
    )  # fmt: skip


ACTS = {
    "codes": codes,
    "pdf": pdf,
    "retorno-400": retorno,
    "retorno-240": retorno,
    "remessa-400": remessa_400,
    "remessa-240": remessa_240,
}

if __name__ == "__main__":
    print(ACTS[sys.argv[1]](int(sys.argv[2])))
