package conformance

import (
	"fmt"
	"testing"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
)

// ReadsThatTravelTogetherAreSentAgain: outside a transaction reads of one trip go on when the schema changed behind them, whichever of them was
// prepared before, on every connection of the pool.
func ReadsThatTravelTogetherAreSentAgain(t *testing.T, b Backend) {
	if b.Dialect.Name == builder.SQLite().Name {
		return
	}
	db := b.open(t)
	db.create(t, library())
	must(t, db.Begin(t.Context(), func(s *repo.Session) error {
		return s.Add(&Author{Name: "ann", Books: []*Book{{Title: "dune"}, {Title: "emma"}}, Profile: &Profile{Bio: "writes"}})
	}))
	q := builder.Select(authors).Load(builder.SelectIn(&authors.Books), builder.SelectIn(&authors.Profile))
	shown := func(list []*Author, err error) string {
		if err != nil || len(list) != 1 || len(list[0].Books) != 2 || list[0].Profile == nil {
			return fmt.Sprint(list, err)
		}
		return fmt.Sprint(list[0].Name, list[0].Books[0].Title, list[0].Books[1].Title, list[0].Profile.Bio)
	}
	doors := map[string]func() string{
		"the engine": func() string { return shown(repo.All(t.Context(), db, q)) },
		"a session that reads": func() string {
			s := db.Session(repo.WithReadOnly())
			defer func() { must(t, s.Close()) }()
			return shown(repo.All(t.Context(), s, q))
		},
		"gather": func() string {
			var all []*Author
			var titles []*Book
			var bios []*Profile
			err := repo.Gather(t.Context(), db, repo.Into(&all, builder.Select(authors)), repo.Into(&titles, builder.Select(books)), repo.Into(&bios, builder.Select(builder.Model[Profile]())))
			if err != nil || len(all) != 1 || len(titles) != 2 || len(bios) != 1 {
				return fmt.Sprint(all, titles, bios, err)
			}
			all[0].Books, all[0].Profile = titles, bios[0]
			return shown(all, nil)
		},
	}
	columns := []string{"authors ALTER name", "books ALTER title", "profiles ALTER bio"}
	for changed := 1; changed < 1<<len(columns); changed++ {
		for name, read := range doors {
			for _, to := range []string{"varchar(40)", "text"} {
				for range 3 {
					expect(t, name+" before", read(), "annduneemmawrites")
				}
				for i, column := range columns {
					if changed&(1<<i) != 0 {
						db.exec(t, "ALTER TABLE "+column+" TYPE "+to)
					}
				}
				for range 3 {
					expect(t, fmt.Sprintf("%s after %b are %s", name, changed, to), read(), "annduneemmawrites")
				}
			}
		}
	}
	db.idle(t)
}
