package builder_test

import (
	"testing"

	sq "github.com/Masterminds/squirrel"

	"github.com/drey-db/drey/builder"
)

// values are what a program asks for next: each time another.
type values struct {
	active bool
	least  float64
	name   string
	limit  int
}

func nextValues(i int) values {
	names := [...]string{"spongebob", "sandy", "patrick", "squidward"}
	return values{i&1 == 0, float64(i) + 0.5, names[i&3], 1000 + i&1023}
}

// everyday has three predicates, a join with a typed ON, an order and a limit.
func everyday(v values) builder.SelectStmt[*Hero] {
	return builder.Select(heroes).
		Join(toys, builder.Col(&toys.OwnerID).EqCol(builder.Col(&heroes.ID))).
		Where(builder.Col(&heroes.Active).Eq(v.active), builder.NullCol(&heroes.Power).Gt(v.least), builder.Col(&heroes.Name).Ne(v.name)).
		OrderBy(builder.Col(&heroes.Name).Asc()).
		Limit(v.limit)
}

// bySquirrel returns everyday by squirrel alone.
func bySquirrel(v values) sq.SelectBuilder {
	return sq.Select("heroes.id", "heroes.name", "heroes.power", "heroes.active", "heroes.password", "heroes.created_at").From("heroes").
		Join("app.toys ON app.toys.owner_id = heroes.id").
		Where(sq.Eq{"heroes.active": v.active}).Where(sq.Gt{"heroes.power": v.least}).Where(sq.NotEq{"heroes.name": v.name}).
		OrderBy("heroes.name ASC").Limit(uint64(v.limit)).PlaceholderFormat(sq.Dollar)
}

var text string // what benchmarks make, so that no compiler leaves them out

func compiling(b *testing.B, stmt builder.Sqlizer) {
	var err error
	if text, _, err = builder.Compile(stmt, builder.Postgres()); err != nil {
		b.Fatal(err)
	}
}

// BenchmarkCache builds a statement and compiles it, with other values each time.
func BenchmarkCache(b *testing.B) {
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		compiling(b, everyday(nextValues(i)))
	}
}

// BenchmarkCacheParallel is BenchmarkCache on every processor.
func BenchmarkCacheParallel(b *testing.B) {
	b.ReportAllocs()
	b.RunParallel(func(pb *testing.PB) {
		for i := 0; pb.Next(); i++ {
			if _, _, err := builder.Compile(everyday(nextValues(i)), builder.Postgres()); err != nil {
				b.Error(err)
			}
		}
	})
}

// BenchmarkCacheBase refines a statement that the program keeps, with columns that it keeps.
func BenchmarkCacheBase(b *testing.B) {
	active, power, name := builder.Col(&heroes.Active), builder.NullCol(&heroes.Power), builder.Col(&heroes.Name)
	base := builder.Select(heroes).Join(toys, builder.Col(&toys.OwnerID).EqCol(builder.Col(&heroes.ID))).OrderBy(name.Asc()).Limit(20)
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		v := nextValues(i)
		compiling(b, base.Where(active.Eq(v.active), power.Gt(v.least), name.Ne(v.name)))
	}
}

// BenchmarkCacheReused compiles one statement over and over.
func BenchmarkCacheReused(b *testing.B) {
	stmt := builder.Sqlizer(everyday(nextValues(1)))
	b.ReportAllocs()
	for b.Loop() {
		compiling(b, stmt)
	}
}

// BenchmarkCacheOne is a lookup by one column.
func BenchmarkCacheOne(b *testing.B) {
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		compiling(b, builder.Select(heroes).Where(builder.Col(&heroes.Name).Eq(nextValues(i).name)))
	}
}

// BenchmarkCacheIn compares with lists of many lengths.
func BenchmarkCacheIn(b *testing.B) {
	ids := make([]int64, 64)
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		compiling(b, builder.Select(toys).Where(toyID.In(ids[:1+i&63]...)))
	}
}

// BenchmarkCacheForeign has a condition of squirrel's in it, which squirrel renders each time.
func BenchmarkCacheForeign(b *testing.B) {
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		v := nextValues(i)
		compiling(b, everyday(v).Where(sq.Eq{"app.toys.total": v.limit}))
	}
}

// BenchmarkCacheMiss compiles a shape that is new each time.
func BenchmarkCacheMiss(b *testing.B) {
	labels := make([]string, 4096)
	for i := range labels {
		labels[i] = "l" + string(rune('a'+i%16)) + string(rune('a'+i/16%16)) + string(rune('a'+i/256))
	}
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		compiling(b, everyday(nextValues(i)).OrderBy(name.Label(labels[i&4095]).Desc()))
	}
}

// BenchmarkCacheSquirrel is what BenchmarkCache is measured against: squirrel alone.
func BenchmarkCacheSquirrel(b *testing.B) {
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		var err error
		if text, _, err = bySquirrel(nextValues(i)).ToSql(); err != nil {
			b.Fatal(err)
		}
	}
}
