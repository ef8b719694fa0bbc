"""`adimple conform encargos`: one case of encargos worked by the domain's own functions.

answering.py   which shape a case has, and its answer
fields.py      how a case writes money, days and rates
late.py        a late título, its correção, its discount lost
payments.py    where a payment goes
legal.py       no rate agreed: taxa legal, Selic, a debt that crosses from one to the other
contracts.py   early settlement, bank loans, acceleration
fees.py        honorários, fees, and what goes back
"""

from adimple.cli.conform.encargos.answering import answer

__all__ = ["answer"]
