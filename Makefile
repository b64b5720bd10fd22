# What people do with this repository. `make` lists it.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

BIN := .venv/bin
INSTALLED := .venv/.installed
DESCRIPTORS := build/bole.v1.binpb
CODE := $(shell for folder in service/bole build_engine deploy tools tests benchmarks examples; do \
	find $$folder -name '*.py' -printf "$$folder\n" -quit 2>/dev/null; done)
# Each holds a module named `model`, so that their types are checked one by one.
REPOSITORIES := cpu simulated llmapi
BUF := $(BIN)/buf
# Debian packages of the parts that tests use for real: a browser that opens report.html, and a font with Chinese; mpirun,
# openssl and Prometheus for what is deployed; PostgreSQL beside SQLite; LibreOffice for old Word files.
SYSTEM_PACKAGES := chromium chromium-driver fonts-wqy-microhei openmpi-bin openssl postgresql prometheus \
	libreoffice-writer-nogui

.PHONY: help
help: ## List what can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-16s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

# --- use ---------------------------------------------------------------------------------------------------------

.PHONY: setup
setup: $(INSTALLED) ## Make .venv with all that is needed (about a minute; nothing when up to date)
	@:

$(INSTALLED): requirements.lock pyproject.toml
	@if [ ! -x $(BIN)/python ]; then \
		for python in $(PYTHON) python3 python3.13 python3.12 python3.11; do \
			$$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && break || python=; \
		done; \
		[ -n "$$python" ] || { echo 'setup: needs Python 3.11 or newer; name one with PYTHON=/path/to/python' >&2; exit 1; }; \
		$$python -m venv .venv || { echo 'setup: this Python cannot make a venv; Debian keeps that in python3-venv' >&2; exit 1; }; \
	fi
	@echo 'setup: installing requirements.lock into .venv (about a minute)'
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

.PHONY: run
run: setup ## Start the server, screen examples/, print the ranking and the interview questions, write out/
	@$(BIN)/python tools/run_example.py

.PHONY: console
console: setup ## Open the console for browsers with two screenings of examples/ in it; ARGS='--listen HOST:PORT'
	@$(BIN)/python tools/console.py $(ARGS)

.PHONY: serve-cpu
serve-cpu: setup ## Serve MODEL=<folder, GGUF file or hub name> with Triton on this machine's processors, and Bole on it; ARGS='--listen HOST:PORT'
	@test -n '$(MODEL)' || { echo 'serve-cpu: name a model: make serve-cpu MODEL=OpenVINO/Qwen2.5-1.5B-Instruct-int4-ov' >&2; exit 2; }
	@$(BIN)/python tools/serve_cpu.py '$(MODEL)' $(ARGS)

.PHONY: accept
accept: setup ## Measure a model against hand-made labels: MODEL=<as above>, or SERVER=HOST:PORT of a service
	@test -n '$(MODEL)$(SERVER)' || { echo 'accept: name a model or a service: make accept MODEL=..., or SERVER=HOST:PORT' >&2; exit 2; }
	@$(BIN)/python tools/accept.py $(if $(SERVER),--server '$(SERVER)',--model '$(MODEL)')

