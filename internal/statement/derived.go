package statement

import (
	"reflect"

	"github.com/drey-db/drey/internal/mapper"
)

// DerivedFor is the Table of rows that no table holds, which read as structs of type t, made when it is first asked for.
// Mistakes in the mapping are an *mapper.Error.
func DerivedFor(t reflect.Type, name string) (*Table, error) {
	return interned(tableKey{t, name, true}, derivedMapping)
}

// derivedMapping is the mapping of an entity's type, and of another struct one without table and key.
func derivedMapping(t reflect.Type) (*mapper.Mapping, error) {
	if mapper.IsEntity(t) {
		return mapper.Of(t)
	}
	rows, err := mapper.RecordOf(t)
	if err != nil {
		return nil, err
	}
	return &mapper.Mapping{Record: *rows, All: mapper.SetOf(rows.Columns)}, nil
}

// Name is what messages call t: its type, or the name of rows that no table holds.
func (t *Table) Name() string {
	if t.Derived {
		return t.Alias
	}
	return t.Mapping.Name()
}

// isEntity says whether t's rows are entities.
func (t *Table) isEntity() bool { return t.Mapping.Table != "" }

// namesFor says how the columns of a query are to be called so that t's are found among them: "" for one that keeps its
// name. What a column of t has the name of is that column; the others, where they are as many as t has columns left, are
// those in order. It is nil where only the query's text knows.
func (t *Table) namesFor(query *Statement) ([]string, error) {
	items := query.flatItems()
	if items == nil {
		return nil, nil
	}
	names, taken, unnamed := make([]string, len(items)), mapper.Set{}, 0
	var open []int
	for i, item := range items {
		if c := t.Mapping.Column(item.Name); c != nil && !taken.Has(c.Index) {
			taken = taken.With(c.Index)
			continue
		}
		if open = append(open, i); item.Name == "" {
			unnamed++
		}
	}
	left := t.columnsBut(taken)
	switch {
	case len(left) == len(open):
		for i, at := range open {
			names[at] = left[i].Name
		}
	case unnamed > 0:
		return nil, wrongWidth(t, len(items))
	}
	return names, nil
}

func (t *Table) columnsBut(taken mapper.Set) (left []*mapper.Column) {
	for _, c := range t.Mapping.Columns {
		if !taken.Has(c.Index) {
			left = append(left, c)
		}
	}
	return left
}
