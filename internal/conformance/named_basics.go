package conformance

import (
	"errors"
	"fmt"
	"reflect"
	"testing"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
)

// shade, grade, share, flag and word are numbers, truth values and text that also read and write text of their own, as enums
// of Go do for JSON.
type (
	shade uint16
	grade int
	share float64
	flag  bool
	word  string
)

var errNoText = errors.New("nobody asks for text")

func (shade) MarshalText() ([]byte, error) { return nil, errNoText }
func (*shade) UnmarshalText([]byte) error  { return errNoText }
func (grade) MarshalText() ([]byte, error) { return nil, errNoText }
func (*grade) UnmarshalText([]byte) error  { return errNoText }
func (share) MarshalText() ([]byte, error) { return nil, errNoText }
func (*share) UnmarshalText([]byte) error  { return errNoText }
func (*flag) MarshalText() ([]byte, error) { return nil, errNoText }
func (*flag) UnmarshalText([]byte) error   { return errNoText }
func (word) MarshalText() ([]byte, error)  { return nil, errNoText }
func (*word) UnmarshalText(v []byte) error { return errNoText }

// NumbersAndTextsKeepTheirKind: a number, a truth value or a text is bound and read as that, whatever methods of text its type
// has: from every column, alone, behind a pointer, in sql.Null and in lists, as the type without methods is.
func NumbersAndTextsKeepTheirKind(t *testing.T, b Backend) {
	db := b.open(t)
	sources := []string{"1", "'1'", "1.5", "'1.5'", "'x'", "NULL", "300", "-1", "CAST(1 AS real)", "CAST(2 AS numeric)", "CAST('7' AS varchar(3))"}
	if b.Dialect.Name != builder.SQLite().Name {
		sources = append(sources, "true", "'a'::bytea", "'{1,2}'::int[]", "'{1,2}'::text[]", "'{t,f}'::bool[]", "'{}'::int[]", "'{1,NULL}'::text[]", "'1'::jsonb", `'"x"'::jsonb`,
			"'{1.5}'::numeric[]", "'2024-01-02'::date", "'10.0.0.1'::inet", "3::smallint", "'(1,2)'::point", "'1'::char(1)", "'x'::name", "'1 day'::interval", "gen_random_uuid() is null")
	} else {
		sources = append(sources, "x'61'", "'[1,2]'", `'["1","2"]'`, "'[]'", "'[true,false]'", "'2024-01-02'")
	}
	for _, source := range sources {
		alike[uint16, shade](t, db, source)
		alike[int, grade](t, db, source)
		alike[float64, share](t, db, source)
		alike[bool, flag](t, db, source)
		alike[string, word](t, db, source)
	}
	given[uint16](t, db, shade(7))
	given[int](t, db, grade(7))
	given[float64](t, db, share(7.5))
	given[string](t, db, word("seven"))
}

// alike reads a source as P and as N, a type of P's kind, and expects the same.
func alike[P, N any](t *testing.T, db *database, source string) {
	t.Helper()
	same[P, N](t, db, source)
	same[*P, *N](t, db, source)
	same[[]P, []N](t, db, source)
	same[[]*P, []*N](t, db, source)
}

func same[P, N any](t *testing.T, db *database, source string) {
	t.Helper()
	q := builder.Text("SELECT " + source + " AS v")
	plain, plainErr := repo.Scalar[P](t.Context(), db, q)
	named, namedErr := repo.Scalar[N](t.Context(), db, q)
	what := fmt.Sprintf("%s into %s and %s", source, reflect.TypeFor[P](), reflect.TypeFor[N]())
	if (plainErr == nil) != (namedErr == nil) {
		t.Errorf("%s: %v and %v", what, plainErr, namedErr)
		return
	}
	if plainErr == nil {
		expect(t, what, plainly(reflect.ValueOf(&named).Elem()), plainly(reflect.ValueOf(&plain).Elem()))
	}
}

// plainly is a value whose methods are not asked.
func plainly(v reflect.Value) string {
	switch v.Kind() {
	case reflect.Pointer:
		if v.IsNil() {
			return "nil"
		}
		return plainly(v.Elem())
	case reflect.Slice:
		list := "["
		for i := range v.Len() {
			list += plainly(v.Index(i)) + " "
		}
		return list + "]"
	case reflect.String:
		return v.String()
	case reflect.Bool:
		return fmt.Sprint(v.Bool())
	case reflect.Float64:
		return fmt.Sprint(v.Float())
	case reflect.Uint16:
		return fmt.Sprint(v.Uint())
	}
	return fmt.Sprint(v.Int())
}

// given binds a value, and expects what a P of it gives.
func given[P, N any](t *testing.T, db *database, value N) {
	t.Helper()
	plain := reflect.ValueOf(value).Convert(reflect.TypeFor[P]()).Interface().(P)
	q := builder.SelectColumns(builder.Cast[string](builder.Literal(value), "text").Label("named"), builder.Cast[string](builder.Literal(plain), "text").Label("plain"))
	type pair struct{ Named, Plain string }
	got, err := repo.One(t.Context(), db, builder.As[pair](q))
	must(t, err)
	expect(t, fmt.Sprintf("%T", value), got.Named, got.Plain)
}
