# Every target works on a fresh machine that has Go and make; `make help` lists
# them.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

GOLANGCI_LINT := v2.15.0
GOFUMPT := v0.12.0
ACTIONLINT := v1.7.7
GORELEASER := v2.16.0
CYCLONEDX := v1.9.0
FUZZTIME ?= 10s
TESTFLAGS ?=
SHARED ?= ../shared
TOOLS := $(CURDIR)/bin/tools

.PHONY: help build demo test lint fuzz oracle e2e bench bench-accuracy corpus catalog docs generate clean workflows release-files release-check release

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / {printf "%-16s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

build: ## build bin/ctypes and bin/ctypes-svg
	@mkdir -p bin
	go build -trimpath -ldflags "-s -w" -o bin/ ./cmd/ctypes ./cmd/ctypes-svg

demo: build ## check a web application that is right, and then with one fault after another
	@bin/ctypes demo

test: ## run all tests; TESTFLAGS=-race for the race detector
	go test $(TESTFLAGS) ./...

lint: $(TOOLS)/golangci-lint-$(GOLANGCI_LINT) $(TOOLS)/gofumpt-$(GOFUMPT) ## run the linters
	@test -z "$$($(TOOLS)/gofumpt-$(GOFUMPT) -l . | tee /dev/stderr)"
	$< run ./...
	go mod tidy -diff

workflows: $(TOOLS)/actionlint-$(ACTIONLINT) ## check the workflows and the action that they use
	$< .github/workflows/*.yml docs/examples/*-workflow.yml

$(TOOLS)/actionlint-$(ACTIONLINT):
	GOBIN=$(TOOLS) go install github.com/rhysd/actionlint/cmd/actionlint@$(ACTIONLINT)
	mv $(TOOLS)/actionlint $@

$(TOOLS)/golangci-lint-$(GOLANGCI_LINT):
	GOBIN=$(TOOLS) go install github.com/golangci/golangci-lint/v2/cmd/golangci-lint@$(GOLANGCI_LINT)
	mv $(TOOLS)/golangci-lint $@

$(TOOLS)/gofumpt-$(GOFUMPT):
	GOBIN=$(TOOLS) go install mvdan.cc/gofumpt@$(GOFUMPT)
	mv $(TOOLS)/gofumpt $@

# A target whose time is up in the middle of an input sometimes fails for that
# alone, without an input that it failed on; it is tried once more.
FUZZ = bin/fuzz/test -test.run '^$$' -test.fuzz "^$$target\$$" -test.fuzztime $(FUZZTIME) -test.fuzzminimizetime 100x

fuzz: ## fuzz every target for FUZZTIME (10s)
	@mkdir -p bin/fuzz
	@root=$$PWD; for package in $$(grep -rl --include='*_test.go' --exclude-dir=oracle '^func Fuzz' . | xargs -n1 dirname | sort -u); do \
		go test -c -fuzz Fuzz -o bin/fuzz/test $$package; \
		for target in $$(cd $$package && $$root/bin/fuzz/test -test.list '^Fuzz'); do \
			echo "$$package $$target"; \
			(cd $$package && $$root/$(FUZZ) -test.fuzzcachedir $$root/bin/fuzz/cache) >bin/fuzz/log 2>&1 && continue; \
			if grep -q 'Failing input written' bin/fuzz/log || ! grep -q 'context deadline exceeded' bin/fuzz/log || \
				! (cd $$package && $$root/$(FUZZ) -test.fuzzcachedir $$root/bin/fuzz/cache) >bin/fuzz/log 2>&1; then \
				cat bin/fuzz/log; exit 1; \
			fi; \
		done; \
	done

oracle: ## hold the Dockerfile scanner to BuildKit's parser (a module of its own)
	cd fixtures/oracle && go test ./...

e2e: ## test with a registry, a browser, Docker's client, and the scripts of CI (Debian's docker-registry, chromium-driver, docker.io, jq)
	go test -count=1 -tags e2e -run E2E ./cmd/ctypes ./cmd/internal/ci ./graph/image ./render/page

bench: build ## compare with docker compose config, and measure the stages
	go run ./fixtures/bench/compare --ctypes bin/ctypes
	go test -run '^$$' -bench . -benchmem ./fixtures/bench

bench-accuracy: build ## score bin/ctypes on projects with known faults (needs SHARED)
	@if [ ! -d $(SHARED)/bench ]; then echo "bench-accuracy: skipped, there is no $(SHARED)/bench"; \
	else python3 $(SHARED)/bench/accuracy.py --ctypes bin/ctypes $(ACCURACYFLAGS); fi

corpus: build ## check every project of a corpus of public ones (needs SHARED)
	@if [ ! -d $(SHARED)/corpus ]; then echo "corpus: skipped, there is no $(SHARED)/corpus"; \
	else python3 $(SHARED)/corpus/check.py --ctypes bin/ctypes; fi

catalog: build ## compare the embedded contracts with images whose facts are known (needs SHARED)
	@facts=(); for file in $(SHARED)/{bench,corpus}/images.json; do [ ! -f $$file ] || facts+=(--facts $$file); done; \
	if [ $${#facts[@]} = 0 ]; then echo "catalog: skipped, there are no facts in $(SHARED)"; \
	else bin/ctypes catalog test "$${facts[@]}"; fi

# The files that are made from others: the page of all rules, the schema of
# .ctypes.yaml, and the picture of a report that the README shows.
GENERATED := docs/rules.md docs/schema/config.schema.json docs/report.svg docs/graph.svg docs/graph-broken.svg
GEN := go run ./cmd/internal/gen
PICTURE := (cd fixtures/flagship && $(CURDIR)/bin/ctypes check --offline --color always -f compose.yaml -f variants/schema-elsewhere.yaml || true)
DRAW := $(CURDIR)/bin/ctypes graph --offline --direction tb
GRAPHS = (cd fixtures/flagship && $(DRAW) -o $(CURDIR)/$(1)/graph.svg && \
	$(DRAW) --focus application --detail normal -f compose.yaml -f variants/schema-elsewhere.yaml -o $(CURDIR)/$(1)/graph-broken.svg)

generate: build ## write the generated files and the output of examples in the docs
	$(GEN) rules > docs/rules.md
	$(GEN) config > docs/schema/config.schema.json
	$(PICTURE) | $(GEN) picture > docs/report.svg
	$(call GRAPHS,docs)
	go test -count=1 -run Docs ./cmd/ctypes -update >/dev/null || go test -count=1 -run Docs ./cmd/ctypes

docs: build ## check that generated files and the examples in the docs are up to date
	@mkdir -p bin/docs
	@$(GEN) rules > bin/docs/rules.md
	@$(GEN) config > bin/docs/config.schema.json
	@$(PICTURE) | $(GEN) picture > bin/docs/report.svg
	@$(call GRAPHS,bin/docs)
	@for file in $(GENERATED); do \
		diff -u $$file bin/docs/$$(basename $$file) || { echo "$$file is out of date: run make generate"; exit 1; }; \
	done
	go test -count=1 -run Docs ./cmd/ctypes

release-files: ## write what releases hold beside programs: completions and manual pages
	@mkdir -p bin/release/completions
	$(GEN) man bin/release/man
	@for shell in bash zsh fish powershell; do \
		go run ./cmd/ctypes completion $$shell > bin/release/completions/ctypes.$$shell || exit 1; \
	done

# goreleaser takes minutes to build, so that .ci/run leaves it out.
release-check: $(TOOLS)/goreleaser-$(GORELEASER) $(TOOLS)/cyclonedx-gomod ## build everything that a release holds, in dist, and publish nothing
	$< check
	PATH=$(TOOLS):$$PATH $< release --snapshot --clean --skip=docker

release: $(TOOLS)/goreleaser-$(GORELEASER) $(TOOLS)/cyclonedx-gomod ## make a draft of a release of the tag that is checked out
	PATH=$(TOOLS):$$PATH $< release --clean

$(TOOLS)/goreleaser-$(GORELEASER):
	GOBIN=$(TOOLS) go install github.com/goreleaser/goreleaser/v2@$(GORELEASER)
	mv $(TOOLS)/goreleaser $@

$(TOOLS)/cyclonedx-gomod:
	GOBIN=$(TOOLS) go install github.com/CycloneDX/cyclonedx-gomod/cmd/cyclonedx-gomod@$(CYCLONEDX)

clean: ## remove what the other targets built
	rm -rf bin dist
