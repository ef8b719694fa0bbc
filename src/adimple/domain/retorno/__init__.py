"""Retorno: the file in which the bank tells what became of each boleto."""
