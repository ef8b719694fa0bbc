"""Measures of the house itself, as rows of a table: the night, the import, the sending."""

import os
import platform
import statistics
from collections.abc import Callable
from datetime import UTC, datetime

from bench import document, told
from bench.sizes import Sizes
from bench.told import Row, count


def night(sizes: Sizes) -> list[Row]:
    from bench import night, orm_loop, seed

    titulos = sizes.titulos
    seed.portfolio(titulos=titulos, devedores=titulos * 3 // 10, at=night.AT)
    found = night.measure(sizes.rounds)
    pairs = zip(found["night"], found["floor"], strict=True)
    ratio = statistics.median(night_s / floor_s for night_s, floor_s in pairs)
    looped = min(titulos // 25, 20_000)
    loop, per_second = orm_loop.titulos_per_second(looped), titulos / statistics.median(found["night"])
    actions, items, refused = map(count, found["counts"][0])
    times = f"{ratio:.2f}×".replace(".", ",")
    return [
        Row(f"Noite: {count(titulos)} títulos, 5 perfis × 12 passos", _seconds(found["night"])),
        Row("Piso: COPY dos mesmos bytes, ida e volta", _seconds(found["floor"])),
        Row("Noite ÷ piso, mediana", times, "≤ 1,5× com 1 milhão", told.met(ratio <= 1.5) if sizes.is_whole else ""),
        Row(
            "Memória no pico da noite", f"{found['peak_mib']:.0f} MiB", "≤ 512 MiB", told.met(found["peak_mib"] <= 512)
        ),
        Row("Planejado", f"{actions} ações, {items} itens, {refused} recusas"),
        Row(
            f"Laço de objetos pelo ORM, {count(looped)} títulos",
            f"{count(loop)} títulos/s ({per_second / loop:.0f}× mais lento)",
        ),
    ]


def imported(sizes: Sizes) -> list[Row]:
    from bench import imports

    first, again = imports.rows_per_second(sizes.rows)
    return [
        told.at_least(f"Importar {count(sizes.rows)} linhas, primeira vez", first, "linhas/s", 10_000),
        told.at_least("A mesma planilha de novo, nada muda", again, "linhas/s", 50_000),
    ]


def dispatch(sizes: Sizes) -> list[Row]:
    from bench import sending

    messages = sizes.messages
    rate, null_rate = sending.messages_per_second(messages), sending.null_messages_per_second(messages)
    return [
        told.at_least(f"Enviar {count(messages)} e-mails por SMTP, tudo ligado", rate, "mensagens/s", 300),
        told.at_least(f"Fila: {count(messages)} mensagens por um canal que nada faz", null_rate, "mensagens/s", 1_000),
    ]


MEASURES: dict[str, Callable[[Sizes], list[Row]]] = {"night": night, "import": imported, "dispatch": dispatch}


def markdown(rows: list[Row], sizes: Sizes) -> str:
    on = datetime.now(UTC).date()
    text = [
        document.HOUSE,
        "",
        f"Em {on:%d/%m/%Y}, {os.cpu_count()} núcleos ({platform.machine()}), PostgreSQL embarcado com fsync ligado,",
        f"Python {platform.python_version()}; noite e piso alternados em {sizes.rounds} rodadas. Repita com "
        "`make bench`.",
        "",
        *told.markdown(rows),
    ]
    return "\n".join(text)


def _seconds(values: list[float]) -> str:
    return f"{statistics.median(values):.2f} s ({min(values):.2f} a {max(values):.2f})".replace(".", ",")
