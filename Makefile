# Verbs for working on Postil. `make` alone lists them.
PYTHON ?= python3
BIN := .venv/bin
# One more than there are processors: tests wait for browsers and servers half of the time.
WORKERS = $(shell $(BIN)/python -c 'import os; print((os.cpu_count() or 1) + 1)')
export NO_MKDOCS_2_WARNING := 1
# What is compiled is kept, also where containers have been told otherwise: every process of the
# tests would compile Postil anew.
export PYTHONDONTWRITEBYTECODE :=

.DEFAULT_GOAL := help

help: ## List the verbs
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

site: .venv/site ## Build the demo site into site/
	@$(BIN)/mkdocs build --strict
	@echo "The site is built: open $(CURDIR)/site/index.html, or run 'make serve'."

serve: .venv/site ## Serve the demo site and build it again at every change
	$(BIN)/mkdocs serve

demo-class: .venv/test ## Make what thirty students hand in for the demo, and the report, in demo-class/
	@$(BIN)/python benchmarks/demo_class.py

test: .venv/test ## Run the tests, those in a browser included
	@$(BIN)/python tests/browser/chromium.py
	$(BIN)/python -m pytest --numprocesses $(WORKERS) --dist worksteal

test-all: .venv/test ## Run those as well that do the same on more inputs, which takes half as long again
	@$(BIN)/python tests/browser/chromium.py
	$(BIN)/python -m pytest --numprocesses $(WORKERS) --dist worksteal -m ""

lint: .venv/lint ## Check style and types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

pin: .venv/test .venv/lint ## Write the versions that are installed now into constraints.txt
	@{ sed -n '/^#/p' constraints.txt; $(BIN)/python -m pip freeze --exclude-editable; \
		echo exceptiongroup==1.3.1; echo tomli==2.5.0; } > .venv/pins  # the two only for 3.10
	@mv .venv/pins constraints.txt

clean: ## Remove what the other verbs made
	rm -rf .venv site demo-class .cache .mypy_cache .pytest_cache .ruff_cache .hypothesis

# Each stamp stands for an installed set of packages; a changed pin installs again.
INSTALL = $(BIN)/python -m pip install --quiet --constraint constraints.txt --editable

.venv/made:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 10))' \
		|| { echo "Postil needs Python 3.10 or newer; try 'make PYTHON=python3.12 site'."; exit 1; }
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --upgrade pip
	@touch $@

.venv/site: .venv/made pyproject.toml constraints.txt
	$(INSTALL) ".[citations,pandoc]"
	@touch $@

.venv/test: .venv/made pyproject.toml constraints.txt
	$(INSTALL) ".[citations,pandoc,import,epub,anki,pagefind,pdf,test,compatibility]"
	@touch $@ .venv/site

.venv/lint: .venv/made pyproject.toml constraints.txt
	$(INSTALL) ".[import,epub,anki,lint]"
	@touch $@ .venv/site

.PHONY: help site serve demo-class test test-all lint pin clean
