# The menu of the house: `make help` prints it.

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
PIP    := $(BIN)/python -m pip --quiet --disable-pip-version-check --no-input

.DEFAULT_GOAL := help
.PHONY: help venv dev run test test-long lint format assets screenshots lock

help:  ## Show this menu
	@sed -n 's/^\([a-z-]*\): .*## /\1\t/p' Makefile | while IFS="$$(printf '\t')" read -r name does; do printf '  make %-12s %s\n' "$$name" "$$does"; done

venv: $(VENV)/.main  ## Install the product into .venv
	@:

dev: $(VENV)/.dev  ## Install the product and the tools for working on it
	@:

run: venv  ## Start everything with a demo workspace; Ctrl-C stops it
	@$(BIN)/halfpast run --demo

test: dev  ## Run every check and every test
	@$(BIN)/python -m tools.check everything

test-long: dev  ## The same, with the long forms of the tests
	@HALFPAST_LONG=1 $(BIN)/python -m tools.check everything

lint: dev  ## Run the checks that need no database and no browser
	@$(BIN)/python -m tools.check lint

format: dev  ## Put the Python code into shape
	@$(BIN)/ruff check --fix --quiet .
	@$(BIN)/ruff format .

assets: dev  ## Build CSS, JavaScript and mail templates (needs Node)
	@$(BIN)/python -m tools.assets build

screenshots: dev  ## Take the pictures of docs/images again (needs chromium)
	@$(BIN)/python -m tools.screenshots

# The build needs come first, then the product, then the tools: each list is held to the versions of the one before.
LOCK := $(BIN)/uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-annotate \
	--python-version 3.11 --custom-compile-command 'make lock'

lock: dev  ## Compile requirements/*.txt again (LOCK_FLAGS=--upgrade takes the newest versions)
	@$(LOCK) $(LOCK_FLAGS) requirements/build.in -o requirements/build.txt
	@$(LOCK) $(LOCK_FLAGS) pyproject.toml -c requirements/build.txt -o requirements/main.txt
	@$(LOCK) $(LOCK_FLAGS) pyproject.toml --extra dev -c requirements/build.txt -c requirements/main.txt -o requirements/dev.txt

# Everything is checked against a hash; the project itself is linked, built with the setuptools of the lock. The locks
# name all there is, so pip resolves nothing: left to itself it takes a newer release for `package[extra]` and stops.
$(VENV)/.main: pyproject.toml requirements/build.txt requirements/main.txt | $(BIN)/python
	@echo "Installing Halfpast into $(VENV): about a minute, once"
	@$(PIP) install --no-deps --require-hashes --only-binary :all: -r requirements/build.txt -r requirements/main.txt
	@$(PIP) install --no-index --no-build-isolation --no-deps --editable .
	@touch $@

$(VENV)/.dev: requirements/dev.txt $(VENV)/.main
	@echo "Installing the development tools into $(VENV)"
	@$(PIP) install --no-deps --require-hashes -r requirements/dev.txt
	@touch $@

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "Halfpast needs Python 3.11 or newer. If it is installed under another name: make PYTHON=python3.12 ..." >&2; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || { \
		echo "Python's venv module is missing. On Debian and Ubuntu: sudo apt-get install python3-venv" >&2; exit 1; }
	@$(PYTHON) -m venv --clear $(VENV)
