package mistakes_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"os"
	"reflect"
	"runtime/debug"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/internal/enginetest"
	"github.com/drey-db/drey/migrate"
	"github.com/drey-db/drey/schema"
)

// nilDoors are the functions of packages, by the folder and the name, and the types of which the methods are called.
var (
	nilDoors = map[string]any{
		"schema.Collate": schema.Collate, "schema.CreateAll": schema.CreateAll, "schema.DropAll": schema.DropAll, "schema.NullsFirst": schema.NullsFirst, "schema.NullsLast": schema.NullsLast,
		"schema.OpClass": schema.OpClass, "schema.Include": schema.Include, "schema.Renames": schema.Renames, "schema.Retyped": schema.Retyped, "schema.ForeignKey": schema.ForeignKey,
		"schema.Index": schema.Index, "schema.Of": schema.Of, "schema.Reflect": schema.Reflect, "schema.Check": schema.Check, "schema.Comment": schema.Comment, "schema.Enum": schema.Enum,
		"schema.PostgresNames": schema.PostgresNames, "schema.PrimaryKey": schema.PrimaryKey, "schema.Raw": schema.Raw, "schema.Unique": schema.Unique, "schema.View": schema.View,
		"schema.InSchema": schema.InSchema, "schema.Only": schema.Only, "schema.Within": schema.Within, "migrate.New": migrate.New,
	}
	nilTypes = map[string]any{
		"schema.Change": schema.Change{}, "schema.Diff": schema.Diff{}, "schema.Error": schema.Error{}, "schema.ForeignKeyObject": schema.ForeignKeyObject{},
		"schema.IndexObject": schema.IndexObject{}, "schema.MetaData": schema.MetaData{}, "schema.Plan": schema.Plan{}, "schema.PlanError": schema.PlanError{}, "schema.RawObject": schema.RawObject{},
		"migrate.DestructiveError": migrate.DestructiveError{}, "migrate.EditedError": migrate.EditedError{}, "migrate.HeadsError": migrate.HeadsError{},
		"migrate.IrreversibleError": migrate.IrreversibleError{}, "migrate.LockedError": migrate.LockedError{}, "migrate.Migrator": migrate.Migrator{}, "migrate.MissingError": migrate.MissingError{},
		"migrate.Interrupted": migrate.Interrupted{}, "migrate.Revision": migrate.Revision{}, "migrate.NotAtHeadError": migrate.NotAtHeadError{}, "migrate.StepError": migrate.StepError{},
	}
)

// nilCalls calls what it is given with nothing for each argument in turn, and for all of them.
type nilCalls struct {
	t     *testing.T
	known []reflect.Value // of types that arguments may have
	found map[string]bool // doors that exist
}

// No argument that is nil, or nothing, panics: it is told, or means nothing. What panics by its name is for package variables.
func TestNilPanicsNowhere(t *testing.T) {
	engine := enginetest.SQLite.Open(t, enginetest.SQLite.URL(t))
	m, err := migrate.New(engine, migrate.Config{Dir: t.TempDir()})
	require.NoError(t, err)
	models := schema.MustOf(builder.Model[nilModel]())
	c := nilCalls{t: t, found: map[string]bool{}}
	for _, known := range []any{engine, m, models, t.Context(), io.Discard, builder.SQLite(), t} {
		c.known = append(c.known, reflect.ValueOf(known))
	}
	for _, dir := range []string{"schema", "migrate"} {
		c.packageIn(dir)
	}
	for name := range nilDoors {
		require.True(t, c.found[name], "%s is no function: take it out", name)
	}
}

// nilModel is a table.
type nilModel struct{ ID int64 }

// TableName names the table.
func (nilModel) TableName() string { return "nothings" }

// packageIn calls the functions and methods that the package of a folder exports, none of which may be missing above.
func (c nilCalls) packageIn(dir string) {
	files, err := os.ReadDir("../../" + dir)
	require.NoError(c.t, err)
	for _, file := range files {
		if !strings.HasSuffix(file.Name(), ".go") || strings.HasSuffix(file.Name(), "_test.go") {
			continue
		}
		parsed, err := parser.ParseFile(token.NewFileSet(), "../../"+dir+"/"+file.Name(), nil, parser.SkipObjectResolution)
		require.NoError(c.t, err)
		for _, d := range parsed.Decls {
			if f, ok := d.(*ast.FuncDecl); ok && f.Name.IsExported() && !strings.HasPrefix(f.Name.Name, "Must") {
				c.declared(dir, f)
			}
		}
	}
}

