package render

import (
	"strings"

	sq "github.com/Masterminds/squirrel"

	"github.com/drey-db/drey/internal/ast"
	"github.com/drey-db/drey/internal/fragment"
	"github.com/drey-db/drey/internal/mapper"
)

// renderer turns the nodes of one statement into what squirrel renders.
type renderer struct {
	dialect  Dialect
	outer    []*ast.Table // what the statements around this one read
	from     []*ast.Table // what this one reads, as far as is known
	target   *ast.Table   // whose columns stand without its name in RETURNING
	anyTable bool         // columns may be of any table: the text stands inside another's
	inner    bool         // the statement stands inside another

	scope       []*ast.Table          // what WITH names
	labels      []string              // what the columns of the SELECT are to be called; "": as they are
	relabelled  map[string]string     // those of them that are called otherwise in the SELECT
	renamed     map[*ast.Table]string // names of tables that hide one of the same name around them
	unqualified bool                  // columns stand without their tables' names
	excluding   bool                  // excluded is known
	inserting   *ast.Table            // what the INSERT writes, whose columns alone are known beside its values
	into        string                // the table of the INSERT, with its alias where it has one
	inserted    []*mapper.Column      // by the INSERT, which DO UPDATE takes over
	partly      mapper.Set            // columns that some rows of the INSERT bring and others do not
	aliases     int                   // of association tables
	paths       []path                // relationships that joins follow
	inspected   bool                  // for secrets, in an expression that is being rendered
	filters     filters
}

// render returns a statement's canonical text. anyTable says that it may name columns of tables that it does not read.
func render(s *ast.Statement, d Dialect, anyTable bool) (fragment.Fragment, error) {
	r := &renderer{dialect: d, anyTable: anyTable}
	sql, args, err := r.statement(s).ToSql()
	return fragment.Fragment{SQL: sql, Args: args}, err
}

func (r *renderer) statement(s *ast.Statement) sq.Sqlizer {
	r.filters.enter(s)
	tables := s.Nodes(ast.WithPart)
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
func (r *renderer) body(s *ast.Statement) sq.Sqlizer {
	switch s.Kind() {
	case ast.SelectKind:
		return r.selectStatement(s)
	case ast.InsertKind:
		return r.returning(s, r.insertStatement(s))
	case ast.UpdateKind:
		return r.returning(s, r.updateStatement(s))
	case ast.DeleteKind:
		return r.returning(s, r.deleteStatement(s))
	case ast.CompoundKind:
		return r.compound(s)
	case ast.TextKind, ast.ForeignKind:
		return r.foreign(s.Last(ast.TextPart))
	}
	return failf("a zero statement does nothing: start with builder.Select, Insert, Update, Delete or Text")
}

// foreign renders text of somebody else's, whose last line may be a comment.
func (r *renderer) foreign(n *ast.Node) sq.Sqlizer {
	if f, ok := n.Expr().(*ast.TextExpr); ok && r.inner && strings.Contains(f.SQL, "--") {
		return concat(r.expression(n), "\n")
	}
	return r.expression(n)
}

// identifier returns a quoted name in canonical text.
func (r *renderer) identifier(name string) string {
	return fragment.Canonical(r.dialect.Identifier(name))
}

// table returns the quoted name of a table in the database.
func (r *renderer) table(name string) string { return fragment.Canonical(r.dialect.TableName(name)) }

// lastName returns the name by which t's columns can be called, without a schema.
func (r *renderer) lastName(t *ast.Table) string {
	if t.Alias != "" {
		return t.Alias
	}
	return r.dialect.LastName(t.Mapping.Table)
}

// nested returns a renderer for a sub-select, which may name what this statement reads.
func (r *renderer) nested() *renderer {
	inner := r.sibling()
	inner.outer = append(r.outer[:len(r.outer):len(r.outer)], r.from...)
	return inner
}

// sibling returns a renderer for a query that this statement reads or is made of: it may name what stands around both.
func (r *renderer) sibling() *renderer {
	return &renderer{
		dialect: r.dialect, outer: r.outer, anyTable: r.anyTable, inner: true,
		scope: r.scope[:len(r.scope):len(r.scope)], renamed: r.renamed, filters: filters{nodes: r.filters.nodes, inside: r.filters.inside},
	}
}
