package statement

import (
	"fmt"
	"strings"

	sq "github.com/Masterminds/squirrel"

	"github.com/drey-db/drey/internal/mapper"
)

// renderer turns nodes into what squirrel renders.
type renderer struct {
	dialect Dialect
	outer   []*Table // what the statements around this one read
	from    []*Table // what this one reads, as far as is known
	bare    *Table   // whose columns stand without its name
	free    bool     // columns may be of any table: the text stands inside another's
	inner   bool     // the statement stands inside another

	scope       []*Table          // what WITH names
	labels      []string          // what the columns of the SELECT are to be called; "": as they are
	renamed     map[*Table]string // names of tables that hide one of the same name around them
	unqualified bool              // columns stand without their tables' names
	excluding   bool              // excluded is known
	inserted    []*mapper.Column  // by the INSERT
	links       int               // association tables joined
	along       []link            // relationships that joins follow
	looked      bool              // for secrets, in an expression that is being rendered

	filters    []*Node // of the statement, or of one around it
	owed       []*Node // filters that WHERE or ON is still to hold
	settled    int     // how many of owed were there before the present join
	bringsBack bool    // a join of the statement is a RIGHT or FULL JOIN
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
	r.heed(s)
	tables := s.nodes(WithPart)
	if len(tables) == 0 {
		return r.body(s)
	}
	with, err := r.with(tables)
	if err != nil {
		return failed{err}
	}
	return concat(with, r.body(s))
}

// body renders the statement behind its WITH.
func (r *renderer) body(s *Statement) sq.Sqlizer {
	switch s.kind {
	case SelectKind:
		return r.selectStatement(s)
	case InsertKind:
		return r.returned(s, r.insertStatement(s))
	case UpdateKind:
		return r.returned(s, r.updateStatement(s))
	case DeleteKind:
		return r.returned(s, r.deleteStatement(s))
	case CompoundKind:
		return r.compound(s)
	case TextKind, ForeignKind:
		return r.foreign(s.last(TextPart))
	}
	return failf("a zero statement does nothing: start with builder.Select, Insert, Update, Delete or Text")
}

// foreign renders text of somebody else's, whose last line may be a comment.
func (r *renderer) foreign(n *Node) sq.Sqlizer {
	if f, ok := n.value.(*Fragment); ok && r.inner && strings.Contains(f.SQL, "--") {
		return concat(r.expression(n), "\n")
	}
	return r.expression(n)
}

// identifier is a quoted name in canonical text.
func (r *renderer) identifier(name string) string { return canonical(r.dialect.Identifier(name)) }

func (r *renderer) table(t *Table) string { return canonical(r.dialect.TableName(t.Mapping.Table)) }

// nested is a renderer for a sub-select, which may name what this statement reads.
func (r *renderer) nested() *renderer {
	inner := r.sibling()
	inner.outer = append(r.outer[:len(r.outer):len(r.outer)], r.from...)
	return inner
}

// sibling is a renderer for a query that this statement reads or is made of: it may name what stands around both.
func (r *renderer) sibling() *renderer {
	return &renderer{
		dialect: r.dialect, outer: r.outer, free: r.free, inner: true,
		scope: r.scope[:len(r.scope):len(r.scope)], renamed: r.renamed, filters: r.filters,
	}
}
