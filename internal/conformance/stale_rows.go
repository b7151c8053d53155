package conformance

import (
	"testing"

	"github.com/google/uuid"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
)

// race is a unit of work whose rows somebody else changes before it commits.
type race struct {
	name    string
	lost    []string                        // what somebody else does meanwhile
	change  func(s *repo.Session, r racers) // what the unit does
	stale   string                          // who is stale
	rows    int64                           // that are expected
	matched int64
}

// racers are rows that units of work meet at.
type racers struct {
	teams  []*Team
	heroes []*Hero
	author *Author
}

var races = []race{
	{"a row", []string{"DELETE FROM heroes WHERE name LIKE 'a%'"},
		func(_ *repo.Session, r racers) { r.heroes[0].AppSrc = "mine" }, "Hero", 1, 0},
	{"a version", []string{"UPDATE teams SET rev = 9 WHERE year = 1"},
		func(_ *repo.Session, r racers) { r.teams[0].Name = "mine" }, "Team", 1, 0},
	{"a group of rows", []string{"DELETE FROM heroes WHERE name LIKE 'b%'"},
		func(_ *repo.Session, r racers) {
			for _, h := range r.heroes {
				h.AppSrc = "mine"
			}
		}, "Hero", 3, 2},
	{"a group of versions", []string{"UPDATE teams SET rev = 9 WHERE year = 2"},
		func(_ *repo.Session, r racers) {
			for _, x := range r.teams {
				x.Name = "mine"
			}
		}, "Team", 3, 2},
	{"a group of which nothing is left", []string{"DELETE FROM teams"},
		func(_ *repo.Session, r racers) {
			for _, x := range r.teams {
				x.Name = "mine"
			}
		}, "Team", 3, 0},
	{"a delete", []string{"UPDATE teams SET rev = 9 WHERE year = 3"},
		func(s *repo.Session, r racers) { _ = s.Delete(r.teams[2]) }, "Team", 1, 0},
	{"a group of deletes", []string{"UPDATE teams SET rev = 9 WHERE year = 3"},
		func(s *repo.Session, r racers) { _ = s.Delete(r.teams[0], r.teams[1], r.teams[2]) }, "Team", 3, 2},
	{"an association", []string{"DELETE FROM book_genres WHERE book_id = (SELECT min(id) FROM books)"},
		func(_ *repo.Session, r racers) { r.author.Books[0].Genres = nil }, "book_genres", 1, 0},
	{"a group of associations", []string{"DELETE FROM book_genres WHERE book_id = (SELECT min(id) FROM books)"},
		func(_ *repo.Session, r racers) {
			for _, b := range r.author.Books {
				b.Genres = nil
			}
		}, "book_genres", 2, 1},
}

// LostRacesCommitNothing: what somebody else changed meanwhile is stale, and nothing of the unit is committed, whether
// COMMIT rides or is checked, and after a flush of its own.
func LostRacesCommitNothing(t *testing.T, b Backend) {
	for _, r := range races {
		for name, commit := range map[string]func(db *database) (*repo.Session, func() error){
			"riding": func(db *database) (*repo.Session, func() error) {
				s := db.session(t)
				return s, func() error { return s.Commit(t.Context()) }
			},
			"checked": func(db *database) (*repo.Session, func() error) {
				s := db.session(t, repo.WithCheckedCommit())
				return s, func() error { return s.Commit(t.Context()) }
			},
			"flushed": func(db *database) (*repo.Session, func() error) {
				s := db.session(t)
				return s, func() error { return s.Flush(t.Context()) }
			},
		} {
			t.Run(r.name+", "+name, func(t *testing.T) { r.run(t, b.openGraph(t), commit) })
		}
	}
}

func (r race) run(t *testing.T, db *database, commit func(db *database) (*repo.Session, func() error)) {
	all := racers{
		teams: []*Team{{Code: "x", Year: 1}, {Code: "x", Year: 2}, {Code: "x", Year: 3}}, heroes: db.seed(t, "a", "b", "c"), author: writer(2),
	}
	s, end := commit(db)
	must(t, s.Attach(all.heroes[0], all.heroes[1], all.heroes[2]))
	must(t, s.Add(all.teams[0], all.teams[1], all.teams[2], all.author))
	must(t, s.Commit(t.Context()))
	for _, sql := range r.lost {
		db.exec(t, sql)
	}
	witness := &Folder{Name: "witness"}
	must(t, s.Add(witness))
	r.change(s, all)
	err := end()
	var stale *repo.StaleDataError
	asError(t, err, &stale)
	expect(t, "stale", stale.Entity, r.stale)
	if db.Dialect().Features&builder.FeatureArrayParams != 0 { // elsewhere every row is a statement
		expect(t, "rows", []int64{stale.Expected, stale.Matched}, []int64{r.rows, r.matched})
	}
	expect(t, "it names a key", len(stale.Key) > 0, true)
	expect(t, "the witness", witness.ID, uuid.Nil)
	refused(t, s.Commit(t.Context()), repo.ErrRollbackRequired)
	must(t, s.Rollback(t.Context()))
	expect(t, "nothing is committed", db.stored(t, "SELECT count(*) FROM folders"), int64(0))
	db.idle(t)
}
