# Needs Python 3.11 or 3.12, git, make and a C++ compiler; everything else is fetched by set-up.
PYTHON ?= $(shell command -v python3.11 || command -v python3.12 || command -v python3)
BIN := .venv/bin

.DEFAULT_GOAL := help
.PHONY: help setup demo chat test test-all lint check figures gate ci setup-train

help:  ## show these targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1\t\2/' | expand -t 20

setup:  ## packages into .venv, models into the user's cache; quick the second time
	@if [ -z "$(PYTHON)" ]; then echo "There is no Python: install Python 3.11 and run make again." >&2; exit 1; fi
	@$(PYTHON) scripts/setup.py

setup-train: setup  ## also what training the photo model needs (about 6 GB)
	@$$(test -x .uv/bin/uv && echo .uv/bin/uv || echo uv) sync --frozen --inexact --extra telegram --extra train

demo: setup  ## watch a conversation with a photo, from greeting to rating
	@$(BIN)/aloe demo

chat: setup  ## talk to Aloe in the terminal
	@$(BIN)/aloe chat

lint: setup  ## style, types and the arrows between packages
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

test: lint  ## lint and every test, with branch coverage of the pure modules
	$(BIN)/pytest -m "not slow and not npm and not train" --cov --cov-report= --cov-report=json:.coverage.json
	$(BIN)/python scripts/coverage_floor.py .coverage.json

figures: setup  ## are the README's tables those of the last full run?
	$(BIN)/aloe eval --from eval/figures.json --readme README.md --check
	$(BIN)/aloe eval --from eval/models.json --readme README.md --check

gate: setup  ## the fast evaluation with the real models; fails where a figure fell
	$(BIN)/aloe eval --fast --gate eval/gate_fast.toml --report out/gate

ci: lint figures gate test  ## what must pass before a change lands, quick things first

test-all: lint  ## also the slow tests and those that need packages from npm
	$(BIN)/pytest -m "not train"

check: lint  ## lint and the tests that need no language model
	$(BIN)/pytest -q -m "not model and not slow and not npm and not train"
