package schema_test

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"math/big"
	"net/netip"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/require"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/internal/enginetest"
	"github.com/drey-db/drey/repo"
	"github.com/drey-db/drey/schema"
)

// typed is a table whose one column is of a Go type.
type typed[T any] struct {
	ID int64
	V  T `db:"v"`
}

// TableName names the table.
func (typed[T]) TableName() string { return "typed" }

// typedDay is the same of a column that its tag calls a date.
type typedDay struct {
	ID int64
	V  time.Time `db:"v,type=date"`
}

// TableName names the table.
func (typedDay) TableName() string { return "typed" }

// aGoType is a type of the documented table, with values that it may have.
type aGoType struct {
	name  string
	of    *schema.MetaData
	write func(ctx context.Context, s *repo.Session) error
	read  func(ctx context.Context, engine *repo.Engine) (string, error) // the values as JSON
}

func goTypeOf[T any](values ...T) aGoType {
	table := builder.Model[typed[T]]()
	return aGoType{
		name: reflect.TypeFor[T]().String(), of: schema.MustOf(table),
		write: func(_ context.Context, s *repo.Session) error {
			for _, v := range values {
				if err := s.Add(&typed[T]{V: v}); err != nil {
					return err
				}
			}
			return nil
		},
		read: func(ctx context.Context, engine *repo.Engine) (string, error) {
			s := engine.Session()
			defer s.Close()
			rows, err := repo.All(ctx, s, builder.Select(table).OrderBy(builder.Col(&table.ID)))
			return asJSON(err, len(rows), func(i int) any { return rows[i].V })
		},
	}
}

func asJSON(err error, n int, of func(int) any) (string, error) {
	list := make([]any, n)
	for i := range n {
		switch v := of(i).(type) {
		case [16]byte:
			list[i] = uuid.UUID(v)
		case big.Int:
			list[i] = v.String()
		default:
			list[i] = v
		}
	}
	text, wrong := json.Marshal(list)
	if err == nil {
		err = wrong
	}
	return string(text), err
}

type point struct {
	X int `json:"x"`
}

var retyped = []aGoType{
	goTypeOf(true, false), goTypeOf(math.MaxInt64, math.MinInt64, 1), goTypeOf[int8](math.MinInt8, 1), goTypeOf[int16](math.MinInt16, 1),
	goTypeOf[int32](math.MinInt32, 1), goTypeOf[int64](math.MaxInt64, math.MinInt64, 1), goTypeOf[uint8](math.MaxUint8, 1),
	goTypeOf[uint16](math.MaxUint16, 1), goTypeOf[uint32](math.MaxUint32, 1), goTypeOf[uint64](math.MaxInt64, 1),
	goTypeOf[float32](1.5, -3), goTypeOf(1.5, 0.1), goTypeOf("x", "", "12", "true"), goTypeOf([]byte("ab")),
	goTypeOf(time.Date(2024, 5, 6, 7, 8, 9, 0, time.UTC)), goTypeOf(uuid.New(), uuid.Nil), goTypeOf([16]byte{1}),
	goTypeOf(json.RawMessage(`{"x":1}`)), goTypeOf(map[string]any{"x": 1.0}), goTypeOf(point{1}), goTypeOf(netip.MustParseAddr("10.0.0.1")),
	goTypeOf(decimal.RequireFromString("12.50"), decimal.RequireFromString("123456789012345678901234567890.5")),
	goTypeOf(*new(big.Int).Lsh(big.NewInt(-1), 80)), goTypeOf([]string{"a"}, []string{}), goTypeOf([]int64{math.MaxInt64}), goTypeOf([]int32{1}), goTypeOf([]bool{true}),
	goTypeOf([]float64{1.5}), goTypeOf([]uuid.UUID{uuid.New()}), goTypeOf([]time.Time{time.Date(2024, 5, 6, 7, 8, 9, 0, time.UTC)}),
	goTypeOf(time.Second), goTypeOf[*string](nil), goTypeOf[*int64](nil), days(),
}

func days() aGoType {
	table := builder.Model[typedDay]()
	return aGoType{
		name: "date", of: schema.MustOf(table),
		write: func(_ context.Context, s *repo.Session) error {
			return s.Add(&typedDay{V: time.Date(2024, 5, 6, 0, 0, 0, 0, time.UTC)})
		},
		read: func(ctx context.Context, engine *repo.Engine) (string, error) {
			s := engine.Session()
			defer s.Close()
			rows, err := repo.All(ctx, s, builder.Select(table).OrderBy(builder.Col(&table.ID)))
			return asJSON(err, len(rows), func(i int) any { return rows[i].V })
		},
	}
}

