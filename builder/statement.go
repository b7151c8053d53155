package builder

import (
	"errors"
	"fmt"
	"strings"

	"github.com/Masterminds/squirrel"

	"github.com/drey-db/drey/internal/ast"
	"github.com/drey-db/drey/internal/mapper"
)

// starting returns a statement that reads or writes a prototype's table.
func starting(prototype any, start func(*ast.Table) ast.Statement) ast.Statement {
	table, wrong := tableOf(prototype)
	if wrong != nil {
		return ast.Of(ast.ForeignKind, wrong)
	}
	return start(table)
}

// with returns s and more nodes of one part.
func with(s ast.Statement, p ast.Part, nodes []*ast.Node) ast.Statement {
	for _, n := range nodes {
		s.Add(p, n)
	}
	return s
}

// statementOf returns s as a whole statement.
func statementOf(s Sqlizer) ast.Statement {
	if mapper.IsNil(s) {
		return ast.Of(ast.ForeignKind, ast.Invalid(errors.New("the statement is nil: give one, as builder.Select and its like return")))
	}
	switch s := s.(type) {
	case stater:
		return s.Statement()
	case squirrel.UpdateBuilder:
		return guarded(s, s.Where(mark))
	case squirrel.DeleteBuilder:
		return guarded(s, s.Where(mark))
	case noder:
		return ast.Of(ast.ForeignKind, invalid("an expression is no statement: put it in SelectColumns(...)"))
	}
	return ast.Of(ast.ForeignKind, ast.Foreign(s, false))
}

// mark stands behind the last predicate of squirrel's UPDATE or DELETE, to see what stands before it.
const mark = "\x00"

// guarded returns squirrel's UPDATE or DELETE, refused when its WHERE says nothing; marked is the same with a mark behind it.
func guarded(write, marked Sqlizer) ast.Statement {
	text, _, err := marked.ToSql()
	before, _, _ := strings.Cut(text, mark)
	fields := strings.Fields(before)
	for len(fields) > 0 && (fields[len(fields)-1] == "AND" || fields[len(fields)-1] == "(1=1)") {
		fields = fields[:len(fields)-1]
	}
	n := ast.Foreign(write, false)
	if err == nil && len(fields) > 0 && fields[len(fields)-1] == "WHERE" {
		n = ast.Invalid(fmt.Errorf("squirrel's statement: %w, with builder.Update or builder.Delete", ErrMissingWhere))
	}
	return ast.Of(ast.ForeignKind, n)
}
