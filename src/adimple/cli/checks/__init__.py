"""What `adimple doctor` checks.

result.py   what a check says
machine.py  schema, key, clock, disk, worker
queue.py    what should have left or been given back; rows that hang in the air
upkeep.py   the backup of the night
ledger.py   ledger = facts
indices.py  the months of the indices that policies need
"""
