# Everything is set up on demand: any target works on a fresh machine with Python 3.11+ (with venv) and make.
# Another interpreter: make PYTHON=/path/to/python3.12 test

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.NOTPARALLEL:
.PHONY: help demo test verify theory coverage lint bench growth scale face-validity fair-fight notebooks reference lock clean

export PIP_DISABLE_PIP_VERSION_CHECK := 1

BIN := .venv/bin
PIP := $(BIN)/python -m pip
CANDIDATES := python3.14 python3.13 python3.12 python3.11 python3

# The newest interpreter that can make a venv; failing that, the newest that is new enough. Asked only when needed.
NEW_ENOUGH := import sys; sys.exit(sys.version_info < (3, 11))
CAN_MAKE_VENV := import venv, ensurepip; $(NEW_ENOUGH)
first_that_runs = $(shell for p in $(CANDIDATES); do $$p -c '$(1)' 2>/dev/null && echo $$p && break; done)
PYTHON ?= $(or $(call first_that_runs,$(CAN_MAKE_VENV)),$(call first_that_runs,$(NEW_ENOUGH)))

# A venv whose interpreter has gone, after an upgrade say, is made anew.
$(shell test -e .venv/bin/python || rm -f .venv/.made .venv/.use .venv/.dev)

help:  ## Show the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-13s %s\n", $$1, $$2 }' Makefile

demo: .venv/.use  ## Compare the demo study's ownership models
	@$(BIN)/ccsim compare scenarios/studies/demo.yaml

test: .venv/.dev  ## Run the quick tests
	@$(BIN)/python -m pytest -n auto

verify: .venv/.dev  ## Run the long studies that check the model against theory
	@$(BIN)/python -m pytest -m slow -n auto

lint: .venv/.dev  ## Check style, types and the direction of imports
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python -m pytest tests/test_layers.py

bench: .venv/.dev  ## Measure the speed of the engines
	@$(BIN)/python benchmarks/bench.py --page docs/performance.md

growth: .venv/.dev  ## Measure how the compiled engine's time grows with what it simulates
	@$(BIN)/python benchmarks/growth.py --page docs/performance.md

theory: .venv/.use  ## Run the engine against all cases of queueing theory, at full precision (2 minutes)
	@$(BIN)/ccsim verify

coverage: .venv/.dev  ## Remake docs/coverage.md: do intervals cover and choices hold as stated (about 10 minutes)
	@$(BIN)/python benchmarks/interval_coverage.py

scale: .venv/.dev  ## Remake docs/scale.md: throughput against workers, and how far it goes (4 minutes)
	@$(BIN)/python benchmarks/scale.py

face-validity: .venv/.dev  ## Remake docs/face-validity.md: the worlds beside published figures
	@$(BIN)/python benchmarks/face_validity.py

fair-fight: .venv/.dev  ## Remake docs/fair-fight.md: where in the evidence ranges each structure wins (an hour)
	@$(BIN)/python benchmarks/fair_fight.py

notebooks: .venv/.dev  ## Remake the notebooks from their text forms, with what they show (a minute)
	@$(BIN)/python notebooks/remake.py

reference: .venv/.use  ## Remake the reference run of the demo with its reports, and the README's chart (2 minutes)
	@rm -rf results/reference
	@$(BIN)/ccsim compare scenarios/studies/demo.yaml --out results/reference
	@$(BIN)/ccsim report results/reference/demo-* --format html,pptx,xlsx,png,md
	@cp results/reference/demo-*/report/*-charts/verdict.png docs/demo.png

# uv lives in a venv of its own, outside the locks. Pins stay unless asked: make lock UPGRADE=--upgrade
UPGRADE ?=
COMPILE = .venv-lock/bin/uv pip compile pyproject.toml --quiet --universal --python-version 3.11 \
	--fork-strategy fewest --generate-hashes --no-header --no-annotate --no-emit-index-url $(UPGRADE)

lock: .venv-lock/bin/uv  ## Remake both lock files (UPGRADE=--upgrade for newer versions)
	$(COMPILE) --group build --output-file requirements.lock
	$(COMPILE) --group build --extra dev --constraint requirements.lock --output-file requirements-dev.lock
	@! grep -nE '://|index-url|find-links' requirements.lock requirements-dev.lock

clean:  ## Remove the set-up, caches and build output
	rm -rf .venv .venv-lock build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

define make_venv
@python="$(PYTHON)"; \
if ! "$${python:-false}" -c '$(NEW_ENOUGH)' 2>/dev/null; then \
  echo "ccsim needs Python 3.11 or newer$${python:+, and $$python is older or absent}; install it: sudo apt-get install python3 python3-venv" >&2; exit 1; \
elif ! "$$python" -c '$(CAN_MAKE_VENV)' 2>/dev/null; then \
  package=$$("$$python" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])'); \
  echo "$$python cannot make a virtual environment; install what it lacks: sudo apt-get install $$package" >&2; exit 1; \
fi; \
"$$python" -m venv --clear $(@D) && touch $@
endef

.venv/.made .venv-lock/.made:
	$(make_venv)

.venv-lock/bin/uv: | .venv-lock/.made
	@.venv-lock/bin/python -m pip install -qq uv

# The development lock holds every pin of the use lock, so .dev makes .use true as well.
.venv/.use: requirements.lock pyproject.toml | .venv/.made
	@echo "Installing the libraries of $< into .venv …"
	@$(PIP) install -qq --require-hashes -r $<
	@$(PIP) install -qq --no-deps --no-build-isolation -e .
	@touch $@

.venv/.dev: requirements-dev.lock pyproject.toml | .venv/.made
	@echo "Installing the libraries of $< into .venv …"
	@$(PIP) install -qq --require-hashes -r $<
	@$(PIP) install -qq --no-deps --no-build-isolation -e .
	@touch .venv/.use $@
