# Every target sets up what it needs; nothing has to be done before.
PYTHON ?= $(shell for p in python3.13 python3.12 python3.11 python3; do \
    $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { command -v $$p; break; }; done)
VENV := .venv
BIN := $(VENV)/bin
JOBS ?= auto

.PHONY: help demo test lint campaign catalogue picture bench bench-full bench-peers wheel clean
help:            ## show the targets
	@grep -hE '^[a-z-]+: .*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/' | expand -t 14

# What svc needs to run, and on top of it what working on it needs.
$(VENV)/there: pyproject.toml
	@test -n "$(PYTHON)" || { echo "svc needs Python 3.11 or newer (set PYTHON=...)" >&2; exit 1; }
	@echo "setting up $(VENV) with $(PYTHON)"
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -e .
	@touch $@

$(VENV)/ready: $(VENV)/there
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[dev]'
	@touch $@

# The desk ends on 20 November 2026; the tour looks at it on the morning after.
SHOW = show() { echo; echo "$$ svc $$*"; SVC_NOW=2026-11-21T10:30:00+08:00 $(BIN)/svc --no-pager -C demo "$$@" --format table; }
demo: $(VENV)/there  ## make a desk with half a year of work in demo/ and look at it
	@rm -rf demo
	@$(BIN)/svc --quiet demo demo
	@$(SHOW); show list; show list --by stage,team; show next --all --limit 8; show lessons category:overheating; show log K2PN
	@echo; echo '$$ svc show MBJ2'; $(BIN)/svc --no-pager -C demo show MBJ2
	@echo; case "$${SVC_LANG:-$$LANG}" in \
	  zh*) echo '接下来：'; new="svc new 投诉 '水泵漏水' -m '星期一开始滴水。'";; \
	  *) echo 'Try next:'; new="svc new complaint 'Pump leaks' -m 'Drips since Monday.'";; esac; \
	  echo '  . $(BIN)/activate; cd demo'; echo '  svc next --all'; echo "  $$new"; echo '  git log --stat -3'

test: $(VENV)/ready  ## run the tests
	@$(BIN)/python -m pytest -n $(JOBS)

lint: $(VENV)/ready  ## ruff and mypy
	@$(BIN)/ruff check svc tests bench
	@$(BIN)/mypy

campaign: $(VENV)/ready  ## the long runs: kills, faults, parallel writers, mutated files, imports
	@$(BIN)/python tests/campaign.py

catalogue: $(VENV)/ready  ## bring the Chinese catalogue up to date
	@$(BIN)/python tests/catalogue.py update

picture: $(VENV)/ready  ## play the session that the README shows and draw it
	@$(BIN)/python tests/picture.py

# What pip writes from 26.0 on to start a program imports no re: a seventh of a short command.
$(VENV)/launcher: $(VENV)/ready
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --upgrade 'pip>=26'
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --force-reinstall --no-deps -e .
	@touch $@

bench: $(VENV)/launcher  ## what commands cost at 1,000 and 10,000 cases, beside Git, Python and the peers that are there
	@$(BIN)/python bench/startup.py
	@$(BIN)/python bench/run.py 1000 10000 --first --peers

bench-full: $(VENV)/launcher  ## the same at 100,000 cases; making them takes minutes
	@$(BIN)/python bench/run.py 100000 --first --peers

PEERS := bench/installed
bench-peers: $(VENV)/ready  ## install the peers: two of the system's packages where that is allowed, the rest in bench/
	@apt-get install -y -q taskwarrior fossil || echo "taskwarrior and fossil are left out: apt-get did not install them" >&2
	@npm install --silent --no-audit --no-fund --prefix $(PEERS)/node backlog.md || echo "Backlog.md is left out" >&2
	@$(PYTHON) -m venv $(PEERS)/python
	@$(PEERS)/python/bin/python -m pip install --quiet --disable-pip-version-check todoman cliit

wheel: $(VENV)/ready  ## build the wheel into dist/
	@$(BIN)/python -m pip wheel --quiet --no-deps -w dist .

clean:           ## remove what was made
	rm -rf $(VENV) demo dist .pytest_cache .mypy_cache .ruff_cache
