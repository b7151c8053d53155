// Package vet finds mistakes with drey that compile: a builder's result that is dropped, a Col or a Select of what is no prototype, a session that nobody
// closes or commits, or that two goroutines share, rows that nobody closes, a query in a loop, a hook that nobody calls, tags of another library. Its analyzers are those of the command
//
//	drey vet ./...
//
// which is go vet -vettool=$(which drey) ./..., and any linter that takes go/analysis can run them. They report what is certain inside of one
// function and leave alone what may be right, such as a session that is passed to another function, returned or stored; docs/guide/troubleshooting.md
// has what each reports and what it leaves alone. //nolint:dreyunclosed, with the name of the analyzer, at the end of a line says that it is meant.
package vet
