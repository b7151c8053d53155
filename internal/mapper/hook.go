package mapper

import (
	"context"
	"reflect"
	"slices"
	"strings"
)

// hooks are the methods by which an entity hears of what happens to it, with the types of their arguments.
var hooks = []struct {
	name      string
	arguments []string
}{
	{"BeforeInsert", nil}, {"BeforeUpdate", nil}, {"BeforeDelete", nil}, {"AfterLoad", nil}, {"AfterWrite", []string{"flush.Change"}},
}

// checkHooks finds methods that are called like a hook and would never be called, because they are of another type.
func (b *builder) checkHooks() {
	for _, hook := range hooks {
		want := append([]string{"context.Context"}, hook.arguments...)
		m, ok := reflect.PointerTo(b.typ).MethodByName(hook.name)
		if !ok || isHook(m.Type, want) {
			continue
		}
		for i := range hook.arguments {
			want[i+1] = "change " + want[i+1]
		}
		b.mistake("", "%s is %s, which nobody calls: make it func (*%s) %s(ctx %s) error, or call it otherwise",
			hook.name, strings.Replace(m.Type.String(), "*"+b.typ.String()+", ", "", 1), b.typ.Name(), hook.name, strings.Join(want, ", "))
	}
}

// isHook reports whether a method, whose first argument is what has it, takes want and returns an error.
func isHook(method reflect.Type, want []string) bool {
	takes := make([]string, method.NumIn()-1)
	for i := range takes {
		takes[i] = method.In(i + 1).String()
	}
	return slices.Equal(takes, want) && method.In(1) == reflect.TypeFor[context.Context]() && !method.IsVariadic() &&
		method.NumOut() == 1 && method.Out(0) == reflect.TypeFor[error]()
}
