package conformance

import (
	"context"
	"strings"
	"testing"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
	"github.com/drey-db/drey/schema"
)

// Gadget has a battery of its own, which goes when it is let go.
type Gadget struct {
	ID        int64
	Name      string
	BatteryID *int64
	Battery   *Battery `rel:"belongs-to,cascade=all+delete-orphan"`
}

// TableName names the table.
func (Gadget) TableName() string { return "gadgets" }

// Battery knows nothing of where it is.
type Battery struct {
	ID    int64
	Volts int
}

// TableName names the table.
func (Battery) TableName() string { return "batteries" }

var (
	gadgets   = builder.Model[Gadget]()
	batteries = builder.Model[Battery]()
)

// ParentsOfOneAreOrphans: what a belongs-to with delete-orphan leads to is deleted when the pointer is cleared or leads elsewhere,
// by whichever side, and with its owner; not when another owner takes it.
func ParentsOfOneAreOrphans(t *testing.T, b Backend) {
	db := b.open(t)
	db.create(t, schema.MustOf(gadgets, batteries))
	ctx, s := t.Context(), db.session(t)
	left := func() int64 { return db.stored(t, "SELECT count(*) FROM batteries") }
	lamp, torch := &Gadget{Name: "lamp", Battery: &Battery{Volts: 1}}, &Gadget{Name: "torch", Battery: &Battery{Volts: 2}}
	must(t, s.Add(lamp, torch))
	must(t, s.Commit(ctx))

	old := lamp.Battery
	lamp.Battery = &Battery{Volts: 3}
	must(t, s.Commit(ctx))
	expect(t, "replaced: left()", left(), int64(2))
	expect(t, "replaced: state of old", s.State(old), repo.Detached)
	expect(t, "replaced: state of lamp.Battery", s.State(lamp.Battery), repo.Persistent)
	lamp.Battery, torch.Battery = torch.Battery, lamp.Battery
	must(t, s.Commit(ctx))
	expect(t, "exchanged: left()", left(), int64(2))
	expect(t, "exchanged: lamp.Battery.Volts", lamp.Battery.Volts, 2)
	expect(t, "exchanged: torch.Battery.Volts", torch.Battery.Volts, 3)
	expect(t, "exchanged: *lamp.BatteryID == lamp.Battery.ID", *lamp.BatteryID == lamp.Battery.ID, true)
	lamp.Battery = nil
	must(t, s.Commit(ctx))
	expect(t, "cleared: left()", left(), int64(1))
	expect(t, "cleared: lamp.BatteryID", lamp.BatteryID, (*int64)(nil))
	lamp.Battery, torch.Battery = torch.Battery, nil
	must(t, s.Commit(ctx))
	expect(t, "handed on: left()", left(), int64(1))
	expect(t, "handed on: lamp.Battery.Volts", lamp.Battery.Volts, 3)
	expect(t, "handed on: torch.BatteryID", torch.BatteryID, (*int64)(nil))
	lamp.BatteryID = nil
	must(t, s.Commit(ctx))
	expect(t, "by the field", left(), int64(0))
	never := &Battery{}
	torch.Battery = never
	must(t, s.Add(torch))
	torch.Battery = &Battery{Volts: 4}
	must(t, s.Commit(ctx))
	expect(t, "rows, where one that was new is let go", left(), int64(1))
	expect(t, "state of one that was new and let go", s.State(never), repo.Transient)
	must(t, s.Close())

	own := db.session(t)
	torch = value(repo.One(ctx, own, builder.Select(gadgets).Where(builder.Col(&gadgets.Name).Eq("torch"))))(t)
	torch.Battery = &Battery{Volts: 5}
	err := own.Commit(ctx)
	refused(t, err, repo.ErrNotLoaded)
	says(t, err, "Gadget.Battery was changed", "load it before")
	must(t, own.Rollback(ctx))
	must(t, repo.Load(ctx, own, []*Gadget{torch}, &gadgets.Battery))
	torch.Battery = &Battery{Volts: 5}
	must(t, own.Commit(ctx))
	expect(t, "loaded before", []int64{left(), db.stored(t, "SELECT volts FROM batteries")}, []int64{1, 5})
	must(t, own.Close())

	last := db.session(t)
	must(t, last.Delete(value(repo.One(ctx, last, builder.Select(gadgets).Where(builder.Col(&gadgets.Name).Eq("torch"))))(t)))
	must(t, last.Commit(ctx))
	expect(t, "with its owner", left(), int64(0))
	partsAreDeletedAlong(t, db)
}

// partsAreDeletedAlong deletes what was read without its foreign key, which the flush reads to know what goes along; a hook hears of
// the columns that were read.
func partsAreDeletedAlong(t *testing.T, db *database) {
	t.Helper()
	ctx := t.Context()
	must(t, db.Begin(ctx, func(s *repo.Session) error {
		return s.Add(&Gadget{Name: "radio", Battery: &Battery{Volts: 6}}, &Gadget{Name: "empty"}, &Gadget{Name: "gone", Battery: &Battery{Volts: 7}})
	}))
	var reported []string
	s := db.session(t, repo.WithHooks(repo.Hooks{AfterFlush: func(_ context.Context, s *repo.Session) error {
		for _, c := range s.Flushed() {
			reported = append(reported, c.String())
		}
		return nil
	}}))
	list := value(repo.All(ctx, s, builder.Select(gadgets).LoadOnly(builder.Col(&gadgets.ID)).OrderBy(builder.Col(&gadgets.ID).Asc())))(t)
	must(t, s.Commit(ctx))
	db.exec(t, "DELETE FROM gadgets WHERE name = 'gone'")
	must(t, s.Delete(list[0], list[1], list[2]))
	must(t, s.Commit(ctx))
	expect(t, "with their owner", []int64{db.stored(t, "SELECT count(*) FROM gadgets"), db.stored(t, "SELECT count(*) FROM batteries WHERE volts = 6")}, []int64{0, 0})
	expect(t, "told", len(reported) > 1 && !strings.Contains(strings.Join(reported, ";"), "name"), true)
}
