package conformance

import (
	"fmt"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
)

// BulkInserts: InsertAll stores rows of every shape, and copies nothing back.
func BulkInserts(t *testing.T, b Backend) {
	db := b.open(t)
	ctx, s := t.Context(), db.session(t)
	rows := []*Hero{{Name: "a", AppSrc: "bulk"}, {Name: "b", AppSrc: "bulk", Stamps: Stamps{CreatedAt: noon}}, {ID: uuid.New(), Name: "c", AppSrc: "bulk"}}
	t.Run("nothing is copied back", func(t *testing.T) {
		pending := &Hero{Name: "pending", AppSrc: "test"}
		must(t, s.Add(pending))
		db.log.take()
		must(t, repo.InsertAll(ctx, s, rows))
		expect(t, "nothing is copied back: rows[0].ID", rows[0].ID, uuid.Nil)
		expect(t, "nothing is copied back: rows[0].CreatedAt.IsZero()", rows[0].CreatedAt.IsZero(), true)
		expect(t, "nothing is copied back: number of s.Dirty()", len(s.Dirty()), 0)
		expect(t, "nothing is flushed or tracked", []repo.State{s.State(pending), s.State(rows[0])}, []repo.State{repo.Pending, repo.Transient})
	})
	t.Run("COPY where there is, two shapes", func(t *testing.T) {
		texts := db.log.sent()
		expect(t, "COPY where there is", strings.Contains(texts, "COPY heroes ("), db.Pool().Capabilities().Copy)
		expect(t, "two shapes", strings.Count(texts, "\n")+1-strings.Count(texts, "BEGIN"), 2)
	})
	t.Run("keys and defaults, versions", func(t *testing.T) {
		must(t, s.Commit(ctx))
		found := value(repo.All(ctx, db, builder.Select(heroes).Where(source.Eq("bulk")).OrderBy(name.Asc())))(t)
		expect(t, "keys and defaults: number of found", len(found), 3)
		expect(t, "keys and defaults: found[0].ID != uuid.Nil", found[0].ID != uuid.Nil, true)
		expect(t, "keys and defaults: found[0].CreatedAt.IsZero()", found[0].CreatedAt.IsZero(), false)
		expect(t, "keys and defaults: found[1].CreatedAt", found[1].CreatedAt, noon)
		expect(t, "keys and defaults: found[2].ID", found[2].ID, rows[2].ID)

		must(t, repo.InsertAll(ctx, s, []*Team{{Code: "x", Year: 1, Name: "new"}, {Code: "x", Year: 2, Rev: 5, Name: "old"}}))
		must(t, repo.InsertAll(ctx, s, []*Team(nil)))
		must(t, s.Commit(ctx))
		expect(t, "versions", db.stored(t, "SELECT sum(rev) FROM teams"), int64(6))
	})
	t.Run("rolled back", func(t *testing.T) {
		must(t, repo.InsertAll(ctx, s, []*Loan{{ToyID: 5}, {ToyID: 6}, {ToyID: 7}}))
		must(t, s.Rollback(ctx))
		expect(t, "rolled back", db.stored(t, "SELECT count(*) FROM loans"), int64(0))
	})
}

// BulkInsertsEveryKind: values are stored as a flush stores them, arrays and documents too.
func BulkInsertsEveryKind(t *testing.T, b Backend) {
	db := b.open(t)
	ctx, s := t.Context(), db.session(t)
	whole, owner, seen := int32(7), uuid.New(), noon
	full := Thing{Flag: true, Whole: &whole, Small: -3, Ratio: 1.5, Blob: []byte{0, 255}, Seen: &seen, Owner: &owner, Doc: &Note{Lines: []string{"a"}}, Tags: []string{"x", "y,\"z\""}, Pin: "tab\t\\N"}
	must(t, repo.InsertAll(ctx, s, []*Thing{&full, {Pin: "empty"}}))
	var parcels []*Parcel
	for i := range 3 {
		parcels = append(parcels, &Parcel{Whole: &whole, Price: "12.50", Open: i > 0, Blob: []byte("blob"), Seen: &seen, Doc: map[string]any{"a": "b"}})
	}
	must(t, repo.InsertAll(ctx, s, parcels))
	must(t, s.Commit(ctx))
	found := value(repo.All(ctx, s, builder.Select(things).OrderBy(builder.Col(&things.Small).Asc())))(t)
	full.ID = found[0].ID
	expect(t, "things", *found[0], full)
	full.Tags, full.Doc, full.Blob = []string{"new"}, &Note{Lines: []string{"b"}}, nil
	must(t, repo.UpdateAll(ctx, s, []*Thing{&full, found[1]}))
	must(t, repo.UpsertAll(ctx, s, []*Thing{{ID: found[1].ID, Pin: "upserted", Tags: []string{"z"}}, {Pin: "third"}}))
	must(t, s.Commit(ctx))
	found = value(repo.All(ctx, db, builder.Select(things).OrderBy(builder.Col(&things.ID).Asc())))(t)
	expect(t, "written in bulk: number of found", len(found), 3)
	expect(t, "written in bulk: *found[0]", *found[0], full)
	expect(t, "written in bulk: found[1].Pin", found[1].Pin, "upserted")
	expect(t, "written in bulk: found[1].Tags", found[1].Tags, []string{"z"})
	stored := value(repo.All(ctx, s, builder.Select(builder.Model[Parcel]()).Where(builder.Col(&builder.Model[Parcel]().Open).Eq(true))))(t)
	expect(t, "parcels: number of stored", len(stored), 2)
	expect(t, "parcels: stored[0].Price", stored[0].Price, "12.50")
	expect(t, "parcels: stored[0].Doc", stored[0].Doc, parcels[0].Doc)
	expect(t, "parcels: *stored[0].Seen", *stored[0].Seen, noon)
}

