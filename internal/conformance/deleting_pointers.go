package conformance

import (
	"strings"
	"testing"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
	"github.com/drey-db/drey/schema"
)

// Marina goes with its jetties.
type Marina struct {
	ID      int64    `db:"id,pk,noidentity"`
	Jetties []*Jetty `rel:"has-many,cascade=all"`
}

// TableName names the table.
func (Marina) TableName() string { return "marinas" }

// Jetty leaves behind what belongs to it.
type Jetty struct {
	ID        int64       `db:"id,pk,noidentity"`
	MarinaID  *int64      `db:"marina_id"`
	Boats     []*Boat     `rel:"has-many"`
	Hoist     *Hoist      `rel:"has-one"`
	Streamers []*Streamer `rel:"has-many,polymorphic=owner"`
	NextID    *int64
	Next      *Jetty `rel:"belongs-to"`
	Before    *Jetty `rel:"has-one,fk=next_id"`
}

// TableName names the table.
func (Jetty) TableName() string { return "jetties" }

// Boat lies at a jetty.
type Boat struct {
	ID      int64 `db:"id,pk,noidentity"`
	JettyID *int64
	Jetty   *Jetty `rel:"belongs-to"`
}

// TableName names the table.
func (Boat) TableName() string { return "boats" }

// Hoist is a jetty's only one.
type Hoist struct {
	ID      int64  `db:"id,pk,noidentity"`
	JettyID *int64 `db:"jetty_id,unique"`
	Jetty   *Jetty `rel:"belongs-to"`
}

// TableName names the table.
func (Hoist) TableName() string { return "hoists" }

// Streamer flies on something.
type Streamer struct {
	ID        int64 `db:"id,pk,noidentity"`
	OwnerID   *int64
	OwnerType *string
	Jetty     *Jetty `rel:"belongs-to,polymorphic=owner"`
}

// TableName names the table.
func (Streamer) TableName() string { return "streamers" }

// Gull sits on a jetty that knows nothing of it.
type Gull struct {
	ID      int64 `db:"id,pk,noidentity"`
	JettyID *int64
	Jetty   *Jetty `rel:"belongs-to,ondelete=set null"`
}

// TableName names the table.
func (Gull) TableName() string { return "gulls" }

// Chart shows a jetty, and writes nothing by it.
type Chart struct {
	ID      int64    `db:"id,pk,noidentity"`
	JettyID int64    `db:"jetty_id"`
	Jetty   *Jetty   `rel:"belongs-to,viewonly"`
	All     []*Jetty `rel:"has-many,viewonly,fk=id,references=jetty_id"`
}

// TableName names the table.
func (Chart) TableName() string { return "charts" }

var (
	marinas   = builder.Model[Marina]()
	jetties   = builder.Model[Jetty]()
	boats     = builder.Model[Boat]()
	hoists    = builder.Model[Hoist]()
	streamers = builder.Model[Streamer]()
	gulls     = builder.Model[Gull]()
	charts    = builder.Model[Chart]()
)

// moored is what stays when a jetty goes.
type moored struct {
	marina   *Marina
	jetty    *Jetty
	boat     *Boat
	hoist    *Hoist
	streamer *Streamer
	before   *Jetty
	gull     *Gull
	chart    *Chart
}

// moor stores a jetty and what refers to it.
func (db *database) moor(t *testing.T) {
	t.Helper()
	for _, table := range strings.Fields("charts gulls streamers hoists boats jetties marinas") {
		db.exec(t, "DELETE FROM "+table)
	}
	jetty := &Jetty{ID: 1}
	must(t, db.Begin(t.Context(), func(s *repo.Session) error {
		return s.Add(&Marina{ID: 1, Jetties: []*Jetty{jetty}}, &Boat{ID: 1, Jetty: jetty}, &Hoist{ID: 1, Jetty: jetty}, &Streamer{ID: 1, Jetty: jetty},
			&Jetty{ID: 2, Next: jetty}, &Gull{ID: 1, Jetty: jetty}, &Chart{ID: 1, JettyID: 1})
	}))
}

// mooredIn reads what moor has stored.
func mooredIn(t *testing.T, s *repo.Session) moored {
	t.Helper()
	ctx := t.Context()
	return moored{
		value(repo.Get[Marina](ctx, s, 1))(t), value(repo.Get[Jetty](ctx, s, 1))(t), value(repo.Get[Boat](ctx, s, 1))(t), value(repo.Get[Hoist](ctx, s, 1))(t),
		value(repo.Get[Streamer](ctx, s, 1))(t), value(repo.Get[Jetty](ctx, s, 2))(t), value(repo.Get[Gull](ctx, s, 1))(t), value(repo.Get[Chart](ctx, s, 1))(t),
	}
}

// moorings are how the pointers come to hold the jetty.
var moorings = []struct {
	name string
	read func(t *testing.T, s *repo.Session, m moored)
}{
	{"loaded", func(t *testing.T, s *repo.Session, m moored) {
		ctx := t.Context()
		must(t, repo.Load(ctx, s, []*Boat{m.boat}, &boats.Jetty))
		must(t, repo.Load(ctx, s, []*Hoist{m.hoist}, &hoists.Jetty))
		must(t, repo.Load(ctx, s, []*Streamer{m.streamer}, &streamers.Jetty))
		must(t, repo.Load(ctx, s, []*Jetty{m.before}, &jetties.Next))
		must(t, repo.Load(ctx, s, []*Gull{m.gull}, &gulls.Jetty))
		must(t, repo.Load(ctx, s, []*Chart{m.chart}, &charts.Jetty, &charts.All))
	}},
	{"by the lists", func(t *testing.T, s *repo.Session, m moored) {
		must(t, repo.Load(t.Context(), s, []*Jetty{m.jetty}, &jetties.Boats, &jetties.Hoist, &jetties.Streamers, &jetties.Before))
	}},
	{"given", func(_ *testing.T, _ *repo.Session, m moored) {
		m.boat.Jetty, m.hoist.Jetty, m.streamer.Jetty, m.before.Next, m.gull.Jetty = m.jetty, m.jetty, m.jetty, m.jetty, m.jetty
	}},
	{"none", func(*testing.T, *repo.Session, moored) {}},
}

