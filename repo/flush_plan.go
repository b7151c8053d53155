package repo

import (
	"slices"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/internal/persistence"
	"github.com/drey-db/drey/internal/render"
	"github.com/drey-db/drey/repo/flush"
)

// Plan returns what Flush would send, hooks left aside: nothing is sent, and no entity changes. A key that the client makes is
// another one when it is flushed; one that an earlier statement makes is a [flush.Blank]. Secret arguments are ***. Arguments
// that stand for many rows are a kit.Column, or a []any where a blank is among them. What a delete must read first,
// and what that leads to, is not in it.
func (s *Session) Plan() ([]backends.Stmt, error) {
	if err := s.lock(); err != nil {
		return nil, at("plan", err)
	}
	defer s.unlock()
	if err := s.checkReady(); err != nil {
		return nil, at("plan", err)
	}
	before := len(s.known.Entries())
	stmts, err := s.planned()
	for _, came := range slices.Clone(s.known.Entries()[before:]) {
		s.known.Expunge(came) // what entities lead to is added by the flush
	}
	return stmts, at("plan", err)
}

func (s *Session) planned() (stmts []backends.Stmt, err error) {
	set, err := s.pendingChanges()
	if err != nil {
		return nil, err
	}
	options := s.planning(set)
	plan, err := persistence.New(set, &s.known, options)
	if err != nil {
		return nil, translated(err)
	}
	defer plan.Discard()
	if options.Reserved != nil {
		stmts = append(stmts, options.Reserved.Stmts...)
	}
	for _, stage := range plan.Stages {
		for i, stmt := range stage.Shown() {
			args := append([]any(nil), render.Shown(stmt.Args, stage.Secrets[i])...)
			for j := range args {
				args[j] = named(args[j])
			}
			stmts = append(stmts, backends.Stmt{SQL: stmt.SQL, Args: args, Rows: stmt.Rows, Expect: stmt.Expect})
		}
	}
	return stmts, nil
}

// named returns an argument with its blanks as users know them.
func named(arg any) any {
	switch arg := arg.(type) {
	case persistence.Blank:
		return flush.Blank(arg)
	case []any:
		for i := range arg {
			arg[i] = named(arg[i])
		}
	}
	return arg
}
