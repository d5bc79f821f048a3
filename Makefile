# make demo | make test on a fresh machine need only Python >= 3.11 and make; the environment lives in .venv.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
TERMINAL ?=

.PHONY: demo test run check audit install format clean
.DEFAULT_GOAL := help

help:
	@echo "make demo      try it out in the browser, without a token"
	@echo "make demo TERMINAL=1   the same in the terminal"
	@echo "make run       run the bot with the token in .env"
	@echo "make test      run the tests"
	@echo "make check     run the linters and type checks"
	@echo "make audit     look for known holes in the dependencies (needs the internet)"

# What a user needs; and, for the tests, what a developer needs on top.
$(VENV)/installed: requirements.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed (PYTHON=/path/to/python3.12 make ...)"; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-build-isolation --no-deps -e .
	@touch $@

$(VENV)/installed-dev: requirements-dev.txt $(VENV)/installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@

install: $(VENV)/installed

demo: $(VENV)/installed
	@$(BIN)/stammkunde demo $(if $(TERMINAL),--terminal)

run: $(VENV)/installed
	@$(BIN)/stammkunde run

test: export PYTHONDONTWRITEBYTECODE :=
test: $(VENV)/installed-dev
	$(BIN)/python -m pytest -n auto --dist worksteal

check: $(VENV)/installed-dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/deptry .

# Known holes in what is installed for users; asks the package index, so it needs the internet.
audit: $(VENV)/installed-dev
	@$(BIN)/python -m benchmarks.audit requirements.txt

format: $(VENV)/installed-dev
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

clean:
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache build *.egg-info
