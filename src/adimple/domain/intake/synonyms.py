"""The names that Brazilian systems give to the columns we read. Facts seen in exports, best name first.

Omie, Bling, Conta Azul, TOTVS Protheus (E1_, A1_), SAP (technical names and the Portuguese screen), and what
people type. Names are folded (`headers.fold_header`): lower case, no accents, no punctuation.
"""

TITULOS = "titulos"
PAYMENTS = "payments"

_DOCUMENT = (
    "cpf cnpj", "cnpj cpf", "cpf ou cnpj", "cpf", "cnpj", "cpfcnpj", "cnpjcpf", "cgc", "cpf cgc", "cgc cpf",
    "a1 cgc", "stcd1", "stcd2", "cpf cnpj do cliente", "cnpj cpf do cliente", "cpf do cliente", "cnpj do cliente",
    "cpf cnpj cliente", "cnpj cpf cliente", "cnpj cpf cliente fornecedor", "cliente ou fornecedor cnpj cpf",
    "cliente fornecedor cnpj cpf", "cpf cnpj do devedor",
    "cpf cnpj do pagador", "cpf cnpj pagador", "cpf cnpj sacado", "cpf cnpj do sacado", "cpf do aluno",
    "cpf do responsavel", "cpf responsavel", "cpf do responsavel financeiro", "documento do cliente",
    "documento cliente", "documento do devedor", "documento do pagador", "documento do sacado", "doc cliente",
    "doc devedor", "nr cpf cnpj", "num cpf cnpj", "no cpf cnpj", "n cpf cnpj", "numero do cpf", "numero do cnpj",
    "cpf ou cnpj do cliente", "inscricao federal",
)  # fmt: skip
_NAME = (
    "nome do devedor", "devedor", "nome devedor", "nome do cliente", "nome cliente", "cliente nome",
    "razao social", "cliente razao social", "cliente ou fornecedor razao social", "cliente fornecedor razao social",
    "codigo lj nome do cliente", "codigo loja nome do cliente", "razao social do cliente", "nome razao social",
    "razao social nome",
    "nome ou razao social", "nome", "name1", "nome 1", "cliente", "cliente fornecedor", "cliente ou fornecedor",
    "sacado", "nome do sacado", "nome sacado",
    "pagador", "nome do pagador", "nome pagador", "nome completo", "responsavel financeiro",
    "nome do responsavel financeiro", "nome do responsavel", "responsavel", "aluno", "nome do aluno",
    "associado", "nome do associado", "condomino", "paciente", "contato", "nome do contato", "contratante",
    "a1 nome", "e1 nomcli", "denominacao do cliente", "nome da conta", "nome parceiro",
    "nome do parceiro", "nm cliente", "nom cliente", "destinatario", "nome fantasia", "cliente nome fantasia",
    "cliente ou fornecedor nome fantasia",
    "fantasia", "a1 nreduz", "e1 nomraz", "name",
)  # fmt: skip
_NUMBER = (
    "numero do titulo", "no do titulo", "n do titulo", "no titulo", "numero titulo", "num titulo", "nr titulo",
    "nro titulo", "titulo", "numero do documento", "no do documento", "n do documento", "no documento",
    "n documento", "num documento", "numero documento", "nro documento", "nr documento", "num doc", "no doc",
    "n doc", "nr doc", "nro doc", "numero doc", "documento no", "documento numero", "e1 num", "belnr", "duplicata",
    "numero da duplicata", "no duplicata", "num duplicata", "numero da fatura", "no fatura", "fatura",
    "seu numero", "numero do boleto", "numero da conta a receber", "codigo do titulo", "id titulo", "id do titulo",
    "prf numero parcela", "prefixo numero parcela", "codigo da conta", "codigo da parcela", "id da parcela",
    "codigo de referencia", "documento", "doc",
    "nota fiscal", "numero da nota fiscal", "numero da nota", "numero nota fiscal", "no nota fiscal", "no da nota",
    "numero nf", "no nf", "n nf", "nf", "nfe", "nf e", "nota", "xblnr", "numero", "num", "nro", "nr", "number",
    "numero do contrato", "no contrato", "contrato", "numero do pedido", "pedido", "pedido de venda", "no", "n",
    "codigo", "cod", "id",
)  # fmt: skip
# Often the name of something else: a row counter, a person's code, one contract with many parcelas.
# They serve as the number only where their cells behave like one (`headers.recognise`).
WEAK_NUMBERS = frozenset({
    "numero do contrato", "no contrato", "contrato", "numero do pedido", "pedido", "pedido de venda", "no", "n",
    "codigo", "cod", "id",
})  # fmt: skip
_PARCELA = (
    "parcela", "numero da parcela", "no parcela", "no da parcela", "n parcela", "num parcela", "nr parcela",
    "nro parcela", "parc", "prestacao", "e1 parcela", "buzei", "parcela atual", "parcela no",
)  # fmt: skip
_CURRENCY = ("moeda", "moeda do titulo", "moeda do documento", "codigo da moeda", "e1 moeda", "waers", "currency")
_NOSSO_NUMERO = (
    "nosso numero", "nossonumero", "nosso no", "nosso n", "nosso num", "nosso numero do boleto", "e1 numbco",
    "e1 nossnum",
)  # fmt: skip
_LINHA = (
    "linha digitavel", "linha digitavel do boleto", "linhadigitavel", "linha dig", "ld", "codigo do boleto",
    "boleto linha digitavel", "linha digitavel boleto", "e1 linhad", "e1 linha", "representacao numerica",
)  # fmt: skip

