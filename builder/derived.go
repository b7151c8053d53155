package builder

import (
	"reflect"

	"github.com/drey-db/drey/internal/statement"
)

// Derived is a prototype for rows that no table holds: those of a CTE, a sub-select, VALUES or a function. T is any struct;
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
	table, err := statement.DerivedFor(reflect.TypeFor[T](), name)
	if err != nil {
		panic("builder: " + err.Error())
	}
	return table.Prototype.(*T)
}

// Source is what From, Using and joins take besides prototypes: rows, and the name that they go by.
type Source struct{ n *statement.Node }

// Subquery is (q) AS derived, in FROM. q names nothing of the statement that reads it.
func Subquery[T any](derived *T, q Sqlizer) Source {
	return bind(derived, func(t *statement.Table) *statement.Node {
		return statement.Bound(statement.OpSubquery, t, queryOf(q))
	})
}

// Lateral is LATERAL (q) AS derived: q is asked anew for each row of what stands before it, and may name that. A join of it
// without ON is ON true.
func Lateral[T any](derived *T, q Sqlizer) Source {
	return bind(derived, func(t *statement.Table) *statement.Node {
		return statement.Bound(statement.OpLateral, t, queryOf(q))
	})
}

// Values is (VALUES ...) AS derived: a table of rows, bound one by one. No rows are an error: there is nothing to read then.
func Values[T any](derived *T, rows ...T) Source {
	return bind(derived, func(t *statement.Table) *statement.Node {
		tuples := make([]*statement.Node, len(rows))
		for i := range rows {
			tuples[i] = statement.TupleOf(t, &rows[i])
		}
		return statement.BoundValues(t, tuples)
	})
}

// TableFunc is call, a function that answers rows, as derived: its columns are T's, in order. SQLite's functions name their
// own columns, so T's fields are called as those are.
func TableFunc[T any](derived *T, call Sqlizer) Source {
	return bind(derived, func(t *statement.Table) *statement.Node { return statement.BoundCall(t, nodeOf(call)) })
}

// Along is the table at the other end of a relationship under the name of prototype, an alias, for a join along it:
//
//	boss := builder.Alias[Person]("boss")
//	builder.Select(people).Join(builder.Along(&people.Boss, boss))
//
// Join(&people.Boss) is the same with the table's own name.
func Along[V any](relationship *V, prototype any) Source {
	table, wrong := tableOf(prototype)
	if wrong != nil {
		return Source{wrong}
	}
	return Source{statement.Along(statement.RelationAt(relationship), table)}
}

func bind(prototype any, source func(*statement.Table) *statement.Node) Source {
	table, wrong := tableOf(prototype)
	if wrong != nil {
		return Source{wrong}
	}
	return Source{source(table)}
}

func (s Source) node() *statement.Node {
	if s.n == nil {
		return invalid("a Source is empty: start with Subquery, Lateral, Values or TableFunc")
	}
	return s.n
}

// sourceOf is what FROM lists: a prototype's table, or a Source.
func sourceOf(source any) *statement.Node {
	if s, ok := source.(Source); ok {
		return s.node()
	}
	table, wrong := tableOf(source)
	if wrong != nil {
		return wrong
	}
	return statement.Source(table)
}

// joinedOf is what a join brings: as sourceOf, or the address of a relationship.
func joinedOf(target any) *statement.Node {
	if table, ok := statement.TableOf(target); ok {
		return statement.Source(table)
	}
	if statement.IsRelation(target) {
		return statement.Along(statement.RelationAt(target), nil)
	}
	if s, ok := target.(Source); ok {
		return s.node()
	}
	return invalid("a join takes the prototype that builder.Model or builder.Alias answered and its ON, a Source, or the address of a relationship, not a %T", target)
}
