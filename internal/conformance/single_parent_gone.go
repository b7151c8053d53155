package conformance

import (
	"fmt"
	"testing"
	"time"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
	"github.com/drey-db/drey/schema"
)

// Toolbox takes its drills along where it is deleted.
type Toolbox struct {
	ID     int64
	Drills []*Drill `rel:"has-many,cascade=all"`
}

// TableName names the table.
func (Toolbox) TableName() string { return "toolboxes" }

// Drill has a battery of its own, and says when it was deleted.
type Drill struct {
	ID        int64
	ToolboxID *int64
	BatteryID *int64
	Battery   *Battery   `rel:"belongs-to,cascade=all+delete-orphan"`
	DeletedAt *time.Time `db:",softdelete"`
}

// TableName names the table.
func (Drill) TableName() string { return "drills" }

var (
	toolboxes = builder.Model[Toolbox]()
	drills    = builder.Model[Drill]()
)

// ParentsOfOneGoWithWhoTakesThem: so it is where another owner takes it which goes in the same flush, or is not written after all.
func ParentsOfOneGoWithWhoTakesThem(t *testing.T, b Backend) {
	db := b.open(t)
	db.create(t, schema.MustOf(toolboxes, drills, batteries))
	for i, take := range []func(s *repo.Session, box *Toolbox, battery *Battery) error{
		func(_ *repo.Session, box *Toolbox, battery *Battery) error {
			box.Drills[1].Battery = battery
			return nil
		},
		func(_ *repo.Session, box *Toolbox, battery *Battery) error {
			box.Drills[1].BatteryID = &battery.ID
			return nil
		},
		func(_ *repo.Session, box *Toolbox, battery *Battery) error {
			box.Drills = append(box.Drills, &Drill{ID: 3, Battery: battery})
			return nil
		},
		func(s *repo.Session, _ *Toolbox, battery *Battery) error {
			one := int64(1)
			return s.Add(&Drill{ID: 3, ToolboxID: &one, BatteryID: &battery.ID})
		},
	} {
		ctx, s := t.Context(), db.session(t)
		battery := &Battery{ID: 10}
		box, owner := &Toolbox{ID: 1, Drills: []*Drill{{ID: 1}, {ID: 2}}}, &Drill{ID: 4, Battery: battery}
		must(t, s.Add(box, owner))
		must(t, s.Flush(ctx))
		owner.Battery = nil
		must(t, take(s, box, battery))
		must(t, s.Purge(box))
		must(t, s.Flush(ctx))
		expect(t, fmt.Sprint("way ", i, ": batteries"), value(repo.Scalar[int64](ctx, s, builder.Text("SELECT count(*) FROM batteries")))(t), int64(0))
		expect(t, fmt.Sprint("way ", i, ": drills"), value(repo.Scalar[int64](ctx, s, builder.Text("SELECT count(*) FROM drills")))(t), int64(1))
		must(t, s.Rollback(ctx))
	}
}

// lettingGo is a way of letting a battery go, and how many batteries are left of two where the drill goes as well.
type lettingGo struct {
	name string
	by   func(d *Drill, spare *Battery)
	left int64
}

var lettingsGo = []lettingGo{
	{"not at all", func(*Drill, *Battery) {}, 1},
	{"by a nil pointer", func(d *Drill, _ *Battery) { d.Battery = nil }, 1},
	{"by a nil field", func(d *Drill, _ *Battery) { d.BatteryID = nil }, 1},
	{"by both", func(d *Drill, _ *Battery) { d.BatteryID, d.Battery = nil, nil }, 1},
	{"for a new one", func(d *Drill, _ *Battery) { d.Battery = &Battery{ID: 30} }, 1},
	{"for a stored one", func(d *Drill, spare *Battery) { d.Battery = spare }, 0},
	{"for a stored one by the field", func(d *Drill, spare *Battery) { d.BatteryID = &spare.ID }, 1},
}

// goings are the ways in which a drill goes.
var goings = []struct {
	name string
	by   func(s *repo.Session, box *Toolbox, d *Drill) error
}{
	{"deleted", func(s *repo.Session, _ *Toolbox, d *Drill) error { return s.Delete(d) }},
	{"purged", func(s *repo.Session, _ *Toolbox, d *Drill) error { return s.Purge(d) }},
	{"with its toolbox", func(s *repo.Session, box *Toolbox, _ *Drill) error { return s.Delete(box) }},
}

// ParentsOfOneGoWithWhatLetThemGo: what a belongs-to with delete-orphan led to is deleted where its owner lets it go and is deleted in one
// flush, in either order, however it is deleted, and whether or not anybody has read what it led to.
func ParentsOfOneGoWithWhatLetThemGo(t *testing.T, b Backend) {
	db := b.open(t)
	db.create(t, schema.MustOf(toolboxes, drills, batteries))
	for _, way := range lettingsGo {
		for _, going := range goings {
			for _, read := range []bool{true, false} {
				for _, first := range []bool{true, false} {
					t.Run(fmt.Sprintf("%s, %s, read %v, let go first %v", way.name, going.name, read, first), func(t *testing.T) {
						db.letsGoAndGoes(t, way, going.by, read, first)
					})
				}
			}
		}
	}
}

func (db *database) letsGoAndGoes(t *testing.T, way lettingGo, going func(*repo.Session, *Toolbox, *Drill) error, read, first bool) {
	ctx, s := t.Context(), db.session(t)
	for _, table := range []string{"drills", "toolboxes", "batteries"} {
		db.exec(t, "DELETE FROM "+table)
	}
	must(t, db.Begin(ctx, func(s *repo.Session) error {
		return s.Add(&Toolbox{ID: 1, Drills: []*Drill{{ID: 1, Battery: &Battery{ID: 10}}}}, &Battery{ID: 20})
	}))
	box, spare := value(repo.Get[Toolbox](ctx, s, 1))(t), value(repo.Get[Battery](ctx, s, 20))(t)
	d := value(repo.Get[Drill](ctx, s, 1))(t)
	must(t, repo.Load(ctx, s, []*Toolbox{box}, &toolboxes.Drills))
	if read {
		must(t, repo.Load(ctx, s, []*Drill{d}, &drills.Battery))
	}
	if first {
		way.by(d, spare)
	}
	must(t, going(s, box, d))
	if !first {
		way.by(d, spare)
	}
	must(t, s.Commit(ctx))
	expect(t, "the battery that it had", db.stored(t, "SELECT count(*) FROM batteries WHERE id = 10"), int64(0))
	expect(t, "batteries", db.stored(t, "SELECT count(*) FROM batteries"), way.left)
	expect(t, "drills that are left", db.stored(t, "SELECT count(*) FROM drills WHERE deleted_at IS NULL"), int64(0))
}