# What is never the devedor's, the título's date or its amount, whatever the rest of the header says.
NOT_OURS = frozenset({
    "vendedor", "empresa", "filial", "emitente", "beneficiario", "cedente", "banco", "portador", "representante",
    "usuario", "fornecedor", "minha", "mae", "pai", "avalista", "fiador", "fantasia", "comissao", "pis", "cofins",
    "csll", "ir", "iss", "inss", "juros", "multa", "desconto", "taxa", "tarifa", "frete",
})  # fmt: skip
# Names that say CPF/CNPJ in one sheet and the título's number in the next.
DOCUMENTO = frozenset({
    "documento", "doc", "document", "numero documento", "numero do documento", "no documento", "n documento",
    "num documento", "nr documento", "no do documento", "identificador do cliente", "identificador",
})  # fmt: skip


def _words(*pairs: str) -> tuple[tuple[frozenset[str], frozenset[str]], ...]:
    """`"valor -pago"`: needs the word valor, refuses the word pago."""
    return tuple(
        (
            frozenset(word for word in pair.split() if not word.startswith("-")),
            frozenset(word[1:] for word in pair.split() if word.startswith("-")),
        )
        for pair in pairs
    )


_PERSON_WORDS = {
    "document": _words("cpf", "cnpj", "cgc", "documento devedor", "documento cliente", "documento pagador"),
    "devedor_name": _words("nome -arquivo -produto", "razao social", "cliente -codigo -cod -id -tipo -email -e"),
    "parcela": _words("parcela -valor -vlr -total -quantidade -qtd -data -vencimento", "parc -valor -total -qtd"),
    "linha_digitavel": _words("linha digitavel"),
    "number": _words("numero titulo", "numero documento", "numero fatura", "num titulo", "numero nota"),
}

