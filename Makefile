# Everything a developer or newcomer runs. The virtual environment is .venv in the checkout; nothing outside the checkout is written.
.DEFAULT_GOAL := test
.DELETE_ON_ERROR:
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c

PYTHON ?= $(shell command -v python3.11 || command -v python3.12 || command -v python3.13 || command -v python3)
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
PAGE := api/page/index.html
PAGE_SOURCES := $(wildcard web/*.json web/*.ts web/*.html web/.npmrc web/public/* seeds/queries/*.rq) $(shell find web/src -type f)
FOLDERS := api bench diplograph loaders ontology seeds shapes store tests

# One more than processors, since some tests wait for servers and processes of their own.
WORKERS ?= $(shell expr $$(getconf _NPROCESSORS_ONLN 2> /dev/null || echo 2) + 1)

.PHONY: help setup demo docs test tools check format serve web web-if-possible bench bench-attack bench-coded bench-consolidation bench-export bench-extraction bench-load bench-search bench-sparql bench-store bench-validation bench-workbench screenshots lock clean

help: ## Lists the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | expand -t 12

setup: $(STAMP) ## Makes the virtual environment, from the hashes in requirements.lock

# The lock keeps two runs of make from filling .venv at the same time; the second finds the work done.
$(STAMP): requirements.lock pyproject.toml
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed; install it, or name it: make PYTHON=/path/to/python" >&2; exit 1; }
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "$(PYTHON) is too old; Python 3.11 or newer is needed: make PYTHON=/path/to/python" >&2; exit 1; }
	@lock() { if command -v flock > /dev/null; then flock 9; fi; }; exec 9> .venv.lock; lock; \
	if [ ! $(STAMP) -nt requirements.lock ] || [ ! $(STAMP) -nt pyproject.toml ]; then \
		echo "setting up $(VENV) ..." >&2; \
		test -x $(BIN)/python || "$(PYTHON)" -m venv $(VENV); \
		$(PIP) install --no-compile --require-hashes --no-deps -r requirements.lock; \
		$(PIP) install --no-deps --no-build-isolation --editable .; \
		touch $(STAMP); \
	fi; rm -f .venv.lock

demo: $(STAMP) ## Loads seeds/, shows the events, runs three queries, validates, writes build/diplograph.ttl
	@$(BIN)/diplograph demo

test: $(STAMP) ## Checks, then runs all tests with warnings as errors
	@$(MAKE) --no-print-directory --jobs 2 --output-sync=target check tools web-if-possible
	$(BIN)/python -m pytest -n $(WORKERS) --dist worksteal

tools: ## Fetches what tests run on, Virtuoso into .tools and Chromium; without apt those tests are skipped
	@tests/store/fetch-virtuoso
	@tests/web/fetch-chromium

web: $(PAGE) ## Builds the web page from web/ into what the server serves; needs Node.js 20 and npm

$(PAGE): $(PAGE_SOURCES)
	@command -v npm > /dev/null || { echo "Node.js 20 or newer with npm is needed to build the web page" >&2; exit 1; }
	cd web && npm ci --no-audit --no-fund --loglevel=error && npm run --silent build
	@touch $(PAGE)

web-if-possible:
	@if ! command -v npm > /dev/null; then echo "no npm here, so no web page; all else works without it" >&2; \
	else $(MAKE) --no-print-directory web || echo "the web page could not be built (see above); all else works without it" >&2; fi

check: $(STAMP) ## Runs ruff and mypy
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

docs: $(STAMP) ## Writes the reference pages of the ontology and the shapes to build/docs; the server serves them by itself
	@$(BIN)/python -m diplograph.reference build/docs

format: $(STAMP) ## Formats the code and mends what ruff can mend
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

serve: $(STAMP) web-if-possible ## Serves the dataset in .diplograph (or in DIPLOGRAPH_STORE) over HTTP
	$(BIN)/diplograph serve

bench: bench-extraction bench-consolidation ## Runs the benchmarks of bench/

bench-extraction: $(STAMP) ## Measures extraction: articles per second, the ratio to spaCy's own pass, hostile texts
	$(BIN)/python -m bench.extraction

bench-coded: $(STAMP) ## Measures loading coded events beside the engine's bulk load; FILE="icews.tab" KIND=icews for a file of your own
	$(BIN)/python -m bench.coded $(if $(FILE),--file $(FILE)) $(if $(KIND),--kind $(KIND))

bench-consolidation: $(STAMP) ## Measures what loading an article costs while the dataset grows to 100,000 event reports
	$(BIN)/python -m bench.consolidation

bench-load: $(STAMP) ## Measures loading with one process and with two, and an article's cost as the dataset grows; SIZES="1000 10000 50000" for others
	$(BIN)/python -m bench.loading $(if $(SIZES),--sizes $(SIZES))

bench-sparql: $(STAMP) ## Measures queries on our server beside the engine and other servers; PEERS="oxigraph virtuoso rdflib-endpoint" for all
	$(BIN)/python -m bench.sparql $(if $(PEERS),--peers $(PEERS))

bench-attack: $(STAMP) ## Measures what quick queries notice of a hundred others that have no end
	$(BIN)/python -m bench.attack

bench-search: $(STAMP) ## Measures searches for words at 100,000 events beside CONTAINS, and what the index costs
	$(BIN)/python -m bench.search

bench-export: $(STAMP) ## Measures exports beside the engine's own dump; SIZES="300000 10000000" for others
	$(BIN)/python -m bench.export $(if $(SIZES),--sizes $(SIZES))

bench-store: $(STAMP) ## Measures loading, storing an article, memory, disk and backup up to 1M quads; SIZES="1000000 10000000" for others
	$(BIN)/python -m bench.store $(if $(SIZES),--sizes $(SIZES))

bench-validation: $(STAMP) ## Measures validation: one article, and up to 100,000 events in one graph beside the engines alone
	$(BIN)/python -m bench.validation

bench-workbench: $(STAMP) ## Measures the workbench: from a filter to its pictures, with 100,000 events; EVENTS=1000 for fewer
	$(BIN)/python -m bench.workbench $(if $(EVENTS),--events $(EVENTS))

screenshots: $(STAMP) web ## Takes the pictures of docs/screenshots; needs Chromium (make tools)
	$(BIN)/python -m bench.screenshots

lock: ## Makes requirements.lock anew from pyproject.toml; needs uv
	uv pip compile pyproject.toml --extra dev --universal --python-version 3.11 --upgrade --generate-hashes --no-annotate --no-header \
		--no-emit-index-url --no-emit-find-links --quiet --output-file build-lock.txt
	{ head -2 requirements.lock; cat build-lock.txt; } > requirements.lock.new
	mv requirements.lock.new requirements.lock
	rm build-lock.txt

clean: ## Removes what make made; a dataset in .diplograph stays
	rm -rf $(VENV) .venv.lock .tools api/page web/node_modules build dist diplograph.egg-info .mypy_cache .pytest_cache .ruff_cache .hypothesis
	find $(FOLDERS) -type d -name __pycache__ -prune -exec rm -rf {} + 2> /dev/null || true
