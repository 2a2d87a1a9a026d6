# LaneID. `make` or `make help` says what there is.

PREFIX  ?= /usr/local
DESTDIR ?=
# How often `make kill-test` kills the daemon.
N       ?= 1000
# How long `make slow-test` has a client that does not read, and `make fuzz` feeds each parser.
SECONDS ?= 60

SWIFT   ?= swift
STRIP   ?= strip
# Where the release build lands.
RELEASE := .build/release
# The daemon carries Swift with it, and is optimised across modules. Nobody links to it: a table of
# its symbols would only cost memory, 0.8 MB of it.
# What is written to once, at the start, is read-only afterwards (-z relro, -z now); and a library
# is looked for where the system has it, never beside the program.
RELEASE_FLAGS := -c release --static-swift-stdlib -Xswiftc -cross-module-optimization \
	-Xlinker --no-export-dynamic -Xlinker -z -Xlinker relro -Xlinker -z -Xlinker now \
	--disable-local-rpath
# No warnings, and no import that Package.swift does not name.
STRICT_FLAGS := -Xswiftc -warnings-as-errors --explicit-target-dependency-import-check error
# In CI the tests use the strict build, so that nothing is compiled twice.
TEST_FLAGS := $(if $(CI),$(STRICT_FLAGS))

BUILD_PACKAGES := libusb-1.0-0-dev libsqlite3-dev pkg-config
# Other programs that tests call: lane programs that are not ours, and other users of a port.
TEST_PACKAGES := python3 socat
BENCH_PACKAGES := sqlite3 gcc libc6-dev
SOURCE_PACKAGES := mariadb-server mariadb-client
GUEST_PACKAGES := qemu-system-x86 kmod cpio busybox-static udev

.DEFAULT_GOAL := help
.PHONY: help setup setup-test setup-bench setup-source setup-guest build demo test bench check kill-test slow-test \
	source-test hardware-test fuzz guard-test \
	install uninstall

help: ## what can be made
	@sed -n 's/^\([a-z][a-z-]*\):.*## \(.*\)/  make \1|\2/p' Makefile \
	| awk -F'|' '{ printf "%-22s%s\n", $$1, $$2 }'

# Needs the list of packages as $(1). Says nothing when all of them are there.
define need
@missing=""; \
for package in $(1); do \
	dpkg-query -W -f='$${db:Status-Status}' $$package 2>/dev/null | grep -qx installed \
	|| missing="$$missing $$package"; \
done; \
if [ -z "$$missing" ]; then exit 0; fi; \
if ! command -v apt-get >/dev/null; then \
	echo "LaneID needs what Debian calls$$missing, and there is no apt-get here to fetch it." >&2; \
	echo "Install it with this system's own package manager." >&2; exit 1; \
fi; \
as_root=""; \
if [ "$$(id -u)" -ne 0 ]; then \
	as_root="sudo"; \
	if ! command -v sudo >/dev/null || ! { sudo -n true 2>/dev/null || { [ -t 0 ] && sudo -v; }; }; then \
		echo "LaneID needs$$missing, and this user may not install packages. As root, type:" >&2; \
		echo "    apt-get update && apt-get install$$missing" >&2; exit 1; \
	fi; \
fi; \
echo "Installing$$missing" >&2; \
install() { $$as_root env DEBIAN_FRONTEND=noninteractive \
	apt-get install -y -q --no-install-recommends $$missing </dev/null; }; \
install >/dev/null 2>&1 || { $$as_root apt-get update -q </dev/null && install; } || { \
	echo "These packages could not be installed:$$missing. To see why, type as root:" >&2; \
	echo "    apt-get update && apt-get install$$missing" >&2; exit 1; \
}
endef

setup: ## install what a build needs and is not there (Debian, Ubuntu)
	@command -v $(SWIFT) >/dev/null || { \
		echo "LaneID needs Swift 6.2 or newer: https://www.swift.org/install/linux" >&2; exit 1; }
	@pkg-config --exists libusb-1.0 sqlite3 2>/dev/null || $(MAKE) --no-print-directory setup-build

.PHONY: setup-build
setup-build:
	$(call need,$(BUILD_PACKAGES))

setup-test: setup
	$(call need,$(TEST_PACKAGES))

setup-bench: setup
	$(call need,$(BENCH_PACKAGES))

build: setup ## the two programs, optimised: .build/release/laneidd and .build/release/laneid
	$(SWIFT) build $(RELEASE_FLAGS) --product laneidd
	$(SWIFT) build $(RELEASE_FLAGS) --product laneid

demo: build ## see it work without hardware; KEEP=1 leaves it running
	@$(RELEASE)/laneid demo $(if $(KEEP),--keep)

test: setup-test ## all tests
	@SWIFT=$(SWIFT) Tests/run $(TEST_FLAGS)

bench: setup-bench build ## the figures of docs/benchmarks.md, measured here; UPDATE=1 writes them there
	$(SWIFT) build $(RELEASE_FLAGS) --product bench
	@gcc -O2 -Wall -o $(RELEASE)/relay Tests/Bench/relay.c
	@set -e; table=.build/bench.txt; \
	$(RELEASE)/bench $(if $(UPDATE),--markdown) $(PARTS) \
		--swift "$$($(SWIFT) --version 2>&1 | sed -n 's/.*Swift version \([^ ]*\).*/\1/p')" > $$table; \
	cat $$table; \
	if [ -n "$(UPDATE)" ]; then \
		sed -i -e '/^<!-- bench -->/,/^<!-- \/bench -->/{//!d}' -e "/^<!-- bench -->/r $$table" docs/benchmarks.md; \
	fi

check: setup ## format, no warnings, no import that is not declared
	$(SWIFT) format lint --strict -r Package.swift Sources Tests
	$(SWIFT) build --build-tests $(STRICT_FLAGS)

