# Needs git, make and Python 3.11 or newer; everything else goes into .venv, as requirements-dev.lock pins it.
# Paths are relative, as make cannot hold a space in a name: the folder itself may have one.

PYTHON ?=
PYTEST_FLAGS ?=
RUN := .venv/bin/python -m
LOCK := pip compile pyproject.toml --quiet --universal --python-version 3.11 --generate-hashes --no-annotate \
	--no-emit-index-url --no-emit-find-links --custom-compile-command "make lock"

.PHONY: help demo test coverage check benchmark format lock docs docs-site wheel clean
.DEFAULT_GOAL := help

help:  ## Say what there is
	@sed -n 's/^\([a-z-]*\):.*## /make \1\t/p' Makefile | expand -t 16

demo: .venv/.installed  ## Trace the examples into build/demo.db and show what was found
	@mkdir -p build
	@.venv/bin/tolltrace trace examples --ledger build/demo.db
	@echo
	@echo "Try next:"
	@echo "  .venv/bin/tolltrace claims --ledger build/demo.db --harm killed"
	@echo "  .venv/bin/tolltrace reports --ledger build/demo.db"
	@echo "  .venv/bin/tolltrace statement s485e6 --ledger build/demo.db"
	@echo "  .venv/bin/tolltrace trace --no-ledger --evidence examples/note-rockfall.txt"
	@echo "  .venv/bin/tolltrace --help"
	@echo
	@echo "Look at it in a browser, at http://127.0.0.1:8350/:"
	@echo "  .venv/bin/tolltrace serve --ledger build/demo.db"

test: .venv/.installed  ## Run the tests
	@$(RUN) pytest --numprocesses auto --dist worksteal $(PYTEST_FLAGS)

coverage: .venv/.installed  ## Run the tests, a third slower, and tell what they did not reach
	@$(RUN) pytest --numprocesses auto --dist worksteal --cov --cov-report=term $(PYTEST_FLAGS)

check: .venv/.installed  ## Everything that must hold: format, lint, types, tests, fresh docs
	@$(RUN) ruff format --check .
	@$(RUN) ruff check .
	@$(RUN) mypy
	@.venv/bin/python scripts/make_docs.py --check
	@$(RUN) pytest --numprocesses auto --dist worksteal --durations 15

benchmark: .venv/.installed  ## Score claims and pages on what was coded, where TOLLTRACE_DATA names its folder
	@.venv/bin/python benchmarks/claims_quality.py
	@.venv/bin/python benchmarks/pages_quality.py

format: .venv/.installed  ## Format the code and mend what the linter can
	@$(RUN) ruff check --fix-only --quiet .
	@$(RUN) ruff format .

docs: .venv/.installed  ## Write docs/reference and the pictures anew
	@.venv/bin/python scripts/make_docs.py
	@.venv/bin/python scripts/make_pictures.py
	@.venv/bin/python scripts/make_screenshots.py --readme

docs-site: .venv/.installed  ## Make the docs' site in build/site, without a network
	@.venv/bin/python scripts/make_site.py

wheel: .venv/.installed  ## Build the wheel into dist/
	@$(RUN) pip wheel --quiet --no-deps --no-build-isolation --wheel-dir dist .

lock: .venv/.installed  ## Pin anew what pyproject.toml asks for; pins that still fit stay
	@$(RUN) pip install --quiet --upgrade --target build/uv uv
	@build/uv/bin/uv $(LOCK) --output-file requirements.lock
	@build/uv/bin/uv $(LOCK) --group dev --output-file requirements-dev.lock
	@build/uv/bin/uv $(LOCK) --extra server --extra postgresql --extra xlsx --output-file requirements-server.lock

clean:  ## Remove what the other targets made
	@rm -rf .venv build dist .coverage htmlcov .pytest_cache .mypy_cache .ruff_cache .hypothesis
	@find src tests scripts -name __pycache__ -type d -exec rm -rf {} +

.venv/.installed: requirements-dev.lock pyproject.toml scripts/environment.sh
	@sh scripts/environment.sh "$(PYTHON)"
