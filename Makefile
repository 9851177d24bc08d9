# The front door. Each target installs what it needs by package name (as root; otherwise it says what is missing), then calls meson.
SHELL := /bin/sh
BUILD := build
ASAN := build-asan
TSAN := build-tsan
FUZZ := build-fuzz
CASES := $(or $(wildcard ../shared/conformance),$(RAMPART_SHARED)/conformance)
FUZZ_SECONDS := 60

.PHONY: denied all changes demo test quick conformance bench fuzz fuzz-build install clean setup asan tsan test-tsan reproducible

all: $(BUILD)/build.ninja
	@ninja -C $(BUILD) -j $$(nproc)

setup:
	@scripts/setup

$(BUILD)/build.ninja: | setup
	@meson setup $(BUILD) >/dev/null

# The main jobs on the repository's own examples: the gate stops a tree; an account is swept, scored and watched.
demo: all
	@scripts/demo $(BUILD)/src/cli/rampart
	@echo
	@python3 scripts/demo_live $(BUILD)/src/cli/rampart

# All tests: unit, content, other people's cases, end to end, again under AddressSanitizer and UBSan, threads under ThreadSanitizer, short fuzz runs; tests/run.py builds what it needs
# besides the release while that is tested. Ends with "N passed, N failed". JOBS=N: so many at a time.
test: all
	@command -v clang >/dev/null || echo "clang is not here: fuzz targets are not run"
	@python3 tests/run.py $(if $(JOBS),--jobs $(JOBS)) --build $(BUILD) --asan $(ASAN) --tsan $(TSAN) $$(command -v clang >/dev/null && echo --fuzz $(FUZZ))

# The same without the sanitizers, for work.
quick: all
	@python3 tests/run.py $(if $(JOBS),--jobs $(JOBS)) --build $(BUILD)

asan: setup
	@[ -f $(ASAN)/build.ninja ] || meson setup $(ASAN) -Db_sanitize=address,undefined -Dbuildtype=debugoptimized -Db_lundef=false >/dev/null
	@ninja -C $(ASAN) -j $$(nproc)

tsan: setup
	@[ -f $(TSAN)/build.ninja ] || meson setup $(TSAN) -Db_sanitize=thread -Dbuildtype=debugoptimized -Db_lundef=false >/dev/null
	@ninja -C $(TSAN) -j $$(nproc)

# What runs in several threads, under ThreadSanitizer.
test-tsan:
	@python3 tests/run.py --tsan $(TSAN)

# Cases of other people: make conformance CASES=DIR (laid out as DIR/rego, DIR/hcl, DIR/jmespath, DIR/checkov, DIR/checkov-plan).
conformance: all
	@python3 tests/conformance/run.py $(BUILD) "$(CASES)"

# Each call of each collector refused in turn: no verdict may get better, and what rests on the call is unknown. Three minutes; DENIED=s3:GetBucketAcl,... takes only those. Part of make test.
denied: all
	@cd tests/e2e && python3 -u test_denied.py

# 20,000 random changes of an account on moto, told by events: the state is what a sweep finds. A quarter of an hour.
changes: all
	@RAMPART_CHANGES=20000 python3 -m unittest discover -v -s tests/e2e -p test_changes.py

bench: all
	@for b in bench/*/run.sh bench/live/events.sh; do echo "== $$b"; $$b || exit 1; done

fuzz-build:
	@CC=clang scripts/setup
	@[ -f $(FUZZ)/build.ninja ] || CC=clang meson setup $(FUZZ) -Dfuzz=true -Db_sanitize=address,undefined -Dbuildtype=debugoptimized -Db_lundef=false -Dwerror=false >/dev/null
	@ninja -C $(FUZZ) -j $$(nproc) fuzzers

fuzz: fuzz-build
	@scripts/fuzz $(FUZZ) $(FUZZ_SECONDS)

install: all
	@meson install -C $(BUILD)

# Two builds from nothing give the same bytes.
reproducible:
	@scripts/reproducible

clean:
	@rm -rf $(BUILD) $(ASAN) $(TSAN) $(FUZZ)
