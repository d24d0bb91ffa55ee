# Each verb installs what it needs into .venv first.
PYTHON ?= python3
VENV := .venv
PY := $(VENV)/bin/python
PIP := $(PY) -m pip --disable-pip-version-check --quiet

.DEFAULT_GOAL := help
.PHONY: help run exercise test fuzz lint format evaluate train bench soak clean

help:
	@echo "make run       install, load the archive, poll the sources, open the dashboard"
	@echo "make exercise  train on the past: play days of the archive as live feeds (FROM=, UNTIL=, SPEED=)"
	@echo "make test      install and pass all tests, browser ones too"
	@echo "make fuzz      go looking for new cases with the property tests (ROUNDS= seeds)"
	@echo "make lint      ruff, mypy, import-linter"
	@echo "make evaluate  how well labelled items are read, and documented conflicts found (CASES= others)"
	@echo "make train     learn the weights of the second look from labelled items and reviewers' answers"
	@echo "make bench     timings, some beside a named peer (ONLY= one of them)"
	@echo "make soak      ten minutes of 300 feeds with faults: nothing lost, nothing stuck"

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Python 3.11 or newer is needed; set PYTHON=/path/to/python3.11" >&2; exit 2; }
	@$(PYTHON) -c 'import ensurepip, venv' || \
		{ echo "Python's venv module is needed; on Debian and Ubuntu: apt install python3-venv" >&2; exit 2; }
	$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); exit 2; }

$(VENV)/ready: requirements.txt constraints.txt | $(VENV)/bin/python
	@echo "Installing (first time: a minute or two) ..."
	$(PIP) install -c constraints.txt -r requirements.txt
	@touch $@

$(VENV)/ready-dev: requirements-dev.txt $(VENV)/ready
	$(PIP) install -c constraints.txt -r requirements-dev.txt
	@touch $@

run: $(VENV)/ready
	@exec $(PY) run.py

exercise: FROM ?= 2020-03-01
exercise: UNTIL ?= 2020-04-20
exercise: SPEED ?= 1
exercise: $(VENV)/ready
	@exec $(PY) -m scheduler exercise --from $(FROM) --until $(UNTIL) --speed $(SPEED)

test: $(VENV)/ready-dev
	@$(PY) tests/browser/install.py
	$(PY) -m pytest -n 2 --dist loadgroup

fuzz: ROUNDS ?= 3
fuzz: $(VENV)/ready-dev
	@for seed in $$(shuf -i 1-1000000 -n $(ROUNDS)); do \
		$(PY) -m pytest -n 2 -q -m hypothesis --hypothesis-profile=default --hypothesis-seed=$$seed || exit 1; \
	done

lint: $(VENV)/ready-dev
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m mypy
	$(VENV)/bin/lint-imports

format: $(VENV)/ready-dev
	$(PY) -m ruff format .
	$(PY) -m ruff check --fix .
	$(PY) docs/generate.py

evaluate: CASES ?= tests/evaluation/conflicts/documented.jsonl
evaluate: $(VENV)/ready-dev
	@mkdir -p build
	@for set in items own; do \
		cat tests/evaluation/$$set/*.jsonl > build/$$set.jsonl; \
		echo; echo "tests/evaluation/$$set"; \
		$(PY) -m measures evaluate --items build/$$set.jsonl --misread build/$$set-misread.jsonl || exit 1; \
		echo "misread items, with what led to each label: build/$$set-misread.jsonl"; \
	done
	@echo; echo "tests/evaluation/fresh: neither read by who writes rules nor learnt from"
	@cat tests/evaluation/fresh/*.jsonl > build/fresh.jsonl
	@$(PY) -m measures evaluate --items build/fresh.jsonl
	@echo; echo "tests/evaluation/conflicts: documented conflicts against those found in the archive"
	@$(PY) -m measures backtest --cases $(CASES) --items sources/archive/items

# Reviewers' answers, where there are: python -m measures corrections export --labels > build/corrections.jsonl
train: $(VENV)/ready-dev
	@mkdir -p build
	@for set in items own learning; do cat tests/evaluation/$$set/*.jsonl > build/$$set.jsonl; done
	@touch build/corrections.jsonl
	$(PY) -m measures train --items build/items.jsonl --items build/own.jsonl --items build/corrections.jsonl \
		--judge build/learning.jsonl --out measures/classify/lexicon/learned.toml

bench: $(VENV)/ready-dev
	$(PY) -m tests.benchmarks $(ONLY)

soak: $(VENV)/ready-dev
	$(PY) -m tests.soak

clean:
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis
