"""A file a person brings, whatever its name says, becomes a table of text."""

from adimple.domain.errors import Unreadable
from adimple.files import csv_rows, signature, xlsx
from adimple.files.table import Table


def read_table(content: bytes, name: str) -> Table:
    """The table in an XLSX or CSV, told by the bytes; the `name` serves only to explain a failure.

    Raises Unreadable (code, pt-BR phrase with the way out) for anything else: nothing else escapes.
    """
    signature.refuse_unreadable(content)
    if signature.is_zip(content):
        return xlsx.read_xlsx(content)
    try:
        return csv_rows.read_csv(content)
    except Unreadable as unreadable:
        if name.lower().endswith((".xlsx", ".xlsm")):
            phrase = "O nome diz XLSX, mas o conteúdo não é uma planilha. Salve de novo como XLSX e envie."
            raise Unreadable("arquivo.nao_e_planilha", phrase) from unreadable
        raise
