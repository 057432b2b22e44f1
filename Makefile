# Every target explains itself behind "##"; `make help` lists them.
.DEFAULT_GOAL := help
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
# From `deps` on, Node is the locked one in node_modules/.bin; the system's is needed only to install.
WITH_NODE := PATH="$(CURDIR)/node_modules/.bin:$$PATH"
WITHOUT_NODE := PATH="$${PATH//$(subst /,\/,$(CURDIR))\/node_modules\/.bin:/}"

.PHONY: help
help: ## lists the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)$$/\1\t\2/' | \
	  while IFS=$$'\t' read -r target text; do printf 'make %-14s %s\n' "$$target" "$$text"; done

.PHONY: deps
deps: ## installs the dependencies of the lock file, the Node runtime among them
	@command -v node >/dev/null && command -v npm >/dev/null || { echo 'Node 20 or newer and npm are needed to install the rest' >&2; exit 1; }
	@$(WITHOUT_NODE) node .tools/installed.mjs || $(WITHOUT_NODE) npm ci

.PHONY: build
build: deps ## makes the one executable, dist/mailmanager
	@$(WITH_NODE) node .tools/build.ts