func (c nilCalls) declared(dir string, f *ast.FuncDecl) {
	if f.Recv == nil {
		name := dir + "." + f.Name.Name
		door, known := nilDoors[name]
		require.True(c.t, known, "%s is new: add it to nilDoors", name)
		c.found[name] = true
		c.eachNil(name, reflect.ValueOf(door))
		return
	}
	of := f.Recv.List[0].Type
	star, pointer := of.(*ast.StarExpr)
	if pointer {
		of = star.X
	}
	ident, ok := of.(*ast.Ident)
	if !ok || !ident.IsExported() {
		return
	}
	if underlying := reflect.ValueOf(nilTypes[dir+"."+ident.Name]); underlying.IsValid() {
		c.method(dir+"."+ident.Name, underlying.Type(), f.Name.Name, pointer)
	} else {
		require.Fail(c.t, "a type with methods is new: add it to nilTypes", "%s.%s", dir, ident.Name)
	}
}

// method calls a method of a value that is nothing, of a nil pointer, and of the known value. Nobody has an error that is a nil pointer.
func (c nilCalls) method(name string, of reflect.Type, method string, pointer bool) {
	receivers := []reflect.Value{reflect.New(of)}
	if pointer && !reflect.PointerTo(of).Implements(reflect.TypeFor[error]()) {
		receivers = append(receivers, reflect.Zero(reflect.PointerTo(of)))
	}
	for _, known := range c.known {
		if known.Type() == reflect.PointerTo(of) && method != "Close" {
			receivers = append(receivers, known)
		}
	}
	for i, receiver := range receivers {
		c.eachNil(fmt.Sprintf("%s.%s of receiver %d", name, method, i), receiver.MethodByName(method))
	}
}

// eachNil calls a function with nothing for each argument in turn, and for all.
func (c nilCalls) eachNil(name string, f reflect.Value) {
	n := f.Type().NumIn()
	for empty := range n + 2 { // the last ones: none, and all
		in := make([]reflect.Value, n)
		for i := range n {
			in[i] = c.argument(f.Type().In(i), f.Type().IsVariadic() && i == n-1)
			if i == empty || empty == n+1 {
				in[i] = nothing(f.Type().In(i), f.Type().IsVariadic() && i == n-1)
			}
		}
		c.call(fmt.Sprintf("%s with nothing for argument %d", name, empty), f, in)
	}
}

func (c nilCalls) call(name string, f reflect.Value, in []reflect.Value) {
	defer func() {
		if p := recover(); p != nil {
			c.t.Errorf("%s panics: %v\n%s", name, p, debug.Stack())
		}
	}()
	call := f.Call
	if f.Type().IsVariadic() {
		call = f.CallSlice
	}
	for _, made := range call(in) {
		if object, ok := made.Interface().(schema.Object); ok && object != nil {
			_, _ = schema.MustOf(builder.Model[nilModel]()).With(object).DDL(builder.Postgres())
		}
	}
}

// argument is one that is something, where one is known.
func (c nilCalls) argument(of reflect.Type, variadic bool) reflect.Value {
	at := slices.IndexFunc(c.known, func(known reflect.Value) bool {
		return known.Type().AssignableTo(of) && of.NumMethod() > 0 || known.Type() == of
	})
	switch {
	case at >= 0 && !variadic:
		return c.known[at]
	case of.Kind() == reflect.String:
		return reflect.ValueOf("x").Convert(of)
	}
	return reflect.Zero(of)
}

// nothing is the zero of a type; of a list of arguments, one that is nothing.
func nothing(of reflect.Type, variadic bool) reflect.Value {
	if variadic {
		return reflect.MakeSlice(of, 1, 1)
	}
	return reflect.Zero(of)
}
