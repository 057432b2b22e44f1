# Each target explains itself behind "##"; `make help` lists them.
.DEFAULT_GOAL := help
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c

# Once installed, Node is the locked one in node_modules/.bin; the system's does nothing but install it.
WITH_NODE := PATH="$(CURDIR)/node_modules/.bin:$$PATH"
WITHOUT_NODE := PATH="$${PATH//$(subst /,\/,$(CURDIR)/node_modules/.bin:)/}"

# Where `make run` keeps its data and where it listens; override them like `make run HTTP=127.0.0.1:9000`.
DATA ?= data
HTTP ?= 127.0.0.1:8025
SMTP ?= 127.0.0.1:2525
MAILBOX ?= support@example.com
# How long `make soak` and `make fuzz` take.
MINUTES ?= 10
# Where `make fuzz` keeps mails on which something went wrong; SEED repeats one of its rounds.
FINDINGS ?= .cache/fuzz

.PHONY: help
help: ## lists the targets
	@sed -nE 's/^([a-z-]+):.*## (.*)$$/\1\t\2/p' $(MAKEFILE_LIST) | \
	  while IFS=$$'\t' read -r target text; do printf 'make %-14s%s\n' "$$target" "$$text"; done

.PHONY: deps
deps: ## installs the dependencies of the lock file, the Node runtime among them
	@for tool in node npm; do \
	  command -v $$tool >/dev/null || { echo "$$tool is missing: install Node 20 or newer, and npm" >&2; exit 1; }; \
	done
	@$(WITHOUT_NODE) node .tools/installed.mjs || $(WITHOUT_NODE) npm ci

.PHONY: build
build: deps ## makes the one executable, dist/mailmanager
	@$(WITH_NODE) node .tools/build.ts

.PHONY: run
run: build ## starts it on ./data; the first time, sets that up and prints the administrator's password
	@test -e $(DATA)/mailmanager.db || dist/mailmanager setup --data $(DATA) --hostname localhost --mailbox $(MAILBOX)
	@exec dist/mailmanager serve --data $(DATA) --http $(HTTP) --smtp $(SMTP) --outgoing catch

.PHONY: check
check: deps ## checks types, format, lint, imports, what is unused, and the house rules
	@$(WITH_NODE) node .tools/check.ts

.PHONY: test
test: deps ## runs everything that must hold, with all its set-up; ends with "N passed, N failed"
	@$(WITH_NODE) node .tools/test.ts

.PHONY: reproducible
reproducible: deps ## builds in two folders and compares the executables byte for byte
	@$(WITH_NODE) node .tools/reproducible.ts

.PHONY: bench
bench: build ## measures, and prints one JSON line for each figure
	@$(WITH_NODE) node test/bench/run.ts

.PHONY: soak
soak: build ## kills the executable under load for MINUTES (10), and looks for what is lost or double
	@$(WITH_NODE) node test/crash/soak.ts --minutes $(MINUTES)

.PHONY: fuzz
fuzz: deps ## sends damaged mails through intake for MINUTES (10), and keeps what it finds in FINDINGS (.cache/fuzz)
	@$(WITH_NODE) node test/fuzz.ts --minutes $(MINUTES) --findings $(FINDINGS) $(if $(SEED),--seed $(SEED))

.PHONY: corpus
corpus: deps ## reads sets of mails by others and prints where we read them otherwise: make corpus CORPUS=DIR
	@$(WITH_NODE) node test/corpus-compare.ts $(CORPUS)

.PHONY: clean
clean: ## removes what was built; leaves ./data alone
	@rm -rf dist .cache
