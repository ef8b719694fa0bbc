"""Papers as PDF/A-2b: facts already formatted go in, bytes come out; the clock and the tables are unknown here.

boleto.py    a boleto on a page of its own: recibo do pagador and ficha de compensação
carne.py     many boletos, three a page
recibo.py    recibo of a payment, with what it was laid on, and termo de quitação
extrato.py   what a devedor owes on a day and what was paid
press.py     one template, one set of facts, one day
typeset.py   the typesetter, in this process or in one of its own
drawing.py   bar code as strokes, QR as pixels
lettering.py what the typeface can print

The words never pass through the templates' source: they enter as JSON, so that no name is read as a command.
"""
