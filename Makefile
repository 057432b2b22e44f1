# The text after "##" describes a target; `make help` lists them.
.DEFAULT_GOAL := help
SHELL := /bin/bash
# With a socket as its standard input, bash would assume that it is a remote shell and read its startup files.
.SHELLFLAGS := --norc -eu -o pipefail -c

# Once installed, Node is the locked one in node_modules/.bin; the system's is used only to install it.
WITH_NODE := PATH="$(CURDIR)/node_modules/.bin:$$PATH"
WITHOUT_NODE := PATH="$${PATH//$(subst /,\/,$(CURDIR)/node_modules/.bin:)/}"

# Where `make run` keeps its data and where it listens; override them like `make run HTTP=127.0.0.1:9000`.
DATA ?= data
HTTP ?= 127.0.0.1:8025
SMTP ?= 127.0.0.1:2525
MAILBOX ?= support@example.com
# How long `make soak` and `make fuzz` take.
MINUTES ?= 10
# Where `make fuzz` saves mails that caused a failure; SEED repeats one of its rounds.
FINDINGS ?= .cache/fuzz
SCREENSHOTS ?= .cache/screenshots

.PHONY: help
help: ## lists the targets
	@sed -nE 's/^([a-z-]+):.*## (.*)$$/\1\t\2/p' $(MAKEFILE_LIST) | \
	  while IFS=$$'\t' read -r target text; do printf 'make %-14s%s\n' "$$target" "$$text"; done

.PHONY: deps
deps: ## installs the dependencies in the lock file, including the Node runtime
	@for tool in node npm; do \
	  command -v $$tool >/dev/null || { echo "$$tool is missing: install Node 20 or newer, and npm" >&2; exit 1; }; \
	done
	@# Without warnings that packages want a newer Node: what they run with is in the lock.
	@$(WITHOUT_NODE) node .tools/installed.mjs || $(WITHOUT_NODE) npm ci --loglevel=error

.PHONY: build
build: deps ## builds the executable, dist/mailmanager
	@$(WITH_NODE) node .tools/build.ts

.PHONY: run
run: build ## runs it on ./data; the first time, sets it up and prints the administrator's password
	@test -e $(DATA)/mailmanager.db || dist/mailmanager setup --data $(DATA) --hostname localhost --mailbox $(MAILBOX)
	@exec dist/mailmanager serve --data $(DATA) --http $(HTTP) --smtp $(SMTP) --outgoing catch

.PHONY: check
check: deps ## checks types, format, lint, imports, unused code, and the house rules
	@$(WITH_NODE) node .tools/check.ts

.PHONY: test
test: deps ## runs all checks and tests, and installs what they need; ends with "N passed, N failed"
	@$(WITH_NODE) node .tools/test.ts

.PHONY: reproducible
reproducible: deps ## builds in two folders and compares the executables byte for byte
	@$(WITH_NODE) node .tools/reproducible.ts

.PHONY: bench
bench: build ## runs the benchmarks; prints one JSON line per figure; SIZE=N: pages at N tickets, beside 1,000
	@$(WITH_NODE) node test/bench/$(if $(SIZE),sized.ts $(SIZE),run.ts)

.PHONY: soak
soak: build ## kills the executable under load for MINUTES (10), and checks for lost and duplicate mail
	@$(WITH_NODE) node test/crash/soak.ts --minutes $(MINUTES)

.PHONY: fuzz
fuzz: deps ## processes damaged mails for MINUTES (10), and saves what it finds in FINDINGS (.cache/fuzz)
	@$(WITH_NODE) node test/fuzz.ts --minutes $(MINUTES) --findings $(FINDINGS) $(if $(SEED),--seed $(SEED))

.PHONY: corpus
corpus: deps ## reads third-party sets of mails and prints where our result differs: make corpus CORPUS=DIR
	@$(WITH_NODE) node test/corpus-compare.ts $(CORPUS)

