"""Which order an ocorrência answers, by the bank's own name of it: the codes mean other things in each bank."""

from adimple.domain.remessa.items import ABATIMENTO, DUE_ON, NO_ABATIMENTO

CHANGES = (DUE_ON, ABATIMENTO, NO_ABATIMENTO)


def confirmed(name: str) -> str:
    """The change that the bank says it made; "" where it says another thing."""
    told = name.casefold()
    if "abatimento" in told:
        return NO_ABATIMENTO if "cancel" in told else ABATIMENTO
    return DUE_ON if "vencimento" in told and "valor" not in told else ""
