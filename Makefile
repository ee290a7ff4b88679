# Vestnik: everything a person types. `make` alone lists it.
PYTHON ?= python3
BIN := .venv/bin
GROUPS := ingest enrich store local training dev uv
CODE := schemas services local tests training

.DEFAULT_GOAL := help
.PHONY: help install lock check fix test demo up down status faults postgres quality bench

help: ## list the commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "make %-9s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

install: .venv/installed ## set up everything (.venv, Kafka, Postgres) and nothing else
	@$(BIN)/python -m local install

.venv/installed: requirements/dev.txt requirements/uv.txt
	@echo "setting up .venv with $$($(PYTHON) --version)"
	@$(PYTHON) -m venv --clear .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/uv.txt
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements/dev.txt
	@touch $@

demo: install ## run the whole pipeline on samples/ and print what was found
	@$(BIN)/python -m local demo

test: install ## pass every test, on real Kafka and real Postgres
	@$(BIN)/python -m pytest --numprocesses 2 --dist worksteal

faults: install ## the fault tests only, with 50,000 articles through store in each of its own
	@$(BIN)/python -m pytest tests/fault --articles 50000 --timeout 1800

postgres: install ## the tests of both schemas on Postgres 15, 16 and 17, downloaded
	@for version in 15 16 17; do \
		$(BIN)/python -m pytest tests/integration/store tests/integration/enrich/test_postgres_index.py \
			tests/integration/runtime --postgres $$version || exit 1; done

quality: .venv/installed ## accuracy tables, on public data beside the checkout
	@$(BIN)/python -m tests.quality.report

bench: install ## speed of each part and of the whole pipeline, each against a reference in the same run
	@$(BIN)/python -m tests.benchmark.ingest
	@$(BIN)/python -m tests.benchmark.read
	@$(BIN)/python -m tests.benchmark.relate
	@$(BIN)/python -m tests.benchmark.store
	@$(BIN)/python -m tests.benchmark.pipeline

up: install ## keep the pipeline running on this machine (ENRICH_WORKERS=n)
	@$(BIN)/python -m local up

down: .venv/installed ## stop it
	@$(BIN)/python -m local down

status: .venv/installed ## say what runs, and where
	@$(BIN)/python -m local status

check: .venv/installed ## format, lint, types, import layers, contracts; writes nothing
	@$(BIN)/ruff format --check $(CODE)
	@$(BIN)/ruff check $(CODE)
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-cache
	@$(BIN)/python -m schemas.publish --check
	@$(BIN)/check-jsonschema --builtin-schema vendor.compose-spec docker-compose.yml

fix: .venv/installed ## the same, writing
	@$(BIN)/ruff format $(CODE)
	@$(BIN)/ruff check --fix $(CODE)
	@$(BIN)/python -m schemas.publish

lock: .venv/installed ## compile requirements/*.txt anew from pyproject.toml
	@for group in $(GROUPS); do \
		$(BIN)/uv pip compile --quiet --group $$group --generate-hashes --universal --python-version 3.11 \
			--no-annotate --no-header --no-emit-index-url --no-emit-find-links \
			pyproject.toml -o requirements/$$group.txt || exit 1; done
