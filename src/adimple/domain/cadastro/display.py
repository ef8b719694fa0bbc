"""Normalised people data as people see it: written out, or masked so that only its owner recognises it."""

import phonenumbers


def format_document(document: str) -> str:
    """`111.444.777-35` or `12.ABC.345/01DE-35`; anything else comes back as it is."""
    d = document
    if len(d) == 11:
        return f"{d[:3]}.{d[3:6]}.{d[6:9]}-{d[9:]}"
    if len(d) == 14:
        return f"{d[:2]}.{d[2:5]}.{d[5:8]}/{d[8:12]}-{d[12:]}"
    return d


def mask_document(document: str) -> str:
    """`***.456.789-**`, the form the federal government publishes; a CNPJ, `**.222.333/****-**`."""
    d = document
    if len(d) == 11:
        return f"***.{d[3:6]}.{d[6:9]}-**"
    if len(d) == 14:
        return f"**.{d[2:5]}.{d[5:8]}/****-**"
    return "***"


def public_document(document: str) -> str:
    """Of a CPF only the middle, `***.456.789-**`; a firm's CNPJ is public, `12.ABC.345/01DE-35`."""
    return mask_document(document) if len(document) == 11 else format_document(document)


def format_phone(phone: str) -> str:
    """`(11) 98765-4321` from national digits or E.164; `0800 123 4567`; `4004-1234`; `+1 212-555-0100`."""
    if phone.startswith("+") and not phone.startswith("+55"):
        return _format_foreign(phone)
    national = phone.removeprefix("+55")
    if national.startswith("0"):
        return f"{national[:4]} {national[4:7]} {national[7:]}"
    if len(national) == 8:
        return f"{national[:4]}-{national[4:]}"
    if len(national) in (10, 11):
        return f"({national[:2]}) {national[2:-4]}-{national[-4:]}"
    return phone


def _format_foreign(e164: str) -> str:
    try:
        number = phonenumbers.parse(e164)
    except phonenumbers.NumberParseException:
        return e164
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)


def mask_phone(phone: str) -> str:
    """`(11) *****-4321`: the DDD and the last four, or only the last four when it has no DDD."""
    national = phone.removeprefix("+55")
    if len(national) in (10, 11) and national.isdigit() and not national.startswith("0"):
        return f"({national[:2]}) {'*' * (len(national) - 6)}-{national[-4:]}"
    return f"***{phone[-4:]}" if len(phone) > 6 else "***"


def mask_email(email: str) -> str:
    """`a***@exemplo.test`: the first letter and the domain."""
    local, at, domain = email.rpartition("@")
    return f"{local[0]}***@{domain}" if at and local else "***"


def format_cep(cep: str) -> str:
    """`01310-100`; anything else comes back as it is."""
    return f"{cep[:5]}-{cep[5:]}" if len(cep) == 8 else cep
