// Package vet finds mistakes with drey that compile: a builder's result that is dropped, a Col or a Select of what is no prototype, a session that nobody
// closes or commits, or that two goroutines share, rows that nobody closes, a query in a loop, a hook that nobody calls, tags of another library. Its analyzers are those of the command
//
//	drey vet ./...
//
// which is go vet -vettool=$(which drey) ./..., and any linter that takes go/analysis can run them. They report what is certain and leave
// alone what may be right; //nolint:dreyunclosed, with the name of the analyzer, at the end of a line says that it is meant.
package vet
