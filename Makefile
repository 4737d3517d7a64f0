# Cây Đa. Two commands do everything: `make run` and `make test`.
SHELL := /bin/bash
PYTHON ?= python3
PORT ?= 8000
DATA_DIR ?= $(CURDIR)/var
export DATA_DIR
BIN := .venv/bin
SLOWEST := --durations=10 --durations-min=3
NODE := PATH="$(CURDIR)/.venv/bin:$$PATH"
FRONTEND := $(shell find frontend -path frontend/node_modules -prune -o -path frontend/dist -prune -o -type f \( -name '*.ts' -o -name '*.css' -o -name '*.svelte' -o -name '*.svg' -o -name '*.json' -o -name '*.woff2' -o -name 'vite.config.*' \) -print 2>/dev/null)

.PHONY: run test messages bench faults faults-short demo-reset setup setup-dev build lint types contracts vitest unit e2e services clean help

help: ## What there is
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/:/' | column -t -s:

.venv/.made: requirements/bootstrap.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed"; exit 1; }
	@$(PYTHON) -m venv .venv || { [ "$$(id -u)" = 0 ] && apt-get install -y python3-venv && $(PYTHON) -m venv .venv; } || { echo "Python's venv is missing: install the package python3-venv, then run this again"; exit 1; }
	$(BIN)/pip install --quiet --require-hashes -r requirements/bootstrap.txt
	@touch $@

.venv/.run: .venv/.made requirements/run.txt
	@if [ -e .venv/.dev ]; then :; else $(BIN)/uv pip sync --quiet --require-hashes requirements/bootstrap.txt requirements/run.txt; fi
	@touch $@

.venv/.dev: .venv/.made requirements/dev.txt
	$(BIN)/uv pip sync --quiet --require-hashes requirements/bootstrap.txt requirements/dev.txt
	@touch $@ .venv/.run

frontend/node_modules/.made: frontend/package.json frontend/package-lock.json
	cd frontend && $(NODE) npm ci --ignore-scripts --no-fund --no-audit --loglevel=error
	@touch $@

frontend/dist/manifest.json: frontend/node_modules/.made $(FRONTEND)
	cd frontend && $(NODE) npm run --silent build
	@touch $@

locale/.made: $(wildcard locale/*/LC_MESSAGES/*.po) .venv/.run
	@$(BIN)/python config/compile_messages.py
	@mkdir -p locale && touch $@

messages: .venv/.run ## Bring locale/en up to the code: new strings arrive empty, to be translated
	@$(BIN)/python config/collect_messages.py
	@$(BIN)/python config/compile_messages.py

setup: .venv/.run frontend/dist/manifest.json locale/.made ## Install and build what a run needs

setup-dev: .venv/.dev frontend/dist/manifest.json locale/.made

run: setup ## Set up, build, migrate, load the demo province, serve on http://localhost:8000 (PORT=…, DATA_DIR=…)
	@DEMO=1 $(BIN)/python manage.py migrate --verbosity 0
	@DEMO=1 $(BIN)/python manage.py demo --if-empty
	@DEMO=1 BASE_URL=http://localhost:$(PORT) $(BIN)/python manage.py serve --port $(PORT)

demo-reset: setup ## Start over: forget everything in DATA_DIR and load the demo province anew
	@$(BIN)/python config/forget_data.py
	@DEMO=1 $(BIN)/python manage.py migrate --verbosity 0
	@DEMO=1 $(BIN)/python manage.py demo

test: ## Lint, types, contracts, unit, browser and real-service tests
	@bash tests/run.sh

lint: setup-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: setup-dev
	$(BIN)/mypy core config frontend lms assessment social

contracts: setup-dev
	$(BIN)/lint-imports --config importlinter.toml

vitest: setup-dev
	cd frontend && $(NODE) npm test --silent

unit: setup-dev ## Unit tests on SQLite
	$(BIN)/pytest -q -n 2 $(SLOWEST) --ignore=tests/e2e

e2e: setup-dev ## Journeys in a real browser
	$(BIN)/pytest -q -n 2 $(SLOWEST) tests/e2e

services: setup-dev ## The suite on real PostgreSQL; what speaks to Redis, S3 and SMTP, or keeps files, on those; the short campaigns
	$(BIN)/python tests/with_services.py postgres redis s3 smtp -- bash tests/services.sh

bench: setup-dev ## All benchmarks, a JSON line each: {"name", "ratio", "limit"}
	$(BIN)/python tests/with_services.py postgres redis -- $(BIN)/python -m tests.bench

scale: setup-dev ## Every page at the size of the whole province (builds it first): a JSON line a page and hat
	$(BIN)/python tests/with_services.py postgres redis -- $(BIN)/python -m tests.scale

faults-short: setup-dev
	$(BIN)/python tests/with_services.py postgres redis -- $(BIN)/python -m tests.faults --short

faults: setup-dev ## The kill-and-cut campaigns in full: {"name", "lost", "doubled"}
	$(BIN)/python tests/with_services.py postgres redis -- $(BIN)/python -m tests.faults

clean:
	rm -rf .venv frontend/node_modules frontend/dist