// For every two Go types of the documented table: a column that is of one, and is to be of the other, is a difference, or the rows
// that were written as one are read as the other and say the same.
func TestAnotherGoTypeIsSeenOrReadsTheSame(t *testing.T) {
	for _, on := range []enginetest.Backend{enginetest.SQLite, enginetest.Pgx} {
		t.Run(on.Name, func(t *testing.T) {
			t.Parallel()
			for i, from := range retyped {
				engine := on.Open(t, on.URL(t))
				require.NoError(t, from.of.CreateAll(t.Context(), engine))
				require.NoError(t, engine.Begin(t.Context(), func(s *repo.Session) error { return from.write(t.Context(), s) }), from.name)
				for j, to := range retyped {
					if on.Name == enginetest.Pgx.Name && !sameForm(t, engine, from, to) && j != i+1 {
						continue // where statements differ there is a difference, as one pair of each row shows
					}
					if wrong := missed(t, engine, from, to); wrong != "" {
						t.Errorf("%s -> %s: %s", from.name, to.name, wrong)
					}
				}
			}
		})
	}
}

// sameForm reports whether tables of two types are the same.
func sameForm(t *testing.T, engine *repo.Engine, from, to aGoType) bool {
	was, err := from.of.DDL(engine.Dialect())
	require.NoError(t, err)
	is, err := to.of.DDL(engine.Dialect())
	require.NoError(t, err)
	return slices.Equal(was, is)
}

// missed is what is wrong with a change of types that is no difference; "" where nothing is.
func missed(t *testing.T, engine *repo.Engine, from, to aGoType) string {
	d, err := to.of.Diff(t.Context(), engine)
	require.NoError(t, err, "%s -> %s", from.name, to.name)
	if from.name == to.name && !d.Empty() {
		return "a difference of nothing: " + d.String()
	}
	if !d.Empty() {
		return ""
	}
	was, err := from.read(t.Context(), engine)
	require.NoError(t, err, from.name)
	is, err := to.read(t.Context(), engine)
	switch {
	case err != nil && !saysNoMore(engine, from, to):
		return strings.SplitN(err.Error(), "\n", 2)[0]
	case err == nil && was != is:
		return fmt.Sprintf("%s is read as %s", was, is)
	}
	return ""
}

// saysNoMore reports whether two types are the same column type, which says no more: a text that a Go type makes of itself is a text to
// every database, a number is a document too, and whether an integer has a sign, or eight bits, PostgreSQL does not know.
func saysNoMore(engine *repo.Engine, from, to aGoType) bool {
	whole := func(g aGoType) bool { return strings.HasPrefix(strings.TrimPrefix(g.name, "u"), "int") }
	return from.name == "big.Int" || to.name == "netip.Addr" || to.name == "big.Int" || engine.Dialect().Name == "postgres" && whole(from) && whole(to)
}

// What may lose values is destructive, with rows and without.
func TestANarrowerGoTypeIsDestructive(t *testing.T) {
	of := func(name string) aGoType {
		return retyped[slices.IndexFunc(retyped, func(g aGoType) bool { return g.name == name })]
	}
	enginetest.Each(t, func(t *testing.T, engine *repo.Engine) {
		for _, c := range []struct {
			from, to    string
			destructive bool
		}{
			{"int64", "uuid.UUID", true}, {"int64", "string", false}, {"uuid.UUID", "string", false}, {"[]string", "[]int64", true}, {"time.Time", "date", true},
			{"date", "time.Time", false}, {"json.RawMessage", "uuid.UUID", true}, {"string", "bool", true}, {"string", "time.Time", true}, {"decimal.Decimal", "int64", true},
		} {
			from, to := of(c.from), of(c.to)
			require.NoError(t, from.of.CreateAll(t.Context(), engine))
			d, err := to.of.Diff(t.Context(), engine)
			require.NoError(t, err)
			require.Len(t, d.Changes, 1, "%s -> %s", c.from, c.to)
			require.Equal(t, c.destructive, d.Changes[0].Destructive, d.String())
			require.NoError(t, from.of.DropAll(t.Context(), engine))
		}
	})
}

