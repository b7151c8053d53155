package loading

import (
	"reflect"
	"slices"
	"strings"
	"unsafe"

	"github.com/drey-db/drey/backends/kit"
	"github.com/drey-db/drey/internal/identity"
	"github.com/drey-db/drey/internal/mapper"
	"github.com/drey-db/drey/internal/statement"
)

// keyPage is how many keys a statement names where each is a parameter.
// Source: SQLAlchemy, SelectInLoader._chunksize.
const keyPage = 500

// Statements are the SELECTs to send; none when nothing is missing. Where the database has arrays it is one.
func (f *Fetch) Statements() (list []statement.Statement, err error) {
	t, err := statement.TableFor(f.relation.Target.Type, "")
	if err != nil || len(f.keys) == 0 {
		return nil, err
	}
	q := query{Fetch: f, target: t, columns: f.keyColumns(t)}
	if q.fitsArrays() {
		return []statement.Statement{q.statement(f.keys)}, nil
	}
	for page := range slices.Chunk(f.keys, keyPage) {
		list = append(list, q.statement(page))
	}
	return list, nil
}

// query is the SELECT of a Fetch.
type query struct {
	*Fetch
	target  *statement.Table
	columns []*statement.Node // in the rows that are read, what keys are looked for in
}

// keyColumns are the columns that tell which owner a row is for.
func (f *Fetch) keyColumns(target *statement.Table) (nodes []*statement.Node) {
	if f.relation.Through != nil {
		return statement.ThroughOf(f.relation, throughAlias).Local
	}
	for _, c := range f.relation.Remote {
		nodes = append(nodes, target.Column(c))
	}
	return nodes
}

// throughAlias is the association table's name, which no user's table has.
const throughAlias = "drey_through"

// mapped is the columns that the structs at keys have the values in.
func (q query) mapped() []*mapper.Column {
	if q.relation.HoldsKey() {
		return q.relation.Remote
	}
	return q.relation.Local
}

func (q query) statement(keys []unsafe.Pointer) statement.Statement {
	if q.load.Limit != nil {
		return q.limited(keys)
	}
	s := statement.Select()
	if q.relation.HoldsKey() {
		return q.from(s.With(statement.ColumnPart, statement.Whole(q.target)), keys)
	}
	for _, n := range q.columns {
		s = s.With(statement.ColumnPart, n)
	}
	s = q.from(s.With(statement.ColumnPart, statement.Whole(q.target)), keys)
	for _, term := range q.order() {
		if q.ordersByKey() {
			break
		}
		s = s.With(statement.OrderPart, term)
	}
	return s
}

// from adds what is read, and of it what is wanted.
func (q query) from(s statement.Statement, keys []unsafe.Pointer) statement.Statement {
	s = s.With(statement.FromPart, statement.Source(q.target))
	if q.relation.Through != nil {
		through := statement.ThroughOf(q.relation, throughAlias)
		var on []*statement.Node
		for i, c := range q.relation.Remote {
			on = append(on, statement.Compare(through.Remote[i], statement.OpEq, q.target.Column(c)))
		}
		s = s.With(statement.JoinPart, statement.Join(statement.OpJoin, statement.Source(through.Table), on))
	}
	s = s.With(statement.WherePart, q.wanted(keys))
	for _, pred := range q.load.Where {
		s = s.With(statement.WherePart, pred)
	}
	return s
}

// ordersByKey says whether the rows are put in order here: nothing but their keys orders them, and those Go orders as any
// database does.
func (f *Fetch) ordersByKey() bool {
	return len(f.load.Order)+len(f.relation.Order) == 0 && f.load.Limit == nil && identity.OrdersAlike(f.relation.Target)
}

// order is what the query asks for, or the relationship, and the key behind it, so that it is always the same.
func (q query) order() (terms []*statement.Node) {
	sorted := map[*mapper.Column]bool{}
	terms = slices.Clone(q.load.Order)
	for _, o := range q.relation.Order {
		if len(q.load.Order) > 0 {
			break
		}
		direction := statement.OpAsc
		if o.Descending {
			direction = statement.OpDesc
		}
		sorted[o.Column] = true
		terms = append(terms, statement.Sort(q.target.Column(o.Column), direction))
	}
	for _, c := range q.target.Mapping.Key {
		if !sorted[c] {
			terms = append(terms, statement.Sort(q.target.Column(c), statement.OpAsc))
		}
	}
	return terms
}

// fitsArrays says whether the keys are one parameter a column.
func (q query) fitsArrays() bool {
	if len(q.columns) == 1 {
		return q.dialect.Has(statement.ArrayParams)
	}
	return q.dialect.TypesRows(q.columns[0].Column().Table.Mapping.Table)
}

// wanted says that the columns hold one of the keys.
func (q query) wanted(keys []unsafe.Pointer) *statement.Node {
	switch {
	case !q.fitsArrays() && len(q.columns) == 1:
		return statement.Member(q.columns[0], statement.OpIn, q.values(keys))
	case !q.fitsArrays():
		return q.tuples(keys)
	case len(q.columns) == 1:
		return statement.Compare(q.columns[0], statement.OpEq, statement.Quantified(statement.OpAny, q.array(0, keys)))
	}
	nodes := []*statement.Node{statement.Tuple(q.columns)}
	var lists []string
	for i, n := range q.columns {
		c := n.Column()
		lists = append(lists, "unnest("+q.dialect.TypedArray("?", c.Table.Mapping.Table, c.Column.Name)+")")
		nodes = append(nodes, q.array(i, keys))
	}
	return statement.Template("? IN (SELECT "+strings.Join(lists, ", ")+")", nodes)
}

// array is column i of the keys as one argument.
func (q query) array(i int, keys []unsafe.Pointer) *statement.Node {
	c := q.mapped()[i]
	if list, differ := c.Bounds(keys); differ {
		return statement.Bind(q.columns[i], kit.ColumnOf(list))
	}
	return statement.Bind(q.columns[i], &kit.Column{Type: c.Type, Offset: c.Offset, Rows: keys})
}

// values is the only column of the keys as a slice.
func (q query) values(keys []unsafe.Pointer) any {
	c := q.mapped()[0]
	list := reflect.MakeSlice(reflect.SliceOf(c.Type), 0, len(keys))
	for _, key := range keys {
		list = reflect.Append(list, reflect.NewAt(c.Type, c.Pointer(key)).Elem())
	}
	return list.Interface()
}

// tuples says that the columns are one of the keys, each of which is a row of parameters.
func (q query) tuples(keys []unsafe.Pointer) *statement.Node {
	rows := make([]*statement.Node, len(keys))
	for i, key := range keys {
		row := make([]*statement.Node, len(q.columns))
		for j, c := range q.mapped() {
			row[j] = statement.Bind(q.columns[j], c.Value(key))
		}
		rows[i] = statement.Tuple(row)
	}
	return statement.MemberRows(statement.Tuple(q.columns), rows)
}
