# Every target sets up what it needs; nothing has to be done before.
PYTHON ?= $(shell for p in python3.13 python3.12 python3.11 python3; do \
    $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { command -v $$p; break; }; done)
VENV := .venv
BIN := $(VENV)/bin
JOBS ?= auto

.PHONY: help demo test lint campaign catalogue bench wheel clean
help:            ## show the targets
	@grep -hE '^[a-z]+: .*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/' | expand -t 14

$(VENV)/ready: pyproject.toml
	@test -n "$(PYTHON)" || { echo "svc needs Python 3.11 or newer (set PYTHON=...)" >&2; exit 1; }
	@echo "setting up $(VENV) with $(PYTHON)"
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[dev]'
	@touch $@

demo: $(VENV)/ready  ## make a small desk in demo/ and look at it
	@rm -rf demo
	@$(BIN)/svc demo demo
	@echo '$$ svc list --all' && $(BIN)/svc -C demo list --all --format table
	@echo && echo '$$ svc show ZN62' && $(BIN)/svc -C demo show ZN62
	@echo && echo '$$ svc log ZN62' && $(BIN)/svc -C demo log ZN62
	@echo && echo 'Try next:' && echo '  . $(BIN)/activate; cd demo' && \
	  echo "  svc new complaint 'Pump leaks' -m 'Drips since Monday.'" && echo '  svc move @ analysis' && echo '  git log'

test: $(VENV)/ready  ## run the tests
	@$(BIN)/python -m pytest -n $(JOBS)

lint: $(VENV)/ready  ## ruff and mypy
	@$(BIN)/ruff check svc tests bench
	@$(BIN)/mypy

campaign: $(VENV)/ready  ## the long runs: kills, faults, parallel writers, mutated files, imports
	@$(BIN)/python tests/campaign.py

catalogue: $(VENV)/ready  ## bring the Chinese catalogue up to date
	@$(BIN)/python tests/catalogue.py update

bench: $(VENV)/ready  ## start-up against baselines, ratios in one run
	@$(BIN)/python bench/startup.py

wheel: $(VENV)/ready  ## build the wheel into dist/
	@$(BIN)/python -m pip wheel --quiet --no-deps -w dist .

clean:           ## remove what was made
	rm -rf $(VENV) demo dist .pytest_cache .mypy_cache .ruff_cache
