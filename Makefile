# Docket. `make` lists what there is to do; CI calls these targets and nothing else.

SHELL := /bin/bash
SWIFT ?= swift

# Flags and names of harnesses for `make torture`, such as `kill --kill-kills 100`; all if empty.
TORTURE ?=

# How many requests `make fuzz` makes of each database, and which ones; DATABASE=sqlite or
# DATABASE=postgres has it ask one alone.
CASES ?= 20000
SEED ?= 1

# Where `make serve` listens and what it keeps its orders in.
HOST ?= 127.0.0.1
PORT ?= 8080
DATABASE ?= sqlite:docket-sandbox.db

# What `make lint` and `make format` look at; hidden folders such as .build are passed over.
SOURCES := Package.swift $(wildcard Sources Tests Benchmarks)

.DEFAULT_GOAL := help
.PHONY: help setup serve test torture fuzz lint format bench clean

help: ## Lists the targets
	@awk 'BEGIN { FS = ":.*## " } /^[a-z]+:.*## / { printf "make %-8s %s\n", $$1, $$2 }' \
		$(firstword $(MAKEFILE_LIST))

setup: ## Checks for Swift and installs the system packages that are missing
	@scripts/setup

serve: setup ## Builds and starts a sandbox server (HOST, PORT, DATABASE)
	$(SWIFT) build -c release --product docket --static-swift-stdlib
	.build/release/docket serve --sandbox --host '$(HOST)' --port '$(PORT)' \
		--database '$(DATABASE)'

test: export CI := 1
# All at once they would only get in each other's way.
test: export SWT_EXPERIMENTAL_MAXIMUM_PARALLELIZATION_WIDTH := 16
test: ## Builds with warnings as errors and runs all tests (DOCKET_QUERY_FILTERS, DOCKET_QUERY_SEED)
	@scripts/setup test
	$(SWIFT) build --build-tests
	$(SWIFT) test --skip-build 2>&1 | tee .build/test.log; \
		exit_code=$${PIPESTATUS[0]}; \
		if [ $$exit_code -ne 0 ]; then echo 'What failed:'; grep '✘' .build/test.log; fi; \
		exit $$exit_code
	python3 -m unittest discover -q -s Tests/Torture
	Tests/Torture/torture --binary .build/debug/docket --short

torture: ## Breaks things around the server for hours, with planted bugs and without (TORTURE)
	@scripts/setup test
	$(SWIFT) build --product docket
	$(SWIFT) build -c release --product docket --static-swift-stdlib
	Tests/Torture/torture --binary .build/debug/docket --planted $(TORTURE)
	Tests/Torture/torture --binary .build/release/docket --long $(TORTURE)

fuzz: export CI := 1
fuzz: ## Asks whatever /openapi.json allows, and more; judges the answers (CASES, SEED, DATABASE)
	@scripts/setup test
	$(SWIFT) build --build-tests
	for database in $(or $(filter sqlite postgres,$(DATABASE)),sqlite postgres); do \
		DOCKET_TEST_DATABASES=$$database DOCKET_FUZZ_CASES=$(CASES) DOCKET_FUZZ_SEED=$(SEED) \
			$(SWIFT) test --skip-build --filter FuzzTests || exit 1; \
	done

lint: ## Fails where the layout is not what `make format` makes it
	$(SWIFT) format lint --strict --recursive --parallel --configuration .swift-format $(SOURCES)

format: ## Lays out the sources
	$(SWIFT) format --in-place --recursive --parallel --configuration .swift-format $(SOURCES)

bench: ## Measures the server and prints ratios
	@scripts/setup bench
	Benchmarks/run

clean: ## Removes what was built
	rm -rf .build Benchmarks/.build
