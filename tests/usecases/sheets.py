"""Small sheets, as a person would save them."""

HEADER = "Número;Parcela;Nome;CPF;E-mail;Celular;Vencimento;Valor;Descrição"


def row(number="CE-1", **given) -> str:
    fields = {
        "parcela": "", "nome": "Ana Exemplo", "cpf": "529.982.247-25", "email": "ana@exemplo.test", "celular": "",
        "vencimento": "10/11/2026", "valor": "850,00", "descricao": "Mensalidade",
    }  # fmt: skip
    assert given.keys() <= fields.keys()
    return ";".join([number, *(fields | given).values()])


def sheet(*rows: str, header: str = HEADER) -> bytes:
    return "\n".join([header, *rows]).encode()


PAID_HEADER = "Número;Parcela;CPF;Data do pagamento;Valor pago"


def paid(number="CE-1", parcela="", cpf="", day="20/11/2026", value="850,00") -> str:
    return ";".join([number, parcela, cpf, day, value])


def heavy(*rows: str, kib: int, header: str = HEADER) -> bytes:
    """The sheet made at least so large by a column that nobody reads."""
    each = "x" * min(9_000, kib * 1024 // len(rows) + 1)
    assert len(each) * len(rows) >= kib * 1024, "more rows"
    return sheet(*(f"{row};{each}" for row in rows), header=f"{header};Coluna qualquer")