.PHONY: evaluate
evaluate: setup ## Measure all engines that the settings name a model for on DATA=../shared/data, and write out/evaluation/
	@$(BIN)/python tools/labelled_datasets.py $(or $(DATA),../shared/data) build/datasets
	@$(BIN)/bole evaluate build/datasets/* --noise --fairness --out out/evaluation $(ARGS)

.PHONY: bench
bench: setup ## Measure and write out/bench.json; ONLY=<figure> picks one
	@PYTHONPATH=tools $(BIN)/python benchmarks/run.py $(ONLY)

# --- check -------------------------------------------------------------------------------------------------------

.PHONY: test
test: setup ## Run the tests; ARGS='-k name' passes arguments on
	@$(BIN)/python -m pytest -q -rR -n 2 --dist worksteal $(ARGS)

.PHONY: fuzz
fuzz: setup ## Give parsers damaged files for MINUTES=3, and stop at the first that does not end well
	@end=$$((SECONDS + 60 * $(or $(MINUTES),3))); while [ $$SECONDS -lt $$end ]; do \
		FUZZ_EXAMPLES=300 $(BIN)/python -m pytest -q --timeout 600 tests/fuzz; done

.PHONY: soak
soak: setup ## Kill the service 20 times in a batch of 2,000 items, and take 50,000 through another; SEED=7 repeats a draw
	@SOAK_KILLS=20 SOAK_ITEMS=2000 SOAK_SEED=$(SEED) SOAK_MOST_ITEMS=50000 \
		$(BIN)/python -m pytest -q tests/e2e/test_batch_kills.py tests/e2e/test_batch_size.py

.PHONY: lint
lint: setup types ## Check style, types, direction of imports and protos
	@$(BIN)/ruff check --quiet .
	@$(BIN)/ruff format --quiet --check . || { echo 'lint: `make format` mends these files:' >&2; $(BIN)/ruff format --check . >&2; }
	@found=$$($(BIN)/lint-imports --no-logo) || { echo "$$found" >&2; exit 1; }
	@$(MAKE) proto-check
	@echo 'lint: clean'

.PHONY: types
types: setup ## Check types (mypy, strict)
	@$(BIN)/mypy --no-error-summary $(CODE)
	@for kind in $(REPOSITORIES); do \
		$(BIN)/mypy --no-error-summary model_repository/shared model_repository/$$kind/tensorrt_llm/1; done

.PHONY: format
format: setup ## Format Python and protos, and mend what can be mended
	@$(BIN)/ruff check --quiet --fix-only .
	@$(BIN)/ruff format --quiet .
	@$(BUF) format --write proto

# --- protos ------------------------------------------------------------------------------------------------------

.PHONY: proto
proto: setup ## Generate service/bole/v1 from proto/
	@$(BIN)/python tools/generate_protos.py

.PHONY: proto-check
proto-check: descriptor-set ## Fail on proto lint, on unformatted protos, and on stubs that are not what the protos give
	@$(BUF) lint $(DESCRIPTORS) --config proto/buf.yaml --path bole/v1
	@$(BUF) format --diff --exit-code proto || { echo 'proto-check: `make format` mends this' >&2; exit 1; }
	@$(BIN)/python tools/generate_protos.py --check

.PHONY: proto-breaking
proto-breaking: descriptor-set ## Report what would break callers of the main branch (a report only, until 1.0)
	@rm -rf build/main && mkdir -p build/main
	@if ! git archive main proto 2>/dev/null | tar -x -C build/main 2>/dev/null; then \
		echo 'proto-breaking: the branch main holds no protos to compare with'; \
	else \
		$(BIN)/python tools/generate_protos.py --source build/main/proto --descriptor-set build/main/bole.v1.binpb; \
		if $(BUF) breaking $(DESCRIPTORS) --against build/main/bole.v1.binpb --config proto/buf.yaml --path bole/v1; then \
			echo 'proto-breaking: nothing breaks'; \
		else \
			echo 'proto-breaking: the lines above would break callers (not an error before 1.0)'; \
		fi; \
	fi

.PHONY: descriptor-set
descriptor-set: setup ## Write build/bole.v1.binpb: all of bole.v1 with imports and comments, for grpcurl and buf generate
	@$(BIN)/python tools/generate_protos.py --descriptor-set $(DESCRIPTORS)

# --- upkeep ------------------------------------------------------------------------------------------------------

.PHONY: lock
lock: setup ## Write requirements.lock anew from pyproject.toml, with the newest versions that fit
	@$(BIN)/uv pip compile pyproject.toml --quiet --upgrade --all-extras --universal --python-version 3.11 \
		--generate-hashes --custom-compile-command 'make lock' --output-file requirements.lock
	@git diff --stat -- requirements.lock

.PHONY: system-deps
system-deps: ## Install the Debian packages that some tests use (root only)
	@missing=$$(for package in $(SYSTEM_PACKAGES); do \
		dpkg-query -W -f '$${Status}' $$package 2>/dev/null | grep -q 'ok installed' || echo $$package; done); \
	if [ -z "$$missing" ]; then \
		echo 'system-deps: all there: $(SYSTEM_PACKAGES)'; \
	elif [ "$$(id -u)" != 0 ]; then \
		echo "system-deps: needs root to install" $$missing >&2; \
		echo "system-deps: run: sudo apt-get install --no-install-recommends" $$missing >&2; \
		exit 1; \
	else \
		echo "system-deps: installing" $$missing; \
		export DEBIAN_FRONTEND=noninteractive; \
		apt-get -qq update; \
		apt-get -qq install --yes --no-install-recommends $$missing > /dev/null; \
	fi

.PHONY: readme
readme: setup ## Write what README.md shows of the service, and docs/settings.md
	@$(BIN)/python tools/readme.py

.PHONY: clean
clean: ## Remove what was built, but not .venv
	@rm -rf build dist out .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	@find service build_engine deploy tools tests benchmarks examples model_repository -name __pycache__ -type d -prune -exec rm -rf {} + 2>/dev/null || true
