package conformance

import (
	"context"
	"iter"
	"reflect"
	"strings"
	"testing"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
)

// noContext is no context at all.
var noContext context.Context

// NilContextsAreRefused: at every door a nil context is ErrInvalidRequest, in plain words; nothing is sent, and what was
// asked goes on.
func NilContextsAreRefused(t *testing.T, b Backend) {
	db := b.openGraph(t)
	s := db.session(t)
	author := &Author{Name: "a"}
	must(t, s.Add(author))
	must(t, s.Flush(t.Context()))
	list := value(repo.Collection(s, author, &author.Books))(t)
	nested := value(s.BeginNested(t.Context()))(t)
	unit := value(db.Pool().Begin(t.Context(), backends.TxOptions{}))(t)
	db.log.take()
	for _, receiver := range []any{s, db.Engine, nested, repo.For[Author](s), list, db.Pool(), unit} {
		refuseEveryMethod(t, receiver)
	}
	for name, call := range nilDoors(s, s, author) {
		refusedNil(t, name, call())
	}
	for _, r := range []repo.Reader{db.Engine, db.Over(unit)} {
		for name, call := range nilReads(r) {
			refusedNil(t, name, call())
		}
	}
	expect(t, "sent", db.log.sent(), "")
	must(t, nested.Rollback(t.Context()))
	must(t, unit.Rollback(t.Context()))
	must(t, s.Commit(t.Context()))
	db.idle(t)
}

func refusedNil(t *testing.T, door string, err error) {
	t.Helper()
	t.Run(door, func(t *testing.T) {
		refused(t, err, repo.ErrInvalidRequest)
		says(t, err, "the context is nil")
	})
}

// refuseEveryMethod calls every method of v that takes a context first, without one.
func refuseEveryMethod(t *testing.T, v any) {
	t.Helper()
	rv := reflect.ValueOf(v)
	for i := range rv.NumMethod() {
		m := rv.Method(i)
		if m.Type().NumIn() == 0 || m.Type().In(0) != reflect.TypeFor[context.Context]() {
			continue
		}
		args := make([]reflect.Value, m.Type().NumIn())
		for n := range args {
			args[n] = plausible(m.Type().In(n))
		}
		if m.Type().IsVariadic() {
			if args = args[:len(args)-1]; m.Type().In(len(args)).Elem() == reflect.TypeFor[any]() {
				args = append(args, reflect.ValueOf(1)) // as a key has one part at least
			}
		}
		refusedNil(t, rv.Type().String()+"."+rv.Type().Method(i).Name, lastError(m.Call(args)))
	}
}

// plausible is an argument that is not what is wrong; of a context, none.
func plausible(t reflect.Type) reflect.Value {
	switch {
	case t == reflect.TypeFor[builder.Sqlizer]():
		return reflect.ValueOf(builder.Text("SELECT 1"))
	case t == reflect.TypeFor[backends.Stmt]():
		return reflect.ValueOf(backends.Stmt{SQL: "SELECT 1"})
	case t == reflect.TypeFor[any]():
		return reflect.ValueOf(&Author{})
	case t.Kind() == reflect.Func:
		return reflect.MakeFunc(t, func([]reflect.Value) []reflect.Value {
			out := make([]reflect.Value, t.NumOut())
			for i := range out {
				out[i] = reflect.Zero(t.Out(i))
			}
			return out
		})
	}
	return reflect.Zero(t)
}

// lastError is the error among what a call answered: its last, or that of the last pair of a loop.
func lastError(out []reflect.Value) error {
	last := out[len(out)-1]
	if last.Kind() == reflect.Func {
		var err error
		yield := reflect.MakeFunc(last.Type().In(0), func(pair []reflect.Value) []reflect.Value {
			err, _ = pair[len(pair)-1].Interface().(error)
			return []reflect.Value{reflect.ValueOf(true)}
		})
		last.Call([]reflect.Value{yield})
		return err
	}
	err, _ := last.Interface().(error)
	return err
}

func endOf[R any](loop iter.Seq2[R, error]) (err error) {
	for _, err = range loop {
	}
	return err
}

// nilReads are the functions that take a Reader.
func nilReads(r repo.Reader) map[string]func() error {
	q, scalar := builder.Select(authors), builder.Text("SELECT 1")
	var dest []*Author
	return map[string]func() error{
		"All":       func() error { _, err := repo.All(noContext, r, q); return err },
		"Count":     func() error { _, err := repo.Count(noContext, r, q); return err },
		"Each":      func() error { return endOf(repo.Each(noContext, r, q)) },
		"Exists":    func() error { _, err := repo.Exists(noContext, r, q); return err },
		"First":     func() error { _, _, err := repo.First(noContext, r, q); return err },
		"Gather":    func() error { return repo.Gather(noContext, r, repo.Into(&dest, q)) },
		"Get":       func() error { _, err := repo.Get[Author](noContext, r, 1); return err },
		"One":       func() error { _, err := repo.One(noContext, r, q); return err },
		"OneOrNone": func() error { _, _, err := repo.OneOrNone(noContext, r, q); return err },
		"Scalar":    func() error { _, err := repo.Scalar[int](noContext, r, scalar); return err },
		"Scalars":   func() error { _, err := repo.Scalars[int](noContext, r, scalar); return err },
	}
}

// nilDoors are all functions of package repo that take a context, in a session.
func nilDoors(r repo.Reader, s *repo.Session, a *Author) map[string]func() error {
	doors := nilReads(r)
	for name, call := range map[string]func() error{
		"DeleteAll": func() error { return repo.DeleteAll(noContext, s, []*Author{}) },
		"InsertAll": func() error { return repo.InsertAll(noContext, s, []*Author{}) },
		"Load":      func() error { return repo.Load(noContext, s, []*Author{a}, &authors.Books) },
		"Merge":     func() error { _, err := repo.Merge(noContext, s, &Author{}); return err },
		"Open":      func() error { _, err := repo.Open(noContext, "sqlite://"); return err },
		"OpenURL":   func() error { _, err := repo.OpenURL(noContext, backends.URL{Dialect: "sqlite"}); return err },
		"Pages":     func() error { return endOf(repo.Pages(noContext, s, builder.Select(authors), 1)) },
		"Replace":   func() error { return repo.Replace(noContext, s, a, &a.Books, nil) },
		"UpdateAll": func() error { return repo.UpdateAll(noContext, s, []*Author{}) },
		"Upsert":    func() error { _, err := repo.Upsert(noContext, s, &Author{Name: "new"}); return err },
		"UpsertAll": func() error { return repo.UpsertAll(noContext, s, []*Author{}) },
	} {
		doors[name] = call
	}
	return doors
}

// NilDoors are the names of the doors that are tried without a context, for whoever looks whether one is missing.
func NilDoors() string {
	var names []string
	for name := range nilDoors(nil, nil, &Author{}) {
		names = append(names, name)
	}
	return strings.Join(names, " ")
}
