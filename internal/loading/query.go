package loading

import (
	"reflect"
	"slices"
	"strings"
	"unsafe"

	"github.com/drey-db/drey/backends/kit"
	"github.com/drey-db/drey/internal/ast"
	"github.com/drey-db/drey/internal/identity"
	"github.com/drey-db/drey/internal/mapper"
	"github.com/drey-db/drey/internal/prototype"
	"github.com/drey-db/drey/internal/render"
)

// keyPage is how many keys a statement names where each is a parameter.
// Source: SQLAlchemy, SelectInLoader._chunksize.
const keyPage = 500

// Statements returns the SELECTs to send; none when nothing is missing. Where the database has arrays it is one.
func (f *Fetch) Statements() ([]ast.Statement, error) { return f.statements(f.keys) }

// statements returns the SELECTs for some of the keys.
func (f *Fetch) statements(keys []unsafe.Pointer) (list []ast.Statement, err error) {
	t, err := prototype.TableFor(f.relation.Target.Type, "")
	if err != nil || len(keys) == 0 {
		return nil, err
	}
	if err := f.joinTo(t); err != nil {
		return nil, err
	}
	q := query{Fetch: f, target: t, columns: f.keyColumns(t)}
	if q.fitsArrays() {
		return []ast.Statement{q.statement(keys)}, nil
	}
	for page := range slices.Chunk(keys, keyPage) {
		list = append(list, q.statement(page))
	}
	return list, nil
}

// query is the SELECT of a Fetch.
type query struct {
	*Fetch
	target  *ast.Table
	columns []*ast.Node // in the rows that are read, what keys are looked for in
}

// keyColumns returns the columns that tell which owner a row is for.
func (f *Fetch) keyColumns(target *ast.Table) (nodes []*ast.Node) {
	if f.relation.Through != nil {
		return prototype.ThroughOf(f.relation, throughAlias).Local
	}
	for _, c := range f.relation.Remote {
		nodes = append(nodes, target.Column(c))
	}
	return nodes
}

// throughAlias is the association table's name, which no user's table has.
const throughAlias = "drey_through"

// mapped returns the columns that the structs at keys have the values in.
func (f *Fetch) mapped() []*mapper.Column {
	if f.relation.HoldsKey() {
		return f.relation.Remote
	}
	return f.relation.Local
}

func (q query) statement(keys []unsafe.Pointer) ast.Statement {
	if q.load.Limit != nil {
		return q.limited(keys)
	}
	s := ast.Select()
	if q.relation.HoldsKey() {
		return q.from(q.withBeside(s.With(ast.ColumnPart, ast.Partly(q.target, q.only)), ast.ColumnPart), keys)
	}
	for _, n := range q.columns {
		s = s.With(ast.ColumnPart, n)
	}
	s = q.from(q.withBeside(s.With(ast.ColumnPart, ast.Partly(q.target, q.only)), ast.ColumnPart), keys)
	for _, term := range q.order() {
		if q.ordersByKey() {
			break
		}
		s = s.With(ast.OrderPart, term)
	}
	return s
}

// from adds what is read, and of it what is wanted.
func (q query) from(s ast.Statement, keys []unsafe.Pointer) ast.Statement {
	s = s.With(ast.FromPart, ast.Source(q.target))
	if q.relation.Through != nil {
		through := prototype.ThroughOf(q.relation, throughAlias)
		var on []*ast.Node
		for i, c := range q.relation.Remote {
			on = append(on, ast.Compare(through.Remote[i], ast.OpEq, q.target.Column(c)))
		}
		s = s.With(ast.JoinPart, ast.Join(ast.OpJoin, ast.Source(through.Table), on))
	}
	s = q.withBeside(s, ast.JoinPart).With(ast.WherePart, q.wanted(keys))
	for _, pred := range slices.Concat(prototype.Conditions(q.relation, q.target), q.load.Where) {
		s = s.With(ast.WherePart, pred)
	}
	return s
}

// ordersByKey reports whether the rows are put in order here: nothing but their keys orders them, and those Go orders as any
// database does.
func (f *Fetch) ordersByKey() bool {
	return len(f.load.Order)+len(f.relation.Order) == 0 && f.load.Limit == nil && identity.OrdersAlike(f.relation.Target)
}

