package statement

import (
	"fmt"
	"reflect"

	sq "github.com/Masterminds/squirrel"

	"github.com/drey-db/drey/internal/mapper"
)

// row is what one entity brings to an INSERT.
type row struct {
	values []any      // as the mapping's columns; kept, so that the entity may change afterwards
	given  mapper.Set // columns that are written
}

// Row is entity, a pointer to a struct of t's type, as a row of an INSERT into t. Columns that the database makes are left
// to it.
func Row(t *Table, entity any) *Node {
	p := reflect.ValueOf(entity).UnsafePointer()
	if p == nil {
		return invalidf("a row of %s is a nil pointer: leave it out", t.Mapping.Name())
	}
	p = t.Mapping.Snapshot(p)
	r := &row{values: make([]any, len(t.Mapping.Columns))}
	var given []*mapper.Column
	for i, c := range t.Mapping.Columns {
		if t.Mapping.Made(c, p) {
			continue
		}
		if c.UUID7 && c.IsZero(p) {
			return invalidf("%s.%s is zero: an INSERT statement makes no keys, so set it, or add the entity to a session", t.Mapping.Name(), c.Field)
		}
		if r.values[i] = c.Value(p); c.Secret {
			r.values[i] = Secret{r.values[i]}
		}
		given = append(given, c)
	}
	r.given = mapper.SetOf(given)
	return newNode(valueRow, None, nil, nil, r).hashed(hashText(seed, fmt.Sprint(r.given)))
}

func (r *renderer) insertStatement(s *Statement) sq.Sqlizer {
	if s.entity.Alias != "" {
		return failf("an INSERT goes to the table itself: give it builder.Model's prototype, not an alias")
	}
	into := sq.Insert(r.table(s.entity)).PlaceholderFormat(sq.Question)
	rows, sets, query := s.nodes(RowPart), s.nodes(SetPart), s.last(SelectPart)
	body := r.insertDefaults(s.entity)
	switch {
	case len(rows) > 0 && len(sets) > 0, query != nil && len(rows)+len(sets) > 0:
		return failf("an INSERT takes Values, Set or FromSelect, not several of them")
	case query != nil:
		body = r.insertSelect(s, query)
	case len(rows) > 0:
		body = r.insertRows(into, s.entity, rows)
	case len(sets) > 0:
		body = r.insertSet(into, s.entity, sets)
	}
	r.from = []*Table{s.entity} // for RETURNING; the values know no table
	return r.conflicting(s, body)
}

func (r *renderer) insertDefaults(t *Table) sq.Sqlizer {
	return sq.Expr("INSERT INTO " + r.table(t) + " DEFAULT VALUES")
}

// insertRows writes the columns that any row gives; rows that leave one of them to the database say DEFAULT.
func (r *renderer) insertRows(into sq.InsertBuilder, t *Table, rows []*Node) sq.Sqlizer {
	var union mapper.Set
	for _, n := range rows {
		if n.kind == invalid {
			return failed{n.value.(error)}
		}
		union = union.Union(n.value.(*row).given)
	}
	if union == (mapper.Set{}) && len(rows) == 1 {
		return r.insertDefaults(t)
	} else if union == (mapper.Set{}) {
		if union = writable(t.Mapping); !r.dialect.Has(DefaultInValues) || union == (mapper.Set{}) {
			return failf("rows of %s leave every column to the database, which knows no DEFAULT among values: insert them one by one", t.Mapping.Name())
		}
	}
	for _, c := range t.Mapping.Columns {
		if union.Has(c.Index) {
			into, r.inserted = into.Columns(r.identifier(c.Name)), append(r.inserted, c)
		}
	}
	for _, n := range rows {
		values, err := r.rowValues(t.Mapping, n.value.(*row), union)
		if err != nil {
			return failed{err}
		}
		into = into.Values(values...)
	}
	return into
}

// writable is the first column that an INSERT may name, so that it may say DEFAULT.
func writable(m *mapper.Mapping) mapper.Set {
	for _, c := range m.Columns {
		if !c.ReadOnly {
			return mapper.SetOf([]*mapper.Column{c})
		}
	}
	return mapper.Set{}
}

func (r *renderer) rowValues(m *mapper.Mapping, row *row, union mapper.Set) (values []any, err error) {
	for i, c := range m.Columns {
		switch {
		case row.given.Has(i):
			values = append(values, argument{row.values[i]})
		case !union.Has(i):
		case r.dialect.Has(DefaultInValues):
			values = append(values, sq.Expr("DEFAULT"))
		default:
			return nil, fmt.Errorf("some rows give %s and some do not, and the database knows no DEFAULT among values: insert them apart", c.Field)
		}
	}
	return values, nil
}

func (r *renderer) insertSet(into sq.InsertBuilder, t *Table, sets []*Node) sq.Sqlizer {
	var values []any
	seen := map[*mapper.Column]bool{}
	for _, n := range sets {
		c, err := target(n, t, seen)
		if err != nil {
			return failed{err}
		}
		seen[c] = true
		if n.right.kind == byDefault && !r.dialect.Has(DefaultInValues) {
			continue // a column that is left out has its default
		}
		into, r.inserted = into.Columns(r.identifier(c.Name)), append(r.inserted, c)
		values = append(values, r.assigned(t, c, n.right))
	}
	if len(values) == 0 {
		return r.insertDefaults(t)
	}
	return into.Values(values...)
}

// target is the column that an assignment writes.
func target(n *Node, t *Table, seen map[*mapper.Column]bool) (*mapper.Column, error) {
	if n.kind == invalid {
		return nil, n.value.(error)
	}
	if n.left.kind == invalid {
		return nil, n.left.value.(error)
	}
	c := n.left.Column()
	switch {
	case c == nil || c.Table != t:
		return nil, fmt.Errorf("an assignment is to something else than a column of %s", t.Mapping.Name())
	case c.Column.ReadOnly:
		return nil, fmt.Errorf("column %s is read only", c.Column.Field)
	case seen[c.Column]:
		return nil, fmt.Errorf("column %s is set twice", c.Column.Field)
	}
	return c.Column, nil
}
