# `make` prints what there is to do. Everything runs in .venv, which `make setup` makes.
SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory
# Where bytecode may not be kept, each of the hundreds of processes of a test run compiles all that it imports.
unexport PYTHONDONTWRITEBYTECODE
.PHONY: help setup demo test check run cycle bench bench-small bench-scale load faults docs locks

BIN := .venv/bin
PYTHON_READY := .venv/.ready
ASSETS_READY := src/adimple/web/static/vendor/.ready
ON ?= $(shell date +%F)
BESIDE ?=

help:
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: $(PYTHON_READY) $(ASSETS_READY) ## prepara tudo neste computador: Python, bibliotecas, arquivos do navegador

demo: setup ## mostra o Adimple funcionando com uma carteira de exemplo (DEMO_SERVE=0 só imprime o resumo)
	$(BIN)/adimple demo

run: setup ## liga tudo nesta máquina: banco, web, envios, caixa de testes; Ctrl-C desliga
	$(BIN)/adimple run

cycle: setup ## planeja a noite de hoje (make cycle ON=2026-01-31 para outro dia)
	$(BIN)/adimple cycle --on $(ON)

test: setup ## roda todos os testes
	$(BIN)/pytest -n 2 --dist worksteal

check: setup ## confere estilo, tipos, setas entre pastas, palavras, migrações e dependências, em até um minuto
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/pytest tests/architecture --ignore tests/architecture/test_imports.py
	$(BIN)/python scripts/audit_vulnerabilities.py

bench: setup ## mede a noite, os envios e o dinheiro que entra, e atualiza docs/bench.md (BESIDE=outro/bin/python, ao lado do pycobranca)
	$(BIN)/python -m bench --beside "$(BESIDE)" --write docs/bench.md

bench-small: setup ## a mesma medida, pequena, em até dois minutos
	$(BIN)/python -m bench --titulos 20000 --rounds 1 --rows 5000 --messages 300

load: setup ## mede cada página com um milhão de títulos e vinte pessoas, e atualiza docs/bench.md
	$(BIN)/python -m bench --load --write docs/bench.md

bench-scale: setup ## mede a noite com um e com dez milhões, em cada executor (30 minutos, 30 GB), em docs/guia/escala.md
	$(BIN)/python -m bench.scale --write docs/guia/escala.md

faults: setup ## provoca mil falhas (processos mortos, banco, e-mail, disco) e confere que nada se perdeu nem dobrou
	$(BIN)/python -m faults --injections 1000

docs: setup ## gera de novo as páginas de referência em docs/referencia
	$(BIN)/adimple docs

locks: setup ## escreve de novo os arquivos de travas (UPGRADE=1 busca versões novas)
	scripts/make-locks

$(PYTHON_READY): requirements/setup.lock requirements/dev.lock pyproject.toml scripts/sync-python
	scripts/sync-python
	@touch $@

$(ASSETS_READY): package-lock.json requirements/node.lock scripts/sync-assets | $(PYTHON_READY)
	scripts/sync-assets
	@touch $@
