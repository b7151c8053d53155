package mapper

import (
	"context"
	"path"
	"reflect"
	"strings"
)

// hooks are the methods by which an entity hears of what happens to it, with the types of their arguments behind the context.
var hooks = []struct {
	name      string
	arguments []hookArgument
}{
	{"BeforeInsert", nil}, {"BeforeUpdate", nil}, {"BeforeDelete", nil}, {"AfterLoad", nil}, {"AfterWrite", []hookArgument{{"change", flushPath, "Change"}}},
}

// flushPath is a package that stands above this one.
const flushPath = "github.com/drey-db/drey/repo/flush"

// hookArgument is an argument of a hook, and its type by package and name, which are of one type alone.
type hookArgument struct{ name, path, typ string }

func (a hookArgument) is(t reflect.Type) bool { return t.PkgPath() == a.path && t.Name() == a.typ }

// String returns the argument as it is declared.
func (a hookArgument) String() string { return a.name + " " + path.Base(a.path) + "." + a.typ }

// checkHooks finds methods that are called like a hook and would never be called, because they are of another type.
func (b *builder) checkHooks() {
	for _, hook := range hooks {
		m, ok := reflect.PointerTo(b.typ).MethodByName(hook.name)
		if !ok || isHook(m.Type, hook.arguments) {
			continue
		}
		want := "ctx context.Context"
		for _, a := range hook.arguments {
			want += ", " + a.String()
		}
		b.mistake("", "%s is %s, which nobody calls: make it func (*%s) %s(%s) error, or call it otherwise",
			hook.name, strings.Replace(m.Type.String(), "*"+b.typ.String()+", ", "", 1), b.typ.Name(), hook.name, want)
	}
}

// isHook reports whether a method, whose first argument is what has it, takes a context and want, and returns an error.
func isHook(method reflect.Type, want []hookArgument) bool {
	if method.NumIn() != len(want)+2 || method.In(1) != reflect.TypeFor[context.Context]() {
		return false
	}
	for i, a := range want {
		if !a.is(method.In(i + 2)) {
			return false
		}
	}
	return !method.IsVariadic() && method.NumOut() == 1 && method.Out(0) == reflect.TypeFor[error]()
}
