package statement

import (
	"fmt"

	sq "github.com/Masterminds/squirrel"
)

// renderer turns nodes into what squirrel renders.
type renderer struct {
	dialect Dialect
	outer   []*Table // what the statements around this one read
	from    []*Table // what this one reads, as far as is known
	bare    *Table   // whose columns stand without its name
	free    bool     // columns may be of any table: the text stands inside another's
}

// render answers a statement's canonical text. free says that it may name columns of tables that it does not read.
func render(s Statement, d Dialect, free bool) (Fragment, error) {
	r := &renderer{dialect: d, free: free}
	sql, args, err := r.statement(&s).ToSql()
	return Fragment{SQL: sql, Args: args}, err
}

// failed is a Sqlizer that only fails.
type failed struct{ err error }

func (f failed) ToSql() (string, []any, error) { return "", nil, f.err }

func failf(format string, args ...any) sq.Sqlizer { return failed{fmt.Errorf(format, args...)} }

func (r *renderer) statement(s *Statement) sq.Sqlizer {
	switch s.kind {
	case SelectKind:
		return r.selectStatement(s)
	case InsertKind:
		return r.returned(s, r.insertStatement(s))
	case UpdateKind:
		return r.returned(s, r.updateStatement(s))
	case DeleteKind:
		return r.returned(s, r.deleteStatement(s))
	case TextKind, ForeignKind:
		return r.expression(s.last(TextPart))
	}
	return failf("a zero statement does nothing: start with builder.Select, Insert, Update, Delete or Text")
}

// identifier is a quoted name in canonical text.
func (r *renderer) identifier(name string) string { return canonical(r.dialect.Identifier(name)) }

func (r *renderer) table(t *Table) string { return canonical(r.dialect.TableName(t.Mapping.Table)) }

// nested is a renderer for a sub-select.
func (r *renderer) nested() *renderer {
	return &renderer{dialect: r.dialect, outer: append(r.outer[:len(r.outer):len(r.outer)], r.from...), free: r.free}
}
