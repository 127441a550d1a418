# The one door for people and for CI: every command runs in .venv, which "make setup" fills from constraints.txt.

PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV   := .venv
BIN    := $(VENV)/bin
STAMP  := $(VENV)/.complete
DEMO   := build/demo
REPORT := reports/demo
N      ?= 100
SEED   ?= 1
JOBS   ?= 2
SHARE  ?= whole
KIND   ?=
say     = @printf '\n== %s\n'

.DEFAULT_GOAL := help
.PHONY: help setup report test lint notebooks companies bench lock clean

help:  ## Show the commands
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 20

setup: $(STAMP)  ## Make .venv with everything in it (two to five minutes the first time)

# The lock names every package with its hashes, so the first step verifies all that comes from outside
# and the second, which installs this checkout, fetches nothing.
$(STAMP): pyproject.toml constraints.txt
	$(say) "Making $(VENV) with $$($(PYTHON) --version)"
	@$(PYTHON) -c 'import sys; sys.exit("salestoolkit needs Python 3.11 or newer") if sys.version_info < (3, 11) else None'
	@rm -f $@
	@$(PYTHON) -m venv $(VENV)
	$(say) "Installing the locked packages, hashes checked (one to three minutes, 1.5 GB)"
	@$(BIN)/python -m pip install --disable-pip-version-check -qq --no-deps --require-hashes -r constraints.txt
	$(say) "Installing salestoolkit from this folder"
	@$(BIN)/python -m pip install --disable-pip-version-check -qq --no-deps --no-build-isolation -e .
	@touch $@
	$(say) "Ready: $(BIN)/salestoolkit --help"

report: setup  ## Write the demo company's review and one report per rep; ends with the path of the index
	$(say) "Writing the demo company to $(DEMO)"
	@$(BIN)/salestoolkit demo $(DEMO)
	$(say) "Writing its reports to $(REPORT)"
	@$(BIN)/salestoolkit report $(DEMO) --to $(REPORT)
	$(say) "Open this file in a browser"
	@echo "$(CURDIR)/$(REPORT)/index.html"

test: setup lint  ## Check style, types, layers and templates, then run every test and every notebook
	$(say) "Running the tests (two at a time)"
	@$(BIN)/python -m pytest -n 2 --dist loadscope
	@$(MAKE) --no-print-directory notebooks

lint: setup
	$(say) "Style: ruff"
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	$(say) "Types: mypy"
	@$(BIN)/mypy
	$(say) "Layers: import-linter"
	@$(BIN)/lint-imports --no-cache
	$(say) "Templates: as generated from the definitions?"
	@$(BIN)/salestoolkit template --check

notebooks: setup
	$(say) "Running every template and notebook, cell by cell"
	@$(BIN)/python -m pytest -n 2 --dist loadscope --nbval-lax --nbval-current-env templates notebooks

companies: setup  ## Put N companies of all kinds (SEED=, KIND=, JOBS=, SHARE=) through the gate, and say what breaks
	$(say) "Drawing companies, making the whole of each, and holding the laws of tests/companies over it"
	@PYTHONPATH=tests $(BIN)/python -m companies --n $(N) --seed $(SEED) --jobs $(JOBS) --share $(SHARE) --kind "$(KIND)"

bench: setup  ## Measure speed on this machine
	$(say) "Measuring"
	@$(BIN)/python -m benchmarks

lock: pyproject.toml  ## Renew constraints.txt from pyproject.toml
	$(say) "Resolving the newest packages that pyproject.toml allows"
	@$(PYTHON) -m venv build/lock
	@build/lock/bin/python -m pip install --disable-pip-version-check -qq uv
	@build/lock/bin/uv pip compile pyproject.toml --quiet --upgrade --universal --python-version 3.11 \
		--all-extras --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --no-annotate \
		--output-file build/lock/resolved.txt
	@{ echo "# Every package that salestoolkit and its extras need, with hashes. Made by: make lock"; \
	   cat build/lock/resolved.txt; } > constraints.txt
	@echo "constraints.txt names $$(grep -c '==' constraints.txt) packages."

clean:  ## Remove everything that make made
	rm -rf $(VENV) build dist reports .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache
