"""Remessa: what we order the bank to do, written so that what the file says is what the calculator charges.

text.py       any text → ASCII upper case of an exact width, or refused with the field named
items.py      what is ordered: an entry, a change, a baixa
charges.py    the policy as the bank will apply it, or a refusal where the two could differ by a cent
layout.py     what one bank says of its remessa, and the fitting of values into records
stencil.py    a record cut for a file: what it shares written once, the rest filled in and proved
four_hundred.py  two_forty.py   what the banks share in each width
writing.py    a file, streamed
"""
