# Two commands matter: `make demo` shows Gatehouse at work, `make test` says whether a change holds.

PYTHON ?= python3
PORT ?= 8080
DATA ?=
SITE ?= site.yaml
ARGS ?=
# Test files are shared out among so many processes.
JOBS ?= 2

BIN := .venv/bin
data_option = $(if $(DATA),--data '$(DATA)')

# Every program is the recipe's own process (exec), so that Ctrl-C or SIGTERM to make reaches it.
MAKEFLAGS += --no-print-directory
.DEFAULT_GOAL := help
.PHONY: help setup demo run test lint docs format bench web-test

help:
	@echo 'make demo [PORT=8080] [DATA=DIR]   a simulated site with gateway and screens'
	@echo 'make setup                         what both need, and nothing started'
	@echo 'make run SITE=site.yaml            a site of your own'
	@echo 'make test [ARGS="-k name"]         everything that a change must pass'
	@echo 'make lint | docs | format | bench  the parts'

setup:
	@exec $(PYTHON) -m deploy demo

demo:
	@exec $(PYTHON) -m deploy demo
	@exec $(BIN)/gatehouse demo --port $(PORT) $(data_option)

run:
	@exec $(PYTHON) -m deploy demo
	@exec $(BIN)/gatehouse run '$(SITE)' --port $(PORT) $(data_option)

# pytest comes last: its closing line is what a reader of the log looks for.
test:
	@exec $(PYTHON) -m deploy test
	@$(MAKE) lint web-test
	@exec $(BIN)/python -m pytest -n $(JOBS) --dist loadfile $(ARGS)

lint:
	@exec $(BIN)/ruff check .
	@exec $(BIN)/mypy
	@exec $(BIN)/lint-imports --no-logo

docs:
	@exec $(BIN)/python -m gateway.commands.kindpages

format:
	@exec $(BIN)/ruff format .

web-test:
	@if [ -f dashboard/web/package.json ]; then \
	  cd dashboard/web && PATH="$$PWD/../../$(BIN):$$PATH" exec npm run test --if-present; fi

bench:
	@exec $(PYTHON) -m deploy demo
	@exec $(BIN)/python -m bench $(ARGS)
