package prototype

import (
	"reflect"
	"sync"

	"github.com/drey-db/drey/internal/ast"
	"github.com/drey-db/drey/internal/mapper"
)

// Through is the association table of a many-to-many relationship as a table of statements, under an alias. There is one
// for each relationship and alias in a program.
type Through struct {
	Table         *ast.Table
	Local, Remote []*ast.Node // its columns, as those of the relationship
}

type throughKey struct {
	relationship *mapper.Relationship
	alias        string
}

// association is the type of rows that no struct stands for.
type association struct{}

var throughs sync.Map // throughKey -> *Through

// ThroughOf returns the association table of r under an alias.
func ThroughOf(r *mapper.Relationship, alias string) *Through {
	key := throughKey{r, alias}
	if found, ok := throughs.Load(key); ok {
		return found.(*Through)
	}
	m := &mapper.Mapping{Table: r.Through.Table}
	m.Type = reflect.TypeFor[association]()
	add := func(names []string, keys []*mapper.Column) {
		for i, name := range names {
			m.Columns = append(m.Columns, keys[i].Referring(name, len(m.Columns)))
		}
	}
	add(r.Through.Local, r.Local)
	add(r.Through.Remote, r.Remote)
	made := &Through{Table: ast.NewTable(m, alias, false, &association{})}
	made.Local, made.Remote = columns(made.Table, 0, len(r.Local)), columns(made.Table, len(r.Local), len(m.Columns))
	kept, _ := throughs.LoadOrStore(key, made)
	return kept.(*Through)
}

// columns returns some of t's columns as nodes.
func columns(t *ast.Table, from, to int) (nodes []*ast.Node) {
	for _, c := range t.Columns[from:to] {
		nodes = append(nodes, &c.Node)
	}
	return nodes
}