// castings are how the jetty goes.
var castings = []struct {
	name string
	cast func(t *testing.T, s *repo.Session, m moored)
}{
	{"with its marina", func(t *testing.T, s *repo.Session, m moored) { must(t, s.Delete(m.marina)) }},
	{"alone", func(t *testing.T, s *repo.Session, m moored) { must(t, s.Delete(m.jetty)) }},
	{"behind fields", func(t *testing.T, s *repo.Session, m moored) {
		m.boat.JettyID, m.hoist.JettyID, m.streamer.OwnerID, m.streamer.OwnerType, m.before.NextID, m.gull.JettyID = nil, nil, nil, nil, nil, nil
		must(t, s.Delete(m.jetty))
	}},
	{"behind pointers", func(t *testing.T, s *repo.Session, m moored) {
		m.boat.Jetty, m.hoist.Jetty, m.streamer.Jetty, m.before.Next, m.gull.Jetty = nil, nil, nil, nil, nil
		must(t, s.Delete(m.jetty))
	}},
}

// held names whose pointers hold something.
func (m moored) held() (names []string) {
	for _, end := range []struct {
		name  string
		jetty *Jetty
	}{{"boat", m.boat.Jetty}, {"hoist", m.hoist.Jetty}, {"streamer", m.streamer.Jetty}, {"before", m.before.Next}, {"gull", m.gull.Jetty}, {"chart", m.chart.Jetty}} {
		if end.jetty == m.jetty {
			names = append(names, end.name)
		} else if end.jetty != nil {
			names = append(names, end.name+" of another")
		}
	}
	if len(m.chart.All) > 0 {
		names = append(names, "all")
	}
	return names
}

// known names whose pointers are loaded, of those that the jetty knows.
func (m moored) known(s *repo.Session) (names []string) {
	for _, end := range []struct {
		name   string
		loaded bool
	}{{"boat", s.Loaded(m.boat, &m.boat.Jetty)}, {"hoist", s.Loaded(m.hoist, &m.hoist.Jetty)}, {"streamer", s.Loaded(m.streamer, &m.streamer.Jetty)}, {"before", s.Loaded(m.before, &m.before.Next)}} {
		if end.loaded {
			names = append(names, end.name)
		}
	}
	return names
}

// checkGone expects that nothing leads to the jetty any more, neither in memory nor in the database.
func (db *database) checkGone(t *testing.T, s *repo.Session, m moored, read string) {
	t.Helper()
	expect(t, "pointers", m.held(), []string(nil))
	fields := []*int64{m.boat.JettyID, m.hoist.JettyID, m.streamer.OwnerID, m.before.NextID}
	expect(t, "foreign keys", fields, []*int64{nil, nil, nil, nil})
	expect(t, "the gull's foreign key", m.gull.JettyID == nil || !s.Loaded(m.gull, &m.gull.JettyID), true)
	if read == "loaded" || read == "by the lists" {
		expect(t, "what is known", m.known(s), []string{"boat", "hoist", "streamer", "before"})
	}
	db.log.take()
	must(t, s.Flush(t.Context()))
	expect(t, "sent by another flush", db.log.sent(), "")
	left := `SELECT (SELECT count(jetty_id) FROM boats) + (SELECT count(jetty_id) FROM hoists) + (SELECT count(jetty_id) FROM gulls)
		+ (SELECT count(owner_id) FROM streamers) + (SELECT count(next_id) FROM jetties) + (SELECT count(*) FROM jetties WHERE id = 1)`
	expect(t, "stored", value(repo.Scalar[int64](t.Context(), s, builder.Text(left)))(t), int64(0))
}

// PointersLeaveWhatIsDeleted: what stays when an entity is deleted leads to it no longer, by whatever field: a pointer is nil, and known to be
// where it was known before; a foreign key that only the database has emptied is read anew. A rollback, of all or to a savepoint, brings it back.
func PointersLeaveWhatIsDeleted(t *testing.T, b Backend) {
	db, ctx := b.open(t), t.Context()
	db.create(t, schema.MustOf(marinas, jetties, boats, hoists, streamers, gulls, charts))
	for _, read := range moorings {
		for _, way := range castings {
			t.Run(read.name+", "+way.name, func(t *testing.T) {
				db.moor(t)
				s := db.session(t)
				m := mooredIn(t, s)
				read.read(t, s, m)
				before := m.held()

				must(t, s.Flush(ctx))
				inside := value(s.BeginNested(ctx))(t)
				way.cast(t, s, m)
				must(t, s.Flush(ctx))
				db.checkGone(t, s, m, read.name)
				must(t, inside.Rollback(ctx))
				expect(t, "back at the savepoint", m.held(), before)

				must(t, s.Rollback(ctx))
				if read.name == "given" {
					expect(t, "back at the beginning", m.held(), []string(nil))
					return
				}
				expect(t, "back at the beginning", m.held(), before)
				m = mooredIn(t, s)
				read.read(t, s, m)
				way.cast(t, s, m)
				must(t, s.Commit(ctx))
				db.checkGone(t, s, m, read.name)
				expect(t, "the gull, read anew", value(repo.Get[Gull](ctx, s, 1))(t).JettyID, (*int64)(nil))
			})
		}
	}
}
