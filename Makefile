# PeaceTracker's everyday commands. `make run` and `make test` need only Python 3.11+ and make.
PYTHON ?= python3
PORT ?= 8000
BIN := .venv/bin
MANAGE := $(BIN)/python manage.py
# `make run` serves plain HTTP on this machine only; behind TLS leave PEACETRACKER_HTTPS at its default.
LOCAL := PEACETRACKER_HTTPS=$${PEACETRACKER_HTTPS:-false}
# In place, from what is installed: it registers the spaCy components, so that they can be used outside Django too.
INSTALL_OURSELVES = $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .

.PHONY: help setup run dev test lint format messages bench train meaning pronouns lock clean

help: ## List the commands.
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/'

setup: .venv/.installed ## Make the environment in .venv.

run: setup ## Make everything ready and serve on http://127.0.0.1:8000 (PORT= and DATABASE_URL= are respected).
	@$(LOCAL) $(MANAGE) prepare
	@echo "Serving on http://127.0.0.1:$(PORT) (Ctrl-C stops)"
	@$(LOCAL) $(BIN)/gunicorn peacetracker.wsgi --bind 127.0.0.1:$(PORT) --workers 2 --threads 4 --log-level warning

dev: .venv/.installed-dev ## Serve with autoreload and error pages.
	@PEACETRACKER_DEBUG=true $(MANAGE) prepare
	@PEACETRACKER_DEBUG=true $(MANAGE) runserver 127.0.0.1:$(PORT)

test: .venv/.installed-dev ## Run every test: SQLite, PostgreSQL, Chromium.
	@$(BIN)/python -m tests

lint: .venv/.installed-dev ## Check style, types, templates and migrations.
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	git ls-files -z --cached --others --exclude-standard -- 'templates/*.html' | xargs -0 $(BIN)/djade --target-version 5.2 --check
	PEACETRACKER_DEBUG=true $(MANAGE) makemigrations --check --dry-run

format: .venv/.installed-dev ## Format code and templates.
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	-git ls-files -z --cached --others --exclude-standard -- 'templates/*.html' | xargs -0 $(BIN)/djade --target-version 5.2

CATALOGUES = $(wildcard locale/*/LC_MESSAGES/django.po)

messages: .venv/.installed-dev ## Bring the translations in locale/ up to date and list what is missing (needs gettext).
	@$(MANAGE) makemessages --all --no-wrap --no-obsolete --add-location file --ignore 'tests/*' --ignore '.venv/*' --ignore 'var/*'
	@for po in $(CATALOGUES); do \
		sed -i '/^"POT-Creation-Date:/d' $$po; \
		msgfmt --check --statistics --output-file $${po%.po}.mo $$po || exit 1; \
		msgattrib --no-wrap --untranslated $$po; msgattrib --no-wrap --only-fuzzy $$po; \
	done

bench: .venv/.installed-dev ## Time attribution, extraction and ingest beside the bare parse (TEXTS=folder); linking: LINKING=10000,100000; pages: PAGES=100000; growth: GROWTH=10,30,90,1000.
	$(BIN)/python -m $(if $(PAGES),tests.benchmark_pages $(PAGES),$(if $(LINKING),tests.benchmark_linking $(LINKING),$(if $(GROWTH),tests.benchmark_growth $(GROWTH) $(TEXTS),tests.benchmark $(TEXTS))))

train: .venv/.installed-train ## Train the attribution model (POLNEAR=, BASE=, TEACHER=, WORK= name folders; see claims/training).
	$(BIN)/python -m claims.training --polnear "$(POLNEAR)" --base "$(BASE)" --teacher "$(TEACHER)" --work "$(WORK)"

meaning: .venv/.installed-train ## Train the meaning model (POLNEAR=, BASE=, WORK= name folders, DATE= its version).
	$(BIN)/python -m claims.training.meaning --polnear "$(POLNEAR)" --base "$(BASE)" --work "$(WORK)" --date "$(DATE)"

pronouns: .venv/.installed-train ## Train the coreference model (GAP=, POLNEAR=, BASE=, TEACHER=, WORK= name folders, DATE= its version).
	$(BIN)/python -m claims.training.coreference --gap "$(GAP)" --polnear "$(POLNEAR)" --base "$(BASE)" --teacher "$(TEACHER)" --work "$(WORK)" --date "$(DATE)"

lock: ## Renew the lock files (needs uv).
	uv pip compile pyproject.toml --universal --generate-hashes --no-emit-index-url --no-header --upgrade --quiet --output-file requirements.lock
	uv pip compile pyproject.toml --extra dev --universal --generate-hashes --no-emit-index-url --no-header --upgrade --quiet --output-file requirements-dev.lock

clean: ## Remove the environment and caches; var/ (database, secret key) stays.
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' \
		|| { echo "Python 3.11 to 3.13 is needed; $(PYTHON) is $$($(PYTHON) --version 2>&1). Run make PYTHON=python3.12 …"; exit 1; }
	@$(PYTHON) -m venv .venv \
		|| { echo "Could not make .venv. On Debian and Ubuntu: apt install python3-venv"; rm -rf .venv; exit 1; }

.venv/.installed: requirements.lock | .venv/bin/python
	@test .venv/.installed-dev -nt requirements.lock || { echo "Installing the requirements (once, about a minute) …"; \
		$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock; }
	@$(INSTALL_OURSELVES)
	@touch $@

.venv/.installed-dev: requirements-dev.lock | .venv/bin/python
	@echo "Installing the development requirements (once, about a minute) …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@$(INSTALL_OURSELVES)
	@touch $@

.venv/.installed-train: .venv/.installed-dev
	@echo "Installing torch for training (once; large) …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-build-isolation --editable '.[train]'
	@touch $@