// BulkWritesManyRows: 100,000 rows go in pages, in bounded memory and below the limit of parameters.
func BulkWritesManyRows(t *testing.T, b Backend) {
	db := b.open(t)
	ctx, s := t.Context(), db.session(t)
	const many = 100_000
	rows := make([]*Toy, many)
	for i := range rows {
		rows[i] = &Toy{ID: int64(i + 1), Label: fmt.Sprintf("toy %d", i), Size: 1}
	}
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	must(t, repo.InsertAll(ctx, s, rows))
	must(t, s.Commit(ctx))
	for _, row := range rows[:many/2] {
		row.Size = 2
	}
	must(t, repo.UpdateAll(ctx, s, rows[:many/2], builder.Col(&toys.Size)))
	must(t, repo.DeleteAll(ctx, s, rows[many/2:]))
	must(t, s.Commit(ctx))
	expect(t, "rows", db.stored(t, "SELECT count(*) FROM toys"), int64(many/2))
	expect(t, "sum", db.stored(t, "SELECT sum(size) FROM toys"), int64(many))
	runtime.GC()
	runtime.ReadMemStats(&after)
	if kept := int64(after.HeapAlloc) - int64(before.HeapAlloc); kept > 64<<20 {
		t.Errorf("%d bytes are kept", kept)
	}
	runtime.KeepAlive(rows)
}

// BulkUpdates: UpdateAll writes by key what is named, counts versions, and leaves the session honest.
func BulkUpdates(t *testing.T, b Backend) {
	db := b.open(t)
	ctx, s := t.Context(), db.session(t)
	list := db.seed(t, "a", "b", "c")
	t.Run("expired, and the edit is kept", func(t *testing.T) {
		tracked := value(repo.Get[Hero](ctx, s, list[0].ID))(t)
		tracked.AppSrc = "edited"
		half := 0.5
		must(t, repo.UpdateAll(ctx, s, []*Hero{{ID: list[0].ID, Power: &half}, {ID: list[1].ID, Power: &half}}, power))
		value(repo.Get[Hero](ctx, s, list[0].ID))(t)
		expect(t, "expired, and the edit is kept: *tracked.Power", *tracked.Power, 0.5)
		expect(t, "expired, and the edit is kept: tracked.AppSrc", tracked.AppSrc, "edited")
	})
	t.Run("all but what has a default, the edit was flushed", func(t *testing.T) {
		must(t, repo.UpdateAll(ctx, s, []*Hero{{ID: list[2].ID, Name: "all", AppSrc: "columns"}}))
		must(t, s.Commit(ctx))
		after := value(repo.Get[Hero](ctx, db, list[2].ID))(t)
		expect(t, "all but what has a default: after.Name", after.Name, "all")
		expect(t, "all but what has a default: after.AppSrc", after.AppSrc, "columns")
		expect(t, "all but what has a default: after.CreatedAt.IsZero()", after.CreatedAt.IsZero(), false)
		expect(t, "the edit was flushed", db.stored(t, "SELECT count(*) FROM heroes WHERE app_src = 'edited' AND power = 0.5"), int64(1))

		must(t, repo.InsertAll(ctx, s, []*Team{{Code: "x", Year: 1, Name: "one"}, {Code: "x", Year: 2, Name: "two"}}))
		must(t, repo.UpdateAll(ctx, s, []*Team{{Code: "x", Year: 1, Rev: 1, Name: "uno"}, {Code: "x", Year: 2, Rev: 1, Name: "due"}}))
		must(t, s.Commit(ctx))
		expect(t, "counted", db.stored(t, "SELECT count(*) FROM teams WHERE rev = 2 AND name IN ('uno', 'due')"), int64(2))
	})
	t.Run("stale, nothing was written", func(t *testing.T) {
		for _, rows := range [][]*Team{{{Code: "x", Year: 1, Rev: 1}}, {{Code: "x", Year: 1, Rev: 2}, {Code: "x", Year: 2, Rev: 7}}, {{Code: "y", Year: 1, Rev: 1}}} {
			var stale *repo.StaleDataError
			asError(t, repo.UpdateAll(ctx, s, rows), &stale)
			expect(t, "stale", stale.Entity, "Team")
			refused(t, s.Commit(ctx), repo.ErrRollbackRequired)
			must(t, s.Rollback(ctx))
		}
		expect(t, "nothing was written", db.stored(t, "SELECT count(*) FROM teams WHERE rev = 2"), int64(2))
	})
}

