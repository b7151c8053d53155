package conformance

import (
	"context"
	"database/sql"
	"errors"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
	"github.com/drey-db/drey/repo/flush"
	"github.com/drey-db/drey/schema"
)

// Drawer is deleted softly, with its folders.
type Drawer struct {
	ID        int64
	Name      string
	Version   int64      `db:"version,version"`
	DeletedAt *time.Time `db:"deleted_at,softdelete"`
	Binders   []*Binder  `rel:"has-many,cascade=all"`
}

// TableName names the table.
func (Drawer) TableName() string { return "drawers" }

// Binder is one of a drawer's.
type Binder struct {
	ID        int64
	DrawerID  int64
	Name      string
	DeletedAt sql.NullTime `db:"deleted_at,softdelete"`
	Sheets    []*Sheet     `rel:"has-many,cascade=all"`
	heard     *[]string
}

// TableName names the table.
func (Binder) TableName() string { return "binders" }

// BeforeDelete notes that it was asked.
func (b *Binder) BeforeDelete(context.Context) error {
	if b.heard != nil {
		*b.heard = append(*b.heard, "delete "+b.Name)
	}
	return nil
}

// BeforeUpdate notes that it was asked.
func (b *Binder) BeforeUpdate(context.Context) error {
	if b.heard != nil {
		*b.heard = append(*b.heard, "update "+b.Name)
	}
	return nil
}

// Sheet goes with its binder, for good.
type Sheet struct {
	ID       int64
	BinderID int64
}

// TableName names the table.
func (Sheet) TableName() string { return "sheets" }

var (
	drawers      = builder.Model[Drawer]()
	binders      = builder.Model[Binder]()
	sheets       = builder.Model[Sheet]()
	drawerTables = sync.OnceValue(func() *schema.MetaData { return schema.MustOf(drawers, binders, sheets) })
	retired      = time.Date(2026, 5, 4, 3, 2, 1, 0, time.UTC)
)

// drawer stores one with two binders, of which the first has a sheet.
func (db *database) drawer(t *testing.T) *Drawer {
	t.Helper()
	s := db.session(t)
	drawer := &Drawer{Name: "top", Binders: []*Binder{{Name: "a", Sheets: []*Sheet{{}}}, {Name: "b"}}}
	must(t, s.Add(drawer))
	must(t, s.Commit(t.Context()))
	db.log.take()
	return drawer
}

func (b Backend) openDrawers(t *testing.T) *database {
	t.Helper()
	db := b.open(t, repo.WithClock(func() time.Time { return retired }))
	db.create(t, drawerTables())
	return db
}

// rowsOf counts what is stored, whatever says that it was deleted: drawers, binders, sheets.
func (db *database) rowsOf(t *testing.T) (counts []int64) {
	t.Helper()
	for _, table := range []string{"drawers", "binders", "sheets"} {
		counts = append(counts, value(repo.Scalar[int64](t.Context(), db.Engine, builder.Text("SELECT count(*) FROM "+table)))(t))
	}
	return counts
}

