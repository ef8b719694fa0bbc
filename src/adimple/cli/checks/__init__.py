"""What `adimple doctor` checks.

result.py     what a check says
machine.py    schema, key, journal, clock, disk
machinery.py  versions, constraints, locks, imports, the night's own sums
queue.py      what should have left or been given back; the worker
upkeep.py     the backup of the night
pix.py        PSPs that do not answer, and what they had not told
webhooks.py   those that stopped or fail
ledger.py     ledger = facts; rows that hang in the air
indices.py    the months of the indices that policies need
"""