// BulkUpserts: UpsertAll inserts what is new and updates what is there, by the key or another unique index.
func BulkUpserts(t *testing.T, b Backend) {
	db := b.open(t)
	ctx, s := t.Context(), db.session(t)
	list := db.seed(t, "a", "b")
	tracked := value(repo.Get[Hero](ctx, s, list[0].ID))(t)
	must(t, repo.UpsertAll(ctx, s, []*Hero{{Name: "a", AppSrc: "upserted"}, {Name: "new", AppSrc: "upserted"}}, name))
	value(repo.Get[Hero](ctx, s, list[0].ID))(t)
	expect(t, "by name: tracked.AppSrc", tracked.AppSrc, "upserted")
	expect(t, "by name: tracked.ID", tracked.ID, list[0].ID)
	must(t, repo.UpsertAll(ctx, s, []*Hero{{ID: list[1].ID, Name: "renamed", AppSrc: "x"}}))
	must(t, s.Commit(ctx))
	expect(t, "rows", db.stored(t, "SELECT count(*) FROM heroes"), int64(3))
	expect(t, "by key", db.stored(t, "SELECT count(*) FROM heroes WHERE name = 'renamed'"), int64(1))
	for range 2 {
		must(t, repo.UpsertAll(ctx, s, []*Team{{Code: "x", Year: 1, Name: "one"}, {Code: "x", Year: 2, Name: "two"}}))
	}
	must(t, s.Commit(ctx))
	db.exec(t, "CREATE UNIQUE INDEX powers_once ON heroes (power)")
	must(t, repo.UpsertAll(ctx, s, []*Hero{{Name: "NULL"}, {Name: "is like no other"}}, power))
	must(t, s.Commit(ctx))
	expect(t, "NULL agrees with nothing", db.stored(t, "SELECT count(*) FROM heroes WHERE power IS NULL"), int64(5))
	expect(t, "versions count", db.stored(t, "SELECT sum(rev) FROM teams"), int64(4))
}

// BulkDeletes: DeleteAll deletes by key and version, and entities of the session with those keys leave it.
func BulkDeletes(t *testing.T, b Backend) {
	db := b.open(t)
	ctx, s := t.Context(), db.session(t)
	list := addedToys(t, s, 1, 2, 3)
	must(t, repo.DeleteAll(ctx, s, []*Toy{{ID: list[0].ID}, {ID: list[1].ID}, {ID: 12345}}))
	expect(t, "deleted here", []repo.State{s.State(list[0]), s.State(list[2])}, []repo.State{repo.Deleted, repo.Persistent})
	must(t, s.Rollback(ctx))
	expect(t, "and back", s.State(list[0]), repo.Persistent)
	must(t, repo.DeleteAll(ctx, s, list))
	must(t, s.Commit(ctx))
	expect(t, "gone: SELECT count(*) FROM toys", db.stored(t, "SELECT count(*) FROM toys"), int64(0))
	expect(t, "gone: state of list[0]", s.State(list[0]), repo.Detached)
	must(t, repo.InsertAll(ctx, s, []*Team{{Code: "x", Year: 1, Name: "one"}}))
	var stale *repo.StaleDataError
	asError(t, repo.DeleteAll(ctx, s, []*Team{{Code: "x", Year: 1, Rev: 9}}), &stale)
	must(t, s.Rollback(ctx))
}

// noon is a time that every database stores as it is.
var noon = time.Date(2026, 1, 2, 12, 0, 0, 0, time.UTC)
