package conformance

import (
	"testing"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
	"github.com/drey-db/drey/schema"
)

// Sieve has columns of several sizes.
type Sieve struct {
	ID    int64
	Short string `db:"short,type=varchar(3)"`
	Long  string
	I16   int16
	I32   int32
	I64   int64
}

// TableName names the table.
func (Sieve) TableName() string { return "sieves" }

var sieves = builder.Model[Sieve]()

// ComputedValuesBlameNobody: where the database refuses what it computed itself, no column is named whose value fits.
func ComputedValuesBlameNobody(t *testing.T, b Backend) {
	if b.Dialect.Name == builder.SQLite().Name {
		return // it has no types that refuse
	}
	db := b.open(t)
	ctx := t.Context()
	db.create(t, schema.MustOf(sieves))
	s := db.session(t)
	must(t, s.Add(&Sieve{ID: 1, Short: "abc", Long: "long long text", I64: 1 << 40}))
	must(t, s.Commit(ctx))
	short, long := builder.Col(&sieves.Short), builder.Col(&sieves.Long)
	i16, i32, i64 := builder.Col(&sieves.I16), builder.Col(&sieves.I32), builder.Col(&sieves.I64)
	for name, stmt := range map[string]builder.Sqlizer{
		"a cast":     builder.Update(sieves).Set(i16.ToExpr(builder.Cast[int16](long, "smallint"))).Where(long.Eq("long long text")),
		"a text":     builder.Update(sieves).Set(short.ToExpr(long.Op("||", "x"))).Where(long.Eq("long long text")),
		"a number":   builder.Update(sieves).Set(i16.ToExpr(builder.Cast[int16](i64, "smallint")), i32.To(100000)).AllRows(),
		"arithmetic": builder.Update(sieves).Set(i16.ToExpr(i16.Add(32767).Add(1)), i32.To(100000)).AllRows(),
	} {
		_, err := db.Exec(ctx, stmt)
		blamesNobody(t, name, err)
	}
	g := value(repo.Get[Sieve](ctx, s, 1))(t)
	g.I32 = 70000
	must(t, s.Set(g, &g.I16, builder.Cast[int16](builder.Col(&sieves.I64), "smallint")))
	blamesNobody(t, "a flush", s.Commit(ctx))
}

func blamesNobody(t *testing.T, name string, err error) {
	t.Helper()
	refused(t, err, repo.ErrDataException)
	var refusal *backends.Error
	asError(t, err, &refusal)
	expect(t, name+": column", refusal.Column, "")
}