kill-test: setup-test ## kill -9 the daemon N=1000 times under a stream of scans, and with an import beside it; nothing may be lost
	LANEID_KILLS=$(N) $(SWIFT) test $(TEST_FLAGS) --filter KillTests

setup-source: setup
	$(call need,$(SOURCE_PACKAGES))

source-test: setup-source ## a real MariaDB with CORE-POS's tables is imported through its own client
	$(SWIFT) build $(TEST_FLAGS) --product laneid
	@Tests/SourceTest/run .build/debug/laneid

setup-guest: setup
	$(call need,$(GUEST_PACKAGES))

BOOT := Tests/VirtualLane/Guest/boot
VIRTUAL_LANE := $(BOOT) -- .build/debug/VirtualLane
# The re-plugs mostly wait for the kernel: they have a guest of their own, beside the one with all
# other checks.
IN_TWO_GUESTS = $(VIRTUAL_LANE) "some at once" >.build/guest/re-plugs.txt 2>&1 & other=$$!; status=0; \
	$(VIRTUAL_LANE) "-some at once" || status=$$?; \
	wait $$other || status=$$?; cat .build/guest/re-plugs.txt; exit $$status

hardware-test: setup-guest ## the daemon on a real USB stack, in an emulated machine; ONLY=word REPLUGS=100
	$(SWIFT) build $(RELEASE_FLAGS) --product laneidd
	$(SWIFT) build $(TEST_FLAGS) --product VirtualLane
	$(SWIFT) build $(TEST_FLAGS) --product laneid
	@$(BOOT) --prepare
	@export REPLUGS=$(or $(REPLUGS),100); \
	export GUEST_SECONDS=$${GUEST_SECONDS:-$$((400 + 4 * REPLUGS))}; $(if $(ONLY),$(VIRTUAL_LANE) $(ONLY),$(IN_TWO_GUESTS))

# The compiler takes both at once only from this flag; SwiftPM's own then link what they need.
FUZZ_FLAGS := --scratch-path .build/fuzz -c release --sanitize address --sanitize fuzzer \
	-Xswiftc -sanitize=fuzzer,address -Xswiftc -enable-testing

fuzz: setup ## each parser of outside bytes under libFuzzer with AddressSanitizer; SECONDS=60 ONLY=word SEED=number
	LANEID_FUZZ=1 $(SWIFT) build $(FUZZ_FLAGS) $(STRICT_FLAGS) --product fuzz
	@SEED=$(SEED) Tests/Fuzz/run $(SECONDS) $(ONLY)

guard-test: setup ## the payment-card guard against COUNT=1000000 card numbers, and honest ones of each kind
	$(SWIFT) build -c release --product guard-test
	@$(RELEASE)/guard-test $(if $(COUNT),--count $(COUNT)) $(if $(SEED),--seed $(SEED)) $(if $(MARKDOWN),--markdown)

slow-test: build setup-test ## a client that stops reading for SECONDS=60 under 1,000 events/s; prints what it does to another
	LANEID_PROGRAMS=$(RELEASE) LANEID_SLOW_SECONDS=$(SECONDS) $(SWIFT) test $(TEST_FLAGS) --filter SlowClientTests

BIN   = $(DESTDIR)$(PREFIX)/bin
UNITS = $(DESTDIR)$(PREFIX)/lib/systemd/system
USERS = $(DESTDIR)$(PREFIX)/lib/sysusers.d
RULES = $(DESTDIR)$(PREFIX)/lib/udev/rules.d
SHARE = $(DESTDIR)$(PREFIX)/share/laneid

install: ## install what `make build` made; PREFIX=/usr/local DESTDIR=
	@test -x $(RELEASE)/laneidd -a -x $(RELEASE)/laneid \
		|| { echo "There is nothing to install yet: type make build first." >&2; exit 1; }
	install -d $(BIN) $(UNITS) $(USERS) $(SHARE)
	install -m 755 $(RELEASE)/laneidd $(RELEASE)/laneid $(BIN)
# Names of functions are for whoever looks for a fault: without them laneid has 64 MB instead of 91,
# laneidd 17 instead of 35.
	@command -v $(STRIP) >/dev/null && $(STRIP) $(BIN)/laneidd $(BIN)/laneid \
		|| echo "There is no strip here: the programs are installed with all their names." >&2
	sed 's|/usr/local/bin|$(PREFIX)/bin|g' systemd/laneidd.service > $(UNITS)/laneidd.service
	chmod 644 $(UNITS)/laneidd.service
	install -m 644 systemd/laneid.sysusers $(USERS)/laneid.conf
	install -m 644 systemd/laneid.example.json $(SHARE)/laneid.example.json
	set -e; for rules in $(wildcard udev/*.rules); do \
		install -d $(RULES); install -m 644 $$rules $(RULES); done
	@[ -n "$(DESTDIR)" ] || printf '%s\n' 'Installed. Next, type:' \
		'    sudo systemd-sysusers                                             # user and group laneid' \
		'    sudo udevadm control --reload && sudo udevadm trigger             # let it have the readers' \
		'    sudo systemctl daemon-reload && sudo systemctl enable --now laneidd' \
		'    sudo usermod -aG laneid "$$USER"                                   # then log in again' \
		'    laneid doctor' \
		'    sudo -u laneid laneid directory import FILE                       # your customers' \
		'    laneid watch'

uninstall: ## remove what `make install` installed; settings and data stay
	rm -f $(BIN)/laneidd $(BIN)/laneid $(UNITS)/laneidd.service $(USERS)/laneid.conf
	rm -f $(addprefix $(RULES)/,$(notdir $(wildcard udev/*.rules)))
	rm -rf $(SHARE)
