# Everything a developer does here. `make help` lists the targets.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.DEFAULT_GOAL := help
.PHONY: help setup test lint javascript unit coverage bench demo sandbox pot benchmarks clean

help: ## List the targets
	@grep -E '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

setup: $(READY) ## Make the virtual environment with all that is needed

$(READY): pyproject.toml requirements.txt setup.py
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade pip
	$(BIN)/python -m pip install --quiet --editable '.[sandbox,workbench,tests]'
	@touch $(READY)

test: lint unit bench ## Run every check and test; those on a bench where there is one ($BENCH or ~/frappe-bench)

lint: $(READY) ## Check lint, format, types and the rooms' dependencies
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	@if command -v npm >/dev/null; then $(MAKE) --no-print-directory javascript; \
	else echo "Left out: the check of the JavaScript, as there is no npm."; fi

javascript: node_modules/.ready ## Check the JavaScript and its format
	npm run --silent lint

node_modules/.ready: package.json package-lock.json
	npm ci --silent --no-audit --no-fund
	@touch $@

unit: $(READY) ## Run the tests that need no ERPNext, on all cores
	$(BIN)/python -m pytest -m "not browser" -n auto --dist loadfile

coverage: $(READY) ## Run them and print the lines that none of them runs
	$(BIN)/python -m pytest -m "not browser" -n auto --dist loadfile --cov=supplier_connect --cov-report=term-missing:skip-covered

bench: $(READY) ## Run the Frappe tests and the browser tests on a bench
	$(BIN)/python tests/run_on_bench.py

demo: $(READY) ## Send a real board's order to a sandbox shop and show the cart
	$(BIN)/python -m supplier_connect.workbench.demo

SHOP ?= all
PORT ?= 8800

sandbox: $(READY) ## Start the sandbox shops: Mouser on port 8800 (PORT=), the others on the next; SHOP=element14 for one alone
	$(BIN)/python -m supplier_connect.sandbox --shop $(SHOP) --port $(PORT) --size 5000 --seed 1

pot: $(READY) ## Collect all texts for translators, in supplier_connect/locale/main.pot
	PYTHONPATH=tests $(BIN)/python tests/write_pot.py

benchmarks: $(READY) ## Print the figures the README quotes
	$(BIN)/python benchmarks/send_order.py
	$(BIN)/python benchmarks/resync.py
	$(BIN)/python benchmarks/sandbox.py
	$(BIN)/python benchmarks/matching.py
	$(BIN)/python benchmarks/ranking_speed.py

clean: ## Remove the virtual environment and what tests and demo left behind
	rm -rf $(VENV) demo-output build *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis
