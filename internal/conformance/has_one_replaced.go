package conformance

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
	"github.com/drey-db/drey/schema"
)

// Veil hides a row: it was deleted softly, or is another tenant's.
type Veil struct {
	DeletedAt *time.Time `db:"deleted_at,softdelete"`
	Tenant    int64
}

// Pavilion goes for good. It has one of each, and of most of them had others before.
type Pavilion struct {
	ID      int64    `db:"id,pk,noidentity"`
	Pennant *Pennant `rel:"has-one,cascade=all+delete-orphan"`
	Lantern *Lantern `rel:"has-one,cascade=all+delete-orphan,polymorphic=owner"`
	Shutter *Shutter `rel:"has-one"`
	Gutter  *Gutter  `rel:"has-one,cascade=all,passive-deletes,ondelete=cascade"`
}

// Pennant cannot be without its pavilion, and takes its fringes along.
type Pennant struct {
	ID         int64 `db:"id,pk,noidentity"`
	PavilionID int64
	Veil
	Fringes []*Fringe `rel:"has-many,cascade=all"`
}

// Fringe cannot be without its pennant.
type Fringe struct {
	ID        int64 `db:"id,pk,noidentity"`
	PennantID int64
}

// Lantern is of an owner of any type.
type Lantern struct {
	ID        int64 `db:"id,pk,noidentity"`
	OwnerID   *int64
	OwnerType *string
	Veil
}

// Shutter stays where its pavilion goes.
type Shutter struct {
	ID         int64 `db:"id,pk,noidentity"`
	PavilionID *int64
	Veil
}

// Gutter is deleted along by the database.
type Gutter struct {
	ID         int64 `db:"id,pk,noidentity"`
	PavilionID int64
	Veil
}

// TableName names the table.
func (Pavilion) TableName() string { return "pavilions" }

// TableName names the table.
func (Pennant) TableName() string { return "pennants" }

// TableName names the table.
func (Fringe) TableName() string { return "fringes" }

// TableName names the table.
func (Lantern) TableName() string { return "lanterns" }

// TableName names the table.
func (Shutter) TableName() string { return "shutters" }

// TableName names the table.
func (Gutter) TableName() string { return "gutters" }

var (
	pavilions = builder.Model[Pavilion]()
	pennants  = builder.Model[Pennant]()
	lanterns  = builder.Model[Lantern]()
	shutters  = builder.Model[Shutter]()
	gutters   = builder.Model[Gutter]()
)

// onPavilions is what refers to pavilions.
const onPavilions = "SELECT 'pennant ' || id || ' of ' || pavilion_id FROM pennants UNION ALL SELECT 'fringe ' || id || ' of ' || pennant_id FROM fringes " +
	"UNION ALL SELECT 'lantern ' || id || ' of ' || owner_id FROM lanterns UNION ALL SELECT 'gutter ' || id || ' of ' || pavilion_id FROM gutters " +
	"UNION ALL SELECT 'shutter ' || id || ' of ' || coalesce(pavilion_id, 0) FROM shutters ORDER BY 1"

// hang makes two pavilions; the first has, of each, two that are hidden, 1 of another tenant and 3, and one that is shown, 2.
func (db *database) hang(t *testing.T, deleted bool) {
	t.Helper()
	for _, table := range []string{"fringes", "pennants", "lanterns", "shutters", "gutters", "pavilions"} {
		db.exec(t, "DELETE FROM "+table)
	}
	db.exec(t, "INSERT INTO pavilions (id) VALUES (1), (2)")
	for id, of := range map[int]int{1: 1, 2: 1, 3: 1, 4: 2, 5: 2} {
		tenant, gone := id%2, "NULL"
		if deleted {
			tenant = 0
		}
		if deleted && id%2 == 1 {
			gone = "'2026-01-01 00:00:00+00'"
		}
		for _, table := range []string{"pennants", "shutters", "gutters"} {
			db.exec(t, fmt.Sprintf("INSERT INTO %s (id, pavilion_id, deleted_at, tenant) VALUES (%d, %d, %s, %d)", table, id, of, gone, tenant))
		}
		db.exec(t, fmt.Sprintf("INSERT INTO lanterns (id, owner_id, owner_type, deleted_at, tenant) VALUES (%d, %d, 'pavilions', %s, %d)", id, of, gone, tenant))
		db.exec(t, fmt.Sprintf("INSERT INTO fringes (id, pennant_id) VALUES (%d, %d)", id, id))
	}
}

// waysToPavilions are ways to come by a pavilion, with or without what it has.
var waysToPavilions = map[string]func(t *testing.T, s *repo.Session) *Pavilion{
	"nothing loaded": func(t *testing.T, s *repo.Session) *Pavilion { return value(repo.Get[Pavilion](t.Context(), s, 1))(t) },
	"loaded": func(t *testing.T, s *repo.Session) *Pavilion {
		return pavilionBy(t, s, builder.SelectIn(&pavilions.Pennant), builder.SelectIn(&pavilions.Lantern), builder.SelectIn(&pavilions.Shutter), builder.SelectIn(&pavilions.Gutter))
	},
	"joined": func(t *testing.T, s *repo.Session) *Pavilion {
		return pavilionBy(t, s, builder.Joined(&pavilions.Pennant), builder.Joined(&pavilions.Lantern), builder.Joined(&pavilions.Shutter))
	},
	"expired": func(t *testing.T, s *repo.Session) *Pavilion {
		p := pavilionBy(t, s, builder.SelectIn(&pavilions.Pennant), builder.SelectIn(&pavilions.Lantern), builder.SelectIn(&pavilions.Shutter))
		must(t, s.Expire(p, p.Pennant, p.Lantern))
		return p
	},
	"children read": func(t *testing.T, s *repo.Session) *Pavilion {
		value(repo.All(t.Context(), s, builder.Select(pennants).Unfiltered()))(t)
		value(repo.All(t.Context(), s, builder.Select(shutters)))(t)
		return pavilionBy(t, s, builder.SelectIn(&pavilions.Pennant))
	},
	"all of them loaded": func(t *testing.T, s *repo.Session) *Pavilion {
		loads := []builder.Loading{builder.SelectIn(&pavilions.Pennant), builder.SelectIn(&pavilions.Lantern), builder.SelectIn(&pavilions.Shutter)}
		q := builder.Select(pavilions).Where(builder.Col(&pavilions.ID).Eq(1)).Load(loads...).Unfiltered()
		return value(repo.One(t.Context(), s, q))(t)
	},
	"all of them joined": func(t *testing.T, s *repo.Session) *Pavilion {
		q := builder.Select(pavilions).Where(builder.Col(&pavilions.ID).Eq(1)).Load(builder.Joined(&pavilions.Pennant), builder.Joined(&pavilions.Lantern)).Unfiltered()
		return value(repo.All(t.Context(), s, q))(t)[0]
	},
}

func pavilionBy(t *testing.T, s *repo.Session, loads ...builder.Loading) *Pavilion {
	t.Helper()
	return value(repo.One(t.Context(), s, builder.Select(pavilions).Where(builder.Col(&pavilions.ID).Eq(1)).Load(loads...)))(t)
}

// ReplacedHasOnesGoAlong: what refers to a parent by a has-one goes along with it, or is left without it, however many rows there are, whichever
// of them its field shows and however it was read.
func ReplacedHasOnesGoAlong(t *testing.T, b Backend) {
	db, ctx := b.open(t), t.Context()
	db.create(t, schema.MustOf(pavilions, pennants, builder.Model[Fringe](), lanterns, shutters, gutters))
	for _, hidden := range []string{"deleted softly", "another tenant's"} {
		for way, find := range waysToPavilions {
			t.Run(hidden+", "+way, func(t *testing.T) {
				db.hang(t, hidden == "deleted softly")
				s := db.session(t, ofTenantZero()...)
				p := find(t, s)
				shown := int64(2)
				if p.Pennant != nil {
					shown = p.Pennant.ID
				}
				must(t, s.Delete(p))
				must(t, s.Flush(ctx))
				expect(t, "what a field showed it goes on showing", p.Pennant.ID == shown || way == "nothing loaded" && hidden != "deleted softly", true)
				must(t, s.Rollback(ctx))
				must(t, s.Delete(p))
				must(t, s.Commit(ctx))
				expect(t, "left", listed(t, db, onPavilions), "fringe 4 of 4, fringe 5 of 5, gutter 4 of 2, gutter 5 of 2, lantern 4 of 2, lantern 5 of 2, "+
					"pennant 4 of 2, pennant 5 of 2, shutter 1 of 0, shutter 2 of 0, shutter 3 of 0, shutter 4 of 2, shutter 5 of 2")
			})
		}
	}
}

// ofTenantZero shows the rows of one tenant.
func ofTenantZero() []repo.SessionOption {
	of := func(tenant *int64) func(context.Context) (builder.Sqlizer, error) {
		return func(context.Context) (builder.Sqlizer, error) { return builder.Col(tenant).Eq(0), nil }
	}
	return []repo.SessionOption{
		repo.WithFilter(pennants, of(&pennants.Tenant)), repo.WithFilter(lanterns, of(&lanterns.Tenant)),
		repo.WithFilter(shutters, of(&shutters.Tenant)), repo.WithFilter(gutters, of(&gutters.Tenant)),
	}
}

// Pagoda is deleted softly, with the gong that it has.
type Pagoda struct {
	Code string `db:"code,pk"`
	Year int64  `db:"year,pk"`
	Veil
	Gong *Gong `rel:"has-one,cascade=all,fk=code+year"`
	Bell *Bell `rel:"has-one,fk=code+year"`
}

// Gong goes as its pagoda does.
type Gong struct {
	ID   int64 `db:"id,pk,noidentity"`
	Code string
	Year int64
	Veil
}

// Bell stays where its pagoda goes.
type Bell struct {
	ID   int64 `db:"id,pk,noidentity"`
	Code *string
	Year *int64
	Veil
}