// SoftDeletesKeepRows: what a column says to be deleted stays in its table, and is read by nobody who does not ask for it.
func SoftDeletesKeepRows(t *testing.T, b Backend) {
	db := b.openDrawers(t)
	ctx := t.Context()
	drawer := db.drawer(t)
	s := db.session(t)
	top := value(repo.Get[Drawer](ctx, s, drawer.ID))(t)
	must(t, s.Delete(top))
	must(t, s.Commit(ctx))
	t.Run("rows stay", func(t *testing.T) {
		expect(t, "rows", db.rowsOf(t), []int64{1, 2, 0})
		expect(t, "moment", top.DeletedAt.Equal(retired), true)
		expect(t, "state", s.State(top), repo.Detached)
	})
	t.Run("reads leave them out", func(t *testing.T) {
		_, err := repo.Get[Drawer](ctx, db.Engine, drawer.ID)
		refused(t, err, repo.ErrNotFound)
		_, err = repo.Get[Drawer](ctx, s, drawer.ID)
		refused(t, err, repo.ErrNotFound)
		must(t, s.Commit(ctx))
		expect(t, "binders", len(value(repo.All(ctx, db.Engine, builder.Select(binders)))(t)), 0)
		expect(t, "count", value(repo.Count(ctx, db.Engine, builder.Select(drawers)))(t), int64(0))
		expect(t, "join", len(value(repo.All(ctx, db.Engine, builder.Select(drawers).Join(&drawers.Binders).Unfiltered()))(t)), 2)
		res := value(db.Exec(ctx, builder.Update(binders).Set(builder.Col(&binders.Name).To("x")).AllRows()))(t)
		expect(t, "updated", res.RowsAffected, int64(0))
	})
	t.Run("whoever asks finds them, and brings them back", func(t *testing.T) {
		s := db.session(t)
		top := value(repo.Get[Drawer](ctx, s, drawer.ID, repo.Unfiltered()))(t)
		expect(t, "version", top.Version, int64(2))
		expect(t, "moment", top.DeletedAt.Equal(retired), true)
		top.DeletedAt = nil
		must(t, s.Commit(ctx))
		expect(t, "drawer", value(repo.Get[Drawer](ctx, db.Engine, drawer.ID))(t).Name, "top")
	})
	t.Run("deleting again leaves what was deleted before", func(t *testing.T) {
		s := db.session(t)
		db.log.take()
		must(t, s.Delete(value(repo.Get[Drawer](ctx, s, drawer.ID))(t)))
		must(t, s.Commit(ctx))
		expect(t, "sent", strings.Contains(db.log.sent(), `UPDATE "binders"`), false)
		expect(t, "binders", len(value(repo.All(ctx, db.Engine, builder.Select(binders).Unfiltered()))(t)), 2)
	})
}

// SoftDeletesAreUndone: a rollback takes back what a flush has said.
func SoftDeletesAreUndone(t *testing.T, b Backend) {
	db := b.openDrawers(t)
	ctx := t.Context()
	drawer := db.drawer(t)
	s := db.session(t)
	top := value(repo.One(ctx, s, builder.Select(drawers).Load(builder.SelectIn(&drawers.Binders))))(t)
	must(t, s.Delete(top))
	must(t, s.Flush(ctx))
	expect(t, "state", s.State(top), repo.Deleted)
	must(t, s.Rollback(ctx))
	expect(t, "after: state of top", s.State(top), repo.Persistent)
	expect(t, "after: top.DeletedAt == nil", top.DeletedAt == nil, true)
	expect(t, "after: top.Binders[0].DeletedAt.Valid", top.Binders[0].DeletedAt.Valid, false)
	expect(t, "after: top.Version", top.Version, int64(1))
	expect(t, "row", value(repo.Get[Drawer](ctx, db.Engine, drawer.ID))(t).Version, int64(1))
	expect(t, "rows", db.rowsOf(t), []int64{1, 2, 1})
	stale := db.session(t)
	other := value(repo.Get[Drawer](ctx, stale, drawer.ID))(t)
	must(t, stale.Commit(ctx))
	top.Name = "other"
	must(t, s.Commit(ctx))
	must(t, stale.Delete(other))
	var changed *repo.StaleDataError
	expect(t, "stale", errors.As(stale.Commit(ctx), &changed), true)
	expect(t, "not deleted", other.DeletedAt == nil, true)
}

// PurgesRemoveRows: rows go for good where the caller says so, and whatever refers to them goes along.
func PurgesRemoveRows(t *testing.T, b Backend) {
	db := b.openDrawers(t)
	ctx := t.Context()
	drawer := db.drawer(t)
	s := db.session(t)
	first := value(repo.Get[Binder](ctx, s, drawer.Binders[0].ID))(t)
	must(t, s.Delete(first))
	must(t, s.Commit(ctx))
	expect(t, "one is deleted softly", db.rowsOf(t), []int64{1, 2, 0})
	top := value(repo.One(ctx, s, builder.Select(drawers).Load(builder.SelectIn(&drawers.Binders))))(t)
	expect(t, "loaded", len(top.Binders), 1)
	must(t, s.Purge(top))
	must(t, s.Add(top)) // it stays after all
	must(t, s.Commit(ctx))
	expect(t, "rows", db.rowsOf(t), []int64{1, 2, 0})
	stop := errors.New("stop")
	refused(t, s.Nested(ctx, func(s *repo.Session) error {
		must(t, s.Purge(top))
		return stop
	}), stop)
	must(t, s.Delete(top))
	must(t, s.Commit(ctx))
	expect(t, "a purge that was undone", db.rowsOf(t), []int64{1, 2, 0})
	top = value(repo.One(ctx, s, builder.Select(drawers).Load(builder.SelectIn(&drawers.Binders)).Unfiltered()))(t)
	must(t, s.Purge(top))
	must(t, s.Commit(ctx))
	expect(t, "rows", db.rowsOf(t), []int64{0, 0, 0})
	refused(t, repo.DeleteAll(ctx, s, []*Drawer{{ID: 1, Version: 1}}), repo.ErrInvalidRequest)
}

