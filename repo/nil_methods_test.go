package repo_test

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
)

// Every method of what is nil, or was not made by anybody, answers: those with an error say where to take one, and none panics.
func TestEveryMethodOfNothingAnswers(t *testing.T) {
	for message, receivers := range map[string][]any{
		"take what Engine.Session answers":    {(*repo.Session)(nil), &repo.Session{}},
		"make one with repo.Open or repo.New": {(*repo.Engine)(nil), &repo.Engine{}},
		"take what BeginNested answers":       {(*repo.Savepoint)(nil), &repo.Savepoint{}},
		"take what Collection answers":        {repo.WriteOnly[Hero]{}},
		"the repository has no session":       {repo.Repository[Hero]{}, repo.For[Hero](nil)},
	} {
		for _, receiver := range receivers {
			require.NotContains(t, fmt.Sprintf("%+v", receiver), "PANIC")
			rv := reflect.ValueOf(receiver)
			for i := range rv.NumMethod() {
				name := fmt.Sprintf("%T.%s", receiver, rv.Type().Method(i).Name)
				require.NotPanics(t, func() { answers(t, name, message, rv.Method(i)) }, name)
			}
		}
	}
}

// answers calls a method and looks at its error. Close of an engine has nothing to do, so that defer is safe.
func answers(t *testing.T, name, message string, method reflect.Value) {
	t.Helper()
	if strings.HasSuffix(name, ".Format") {
		return // fmt calls it
	}
	for _, out := range method.Call(arguments(t, method.Type())) {
		if err, ok := out.Interface().(error); ok {
			require.ErrorIs(t, err, repo.ErrInvalidRequest, name)
			require.ErrorContains(t, err, message, name)
		} else if out.Type() == reflect.TypeFor[error]() && name != "*repo.Engine.Close" {
			require.NoError(t, errors.New("no error"), name)
		}
	}
}

// arguments are what a method takes, its variadic part left out.
func arguments(t *testing.T, of reflect.Type) (in []reflect.Value) {
	n := of.NumIn()
	if of.IsVariadic() {
		n--
	}
	for i := range n {
		switch at := of.In(i); {
		case at == reflect.TypeFor[context.Context]():
			in = append(in, reflect.ValueOf(t.Context()))
		case at == reflect.TypeFor[builder.Sqlizer]():
			in = append(in, reflect.ValueOf(builder.Text("SELECT 1")))
		case at == reflect.TypeFor[any]():
			in = append(in, reflect.ValueOf(any(&Hero{})))
		default:
			in = append(in, nothingMuch(at))
		}
	}
	return in
}

// nothingMuch is a function that answers nothing, or the zero value of another type.
func nothingMuch(at reflect.Type) reflect.Value {
	if at.Kind() != reflect.Func {
		return reflect.Zero(at)
	}
	return reflect.MakeFunc(at, func([]reflect.Value) (out []reflect.Value) {
		for i := range at.NumOut() {
			out = append(out, reflect.Zero(at.Out(i)))
		}
		return out
	})
}