FIELDS: dict[str, dict[str, tuple[str, ...]]] = {
    TITULOS: {
        "due_on": (
            "vencimento", "data de vencimento", "data do vencimento", "data vencimento", "dt vencimento",
            "dt de vencimento", "dt venc", "data venc", "dt vencto", "data vencto", "vencto", "vcto", "dt vcto",
            "data vcto", "venc", "vence em", "vencimento do titulo", "vencimento da parcela", "e1 vencto",
            "e1 vencrea", "vencimento real", "data de vencimento original", "vencimento original",
            "data de vencimento da parcela", "data de vencimento liquido", "vencimento liquido", "netdt", "faedt",
            "vencimentos", "due date", "due on",
        ),
        "balance": (
            "saldo devedor", "saldo em aberto", "saldo do titulo", "saldo da parcela", "saldo", "valor em aberto",
            "valor em aberto da parcela", "valor aberto da parcela", "valor aberto", "em aberto", "a receber",
            "valor a receber", "saldo a receber", "valor pendente", "valor restante", "restante", "e1 saldo",
            "vlr saldo", "vl saldo", "valor saldo", "vlr aberto", "vl aberto", "principal em aberto",
        ),
        "principal": (
            "valor principal", "principal", "valor do principal", "valor original", "valor original da parcela",
            "vlr original", "vl original", "valor do titulo", "valor titulo", "vlr titulo", "vl titulo",
            "valor da parcela", "valor parcela", "vlr parcela", "vl parcela", "valor nominal", "valor do documento",
            "valor documento", "vlr documento", "vl documento", "vl doc", "vlr doc", "valor da duplicata",
            "valor da fatura", "valor da conta", "valor da mensalidade", "valor da cobranca", "valor do boleto",
            "valor face", "valor de face", "e1 valor", "e1 vlcruz", "dmbtr", "wrbtr", "montante em moeda interna",
            "montante em mi", "mont em mi", "mont em moeda interna", "montante em moeda do documento",
            "montante na moeda da empresa", "montante na moeda da transacao", "montante na moeda do documento",
            "vl mensalidade", "vlr mensalidade", "montante", "valor", "vlr", "vl", "valor liquido", "valor bruto",
            "valor total", "vlr total", "total",
            "preco", "amount",
        ),
        "parcela": _PARCELA,
        "number": _NUMBER,
        "document": _DOCUMENT,
        "devedor_name": _NAME,
        "email": (
            "e mail", "email", "e mail do cliente", "email do cliente", "e mail cliente", "email cliente",
            "e mail do devedor", "email do devedor", "e mail do pagador", "email do pagador", "e mails", "emails",
            "e mail principal", "email principal", "e mail de cobranca", "email de cobranca", "e mail financeiro",
            "email financeiro", "e mail do contato", "a1 email", "smtp addr", "endereco de e mail",
            "endereco de email", "correio eletronico",
        ),
        "ddd": ("ddd", "a1 ddd", "ddd celular", "ddd telefone", "ddd 1", "ddd1"),
        "phone": (
            "celular", "telefone celular", "celular do cliente", "whatsapp", "celular whatsapp", "telemovel",
            "celular 1", "fone celular", "cel", "tel celular", "telefone", "telefone do cliente", "telefone 1",
            "telefone1", "fone", "fone 1", "fone1", "tel", "tel 1", "tel1", "telefone principal",
            "telefone do devedor", "celular do devedor", "telefone contato", "telefone de contato", "telefones",
            "contato telefone", "a1 tel", "a1 celular", "telf1", "numero de telefone", "phone",
        ),
        "phone_other": (
            "telefone 2", "telefone2", "fone 2", "fone2", "tel 2", "tel2", "celular 2", "outro telefone",
            "telefone comercial", "telefone residencial", "fone comercial", "fone residencial", "telefone",
            "fone", "celular", "whatsapp", "telefone fixo", "telf2",
        ),
        "cep": ("cep", "cep do cliente", "cep cliente", "cep do devedor", "cep do pagador", "a1 cep", "pstlz",
                "codigo postal"),
        "uf": ("uf", "estado", "uf do cliente", "estado uf", "uf cliente", "uf do devedor", "sigla uf", "a1 est",
               "regio", "uf cobranca"),
        "city": ("cidade", "municipio", "cidade do cliente", "cidade cliente", "a1 mun", "ort01", "localidade"),
        "address": (
            "endereco", "endereco do cliente", "endereco cliente", "endereco do devedor", "endereco do pagador",
            "endereco completo", "endereco de cobranca", "endereco residencial", "logradouro", "rua", "a1 end", "stras",
        ),
        "bairro": ("bairro", "bairro do cliente", "bairro cliente", "bairro do devedor", "bairro do pagador",
                   "a1 bairro", "ort02"),
        "currency": _CURRENCY,
        "issued_on": (
            "emissao", "data de emissao", "data da emissao", "data emissao", "dt emissao", "dt de emissao",
            "emitido em", "e1 emissao", "e1 emis1", "bldat", "data do documento", "data documento",
            "data de lancamento", "data do lancamento", "data de competencia", "competencia", "data da venda",
            "data venda", "data do faturamento", "data da compra",
        ),
        "description": (
            "descricao", "historico", "descricao do titulo", "descricao do lancamento", "produto", "servico",
            "descricao do servico", "referente a", "referente", "observacao", "observacoes", "obs", "complemento",
            "detalhes", "texto", "sgtxt", "e1 hist", "referencia", "mensalidade", "categoria", "plano", "curso",
        ),
        "especie": ("especie", "especie do documento", "especie do titulo", "tipo de documento", "tipo documento",
                    "tipo do titulo", "tipo de titulo", "e1 tipo", "blart", "especie doc", "tipo doc", "tipo"),
        "nosso_numero": _NOSSO_NUMERO,
        "linha_digitavel": _LINHA,
        "pix_copia_e_cola": ("pix copia e cola", "pix copia cola", "pixcopiaecola", "copia e cola", "br code",
                             "brcode", "codigo pix", "qr code pix", "qrcode pix", "pix qrcode", "emv", "emv pix"),
        "link_pagamento": ("link pagamento", "link de pagamento", "link do pagamento", "link do boleto",
                           "link boleto", "url boleto", "url do boleto", "url de pagamento", "url pagamento",
                           "link da fatura", "link fatura", "link"),
        "profile": ("perfil", "perfil da regua", "perfil de cobranca", "profile"),
        "portfolio": ("portfolio", "grupo", "grupo de clientes", "segmento", "unidade", "unidade de negocio",
                      "turma"),
        "series": ("prefixo", "serie", "e1 prefixo", "serie da nota", "serie nf", "gjahr", "exercicio"),
        "branch": ("filial", "e1 filial", "bukrs", "codigo da filial", "cod filial"),
        # Of a sheet that went out of here: who a row is, where neither number nor CPF says it.
        "titulo_key": ("chave do titulo no adimple",),
        "devedor_key": ("chave do devedor no adimple",),
        "status": (
            "situacao", "status", "situacao do titulo", "status do titulo", "situacao da parcela",
            "status da parcela", "situacao do pagamento", "status do pagamento", "status pagamento", "e1 status",
            "situacao financeira", "estado do titulo", "quitado",
        ),
        "received": (
            "valor recebido", "valor recebido da parcela", "recebido", "valor pago", "valor pago da parcela",
            "vlr recebido", "vl recebido", "vlr pago", "vl pago", "total recebido", "total pago", "valor baixado",
            "valor liquidado", "pago",
        ),
        "paid_on": (
            "data de pagamento", "data do pagamento", "data pagamento", "dt pagamento", "dt pagto", "data pagto",
            "dt pgto", "data pgto", "pagamento", "pago em", "data de recebimento", "data do recebimento",
            "data recebimento", "recebido em", "recebimento", "data da baixa", "data de baixa", "data baixa",
            "dt baixa", "baixa", "data de liquidacao", "data liquidacao", "liquidado em", "liquidacao", "e1 baixa",
            "augdt", "data de compensacao", "data de quitacao", "data do ultimo pagamento",
        ),
    },
    PAYMENTS: {
        "paid_on": (
            "data de pagamento", "data do pagamento", "data pagamento", "dt pagamento", "dt de pagamento", "dt pagto",
            "data pagto", "dt pgto", "data pgto", "pago em", "data de recebimento", "data do recebimento",
            "data recebimento", "dt recebimento", "recebido em", "data da baixa", "data de baixa", "data baixa",
            "dt baixa", "data de liquidacao", "data da liquidacao", "data liquidacao", "liquidado em", "e1 baixa",
            "e5 data", "augdt", "data de compensacao", "data de quitacao", "pagamento", "recebimento", "baixa",
            "liquidacao", "data de credito", "data do credito", "data credito", "data da ocorrencia", "data", "dt",
            "paid on",
        ),
        "amount": (
            "valor pago", "valor do pagamento", "valor pagamento", "valor recebido", "valor recebido da parcela",
            "valor pago da parcela", "vlr pago", "vl pago", "vlr recebido", "vl recebido", "total pago",
            "total recebido", "valor baixado", "valor liquidado", "valor da baixa", "valor creditado", "e5 valor",
            "recebido", "pago", "valor total", "montante em moeda interna", "montante", "valor", "vlr", "vl",
            "total", "amount",
        ),
        "currency": _CURRENCY,
        "parcela": _PARCELA,
        "number": _NUMBER,
        "linha_digitavel": _LINHA,
        "nosso_numero": _NOSSO_NUMERO,
        "document": _DOCUMENT,
        "devedor_name": _NAME,
        "series": ("prefixo", "serie", "e1 prefixo", "e5 prefixo", "gjahr", "exercicio"),
        "branch": ("filial", "e1 filial", "e5 filial", "bukrs"),
        "indicated": (
            "indicacao do devedor", "titulos indicados", "titulos indicados pelo devedor", "indicacao de pagamento",
            "imputacao indicada", "indicacao",
        ),
    },
}  # fmt: skip

