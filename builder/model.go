package builder

import (
	"reflect"

	"github.com/drey-db/drey/internal/statement"
)

// Model maps T, a struct with a TableName method, and answers its one prototype: a value whose field addresses name the
// columns of T's table. The same T gives the same pointer for the life of the program, so it may be called anywhere and
// from any goroutine. It panics when T's tags cannot be mapped, naming every mistake, as regexp.MustCompile does with a
// pattern.
func Model[T any]() *T { return prototype[T]("") }

// Alias is a second prototype of T's table under another name, as in heroes AS h2, for a table that meets itself. There
// is one for each T and name, so names are constants of the program. It panics as [Model] does, and when name is empty.
func Alias[T any](name string) *T {
	if name == "" {
		panic("builder: Alias needs a name; Model is the table under its own")
	}
	return prototype[T](name)
}

func prototype[T any](alias string) *T {
	table, err := statement.TableFor(reflect.TypeFor[T](), alias)
	if err != nil {
		panic("builder: " + err.Error())
	}
	return table.Prototype.(*T)
}

// tableOf is the table of a prototype, else an error in the form of a node.
func tableOf(prototype any) (*statement.Table, *statement.Node) {
	if table, ok := statement.TableOf(prototype); ok {
		return table, nil
	}
	return nil, invalid("a %T is no prototype: take what builder.Model or builder.Alias answered", prototype)
}
