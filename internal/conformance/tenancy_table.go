package conformance

import (
	"context"
	"fmt"
	"testing"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
)

// TablesStandUnderOtherNames: a type's table may stand under another name in a session, as an archive does.
func TablesStandUnderOtherNames(t *testing.T, b Backend) {
	db := b.open(t)
	db.exec(t, b.spell("CREATE TABLE toys_2024 (id {counted}, label text NOT NULL, size integer NOT NULL)"))
	ctx, archive := t.Context(), repo.WithTable(toys, "toys_2024")
	must(t, db.Begin(ctx, func(s *repo.Session) error {
		return s.Add(&Toy{ID: 1, Label: "new", Size: 1}, &Toy{ID: 2, Label: "gone", Size: 2})
	}))

	must(t, db.Begin(ctx, func(s *repo.Session) error {
		u, err := s.UnitOfWork(ctx)
		if err != nil {
			return err
		}
		old := value(repo.All(ctx, s, builder.Delete(toys).Where(label.Eq("gone")).Returning(builder.Entity(toys))))(t)
		other := db.session(t, archive, repo.WithTx(u))
		expect(t, "not there yet", value(repo.Count(ctx, other, builder.Select(toys)))(t), int64(0))
		must(t, repo.InsertAll(ctx, other, []*Toy{{ID: old[0].ID, Label: old[0].Label, Size: old[0].Size}}))
		return other.Commit(ctx)
	}))
	expect(t, "moved", db.stored(t, "SELECT count(*) FROM toys_2024 WHERE id = 2 AND label = 'gone'"), int64(1))
	expect(t, "taken away", db.stored(t, "SELECT count(*) FROM toys"), int64(1))
	archiveIsWritten(t, db, archive)
	archiveIsFiltered(t, db, archive)
	namesAreChecked(t, db)
}

func archiveIsWritten(t *testing.T, db *database, archive repo.SessionOption) {
	t.Helper()
	ctx, s := t.Context(), db.session(t, archive)
	made := []*Toy{{ID: 5, Label: "a", Size: 3}, {ID: 6, Label: "b", Size: 4}}
	must(t, s.Add(made[0], made[1]))
	must(t, s.Flush(ctx))
	made[0].Size, made[1].Size = 30, 40
	must(t, s.Flush(ctx))
	size := builder.Col(&toys.Size)
	value(s.Exec(ctx, builder.Insert(toys).Values(&Toy{ID: 2, Label: "gone", Size: 1}).OnConflict(builder.Col(&toys.ID)).DoUpdate(size.ToExpr(size.Add(100)))))(t)
	must(t, repo.UpsertAll(ctx, s, []*Toy{{ID: made[0].ID, Label: "a", Size: 31}}))
	must(t, s.Delete(made[1]))
	must(t, s.Commit(ctx))
	got := value(repo.All(ctx, db, builder.As[builder.Row](builder.Text("SELECT label, size FROM toys_2024 ORDER BY label"))))(t)
	expect(t, "the archive", got, []builder.Row{{"a", int64(31)}, {"gone", int64(102)}})
	got = value(repo.All(ctx, db, builder.As[builder.Row](builder.Text("SELECT label, size FROM toys"))))(t)
	expect(t, "the table", got, []builder.Row{{"new", int64(1)}})
}

// archiveIsFiltered has a global filter name the table's columns.
func archiveIsFiltered(t *testing.T, db *database, archive repo.SessionOption) {
	t.Helper()
	large := repo.WithFilter(toys, func(context.Context) (builder.Sqlizer, error) { return builder.Col(&toys.Size).Gt(50), nil })
	ctx, s := t.Context(), db.session(t, archive, large, repo.WithReadOnly())
	found := value(repo.Scalars[string](ctx, s, builder.SelectColumns(label)))(t)
	expect(t, "filtered", found, []string{"gone"})
	other := builder.Alias[Toy]("archive_other")
	pairs := builder.SelectColumns(label).RightJoin(other, builder.Col(&other.ID).EqCol(builder.Col(&toys.ID)))
	expect(t, "under another name as well", value(repo.Scalars[string](ctx, s, pairs))(t), []string{"gone"})
	_, err := repo.Get[Toy](ctx, s, 3)
	refused(t, err, repo.ErrNotFound)
}

// namesAreChecked gives wrong names, and more right ones than an engine keeps.
func namesAreChecked(t *testing.T, db *database) {
	t.Helper()
	for range 2 {
		for i := range 100 {
			must(t, db.Session(repo.WithSchema(fmt.Sprint("schema_", i))).Close())
		}
	}
	for _, wrong := range []repo.SessionOption{
		repo.WithSchema(""), repo.WithSchema(`a"b`), repo.WithSchema("a.b"), repo.WithTable(toys, ""), repo.WithTable(toys, "a..b"), repo.WithTable(&Toy{}, "a"),
	} {
		s := db.Session(wrong)
		_, err := repo.All(t.Context(), s, builder.Select(toys))
		refused(t, err, repo.ErrInvalidRequest)
		refused(t, s.Close(), repo.ErrInvalidRequest)
	}
	both := db.session(t, repo.WithSchema("nowhere"), repo.WithTable(toys, "toys_2024"), repo.WithReadOnly())
	expect(t, "a table's name wins", value(repo.Count(t.Context(), both, builder.Select(toys)))(t), int64(2))
	_, err := repo.All(t.Context(), both, builder.Select(heroes))
	expect(t, "other tables stand in the schema", err != nil, true)
}
