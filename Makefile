# make                   builds the tools in .build/release
# make demo              runs pipelines/quickstart.sh on a photograph
# make test              everything that has to hold: format, warnings, tools, tests
# make install PREFIX=…  copies the tools to PREFIX/bin (default: /usr/local)
# make bench             times conv beside its peers, which it installs outside the tree
# make clean             removes what was built

SHELL := /usr/bin/env bash
PREFIX ?= /usr/local
DEMO ?= demo
tools := $(shell awk -F'"' '/^ +tool./ { print $$2 }' Package.swift)

.PHONY: all bench demo test install uninstall clean

all:
	@.ci/dependencies build
	@.ci/build

demo: all
	@pipelines/quickstart.sh $(DEMO)

test:
	@.ci/dependencies test
	@swift format lint --strict -r Sources Tests Package.swift
	@.ci/build --tests
	@.ci/weak-vector-code
	@Tests/Arm64/check
	@.ci/pipelines
	@swift test -c release --skip-build --disable-testable-imports --disable-xctest

bench: all
	@CONV=$(CURDIR)/.build/release/conv Benchmarks/run $(BENCH)

install: all
	@mkdir -p '$(DESTDIR)$(PREFIX)/bin'
	@cd .build/release && install -m 755 -s $(tools) '$(DESTDIR)$(PREFIX)/bin'
	@echo "installed in $(DESTDIR)$(PREFIX)/bin: $(tools)"

uninstall:
	@cd '$(DESTDIR)$(PREFIX)/bin' && rm -f $(tools)

clean:
	@rm -rf .build demo
