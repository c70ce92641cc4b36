# Every target may be called on a fresh clone: what it needs is made first, and only when it is missing or older.

PYTHON ?= python3
PORT ?= 8000
VENV := .venv
BIN := $(VENV)/bin
MANAGE := $(BIN)/python manage.py
export PORT

.PHONY: setup demo check test test-services lock messages wheel bench lighthouse clean
.DEFAULT_GOAL := help

help: ## What there is
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

$(BIN)/uv:
	@echo "· Virtual environment in $(VENV)"
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/uv.txt

$(VENV)/.site: requirements/site.txt $(BIN)/uv
	@echo "· Python packages"
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements/site.txt
	@touch $@

$(VENV)/.dev: requirements/dev.txt $(VENV)/.site
	@echo "· Python packages for development"
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements/dev.txt
	@touch $@

node_modules/.kenno: package-lock.json
	@echo "· Browser packages"
	@npm ci --silent --no-audit --no-fund --ignore-scripts
	@touch $@

tests/interop/openbadges/node_modules/.kenno: tests/interop/openbadges/package-lock.json
	@echo "· Other people's verifiers"
	@npm ci --silent --no-audit --no-fund --ignore-scripts --prefix tests/interop/openbadges
	@touch $@

setup: $(VENV)/.site node_modules/.kenno ## Everything but the server: packages, assets, database, demo content
	@echo "· Browser assets, database, demo content"
	@$(BIN)/python -m home.demo.setting_up

demo: $(VENV)/.site node_modules/.kenno ## Set up and serve the demonstration on http://localhost:$(PORT)
	@echo "· Browser assets, database, demo content"
	@exec $(BIN)/python -m home.demo.setting_up --serve

check: $(VENV)/.dev node_modules/.kenno ## Lint, format, types, layers, templates, migrations
	@.ci/check

test: $(VENV)/.dev node_modules/.kenno tests/interop/openbadges/node_modules/.kenno ## The whole suite
	@$(MANAGE) collect_assets
	@$(BIN)/python -m home.messages compile
	@$(BIN)/pytest -n auto --dist loadfile $(ARGS)

# What says nothing about services is left out; tests/on_services.py names it, with the reasons.
test-services: $(VENV)/.dev node_modules/.kenno ## The suite on PostgreSQL and Redis, browser journeys aside
	@$(MANAGE) collect_assets
	@$(BIN)/python -m home.messages compile
	@$(BIN)/python -m tests.on_services $(ARGS)

messages: $(VENV)/.site ## Bring the Finnish and Swedish catalogues in step with the code
	@$(BIN)/python -m home.messages

wheel: $(VENV)/.dev node_modules/.kenno ## Build the wheel of the three plugins: translations compiled, browser assets in it
	@$(BIN)/python -m home.messages compile
	@SOURCE_DATE_EPOCH=$${SOURCE_DATE_EPOCH:-$$(git log -1 --format=%ct)} $(BIN)/uv build --quiet --wheel --no-build-isolation

bench: $(VENV)/.dev ## What is fast, how fast, against whom (docs/performance.md)
	@for one in statements rebuilding credentials packages pages catalogue peers; do $(BIN)/python -m tests.benchmarks.bench_$$one; done

tests/lighthouse/node_modules/.kenno: tests/lighthouse/package-lock.json
	@echo "· Lighthouse"
	@npm ci --silent --no-audit --no-fund --ignore-scripts --prefix tests/lighthouse
	@touch $@

lighthouse: $(VENV)/.dev node_modules/.kenno tests/lighthouse/node_modules/.kenno ## What Lighthouse says of the public pages; fails below 95
	@$(BIN)/python -m tests.lighthouse.measure

lock: $(BIN)/uv ## Pin the dependencies again
	@for extra in site dev; do \
	  $(BIN)/uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-header \
	    --extra site $$( [ $$extra = dev ] && echo --extra dev ) -o requirements/$$extra.txt pyproject.toml; done
	@echo uv | $(BIN)/uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-header -o requirements/uv.txt -
	@npm install --package-lock-only --omit-lockfile-registry-resolved

clean: ## Remove what was made, but not the database and the files of the demonstration
	@rm -rf $(VENV) node_modules var/assets var/static var/fonts
