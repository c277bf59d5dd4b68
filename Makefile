# Everything that a person types. Each target sets up what it needs.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
PIP    := $(BIN)/python -m pip --quiet --disable-pip-version-check

.PHONY: run test lint dashboards pictures bench prove lock clean

run: $(VENV)/run.stamp                  ## the simulated province of inventory.yaml and the daemon
	$(BIN)/monitord simulate inventory.yaml --scenario examples/scenarios/demo.yaml

test: $(VENV)/dev.stamp                 ## lint, types, import contracts and all tests
	@.ci/system-packages
	@$(MAKE) --no-print-directory lint
	$(BIN)/pytest -n 2 -m "not alone and not waits"
	$(BIN)/pytest -n 3 --dist loadfile -m waits
	$(BIN)/pytest -m alone

lint: $(VENV)/dev.stamp
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

dashboards: $(VENV)/dev.stamp           ## grafana/dashboards, from grafana/source and the catalogue
	$(BIN)/python -m grafana.source

pictures: $(VENV)/dev.stamp             ## docs/pictures, by Grafana's own components (npm, chromium, prometheus)
	$(BIN)/python -m grafana.preview

bench: $(VENV)/dev.stamp                ## ratios against public tools, printed and kept in docs/proofs/bench.md
	@.ci/system-packages bench
	$(BIN)/python -m benchmarks

prove: $(VENV)/dev.stamp                ## the long proofs, results kept in docs/proofs/
	@.ci/system-packages prove
	$(BIN)/python -m benchmarks.prove_install
	$(BIN)/python -m benchmarks.half_province
	$(BIN)/python -m benchmarks.prove_kills
	$(BIN)/python -m benchmarks.prove_sheets
	$(BIN)/python -m benchmarks.prove_year
	$(BIN)/python -m benchmarks.prove_month
	$(BIN)/python -m benchmarks.prove

lock:                                   ## re-pin requirements/ from pyproject.toml (needs uv)
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	    --no-emit-find-links --no-header --group build pyproject.toml -o requirements/run.txt
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	    --no-emit-find-links --no-header --group dev pyproject.toml -o requirements/dev.txt

clean:
	rm -rf $(VENV) build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis

$(VENV)/bin/python:
	@echo "making a virtual environment in $(VENV)"
	@$(PYTHON) -m venv $(VENV)

$(VENV)/%.stamp: requirements/%.txt pyproject.toml | $(VENV)/bin/python
	@echo "installing $<"
	@$(PIP) install --require-hashes -r $<
	@$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@
