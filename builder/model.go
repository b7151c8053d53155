package builder

import (
	"fmt"
	"reflect"

	"github.com/drey-db/drey/internal/ast"
	"github.com/drey-db/drey/internal/mapper"
	"github.com/drey-db/drey/internal/prototype"
)

// Model maps T, a struct with a TableName method, and returns its one prototype: a value whose field addresses name the
// columns of T's table. The same T gives the same pointer for the life of the program, so it may be called anywhere and
// from any goroutine. A type without a key, as of a view or a log, says so with a blank field _ struct{} tagged
// `db:",keyless"`: its rows are read, and neither tracked nor written by a session. It panics when T's tags cannot be mapped, naming every mistake, as regexp.MustCompile does with a
// pattern. Options are for types that say no names of their own; they belong to the call that maps T first, and the same
// options again are welcome.
func Model[T any](opts ...ModelOption) *T {
	if len(opts) > 0 {
		var names mapper.Names
		for _, o := range opts {
			if mapper.IsNil(o) {
				panic(fmt.Sprintf("builder: Model of %s: an option is nil: leave it out", reflect.TypeFor[T]()))
			}
			o.model(&names)
		}
		if _, err := mapper.Map(reflect.TypeFor[T](), names); err != nil {
			panic("builder: " + err.Error())
		}
	}
	return prototypeOf[T]("")
}

// Alias returns a second prototype of T's table under another name, as in heroes AS h2, for a table that meets itself. There
// is one for each T and name, so names are constants of the program. It panics as [Model] does, and when name is empty.
func Alias[T any](name string) *T {
	if name == "" {
		panic(fmt.Sprintf("builder: Alias of %s needs a name: give it one, or take Model, which is the table under its own", reflect.TypeFor[T]()))
	}
	return prototypeOf[T](name)
}

// ModelOption names what a mapped type does not name itself: [TableName] or [Naming].
type ModelOption interface{ model(names *mapper.Names) }

type modelOption func(names *mapper.Names)

func (o modelOption) model(names *mapper.Names) { o(names) }

// TableName returns the name of a type's table, with its schema if need be, for a type that you cannot give a TableName method.
// It wins over such a method.
func TableName(name string) ModelOption {
	return modelOption(func(names *mapper.Names) { names.Table = name })
}

// Naming names what has no name of its own: table is asked for types without a TableName method, column for fields whose
// tag gives none. Either may be nil: a type must then say its table, and columns are their fields' names in snake_case.
func Naming(table func(reflect.Type) string, column func(reflect.StructField) string) ModelOption {
	return modelOption(func(names *mapper.Names) { names.TableOf, names.ColumnOf = table, column })
}

func prototypeOf[T any](alias string) *T {
	table, err := prototype.TableFor(reflect.TypeFor[T](), alias)
	if err != nil {
		panic("builder: " + err.Error())
	}
	return table.Prototype.(*T)
}

// tableOf returns the table of a prototype, else an error in the form of a node.
func tableOf(p any) (*ast.Table, *ast.Node) {
	if table, ok := prototype.TableOf(p); ok {
		return table, nil
	}
	return nil, invalid("a %T is no prototype: take what builder.Model or builder.Alias answered", p)
}