WORDS: dict[str, dict[str, tuple[tuple[frozenset[str], frozenset[str]], ...]]] = {
    TITULOS: _PERSON_WORDS | {
        "due_on": _words("vencimento -dias", "vencto -dias", "vcto", "venc -dias"),
        "balance": _words("saldo -anterior -atualizado", "valor aberto", "valor receber"),
        "principal": _words(
            "valor original", "valor titulo", "valor parcela -pago -recebido -aberto", "valor principal",
            "valor -pago -recebido -aberto -receber -atualizado -corrigido -liquidado -baixado",
        ),
        "email": _words("email", "e mail"),
        "phone": _words("celular", "whatsapp", "telefone", "fone"),
        "cep": _words("cep"),
        "uf": _words("uf"),
        "city": _words("cidade", "municipio"),
        "address": _words("endereco -mail -email -eletronico -numero -bairro", "logradouro -numero"),
        "bairro": _words("bairro"),
        "issued_on": _words("emissao"),
        "description": _words("descricao"),
        "nosso_numero": _words("nosso numero"),
        "pix_copia_e_cola": _words("pix copia", "pix cola"),
        "link_pagamento": _words("link pagamento", "link boleto", "url boleto"),
        "status": _words("situacao -cadastral -cliente", "status -cliente"),
        "received": _words("valor recebido", "valor pago"),
        "paid_on": _words("data pagamento", "data recebimento", "data baixa", "data liquidacao"),
    },
    PAYMENTS: _PERSON_WORDS | {
        "paid_on": _words("data pagamento", "data recebimento", "data baixa", "data liquidacao", "data credito"),
        "amount": _words("valor pago", "valor recebido", "valor -original -titulo -aberto -saldo"),
        "nosso_numero": _words("nosso numero"),
    },
}  # fmt: skip