// Where a table of SQLite's says only that a column is text, or an integer, its rows tell: what the Go type holds is no difference, and
// what it does not hold is one, which no plan gets past.
func TestRowsTellWhatATextOfSQLiteIs(t *testing.T) {
	engine := enginetest.SQLite.Open(t, enginetest.SQLite.URL(t))
	for _, c := range []struct {
		of             aGoType
		declared       string
		fits, fitsNot  string
		said, refusing string
	}{
		{goTypeOf[uuid.UUID](), "TEXT NOT NULL", "a3bb189e-8bf9-3888-9912-ace4e6543002", "x", "type text, with values that are no uuid_text -> uuid_text", "uuid_text would not keep"},
		{goTypeOf[json.RawMessage](), "varchar(20)", `{"a":[1]}`, "{", "with values that are no json_text", "json_text would not keep"},
		{goTypeOf[[]int64](), "json", "[1,null]", `["a"]`, "with values that are no integer_list", "integer_list would not keep"},
		{goTypeOf[[]uuid.UUID](), "json", `["a3bb189e-8bf9-3888-9912-ace4e6543002"]`, `["a"]`, "with values that are no uuid_list", "uuid_list would not keep"},
		{goTypeOf[[][]string](), "json", `[["a"],[]]`, `["a"]`, "with values that are no text_list_list", "text_list_list would not keep"},
		{goTypeOf[decimal.Decimal](), "text NOT NULL", "-12.50", "10.0.0.1", "with values that are no numeric_text", "numeric_text would not keep"},
		{goTypeOf[int16](), "bigint NOT NULL", "-32768", "40000", "with values outside of -32768 to 32767", "integer would not keep"},
		{goTypeOf[uint8](), "int NOT NULL", "255", "-1", "with values outside of 0 to 255", "integer would not keep"},
	} {
		run(t, engine, "CREATE TABLE typed (id integer PRIMARY KEY, v "+c.declared+")", "INSERT INTO typed (v) VALUES ('"+c.fits+"')")
		d, err := c.of.of.Diff(t.Context(), engine)
		require.NoError(t, err)
		require.Empty(t, d.String(), c.of.name)
		run(t, engine, "INSERT INTO typed (v) VALUES ('"+c.fitsNot+"')")
		d, err = c.of.of.Diff(t.Context(), engine)
		require.NoError(t, err)
		require.Len(t, d.Changes, 1, c.of.name)
		require.Contains(t, d.String(), c.said)
		require.True(t, d.Changes[0].Destructive)
		p, err := c.of.of.Plan(t.Context(), engine)
		require.NoError(t, err)
		require.ErrorContains(t, tryPlan(t, engine, p.Up), c.refusing)
		run(t, engine, "DELETE FROM typed WHERE v = '"+c.fitsNot+"'")
		runPlan(t, engine, p.Up)
		d, err = c.of.of.Diff(t.Context(), engine)
		require.NoError(t, err)
		require.Empty(t, d.String(), c.of.name)
		run(t, engine, "DROP TABLE typed")
	}
}

// strictly is a table whose columns a STRICT one cannot declare.
type strictly struct {
	ID    int64
	Open  bool      `db:"open"`
	Made  time.Time `db:"made"`
	Key   uuid.UUID `db:"key"`
	Tags  []string  `db:"tags"`
	Price float64   `db:"price,type=numeric"`
}

// TableName names the table.
func (strictly) TableName() string { return "strictly" }

// A STRICT table says as much of its columns as it can, gets new ones, and its rows are read.
func TestAStrictTableIsNoDifference(t *testing.T) {
	engine := enginetest.SQLite.Open(t, enginetest.SQLite.URL(t))
	run(t, engine, "CREATE TABLE strictly (id INTEGER PRIMARY KEY, open INT NOT NULL, made TEXT NOT NULL, price REAL NOT NULL) STRICT")
	table := builder.Model[strictly]()
	m := schema.MustOf(table)
	p, err := m.Plan(t.Context(), engine)
	require.NoError(t, err)
	require.Equal(t, "strictly.key: AddColumn text NOT NULL\nstrictly.tags: AddColumn text", p.String())
	runPlan(t, engine, p.Up)
	d, err := m.Diff(t.Context(), engine)
	require.NoError(t, err)
	require.Empty(t, d.String())
	want := strictly{ID: 1, Open: true, Made: time.Date(2024, 5, 6, 7, 8, 9, 0, time.UTC), Key: uuid.New(), Tags: []string{"a"}, Price: 1.5}
	require.NoError(t, engine.Begin(t.Context(), func(s *repo.Session) error { own := want; return s.Add(&own) }))
	s := engine.Session()
	got, err := repo.All(t.Context(), s, builder.Select(table))
	require.NoError(t, err)
	require.NoError(t, s.Close())
	require.Equal(t, want, *got[0])
	run(t, engine, "UPDATE strictly SET key = 'x'")
	d, err = m.Diff(t.Context(), engine)
	require.NoError(t, err)
	require.Contains(t, d.String(), "with values that are no uuid_text")
}