# Where `make install` installs: binary and units below PREFIX, the configuration in /etc, all below DESTDIR.
PREFIX ?= /usr/local
DESTDIR ?=
# BOX=yes adds what only the disk image needs: systemd/box.
BOX ?=
UNITS := $(wildcard systemd/*.service systemd/*.socket $(if $(BOX),systemd/box/*.service systemd/box/*.socket))
INSTALLED := $(PREFIX)/bin/mailmanager $(PREFIX)/share/man/man1/mailmanager.1 \
  $(addprefix $(PREFIX)/lib/systemd/system/,$(notdir $(UNITS))) $(PREFIX)/lib/sysusers.d/mailmanager.conf \
  $(PREFIX)/lib/tmpfiles.d/mailmanager.conf $(PREFIX)/lib/systemd/system-preset/50-mailmanager.preset \
  $(if $(BOX),$(addprefix $(PREFIX)/lib/,systemd/journald.conf.d/50-mailmanager.conf tmpfiles.d/mailmanager-box.conf \
    systemd/system-preset/51-mailmanager-box.preset systemd/system/mailmanager.service.d/50-box.conf \
    systemd/system/systemd-networkd.service.d/50-mailmanager.conf mailmanager/firewall.nft \
    udev/rules.d/60-mailmanager-console.rules))
CONFIGURATION := $(DESTDIR)/etc/mailmanager/mailmanager.toml

.PHONY: install
install: ## installs the built executable and its units; supports DESTDIR, PREFIX (/usr/local), BOX
	@test -x dist/mailmanager || { echo 'dist/mailmanager is missing: run "make build" first' >&2; exit 1; }
	@put() { install -D -m "$$1" "$$2" "$(DESTDIR)$(PREFIX)/$$3"; }; \
	put 755 dist/mailmanager bin/mailmanager; \
	put 644 systemd/mailmanager.1 share/man/man1/mailmanager.1; \
	put 644 systemd/mailmanager.sysusers lib/sysusers.d/mailmanager.conf; \
	put 644 systemd/mailmanager.tmpfiles lib/tmpfiles.d/mailmanager.conf; \
	put 644 systemd/mailmanager.preset lib/systemd/system-preset/50-mailmanager.preset; \
	for unit in $(UNITS); do \
	  put 644 $$unit lib/systemd/system/$${unit##*/}; \
	  sed -i 's|=/usr/bin/|=$(PREFIX)/bin/|' "$(DESTDIR)$(PREFIX)/lib/systemd/system/$${unit##*/}"; \
	done; \
	if test -n "$(BOX)"; then \
	  put 644 systemd/box/journald.conf lib/systemd/journald.conf.d/50-mailmanager.conf; \
	  put 644 systemd/box/box.tmpfiles lib/tmpfiles.d/mailmanager-box.conf; \
	  put 644 systemd/box/console.rules lib/udev/rules.d/60-mailmanager-console.rules; \
	  put 644 systemd/box/box.preset lib/systemd/system-preset/51-mailmanager-box.preset; \
	  put 644 systemd/box/mailmanager.service.conf lib/systemd/system/mailmanager.service.d/50-box.conf; \
	  put 644 systemd/box/networkd.service.conf lib/systemd/system/systemd-networkd.service.d/50-mailmanager.conf; \
	  put 644 systemd/box/firewall.nft lib/mailmanager/firewall.nft; \
	fi
	@test -e $(CONFIGURATION) || { install -d -m 755 $(dir $(CONFIGURATION)); \
	  dist/mailmanager help configuration > $(CONFIGURATION); chmod 644 $(CONFIGURATION); }
ifeq ($(DESTDIR),)
	@if test -d /run/systemd/system; then \
	  systemd-sysusers mailmanager.conf; systemd-tmpfiles --create mailmanager.conf; systemctl daemon-reload; \
	  chown root:mailmanager $(CONFIGURATION); chmod 640 $(CONFIGURATION); \
	  systemctl preset $(notdir $(UNITS)); \
	  echo 'installed; to start it, run: systemctl restart mailmanager-{smtp,http,https}.socket mailmanager'; \
	fi
endif

.PHONY: uninstall
uninstall: ## removes what `make install` installed; keeps data, user and configuration
ifeq ($(DESTDIR),)
	@! test -d /run/systemd/system || systemctl disable --now $(notdir $(UNITS)) || true
endif
	@rm -f $(addprefix $(DESTDIR),$(INSTALLED))
ifeq ($(DESTDIR),)
	@! test -d /run/systemd/system || systemctl daemon-reload
	@echo 'kept: /var/lib/mailmanager, /etc/mailmanager, the user mailmanager'
endif

.PHONY: deb
deb: build ## builds the Debian package, dist/mailmanager_VERSION_ARCH.deb
	@$(WITH_NODE) node .tools/deb.ts

# The disk image: VERSION, ARCHITECTURE (amd64, arm64), KEY=FILE of the private key that signs a release, OUTPUT=DIR.
export VERSION ARCHITECTURE KEY OUTPUT

.PHONY: image
image: build ## builds the disk image and the update in dist/, from the locks in image/locks
	@$(WITH_NODE) node image/make.ts

.PHONY: image-lock
image-lock: deps ## updates image/locks to the mirror's newest packages, and prints what changed
	@$(WITH_NODE) node image/refresh-lock.ts

.PHONY: image-reproducible
image-reproducible: build ## builds the image twice, in different environments, and compares every file
	@$(WITH_NODE) node image/reproducible.ts

.PHONY: screenshots
screenshots: build ## takes pictures of the main pages, in light, dark and on a phone, in SCREENSHOTS (.cache/screenshots)
	@$(WITH_NODE) node .tools/screenshots.ts $(SCREENSHOTS)

.PHONY: boot
boot: deps ## starts the image in QEMU: pages on a local port, the console in this terminal
	@$(WITH_NODE) node image/boot.ts

# WHEN=changed only starts the image once if nothing that these tests cover has changed.
export WHEN

.PHONY: test-image
test-image: build ## tests the image in virtual machines; ends with "N passed, N failed"
	@$(WITH_NODE) node .tools/test-image.ts

.PHONY: clean
clean: ## removes what was built; keeps ./data
	@rm -rf dist .cache
