# Everything happens in .venv, which the first target to need it makes; a second run installs nothing again.
# Another Python than python3: make PYTHON=python3.12 editions

PYTHON ?= python3
export PYTHON
export PIP_DISABLE_PIP_VERSION_CHECK = 1

.PHONY: help editions test lint docs pictures typeface bench scale score mutants readme pango clean
.DELETE_ON_ERROR:   # a step that fails leaves nothing behind that looks done
.NOTPARALLEL:       # pip and the system's package manager want to be alone; pytest uses all cores by itself

help:      ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-10s%s\n", $$1, $$2 }' Makefile

editions: pango  ## the editions of the drafts in source/, as md, html and pdf, into editions/
	.venv/bin/convention-variants build

test: lint pango  ## the linters, the types, all tests
	@.ci/system-packages pdftotext
	@.ci/system-packages chromium || true   # without it, or without LibreOffice, the other tests still tell something
	@.ci/system-packages soffice || true
	.venv/bin/pytest -n auto --dist worksteal

lint: .venv/bin/pytest  ## the linters and the types alone
	.venv/bin/ruff check
	.venv/bin/ruff format --check
	.venv/bin/mypy

docs: .venv/bin/sphinx-build  ## the manual, into docs/_build/html
	.venv/bin/sphinx-build --quiet --fail-on-warning --keep-going --builder html docs docs/_build/html

score: .venv/bin/pytest  ## what is read right, wrong or left open, against labels made by reading
	.venv/bin/python tests/score.py --docs

mutants: .venv/bin/pytest  ## small changes to the grouping code that no test notices (twenty minutes)
	PYTHONPATH=tests .venv/bin/python tests/mutants.py

pictures: .venv/bin/pytest pango  ## the pictures of the README and the manual, drawn again
	@.ci/system-packages chromium
	.venv/bin/python docs/draw_pictures.py

typeface: .venv/bin/pytest  ## the typeface of HTML editions, made again from that of PDF editions
	.venv/bin/python docs/subset_typeface.py

# The tests' tools hold markdown-it-py at an old version; here it is the one that users get.
bench: .venv-bench/bin/playwright pango  ## how fast it is, beside markdown-it-py, WeasyPrint and pandoc
	@.ci/system-packages pandoc || true     # the benchmark leaves out what is missing
	@.ci/system-packages chromium || true
	.venv-bench/bin/python tests/bench.py --json bench.json --docs

scale: .venv/bin/pytest pango  ## what builds of many drafts take, for the manual (half an hour, on a quiet machine)
	.venv/bin/python tests/scale.py --docs

readme: .venv/bin/pytest  ## the examples of the README and the manual, run again
	PATH=$(CURDIR)/.venv/bin:$$PATH .venv/bin/python tests/readme.py

clean:     ## the checkout as it was, without .venv and all that was made
	rm -rf .venv .venv-bench editions dist docs/_build .hypothesis .mypy_cache .ruff_cache
	find convention_variants tests -name __pycache__ -prune -exec rm -rf {} +

# WeasyPrint makes the PDFs and loads Pango from the system, where it may come and go: no file stands for it.
pango: .venv/bin/convention-variants
	@.ci/system-packages pango

.venv/bin/pytest: .venv/bin/convention-variants
	.venv/bin/pip install --quiet --editable '.[test]'
	@touch $@   # pip wrote the command beside it, too

.venv/bin/sphinx-build: .venv/bin/convention-variants
	.venv/bin/pip install --quiet --editable '.[docs]'
	@touch $@

.venv-bench/bin/playwright: pyproject.toml .venv/pyvenv.cfg
	$(PYTHON) -m venv --clear .venv-bench
	.venv-bench/bin/pip install --quiet --upgrade --upgrade-strategy eager --editable '.[bench]'
	@touch $@

.venv/bin/convention-variants: pyproject.toml .venv/pyvenv.cfg
	.venv/bin/pip install --quiet --editable .
	@touch $@

.venv/pyvenv.cfg:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || \
	  { echo 'Python 3.11 or later is needed, which $(PYTHON) is not. With another: make PYTHON=python3.12 $(MAKECMDGOALS)' >&2; exit 1; }
	@.ci/system-packages venv
	$(PYTHON) -m venv --clear .venv
