package conformance

import (
	"fmt"
	"strings"
	"testing"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
	"github.com/drey-db/drey/schema"
)

// thronesAre are the rows of all that a throne has to do with, as plain SQL shows them.
var thronesAre = []string{
	"SELECT 'throne ' || CAST(id AS text) || ' ' || code || ' ' || name || ' ' || CAST(rank AS text) || ' ' || COALESCE(motto, '-') || ' ' || CAST(made AS text) || ' ' || " +
		"CAST(edits AS text) || ' ' || CAST(counted AS text) || ' ' || CAST(laws AS text) || ' ' || once FROM thrones ORDER BY 1",
	"SELECT 'vassal ' || CAST(id AS text) || ' of ' || CAST(throne_id AS text) || CASE WHEN deleted_at IS NULL THEN '' ELSE ' -' END FROM vassals ORDER BY 1",
	"SELECT 'jester ' || CAST(id AS text) || ' of ' || CAST(throne_id AS text) || CASE WHEN deleted_at IS NULL THEN '' ELSE ' -' END FROM jesters ORDER BY 1",
	"SELECT 'borough ' || CAST(id AS text) || ' of ' || COALESCE(throne_code, '-') FROM boroughs ORDER BY 1",
	"SELECT 'squire ' || CAST(id AS text) || ' of ' || CAST(throne_id AS text) FROM squires ORDER BY 1",
	"SELECT 'footman ' || CAST(id AS text) || ' of ' || COALESCE(CAST(throne_id AS text), '-') FROM footmen ORDER BY 1",
	"SELECT 'medal ' || CAST(medal_id AS text) || ' of ' || CAST(throne_id AS text) FROM throne_medals ORDER BY 1",
}

// enthrone makes the throne 1 anew, with all that one has, some of it deleted softly before.
func (db *database) enthrone(t *testing.T) {
	t.Helper()
	for _, table := range []string{"throne_medals", "vassals", "jesters", "boroughs", "squires", "footmen", "thrones", "dynasties", "medals"} {
		db.exec(t, "DELETE FROM "+table)
	}
	for _, sql := range []string{
		"INSERT INTO dynasties (id) VALUES (1)", "INSERT INTO medals (id) VALUES (1), (2)",
		"INSERT INTO thrones (id, dynasty_id, code, name, rank, motto, made, edits, counted, laws, once) VALUES (1, 1, 'de', 'old', 99, 'mine', '2020-02-02 00:00:00', 40, 40, 9, 'o')",
		"INSERT INTO vassals (id, throne_id, deleted_at) VALUES (1, 1, NULL), (2, 1, '2020-01-01 00:00:00')", "INSERT INTO jesters (id, throne_id) VALUES (1, 1)",
		"INSERT INTO boroughs (id, throne_code) VALUES (1, 'de'), (2, 'de')", "INSERT INTO squires (id, throne_id) VALUES (1, 1)", "INSERT INTO footmen (id, throne_id) VALUES (1, 1)",
		"INSERT INTO throne_medals (throne_id, medal_id) VALUES (1, 1)",
	} {
		db.exec(t, sql)
	}
}

// succession is one way in which a new throne has the key of one that is deleted.
type succession struct {
	loaded bool                                                     // all that the old one has was read
	remove func(s *repo.Session, house *Dynasty, old *Throne) error // and how it goes
	heir   func() *Throne
}

// successions are all of them, by name.
func successions() map[string]succession {
	code := map[string]func() *Throne{
		"same code":  func() *Throne { return &Throne{ID: 1, Code: "de", Name: "new"} },
		"other code": func() *Throne { return &Throne{ID: 1, Code: "fr", Name: "new"} },
		"equal": func() *Throne {
			return &Throne{ID: 1, Code: "de", Name: "old", Rank: 99, Edits: 40, Counted: 40, Once: "o"}
		},
		"with its own": func() *Throne {
			return &Throne{ID: 1, Code: "fr", Name: "new", Vassals: []*Vassal{{ID: 9}}, Jester: &Jester{ID: 1}, Towns: []*Borough{{ID: 9}},
				Squires: []*Squire{{ID: 9}}, Pages: []*Footman{{ID: 9}}, Medals: []*Medal{{ID: 9}}}
		},
	}
	remove := map[string]func(*repo.Session, *Dynasty, *Throne) error{
		"deleted": func(s *repo.Session, _ *Dynasty, old *Throne) error { return s.Delete(old) },
		"an orphan": func(_ *repo.Session, house *Dynasty, _ *Throne) error {
			house.Thrones = nil
			return nil
		},
	}
	all := map[string]succession{}
	for how, fn := range remove {
		for who, heir := range code {
			for _, loaded := range []bool{false, true} {
				all[fmt.Sprintf("%s, %s, loaded %t", how, who, loaded)] = succession{loaded, fn, heir}
			}
		}
	}
	return all
}

// succeed has a new throne take the key of the old one, in one flush or with one in between, and returns what is stored then.
func (db *database) succeed(t *testing.T, way succession, between bool) string {
	t.Helper()
	db.enthrone(t)
	must(t, db.Begin(t.Context(), func(s *repo.Session) error {
		house := value(repo.One(t.Context(), s, builder.Select(dynasties).Load(builder.SelectIn(&dynasties.Thrones))))(t)
		old := house.Thrones[0]
		if way.loaded {
			must(t, repo.Load(t.Context(), s, []*Throne{old}, &thrones.Vassals, &thrones.Jester, &thrones.Towns, &thrones.Squires, &thrones.Pages, &thrones.Medals))
		}
		must(t, way.remove(s, house, old))
		if between {
			must(t, s.Flush(t.Context()))
		}
		heir := way.heir()
		must(t, s.Add(heir))
		must(t, s.Flush(t.Context()))
		expect(t, "what the new one has", fmt.Sprintf("%d %s %d %d %d %d", heir.Rank, *heir.Motto, heir.Made.Year(), heir.Edits, heir.Counted, heir.Laws),
			value(repo.Scalar[string](t.Context(), s, builder.Text("SELECT CAST(rank AS text) || ' ' || motto || ' ' || substr(CAST(made AS text), 1, 4) || ' ' || "+
				"CAST(edits AS text) || ' ' || CAST(counted AS text) || ' ' || CAST(laws AS text) FROM thrones")))(t))
		return nil
	}))
	var rows []string
	for _, sql := range thronesAre {
		rows = append(rows, value(repo.Scalars[string](t.Context(), db, builder.Text(sql)))(t)...)
	}
	return strings.Join(rows, "\n")
}

// ANewRowIsNotTheOldOne: a new entity with the key of one that is deleted in the same flush is stored, with all that goes or stays, as where a flush
// has deleted the old one before: by DELETE and INSERT, and whatever the database does ON DELETE.
func ANewRowIsNotTheOldOne(t *testing.T, b Backend) {
	db := b.open(t)
	db.create(t, schema.MustOf(dynasties, thrones, vassals, jesters, boroughs, squires, footmen, medals))
	for name, way := range successions() {
		t.Run(name, func(t *testing.T) {
			expect(t, "one flush", db.succeed(t, way, false), db.succeed(t, way, true))
		})
	}
}
