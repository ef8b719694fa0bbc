"""One nasty cell in an otherwise plain sheet, as CSV and as XLSX."""

from tests.hostile.case import GOOD, HEADER, Case, Outcome, as_csv, as_xlsx, both, only_good, refused, row

# In each table: the cell, and the code that rejects its row or what is read of it.
VALOR: dict[str, str | int] = {
    "1.234,56": 123_456, "R$ 1.234,56": 123_456, "R$\u00a01.234,56": 123_456, "1234,5": 123_450,
    "1234.56": 123_456, "1.234": 123_400, "8\u200b50,00": 850_00, "850,00\ufeff": 850_00,
    "0,30000000000000004": 30, "850,00000000001": 850_00, "100.000.000.000,00": 10_000_000_000_000,
    "'850,00": "valor.invalido", "100.000.000.000,01": "valor.invalido", "1,234": "valor.invalido",
    "1,234.56": "valor.formato", "-850,00": "valor.negativo", "850,00-": "valor.negativo", "(850,00)": "valor.negativo",
    "\u2212850,00": "valor.negativo", "'-850,00": "valor.negativo", "R$ -850,00": "valor.negativo",
    "--850,00": "valor.invalido", "-(850,00)": "valor.invalido", "+850,00": "valor.invalido",
    "0,00": "valor.zero", "-0,00": "valor.zero", "": "valor.vazio", "-": "valor.vazio", "R$ -": "valor.invalido",
    "850,005": "valor.invalido", "1e3": "valor.invalido", "1,0E+05": "valor.invalido", "NaN": "valor.invalido",
    "inf": "valor.invalido", "0x352": "valor.invalido", "1_000,00": "valor.invalido", "1 000,00": "valor.invalido",
    "1'000,00": "valor.invalido", "٨٥٠,٠٠": "valor.invalido", "８５０,００": "valor.invalido", "²": "valor.invalido",
    "9" * 40: "valor.invalido", "9" * 5000: "valor.invalido", "US$ 850,00": "valor.invalido",
    "850,00 D": "valor.invalido", "=850+1": "valor.invalido", "=cmd|' /C calc'!A0": "valor.invalido",
    "1.23.456,00": "valor.invalido", "1..234,00": "valor.invalido", "850,00,00": "valor.invalido",
    "#REF!": "celula.erro", "#DIV/0!": "celula.erro", "\u202e05,1": "texto.invertido",
    "\u202b850,00-": "texto.invertido",    "\u2067850,00": "texto.invertido",
}  # fmt: skip
VENCIMENTO: dict[str, str] = {
    "2026-11-10": "2026-11-10", "10.11.2026": "2026-11-10", "10-11-26": "2026-11-10", "1/2/26": "2026-02-01",
    "29/02/2028": "2028-02-29", "10/11/2026 00:00:00": "2026-11-10", "20261110": "2026-11-10",
    "10\u200b/11/2026": "2026-11-10", "46336": "2026-11-10",  # 46053 is 31/01/2026, and 283 days later
    "31/02/2026": "data.invalida", "29/02/2027": "data.invalida", "32/01/2026": "data.invalida",
    "13/13/2026": "data.invalida", "11/24/2026": "data.invalida", "10/11/1989": "data.invalida",
    "10/11/2101": "data.invalida", "10/11/0000": "data.invalida", "1": "data.invalida", "99999": "data.invalida",
    "amanhã": "data.invalida", "nov/2026": "data.invalida", "10/11": "data.invalida", "-10/11/2026": "data.invalida",
    "10//11/2026": "data.invalida", "10/11/2026; DROP TABLE titulo": "data.invalida", "9" * 4000: "data.invalida",
    "１０/11/2026": "data.invalida", "١٠/١١/٢٠٢٦": "data.invalida", "=HOJE()": "data.invalida", "#N/D": "celula.erro",
    "00/00/0000": "vencimento.vazio", "": "vencimento.vazio", "\u202e6202/11/01": "texto.invertido",
}  # fmt: skip
CPF: dict[str, str] = {
    "52998224725": "52998224725", "529 982 247 25": "52998224725", "529\u200b98224725": "52998224725",
    "52998224725.0": "52998224725", "'52998224725": "52998224725", "1234567890": "01234567890", "": "",
    "11.222.333/0001-81": "11222333000181", "12.abc.345/01de-35": "12ABC34501DE35",
    "529.982.247-24": "documento.digito_verificador", "11.222.333/0001-80": "documento.digito_verificador",
    "000.000.000-00": "documento.repetido", "111.111.111-11": "documento.repetido", "12345": "documento.tamanho",
    "5,2998E+10": "documento.notacao_cientifica", "O2998224725": "documento.caracteres",
    "５２９９８２２４７２５": "documento.caracteres", "52998224725;52998224725": "documento.tamanho",
    "\u202e52742289925": "texto.invertido",
}  # fmt: skip
NOME: dict[str, str] = {
    "": "devedor.sem_nome", "-": "devedor.sem_nome", "\u200b\u2060": "devedor.sem_nome", "123": "devedor.nome_invalido",
    "'=1+1": "devedor.nome_invalido", "😀": "devedor.nome_invalido", "A" * 201: "devedor.nome_longo",
    "#NOME?": "celula.erro", "A" * 10_001: "arquivo.celula_longa", "A" * 200: "A" * 200,
    '=HYPERLINK("http://exemplo.test";"x")': '=HYPERLINK("http://exemplo.test";"x")', "@SUM(A1)": "@SUM(A1)",
    "+cmd|' /C calc'!A0": "+cmd|' /C calc'!A0", "<script>alert(1)</script>": "<script>alert(1)</script>",
    "'; DROP TABLE titulo; --": "'; DROP TABLE titulo; --", "{{ settings.SECRET_KEY }}": "{{ settings.SECRET_KEY }}",
    "${jndi:ldap://exemplo.test}": "${jndi:ldap://exemplo.test}", "%s%n%x": "%s%n%x", "null": "null",
    "Ana\tExemplo": "Ana Exemplo", "Ana\nExemplo": "Ana Exemplo", "  Ana \u00a0 Exemplo ": "Ana Exemplo",
    "Jose\u0301 Exemplo": "José Exemplo", "חנה לדוגמה": "חנה לדוגמה", "😀 Ana": "😀 Ana",
    "\u2066Ana\u2069 \u200eExemplo": "Ana Exemplo", "An\u00ada Exemplo": "Ana Exemplo",
}  # fmt: skip
EMAIL: dict[str, str] = {
    "ANA@EXEMPLO.TEST": "ana@exemplo.test", "ana@@exemplo.test": "", "ana@exemplo": "", "javascript:alert(1)": "",
    "ana@exemplo.test\r\nBcc: outra@exemplo.test": "ana@exemplo.test", "ana@exemplo..test": "", "@": "",
    "a" * 300 + "@exemplo.test": "",
}  # fmt: skip
CELULAR: dict[str, str] = {
    "(11) 99999-0001": "+5511999990001", "190": "", "9" * 500: "", "(00) 99999-0001": "", "1,19999E+10": "",
    "(11) 99999-0001\u202c": "+5511999990001", "ligar à tarde": "",
}  # fmt: skip
NUMERO: dict[str, str] = {
    "A" * 60: "A" * 60, "A" * 61: "texto.longo", "": "", "0001": "0001", "=1+1": "=1+1", "N\u200b1": "N1",
    "1,23457E+11": "numero.notacao_cientifica", "1.23457e+11": "numero.notacao_cientifica",
    "#N/D": "celula.erro", "#valor!": "celula.erro", "#N/D 1": "#N/D 1", "#1": "#1",
    "\u202e1-A": "texto.invertido",
}  # fmt: skip
_TABLES = {
    "Valor": (VALOR, "principal_cents"), "Vencimento": (VENCIMENTO, "due_on"), "CPF": (CPF, "document"),
    "Nome": (NOME, "devedor_name"), "E-mail": (EMAIL, "email"), "Celular": (CELULAR, "phone"),
    "Número": (NUMERO, "number"),
}  # fmt: skip
_CODES = ("valor.", "data.", "vencimento.", "documento.", "devedor.", "celula.", "texto.", "numero.")
_BY_PERSON = {("Valor", "1,234"), ("Valor", "-850,00"), ("Valor", "\u202e05,1"), ("Vencimento", "31/02/2026"),
              ("CPF", "5,2998E+10"), ("Nome", "<script>alert(1)</script>"), ("Número", "1,23457E+11")}  # fmt: skip


def cases() -> list[Case]:
    made = []
    for header, (table, column) in _TABLES.items():
        for place, (cell, fate) in enumerate(table.items()):
            rows = [HEADER, row(**{header: cell}), GOOD]
            named = f"{header} {place} {ascii(cell[:24])[1:-1]}"
            person = (header, cell) in _BY_PERSON
            made.append(Case(f"csv/{named}", as_csv(rows), _outcome(column, fate), person))
            made.append(Case(f"xlsx/{named}", as_xlsx(rows), _outcome(column, fate), person))
    return made


def _outcome(column: str, fate: str | int) -> Outcome:
    if str(fate).startswith("arquivo."):
        return refused(str(fate))
    if str(fate).startswith(_CODES):
        return only_good(str(fate))
    if column == "principal_cents":
        return both(principal_cents=fate, original_cents=fate)
    return both(**{column: fate})