// SoftDeletesAreDeletes: hooks and the account of a flush call them so.
func SoftDeletesAreDeletes(t *testing.T, b Backend) {
	db := b.openDrawers(t)
	ctx := t.Context()
	drawer := db.drawer(t)
	var changes []flush.Change
	s := db.session(t, repo.WithHooks(repo.Hooks{AfterFlush: func(_ context.Context, s *repo.Session) error {
		changes = append(changes, s.Flushed()...)
		return nil
	}}))
	binder := value(repo.Get[Binder](ctx, s, drawer.Binders[1].ID))(t)
	heard := []string{}
	binder.heard = &heard
	must(t, s.Delete(binder))
	must(t, s.Commit(ctx))
	expect(t, "hooks", heard, []string{"delete b"})
	expect(t, "changes: number of changes", len(changes), 1)
	expect(t, "changes: changes[0].Operation", changes[0].Operation, flush.Delete)
	expect(t, "changes: changes[0].Entity == any(binder)", changes[0].Entity == any(binder), true)
}

// BulkWritesBringNothingBack: what writes all columns of rows that are there leaves alone that they were deleted, unless it is named.
func BulkWritesBringNothingBack(t *testing.T, b Backend) {
	db := b.openDrawers(t)
	ctx, drawer, s := t.Context(), db.drawer(t), db.session(t)
	gone := value(repo.Get[Binder](ctx, s, drawer.Binders[1].ID))(t)
	must(t, s.Delete(gone))
	must(t, s.Commit(ctx))
	form := &Binder{ID: gone.ID, DrawerID: drawer.ID}
	deleted := func(name string) {
		t.Helper()
		stored := builder.Text("SELECT count(*) FROM binders WHERE deleted_at IS NOT NULL AND name = :name", map[string]any{"name": name})
		expect(t, name, value(repo.Scalar[int64](ctx, s, stored))(t), int64(1))
	}
	form.Name = "update all"
	must(t, repo.UpdateAll(ctx, s, []*Binder{form}))
	deleted(form.Name)
	form.Name = "upsert all"
	must(t, repo.UpsertAll(ctx, s, []*Binder{form}))
	deleted(form.Name)
	form.Name = "upsert"
	value(repo.Upsert(ctx, s, form))(t)
	deleted(form.Name)
	must(t, repo.UpdateAll(ctx, s, []*Binder{form}, builder.Col(&binders.DeletedAt)))
	must(t, s.Commit(ctx))
	expect(t, "named", value(repo.Get[Binder](ctx, db.Engine, gone.ID))(t).Name, "upsert")
}

// SoftDeletesHaveOneMoment: what one flush deletes softly, parents and what goes along, is deleted at one moment.
func SoftDeletesHaveOneMoment(t *testing.T, b Backend) {
	var looks atomic.Int64
	db := b.open(t, repo.WithClock(func() time.Time { return retired.Add(time.Duration(looks.Add(1)) * time.Second) }))
	db.create(t, drawerTables())
	db.drawer(t)
	ctx, s := t.Context(), db.session(t)
	top := value(repo.One(ctx, s, builder.Select(drawers).Load(builder.SelectIn(&drawers.Binders))))(t)
	must(t, s.Delete(top))
	must(t, s.Commit(ctx))
	moments := "SELECT count(DISTINCT deleted_at) FROM (SELECT deleted_at FROM drawers UNION ALL SELECT deleted_at FROM binders) AS gone"
	expect(t, "moments", []int64{db.stored(t, moments), db.stored(t, "SELECT count(*) FROM binders WHERE deleted_at IS NOT NULL")}, []int64{1, 2})
}