// TableName names the table.
func (Pagoda) TableName() string { return "pagodas" }

// TableName names the table.
func (Gong) TableName() string { return "gongs" }

// TableName names the table.
func (Bell) TableName() string { return "bells" }

// ReplacedHasOnesOfSoftlyDeleted: who is deleted softly takes along what its has-one shows, softly, and leaves what was deleted before as it is;
// who is purged takes along all.
func ReplacedHasOnesOfSoftlyDeleted(t *testing.T, b Backend) {
	db, ctx := b.open(t, repo.WithClock(func() time.Time { return retired })), t.Context()
	pagodas, gongs := builder.Model[Pagoda](), builder.Model[Gong]()
	db.create(t, schema.MustOf(pagodas, gongs, builder.Model[Bell]()))
	kept := "SELECT 'gong ' || id || ' of ' || code || CASE WHEN deleted_at IS NULL THEN '' WHEN deleted_at < '2026-02-01' THEN ' before' ELSE ' now' END FROM gongs " +
		"UNION ALL SELECT 'bell ' || id || ' of ' || coalesce(code, '') FROM bells ORDER BY 1"
	for _, purges := range []bool{false, true} {
		for how, loads := range map[string][]builder.Loading{"nothing loaded": nil, "loaded": {builder.SelectIn(&pagodas.Gong)}, "joined": {builder.Joined(&pagodas.Gong)}} {
			t.Run(fmt.Sprint("purges: ", purges, ", ", how), func(t *testing.T) {
				for _, table := range []string{"gongs", "bells"} {
					db.exec(t, "DELETE FROM "+table)
				}
				db.exec(t, "DELETE FROM pagodas")
				db.exec(t, "INSERT INTO pagodas (code, year, tenant) VALUES ('a', 1, 0), ('a', 2, 0)")
				for _, table := range []string{"gongs", "bells"} {
					db.exec(t, "INSERT INTO "+table+" (id, code, year, deleted_at, tenant) VALUES (1, 'a', 1, '2026-01-01 00:00:00+00', 0), (2, 'a', 1, NULL, 0), (3, 'a', 2, NULL, 0)")
				}
				s := db.session(t)
				p := value(repo.One(ctx, s, builder.Select(pagodas).Where(builder.Col(&pagodas.Year).Eq(1)).Load(loads...)))(t)
				end, want := s.Delete, "bell 1 of , bell 2 of , bell 3 of a, gong 1 of a before, gong 2 of a now, gong 3 of a"
				if purges {
					end, want = s.Purge, "bell 1 of , bell 2 of , bell 3 of a, gong 3 of a"
				}
				must(t, end(p))
				must(t, s.Commit(ctx))
				expect(t, "left", listed(t, db, kept), want)
			})
		}
	}
}

// UnfilteredHasOnesShowTheLive: of several rows that refer to a parent by a has-one, an unfiltered query shows the one that is not deleted, and
// whoever replaces that deletes it.
func UnfilteredHasOnesShowTheLive(t *testing.T, b Backend) {
	db, ctx := b.open(t), t.Context()
	db.create(t, schema.MustOf(pavilions, pennants, builder.Model[Fringe](), lanterns, shutters, gutters))
	q := builder.Select(pavilions).Where(builder.Col(&pavilions.ID).Eq(1)).Unfiltered()
	above := builder.Select(pennants).Where(builder.Col(&pennants.PavilionID).Eq(1)).Unfiltered()
	for how, loads := range map[string][]builder.Loading{
		"SelectIn": {builder.SelectIn(&pavilions.Pennant), builder.SelectIn(&pavilions.Lantern), builder.SelectIn(&pavilions.Shutter)},
		"Joined":   {builder.Joined(&pavilions.Pennant), builder.Joined(&pavilions.Lantern), builder.Joined(&pavilions.Shutter)},
	} {
		t.Run(how, func(t *testing.T) {
			db.hang(t, true)
			s := db.session(t)
			defer s.Close()
			for door, r := range map[string]repo.Reader{"engine": db, "session": s} {
				for _, q := range []builder.SelectStmt[*Pavilion]{q, q.PopulateExisting()} {
					p := value(repo.All(ctx, r, q.Load(loads...)))(t)[0]
					expect(t, door, []int64{p.Pennant.ID, p.Lantern.ID, p.Shutter.ID}, []int64{2, 2, 2})
				}
			}
			p := value(repo.Get[Pavilion](ctx, s, 1))(t)
			p.Pennant, p.Lantern = &Pennant{ID: 9}, nil
			must(t, s.Commit(ctx))
			expect(t, "live", listed(t, db, "SELECT 'pennant ' || id FROM pennants WHERE pavilion_id = 1 AND deleted_at IS NULL "+
				"UNION ALL SELECT 'lantern ' || id FROM lanterns WHERE owner_id = 1 AND deleted_at IS NULL"), "pennant 9")
			expect(t, "all are there", len(value(repo.All(ctx, db, above))(t)), 4)
		})
	}
}
