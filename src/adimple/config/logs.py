"""Structured logs: one JSON object a line, personal data and secret links masked."""

import json
import logging
import re
from typing import Any

# A devedor's link, and the address a PSP calls, ask no password: whoever reads one in a log could use it.
_LINK = re.compile(r"(?:(?<=/p/)|(?<=/pix/))[^\s/?#\"'<>«»]+")
_SIGNED = re.compile(r"[\w-]+[.:][\w-]{43}(?![\w-])")
_EMAIL = re.compile(r"[\w.+%'-]+@[\w-]+(?:\.[\w-]+)+")
# CNPJ: twelve digits or capitals and two digits, with or without its punctuation.
_CNPJ = re.compile(r"(?<![^\W_])[\dA-Z]{2}\.?[\dA-Z]{3}\.?[\dA-Z]{3}/?[\dA-Z]{4}-?\d{2}(?!\w)")
_CNPJ_IN_LOWER_CASE = re.compile(r"(?i)(?<![^\W_])[\da-z]{2}\.[\da-z]{3}\.[\da-z]{3}/[\da-z]{4}-\d{2}(?!\w)")
# CPF, phones with DDD, card and account numbers: ten digits or more. A date with its hour has ten, and stays.
_LONG_NUMBER = re.compile(r"(?<![^\W_])(?!\d{4}-\d\d-\d\d)(?!\d\d/\d\d/\d{4})\(?\+?\(?\d(?:[ .\-/()]{0,2}\d){9,}(?!\w)")
_SHORT_PHONE = re.compile(r"(?<![^\W_])(?<![./-])9?\d{4}[-. ]\d{4}(?![\w/-])")

_MASKS = (
    (_LINK, "‹link›"),
    (_SIGNED, "‹assinatura›"),
    (_EMAIL, "‹e-mail›"),
    (_CNPJ, "‹número›"),
    (_CNPJ_IN_LOWER_CASE, "‹número›"),
    (_LONG_NUMBER, "‹número›"),
    (_SHORT_PHONE, "‹número›"),
)


def mask(text: str) -> str:
    """`text` without CPF, CNPJ, phones, e-mail addresses or the secret part of a devedor's link."""
    for pattern, instead in _MASKS:
        text = pattern.sub(instead, text)
    return text


class JsonFormatter(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        line = {
            "at": self.formatTime(record, "%Y-%m-%dT%H:%M:%S%z"),
            "level": record.levelname,
            "logger": record.name,
            "process": record.process,
            "message": mask(record.getMessage()),
        }
        if record.exc_info:
            line["trace"] = mask(self.formatException(record.exc_info))
        if record.stack_info:
            line["stack"] = mask(self.formatStack(record.stack_info))
        return json.dumps(line, ensure_ascii=False)


class Refusals(logging.Filter):
    """What we answered to somebody with a phrase and a way out is news (INFO), no warning to who runs the machine.

    A host that is nobody's is a warning of one line: whoever knocks may write any, and no code of ours failed.
    """

    STATUSES = (404, 405, 409, 422)

    def __init__(self, level: str) -> None:
        super().__init__()
        self.least = logging.getLevelNamesMapping()[level]

    def filter(self, record: logging.LogRecord) -> bool:
        if record.name == "django.request" and getattr(record, "status_code", 0) in self.STATUSES:
            record.levelno, record.levelname = logging.INFO, "INFO"
        if record.name == "django.security.DisallowedHost":
            record.levelno, record.levelname, record.exc_info = logging.WARNING, "WARNING", None
        return record.levelno >= self.least


def configuration(level: str, loggers: dict[str, Any] | None = None) -> dict[str, Any]:
    """The logging of every process of ours: to standard error, from `level` on."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"json": {"()": "adimple.config.logs.JsonFormatter"}},
        "filters": {"refusals": {"()": "adimple.config.logs.Refusals", "level": level}},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json", "filters": ["refusals"]}},
        "root": {"handlers": ["stderr"], "level": level},
        # A lost connection is told by whoever asked over it.
        "loggers": {"psycopg.pool": {"level": "ERROR"}} | (loggers or {}),
    }
