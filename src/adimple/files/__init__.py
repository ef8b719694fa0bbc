"""Bytes become rows of text, and rows of text become bytes. Knows formats and their traps; knows no table.

Contents: `reading.read_table` (CSV or XLSX → `table.Table`), `writing.write_table` (rejected rows →
CSV or XLSX), and what they stand on: `signature` (what a file is), `text`
(encodings), `csv_rows`, `xlsx`, `zip_guard`, `header`. `ofx.read_ofx` reads a bank's statement, by `ofx_tags`,
`ofx_rows` and `ofx_signs`.
"""
