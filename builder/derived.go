package builder

import (
	"reflect"

	"github.com/drey-db/drey/internal/ast"
	"github.com/drey-db/drey/internal/prototype"
)

// Derived returns a prototype for rows that no table holds: those of a CTE, a sub-select, VALUES or a function. T is any struct;
// its fields name the columns as an entity's do. What rows they are a statement says where it uses them: with [CTE], or with
// [Subquery], [Lateral], [Values] or [TableFunc] in From or a join. There is one prototype for each T and name, so names are
// constants of the program. It panics when T cannot be mapped, and when name is empty.
//
// Of the columns of a query, those that T has by name go by name. The others, such as count(*), are T's remaining fields in
// their order. Select(derived) reads every column: entities where T is one, else a T for each row.
func Derived[T any](name string) *T {
	if name == "" {
		panic("builder: Derived needs a name; the rows go by it")
	}
	table, err := prototype.DerivedFor(reflect.TypeFor[T](), name)
	if err != nil {
		panic("builder: " + err.Error())
	}
	return table.Prototype.(*T)
}

// Source is what From, Using and joins take besides prototypes: rows, and the name that they go by.
type Source struct{ n *ast.Node }

// Subquery returns (q) AS derived, in FROM. q names nothing of the statement that reads it.
func Subquery[T any](derived *T, q Sqlizer) Source {
	return bind(derived, func(t *ast.Table) *ast.Node {
		return ast.Bound(ast.OpSubquery, t, queryOf(q))
	})
}

// Lateral returns LATERAL (q) AS derived: q is asked anew for each row of what stands before it, and may name that. A join of it
// without ON is ON true.
func Lateral[T any](derived *T, q Sqlizer) Source {
	return bind(derived, func(t *ast.Table) *ast.Node {
		return ast.Bound(ast.OpLateral, t, queryOf(q))
	})
}

// Values returns (VALUES ...) AS derived: a table of rows, bound one by one. No rows are an error: there is nothing to read then.
func Values[T any](derived *T, rows ...T) Source {
	return bind(derived, func(t *ast.Table) *ast.Node {
		tuples := make([]*ast.Node, len(rows))
		for i := range rows {
			tuples[i] = ast.TupleOf(t, &rows[i])
		}
		return ast.BoundValues(t, tuples)
	})
}

// TableFunc returns call, a function that answers rows, as derived: its columns are T's, in order. SQLite's functions name their
// own columns, so T's fields are called as those are.
func TableFunc[T any](derived *T, call Sqlizer) Source {
	return bind(derived, func(t *ast.Table) *ast.Node { return ast.BoundCall(t, nodeOf(call)) })
}

// WithOrdinality gives the rows of a [TableFunc] their number, from 1, as T's last column. SQLite has none.
func (s Source) WithOrdinality() Source { return Source{ast.WithOrdinality(s.node())} }

// Table returns a table or view by its name, with its schema if need be, as derived: T names the columns that are read of it, and
// whatever has them may be given. Never take the name from what a user typed. What is read often is better a [Model].
func Table[T any](derived *T, name string) Source {
	return bind(derived, func(t *ast.Table) *ast.Node { return ast.BoundTable(t, name) })
}

// GenerateSeries returns a row for each whole number from start to stop as derived, of whose struct the one field is the number.
func GenerateSeries[T any](derived *T, start, stop int64) Source {
	return bind(derived, func(t *ast.Table) *ast.Node { return ast.BoundSeries(t, start, stop) })
}

// Along returns the table at the other end of a relationship under the name of alias, a prototype, for a join along it:
//
//	boss := builder.Alias[Person]("boss")
//	builder.Select(people).Join(builder.Along(&people.Boss, boss))
//
// Join(&people.Boss) is the same with the table's own name.
func Along[V any](relationship *V, alias any) Source {
	table, wrong := tableOf(alias)
	if wrong != nil {
		return Source{wrong}
	}
	return Source{prototype.Along(prototype.RelationAt(relationship), table)}
}

func bind(prototype any, source func(*ast.Table) *ast.Node) Source {
	table, wrong := tableOf(prototype)
	if wrong != nil {
		return Source{wrong}
	}
	return Source{source(table)}
}

func (s Source) node() *ast.Node {
	if s.n == nil {
		return invalid("a Source is empty: start with Subquery, Lateral, Values, TableFunc, Table or GenerateSeries")
	}
	return s.n
}

// sourceOf returns what FROM lists: a prototype's table, or a Source.
func sourceOf(source any) *ast.Node {
	if s, ok := source.(Source); ok {
		return s.node()
	}
	table, wrong := tableOf(source)
	if wrong != nil {
		return wrong
	}
	return ast.Source(table)
}

// joinedOf returns what a join brings: as sourceOf, or the address of a relationship.
func joinedOf(target any) *ast.Node {
	if table, ok := prototype.TableOf(target); ok {
		return ast.Source(table)
	}
	if prototype.IsRelation(target) {
		return prototype.Along(prototype.RelationAt(target), nil)
	}
	if s, ok := target.(Source); ok {
		return s.node()
	}
	return invalid("a join takes the prototype that builder.Model or builder.Alias answered and its ON, a Source, or the address of a relationship, not a %T", target)
}
