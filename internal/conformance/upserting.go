package conformance

import (
	"errors"
	"testing"

	"github.com/google/uuid"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
)

// UpsertsWrite: ON CONFLICT keeps the row that is there or writes it, and says which it wrote.
func UpsertsWrite(t *testing.T, b Backend) {
	db := b.open(t)
	sandy := db.seed(t, "sandy")[0]
	source := builder.Col(&heroes.AppSrc)
	again, strong := Hero{ID: uuid.New(), Name: "sandy", AppSrc: "new"}, 9.0
	add := builder.Insert(heroes).Values(&again, &Hero{ID: uuid.New(), Name: "gary", AppSrc: "new", Power: &strong})
	db.exec(t, "DELETE FROM heroes WHERE name = 'gary'")

	written := value(repo.All(t.Context(), db, add.OnConflict(name).DoNothing().Returning()))(t)
	expect(t, "inserted only", []string{written[0].Name}, []string{"gary"})
	expect(t, "kept", all[string](t, db, builder.SelectColumns(source).Where(name.Eq("sandy"))), []string{"seed"})

	db.exec(t, "UPDATE heroes SET updated_on = '2001-02-03 04:05:06.000000'")
	written = value(repo.All(t.Context(), db, add.OnConflict(name).DoUpdate().Returning()))(t)
	expect(t, "both", len(written), 2)
	kept := value(repo.One(t.Context(), db, builder.Select(heroes).Where(name.Eq("sandy"))))(t)
	expect(t, "taken over, but for the key: kept.ID", kept.ID, sandy.ID)
	expect(t, "taken over, but for the key: kept.AppSrc", kept.AppSrc, "new")
	expect(t, "taken over, but for the key: kept.Power", kept.Power, (*float64)(nil))
	if kept.UpdatedOn.Year() == 2001 {
		t.Error("an upsert that writes is an update")
	}

	double := add.OnConflict(name).DoUpdate(power.ToExpr(power.Op("*", 2)), source.ToExcluded()).Where(power.Ge(1))
	changed := value(repo.Scalars[string](t.Context(), db, double.Returning(name)))(t)
	expect(t, "where", changed, []string{"gary"})
	expect(t, "over what was there", all[float64](t, db, builder.SelectColumns(power).Where(name.Eq("gary"))), []float64{18})
	constraint := add.OnConstraint("uq_heroes_name").DoUpdate(source.To("by constraint"))
	result, err := db.Exec(t.Context(), constraint)
	if lacks := new(builder.UnsupportedError); b.Dialect.Features&builder.FeatureConstraints != 0 {
		must(t, err)
		expect(t, "rows", result.RowsAffected, int64(2))
	} else if !errors.As(err, &lacks) {
		t.Fatalf("got %v", err)
	}
}

// StatementsReadOthers: INSERT, UPDATE and DELETE take their rows from queries, VALUES and CTEs.
func StatementsReadOthers(t *testing.T, b Backend) {
	db := b.openToys(t)
	of, count := builder.Col(&sizes.Size), builder.Col(&sizes.Count)
	copied := builder.Insert(toys).FromSelect(builder.SelectColumns(label.Op("||", "!"), size).Where(size.Eq(7)), label, size)
	expect(t, "copied", len(value(repo.All(t.Context(), db, copied.Returning()))(t)), 2)
	counted := builder.CTE(sizes, builder.SelectColumns(size, builder.Count()).GroupBy(size))
	often := builder.Insert(toys).With(counted).FromSelect(builder.SelectColumns(builder.Literal("often"), of).From(sizes).Where(count.Gt(3)), label, size)
	expect(t, "from a CTE", value(repo.One(t.Context(), db, often.Returning()))(t).Size, 7)
	resized := builder.Update(toys).Set(size.ToExpr(of)).From(builder.Values(sizes, Sizes{1, 1}, Sizes{2, 3})).Where(builder.Col(&toys.ID).EqCol(count))
	expect(t, "from values", value(db.Exec(t.Context(), resized))(t).RowsAffected, int64(2))
	expect(t, "resized", all[int64](t, db, builder.SelectColumns(size).Where(builder.Col(&toys.ID).In(1, 3)).OrderBy(size)), []int64{1, 2})
	rare := builder.Delete(toys).With(counted).Where(size.InQuery(builder.SelectColumns(of).From(sizes).Where(count.Eq(1))))
	expect(t, "where a CTE says", value(db.Exec(t.Context(), rare))(t).RowsAffected, int64(3))
	other := builder.Alias[Toy]("other")
	using := builder.Delete(toys).Using(other).Where(label.EqCol(builder.Col(&other.Label).Op("||", "!")), label.Eq("kite!")).Returning(builder.Col(&other.ID))
	reader := db.session(t, repo.WithReadOnly())
	_, err := reader.Exec(t.Context(), rare)
	refused(t, err, repo.ErrReadOnly)
	gone := builder.Derived[Toy]("gone")
	_, err = reader.Query(t.Context(), builder.Select(gone).With(builder.CTE(gone, builder.Delete(toys).AllRows().Returning())))
	if b.Dialect.Features&builder.FeatureWritingCTE != 0 {
		refused(t, err, repo.ErrReadOnly)
	}
	b.native(t, db, "USING in a DELETE", using, []int64{2})
}
