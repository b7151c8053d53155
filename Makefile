.DEFAULT_GOAL := help
SHELL := /bin/bash

FUZZTIME ?= 10m
LINTER := github.com/golangci/golangci-lint/v2/cmd/golangci-lint@$(shell sed -n 's/^golangci_version=//p' .ci/run)

.PHONY: help
help: ## list the targets
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "%-15s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: test
test: ## run all tests; those on PostgreSQL find or start a server themselves
	go test ./...

.PHONY: race
race: ## run all tests with the race detector, none of them skipped
	DREY_TEST_REQUIRE=all go test -race -timeout 15m ./...

.PHONY: lint
lint: ## run go vet and golangci-lint
	go vet ./...
	go run $(LINTER) run ./...

.PHONY: fmt
fmt: ## format every file
	gofmt -w .

.PHONY: arch
arch: ## check that the arrows between packages go down and that public names are documented
	go test -count=1 ./internal/architecture

.PHONY: random
random: ## do random things to graphs of entities on every backend, for minutes
	DREY_TEST_REQUIRE=all go test . -run TestRandom -timeout 60m -rapid.checks=2000 -rapid.steps=100

.PHONY: accidents
accidents: ## kill, cut and cancel upgrades at hundreds of moments on every backend, and change models at random, for minutes
	DREY_TEST_REQUIRE=all DREY_TEST_ACCIDENTS=all go test ./migrate -run 'Killed|Canceled|Cut|Terminated|Beside|ManyAtOnce|RandomWalk' -count=1 -rapid.checks=400 -timeout 60m

.PHONY: faults
faults: ## rain faults on a bank on every backend, 10,000 transfers each, and print what came of it; and load few connections with many callers
	DREY_TEST_REQUIRE=all DREY_TEST_FAULTS=all go test ./internal/faults -count=1 -v -timeout 60m

.PHONY: failover
failover: ## have pg_auto_failover replace primaries under a bank on every backend, for minutes, and print what came of it
	DREY_TEST_FAILOVER=all go test ./internal/faults -run TestFailover -count=1 -v -timeout 20m

.PHONY: pooled
pooled: ## keep the promises behind PgBouncer in transaction mode, on every driver with each option
	DREY_TEST_REQUIRE=all DREY_TEST_POOLED=all go test . -run TestPooled -count=1 -timeout 60m

.PHONY: pg18
pg18: ## keep the promises, and make and change schemas, on PostgreSQL 18, which npm fetches
	DREY_TEST_REQUIRE=all DREY_TEST_BINARIES=$$(bash .ci/postgres18) go test . ./backends/... ./schema ./migrate -count=1 -timeout 60m

.PHONY: secrets
secrets: ## look in all that the suites print for the secrets that they plant
	DREY_TEST_REQUIRE=all bash .ci/secrets

.PHONY: oracle
oracle: ## play 20,000 random programs through drey and SQLAlchemy, and compare rows and refusals
	DREY_TEST_REQUIRE=all go test ./internal/oracle -run TestOracle -v -timeout 120m -oracle.backends=sqlx+sqlite,pgx -rapid.checks=20000

.PHONY: values
values: ## put values of every Go kind into every type of column by every road, for hours
	DREY_TEST_REQUIRE=all DREY_VALUES=all go test ./internal/values -count=1 -v -timeout 24h

.PHONY: plans
plans: ## change models at random, and every table by hand, and plan the way there and back on both databases, for hours
	DREY_TEST_REQUIRE=all go test ./schema -run 'TestPlan' -count=1 -v -timeout 12h -all -rapid.checks=1000

.PHONY: ci
ci: ## run all that the continuous integration runs
	bash .ci/run

.PHONY: fuzz
fuzz: ## run every fuzz target for FUZZTIME (10m)
	@set -eo pipefail; \
	grep -rl --include='*_test.go' '^func Fuzz' . | xargs -r -n1 dirname | sort -u | while read -r dir; do \
		sed -n 's/^func \(Fuzz[A-Za-z0-9_]*\).*/\1/p' $$dir/*_test.go | while read -r target; do \
			echo "== $$dir $$target"; \
			(cd $$dir && go test -run '^$$' -fuzz "^$$target\$$" -fuzztime $(FUZZTIME) .) </dev/null; \
		done; \
	done

.PHONY: quickstart
quickstart: ## run the smallest program, on SQLite
	go run ./examples/quickstart

.PHONY: postgres-up
postgres-up: ## start the PostgreSQL of docker-compose.yml and wait until it answers
	docker compose up --detach --wait
	@echo 'export DREY_TEST_POSTGRES=postgresql://admin:secret@localhost:5432/heroes'

.PHONY: postgres-down
postgres-down: ## stop it and remove its data
	docker compose down --volumes
