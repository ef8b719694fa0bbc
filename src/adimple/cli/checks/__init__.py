"""What `adimple doctor` checks.

result.py   what a check says
machine.py  schema, key, clock, disk, worker
queue.py    what should have left or been given back; rows that hang in the air
ledger.py   ledger = facts
"""
