"""Structured logs: one JSON object a line, personal data masked."""

import json
import logging
import re

_EMAIL = re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+")
_LONG_NUMBER = re.compile(r"(?<![\w.])(?:\d[\d.\-/() ]{8,}\d)(?!\w)")


def mask(text: str) -> str:
    """`text` with e-mail addresses and long numbers (CPF, CNPJ, phones) hidden."""
    return _LONG_NUMBER.sub("‹número›", _EMAIL.sub("‹e-mail›", text))


class JsonFormatter(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        line = {
            "at": self.formatTime(record, "%Y-%m-%dT%H:%M:%S%z"),
            "level": record.levelname,
            "logger": record.name,
            "message": mask(record.getMessage()),
        }
        if record.exc_info:
            line["trace"] = mask(self.formatException(record.exc_info))
        return json.dumps(line, ensure_ascii=False)
