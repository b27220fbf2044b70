# A menu over CMake. `make scan` and `make test` install what they need; the other verbs say so when something is missing.
.DEFAULT_GOAL := build
JOBS ?= $(shell nproc)
BUILD := build/release
export CCACHE_BASEDIR := $(CURDIR)
export CCACHE_NOHASHDIR := 1

help:     ## this list
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' Makefile | expand -t 14

deps:     ## install what building needs
	@tools/install-packages build

deps-test:
	@tools/install-packages build test

build:    ## build build/waarborg (release)
	@[ -f $(BUILD)/build.ninja ] || cmake --preset release >/dev/null
	@cmake --build $(BUILD) -j $(JOBS) --target waarborg
	@ln -sfn release/waarborg build/waarborg

scan: deps build  ## scan this machine against the shipped directives, write waarborg-report.html
	@tools/scan-this-machine

test: deps-test build  ## build and run all tests
	@tools/run-tests

accept:   ## rewrite golden files after you have read the difference
	@cmake --preset dev >/dev/null && cmake --build build/dev -j $(JOBS)
	@tools/accept

fuzz:     ## fuzz one reader: make fuzz READER=dpkg [SECONDS=60]
	@tools/install-packages build check
	@tools/fuzz "$(READER)" "$(or $(SECONDS),60)"

bench:    ## measure: ratios against a peer on the same input in one run
	@tools/install-packages build bench
	@$(MAKE) --no-print-directory build
	@bench/run

bench-phones: ## measure scans of phones beside mvt-ios: make bench-phones INDICATORS=DIR
	@tools/install-packages build bench
	@$(MAKE) --no-print-directory build
	@bench/phones --indicators "$(INDICATORS)"

check:    ## format, tidy, layers, requirements, g++ and clang with sanitizers, the story
	@tools/install-packages build test check
	@tools/check

new-reader:  ## scaffold a reader: make new-reader GROUP=host NAME=wtmp
	@tools/new-reader "$(GROUP)" "$(NAME)"

install: build  ## install into PREFIX (default /usr/local)
	@cmake --install $(BUILD) --prefix "$(or $(PREFIX),/usr/local)"

deb: build    ## build build/waarborg_VERSION_ARCH.deb
	@tools/make-deb $(BUILD)

clean:    ## remove everything that was built
	@rm -rf build

.PHONY: help deps deps-test build scan test accept fuzz bench bench-phones check new-reader install deb clean