// order returns what the query asks for, or the relationship, and the key behind it, so that it is always the same.
func (q query) order() (terms []*ast.Node) {
	sorted := map[*mapper.Column]bool{}
	terms = slices.Clone(q.load.Order)
	for _, o := range q.relation.Order {
		if len(q.load.Order) > 0 {
			break
		}
		direction := ast.OpAsc
		if o.Descending {
			direction = ast.OpDesc
		}
		sorted[o.Column] = true
		terms = append(terms, ast.Sort(q.target.Column(o.Column), direction))
	}
	for _, c := range q.target.Mapping.Key {
		if !sorted[c] {
			terms = append(terms, ast.Sort(q.target.Column(c), ast.OpAsc))
		}
	}
	return terms
}

// fitsArrays reports whether the keys are one parameter a column.
func (q query) fitsArrays() bool {
	if len(q.columns) == 1 {
		return q.dialect.Has(render.ArrayParams)
	}
	return q.dialect.TypesRows(ast.ColumnOf(q.columns[0]).Table.Mapping.Table)
}

// wanted says that the columns hold one of the keys.
func (q query) wanted(keys []unsafe.Pointer) *ast.Node {
	switch {
	case len(keys) == 1:
		return q.equal(keys[0])
	case !q.fitsArrays() && len(q.columns) == 1:
		return ast.Member(q.columns[0], ast.OpIn, q.values(keys))
	case !q.fitsArrays():
		return q.tuples(keys)
	case len(q.columns) == 1:
		return ast.Compare(q.columns[0], ast.OpEq, ast.Quantified(ast.OpAny, q.array(0, keys)))
	}
	nodes := []*ast.Node{ast.Tuple(q.columns)}
	var lists []string
	for i, n := range q.columns {
		c := ast.ColumnOf(n)
		lists = append(lists, "unnest("+q.dialect.TypedArray("?", c.Table.Mapping.Table, c.Column.Name)+")")
		nodes = append(nodes, q.array(i, keys))
	}
	return ast.Template("? IN (SELECT "+strings.Join(lists, ", ")+")", nodes)
}

// equal says that the columns hold the key at a place, column by column: a list would have PostgreSQL plan the statement anew each
// time that it is sent.
func (q query) equal(key unsafe.Pointer) *ast.Node {
	var preds []*ast.Node
	for i, c := range q.mapped() {
		preds = append(preds, ast.Compare(q.columns[i], ast.OpEq, ast.Bind(q.columns[i], c.Value(key))))
	}
	if len(preds) == 1 {
		return preds[0]
	}
	return ast.All(preds)
}

// array returns column i of the keys as one argument.
func (q query) array(i int, keys []unsafe.Pointer) *ast.Node {
	c := q.mapped()[i]
	if list, differ := c.Bounds(keys); differ {
		return ast.Bind(q.columns[i], kit.ColumnOf(list))
	}
	return ast.Bind(q.columns[i], &kit.Column{Type: c.Type, Offset: c.Offset, Rows: keys})
}

// values returns the only column of the keys as a slice.
func (q query) values(keys []unsafe.Pointer) any {
	c := q.mapped()[0]
	if list, differ := c.Bounds(keys); differ {
		return list.Interface()
	}
	list := reflect.MakeSlice(reflect.SliceOf(c.Type), 0, len(keys))
	for _, key := range keys {
		list = reflect.Append(list, reflect.NewAt(c.Type, c.Pointer(key)).Elem())
	}
	return list.Interface()
}

// tuples says that the columns are one of the keys, each of which is a row of parameters.
func (q query) tuples(keys []unsafe.Pointer) *ast.Node {
	rows := make([]*ast.Node, len(keys))
	for i, key := range keys {
		row := make([]*ast.Node, len(q.columns))
		for j, c := range q.mapped() {
			row[j] = ast.Bind(q.columns[j], c.Value(key))
		}
		rows[i] = ast.Tuple(row)
	}
	return ast.MemberRows(ast.Tuple(q.columns), rows)
}
