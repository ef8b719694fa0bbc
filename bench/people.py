"""Plainly synthetic people: common first names, «Exemplo» last, and CPFs whose check digits are right."""

_FIRST = (
    "Ana", "Antônio", "Beatriz", "Bruno", "Caio", "Carla", "Cecília", "Daniel", "Davi", "Eduarda", "Elisa", "Fábio",
    "Felipe", "Gabriela", "Heitor", "Helena", "Igor", "Íris", "Joana", "João", "José", "Júlia", "Laura", "Lívia",
    "Lucas", "Luís", "Maria", "Marina", "Mateus", "Miguel", "Nádia", "Otávio", "Paula", "Pedro", "Rafael", "Renata",
    "Rui", "Sofia", "Tomás", "Vera",
)  # fmt: skip
_MIDDLE = (
    "Almeida", "Araújo", "Barbosa", "Cardoso", "Costa", "Dias", "Ferreira", "Gomes", "Lima", "Lopes", "Martins",
    "Melo", "Nunes", "Oliveira", "Pereira", "Ramos", "Ribeiro", "Rocha", "Santos", "Silva", "Souza", "Teixeira",
)  # fmt: skip


def name(number: int) -> str:
    """«Maria Souza Exemplo 123»: common names are common, the number tells two apart."""
    return f"{_FIRST[number * 7 % len(_FIRST)]} {_MIDDLE[number * 13 % len(_MIDDLE)]} Exemplo {number}"


def cpf(number: int) -> str:
    digits = [int(digit) for digit in f"{number + 100_000_000:09d}"]
    for length in (10, 11):
        total = sum(digit * weight for digit, weight in zip(digits, range(length, 1, -1), strict=True))
        digits.append(total * 10 % 11 % 10)
    return "".join(map(str, digits))