# Of each group one is enough; the first names the group to the person.
REQUIRED: dict[str, tuple[tuple[str, ...], ...]] = {
    TITULOS: (("devedor_name",), ("due_on",), ("principal", "balance")),
    PAYMENTS: (("paid_on",), ("amount",), ("number", "linha_digitavel", "nosso_numero", "document")),
}

LABELS: dict[str, str] = {
    "number": "Número do título",
    "parcela": "Parcela",
    "devedor_name": "Nome do devedor",
    "document": "CPF ou CNPJ",
    "email": "E-mail",
    "ddd": "DDD",
    "phone": "Telefone",
    "phone_other": "Outro telefone",
    "cep": "CEP",
    "uf": "UF",
    "city": "Cidade",
    "address": "Endereço",
    "bairro": "Bairro",
    "due_on": "Vencimento",
    "issued_on": "Emissão",
    "principal": "Valor original",
    "balance": "Saldo em aberto",
    "currency": "Moeda",
    "description": "Descrição",
    "especie": "Espécie",
    "linha_digitavel": "Linha digitável",
    "pix_copia_e_cola": "Pix copia e cola",
    "link_pagamento": "Link de pagamento",
    "profile": "Perfil da régua",
    "portfolio": "Portfólio",
    "series": "Série ou prefixo",
    "branch": "Filial",
    "titulo_key": "Chave do título no Adimple",
    "devedor_key": "Chave do devedor no Adimple",
    "status": "Situação",
    "received": "Valor recebido",
    "paid_on": "Data do pagamento",
    "amount": "Valor pago",
    "nosso_numero": "Nosso número",
    "indicated": "Títulos indicados pelo devedor",
}
