# Everything a developer needs. The only thing to install beforehand is Python 3.11 or newer.

VENV := .venv
PY := $(VENV)/bin/python
READY := $(VENV)/.ready

.DEFAULT_GOAL := help
.PHONY: help run web screenshots test e2e proof bench mail-score check package clean

help:
	@echo "make run      all of Lippu on this machine (state in .lippu/, FRESH=1 starts anew, EMPTY=1 without sample tickets)"
	@echo "make web      build the agent workspace into web/dist (make run does it when needed)"
	@echo "make screenshots  the pictures of docs/tour.md (needs Chromium)"
	@echo "make test     tests without sockets to the outside"
	@echo "make e2e      tests of the whole local run, by mail and HTTP"
	@echo "make proof    faults, roles, leaks, fuzz, infrastructure and removed guards at full extent (about 20 minutes)"
	@echo "make bench    measurements against the budgets"
	@echo "make mail-score  how well mail is read: scores on a corpus of real mail (MAIL_CORPUS), times on hostile mail"
	@echo "make check    ruff, mypy, cfn-lint"
	@echo "make package  what 'chalice deploy' would upload, in out/ (STAGE=dev)"
	@echo "make clean    removes what make made, but no local tickets (.lippu/ stays)"

run: $(READY)
	@exec $(PY) -m infra.local

web: $(READY)
	@$(PY) -m infra.web

screenshots: $(READY)
	@$(PY) -m tests.e2e.screenshots

# The fault suites count what is left in the emulator, so they get a process of their own.
test: $(READY)
	@$(PY) -m pytest -q -n auto --ignore=tests/faults
	@$(PY) -m pytest -q tests/faults

# The addopts of pyproject.toml leave this folder out.
e2e: $(READY)
	@$(PY) -m pytest -o addopts="--strict-markers --strict-config -ra" -v tests/e2e

proof: $(READY)
	@$(PY) -m tests.proof

bench: $(READY)
	@$(PY) -m bench

mail-score: $(READY)
	@$(PY) tests/corpus_adapter.py
	@$(PY) -m bench mail

check: $(READY)
	@$(PY) -m ruff check .
	@$(PY) -m mypy
	@$(VENV)/bin/cfn-lint -c I -- infra/template.yaml infra/mail-in.yaml

STAGE ?= dev
package: $(READY)
	@AWS_DEFAULT_REGION=$${AWS_DEFAULT_REGION:-eu-west-1} $(VENV)/bin/chalice package --stage $(STAGE) out/

clean:
	rm -rf $(VENV) .tools out .pytest_cache .mypy_cache .ruff_cache .hypothesis .chalice/deployments
	find . -name __pycache__ -type d -not -path './.git/*' -prune -exec rm -rf {} +

# A name such as python3.13 may exist without working (version managers leave shims), so each one is tried.
$(READY): requirements.txt requirements-dev.txt
	@if [ ! -x $(PY) ]; then \
	  for name in python3.13 python3.12 python3.11 python3.14 python3; do \
	    if $$name -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then found=$$name; break; fi; \
	  done; \
	  if [ -z "$$found" ]; then \
	    echo "Lippu needs Python 3.11 or newer; this machine has: $$(python3 --version 2>/dev/null || echo none)."; \
	    echo "Install one (python.org, or your system's package python3.13) and run make again."; exit 2; \
	  fi; \
	  if ! $$found -c 'import venv, ensurepip' 2>/dev/null; then \
	    echo "$$found cannot make virtual environments: its venv module is missing."; \
	    echo "On Debian and Ubuntu: apt install $$($$found -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')"; exit 2; \
	  fi; \
	  echo "Making $(VENV) with $$($$found --version) ..."; $$found -m venv $(VENV) || { rm -rf $(VENV); exit 2; }; \
	fi
	@echo "Installing requirements (once; about a minute) ..."
	@$(PY) -m pip install --progress-bar on --disable-pip-version-check -r requirements-dev.txt \
	  || { echo "The requirements could not be installed: see the lines above. Is the package index reachable?"; exit 2; }
	@touch $@
