package statement

import (
	"reflect"
	"sync"

	"github.com/drey-db/drey/internal/mapper"
)

// Through is the association table of a many-to-many relationship as a table of statements, under an alias. There is one
// for each relationship and alias in a program.
type Through struct {
	Table         *Table
	Local, Remote []*Node // its columns, as those of the relationship
}

type throughKey struct {
	relationship *mapper.Relationship
	alias        string
}

// association is the type of rows that no struct stands for.
type association struct{}

var throughs sync.Map // throughKey -> *Through

// ThroughOf is the association table of r under an alias.
func ThroughOf(r *mapper.Relationship, alias string) *Through {
	key := throughKey{r, alias}
	if found, ok := throughs.Load(key); ok {
		return found.(*Through)
	}
	m := &mapper.Mapping{Table: r.Through.Table}
	m.Type = reflect.TypeFor[association]()
	add := func(names []string, keys []*mapper.Column) {
		for i, name := range names {
			options := mapper.Options{Secret: keys[i].Secret, SQLType: keys[i].SQLType}
			m.Columns = append(m.Columns, &mapper.Column{Options: options, Name: name, Field: name, Index: len(m.Columns), Type: keys[i].Type})
		}
	}
	add(r.Through.Local, r.Local)
	add(r.Through.Remote, r.Remote)
	t := &Table{Mapping: m, Alias: alias, Prototype: &association{}, hash: hashText(hashText(seed, m.Table), alias)}
	for _, c := range m.Columns {
		t.columns = append(t.columns, newColumn(t, c))
	}
	kept, _ := throughs.LoadOrStore(key, &Through{Table: t, Local: t.columns[:len(r.Local)], Remote: t.columns[len(r.Local):]})
	return kept.(*Through)
}
