# `make demo` shows a coalition to try; `make run` starts one's own. `make help` lists the rest.

PORT ?= 8000
export PORT # the site also needs it to write its own address
unexport PYTHONDONTWRITEBYTECODE # every start would compile everything anew
PYTHON ?= $(shell for python in python3 python3.13 python3.12 python3.11; do \
	if $$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; \
	then echo $$python; break; fi; done)
CHROMIUM ?= $(shell command -v chromium || command -v chromium-browser)
LOCK = $(BIN)/pip-compile --quiet --generate-hashes --allow-unsafe --strip-extras \
	--no-emit-index-url --no-emit-find-links --no-emit-trusted-host --no-emit-options $(UPGRADE)

BIN := .venv/bin
FLASK := $(BIN)/flask --app wsgi
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes

.DEFAULT_GOAL := help
.PHONY: help setup demo run test test-hard bench check format lock translations

help: ## Show this list
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1\t\2/p' Makefile | expand -t 20

setup: .venv/installed ## Install what the site needs and make the instance, without serving
	@$(FLASK) init

demo: .venv/installed ## Load a coalition to try and serve it (PORT=8000)
	@$(FLASK) demo
	@exec $(FLASK) serve

run: setup ## Serve a coalition of your own (PORT=8000)
	@exec $(FLASK) serve

test: .venv/installed-tests ## Run all tests; those in a browser where Chromium is found
	$(BIN)/pytest -n auto -m "not journey and not hard"
ifneq ($(CHROMIUM),)
	$(BIN)/pytest -n 2 -m journey -rs
else
	@echo
	@echo "**********************************************************************"
	@echo "  SKIPPED: the journeys through the site in a browser did not run,"
	@echo "  because Chromium was not found. On Debian: apt-get install chromium"
	@echo "**********************************************************************"
endif

test-hard: .venv/installed-tests ## Attack and break a running site of its own, which takes long
	$(BIN)/pytest -m hard -rs

bench: .cache/bench/installed ## Measure the search beside other engines (BENCH="--shared FOLDER" with texts)
	@$(BIN)/python -m tests.bench $(BENCH)

check: .venv/installed-tests ## Check format, style, types, safety and known vulnerabilities
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/bandit --quiet --recursive --configfile pyproject.toml coalition
	@echo "pip-audit"; \
	for service in pypi osv; do \
		if said=$$($(BIN)/pip-audit --vulnerability-service $$service --strict --timeout 10 \
			--progress-spinner off --disable-pip --require-hashes -r requirements.txt 2>&1); \
		then echo "$$said"; exit 0; fi; \
		case "$$said" in *"known vulnerabilit"*) echo "$$said"; exit 1;; esac; \
		echo "  $$service: $$(echo "$$said" | tail -n 1 | cut -c 1-200)"; \
	done; \
	echo "Known vulnerabilities were NOT checked: neither PyPI nor OSV could be asked for them."; \
	test "$(AUDIT)" != required

translations: .venv/installed-tests ## Bring the catalogues up to date with the texts in the code
	@mkdir -p .cache
	@$(BIN)/pybabel --quiet extract -F pyproject.toml -k _l -k lazy_gettext --ignore-dirs '.*' \
		--no-location --sort-output --project Coalition -o .cache/messages.pot coalition
	@$(BIN)/pybabel --quiet update --ignore-obsolete --no-fuzzy-matching \
		--ignore-pot-creation-date -i .cache/messages.pot -d coalition/translations
	@$(BIN)/pybabel compile --statistics -d coalition/translations

format: .venv/installed-tests ## Put the code into its format
	@$(BIN)/ruff check --fix --quiet . ; $(BIN)/ruff format .

lock: .venv/installed-tests ## Pin all libraries anew from pyproject.toml (UPGRADE=--upgrade)
	@CUSTOM_COMPILE_COMMAND="make lock" $(LOCK) --extra postgresql -o requirements.txt pyproject.toml
	@CUSTOM_COMPILE_COMMAND="make lock" $(LOCK) -o tests/requirements.txt tests/requirements.in
	@CUSTOM_COMPILE_COMMAND="make lock" $(LOCK) -o tests/bench/requirements.txt tests/bench/requirements.in

.venv/bin/python:
	@test -n "$(PYTHON)" || { \
		echo "Python 3.11 or newer is needed and was not found. On Debian: apt-get install python3 python3-venv" >&2; \
		exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
		echo "$(PYTHON) cannot make an environment of its own. On Debian: apt-get install python3-venv" >&2; \
		exit 1; }
	@$(PYTHON) -m venv --clear .venv

.venv/installed: requirements.txt | .venv/bin/python
	@echo "Installing the libraries; this takes a minute, once."
	@$(INSTALL) -r requirements.txt
	@touch $@

.venv/installed-tests: tests/requirements.txt .venv/installed
	@echo "Installing what the tests need; once as well."
	@$(INSTALL) -r tests/requirements.txt
	@touch $@

.cache/bench/installed: tests/bench/requirements.txt .venv/installed-tests
	@$(INSTALL) --upgrade --target .cache/bench/site-packages -r tests/bench/requirements.txt
	@touch $@
