package conformance

import (
	"testing"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
)

// GathersLoadLevels: what a Gather loads goes in one trip for each level of all its reads together, in the same order and
// with the same texts on every backend.
func GathersLoadLevels(t *testing.T, b Backend) {
	db := b.openLibrary(t)
	ctx := t.Context()
	deep := builder.SelectIn(&authors.Books).Then(builder.SelectIn(&books.Genres))
	t.Run("loaded, statements", func(t *testing.T) {
		tree := builder.Select(folders).Where(builder.NullCol(&folders.ParentID).IsNull()).Load(builder.SelectIn(&folders.Children).Then(builder.SelectIn(&folders.Children)))
		for _, r := range []repo.Reader{db.session(t), db.Engine} {
			var list []*Author
			var roots []*Folder
			var squad []*Player
			db.log.take()
			must(t, repo.Gather(ctx, r, repo.Into(&list, allAuthors.Load(deep, builder.SelectIn(&authors.Profile))),
				repo.Into(&roots, tree), repo.Into(&squad, allPlayers.Load(builder.SelectIn(&players.Club)))))
			expect(t, "loaded: titles(list[0].Books)", titles(list[0].Books), []string{"air", "zoo"})
			expect(t, "loaded: number of list[0].Books[1].Genres", len(list[0].Books[1].Genres), 2)
			expect(t, "loaded: list[0].Profile.Bio", list[0].Profile.Bio, "writes")
			expect(t, "loaded: roots[0].Children[0].Children[0].Name", roots[0].Children[0].Children[0].Name, "leaf")
			expect(t, "loaded: squad[0].Club.Name", squad[0].Club.Name, "reds")
			var trips []int
			for _, e := range db.log.take() {
				if e.SQL != "BEGIN" {
					trips = append(trips, e.Trip-1)
				}
			}
			switch {
			case r == db.Engine: // counts none of its own
				expect(t, "statements", len(trips), 9)
			case b.Pipelined:
				expect(t, "trips", trips, []int{0, 0, 0, 1, 1, 1, 1, 2, 2})
			default:
				expect(t, "trips", trips, []int{1, 2, 3, 4, 5, 6, 7, 8, 9})
			}
		}
	})
	var one, two []*Author
	t.Run("the same twice", func(t *testing.T) {
		s := db.session(t)
		must(t, repo.Gather(ctx, s, repo.Into(&one, allAuthors.Load(deep)), repo.Into(&two, allAuthors.Load(deep))))
		expect(t, "the same twice: one[0] == two[0]", one[0] == two[0], true)
		expect(t, "the same twice: titles(two[0].Books)", titles(two[0].Books), []string{"air", "zoo"})
		expect(t, "the same twice: db.selects()", db.selects(), 4)
	})
	t.Run("nothing is changed", func(t *testing.T) {
		wrong := builder.SelectIn(&authors.Books).Where(builder.Raw[bool]("no_such_column = 1"))
		err := repo.Gather(ctx, db.session(t), repo.Into(&one, allBooksOf(deep)), repo.Into(&two, allAuthors.Load(builder.SelectIn(&authors.Profile), wrong)))
		says(t, err, "repo: gather: loading Author.Books: ", "no_such_column")
		expect(t, "nothing is changed", len(one), 3)
	})
}

// allBooksOf is authors who wrote something, with a path loaded.
func allBooksOf(path builder.Loading) builder.Query[*Author] {
	return allAuthors.Where(builder.Has(&authors.Books)).Load(path)
}

// GathersTakeTrips: a trip for the reads, and one for each level, at the socket.
func GathersTakeTrips(t *testing.T, b Backend) {
	if !b.Socket {
		return // a database in this process has no trips
	}
	db := b.openCounted(t)
	db.stock(t)
	ctx := t.Context()
	gather := func(s repo.Reader) {
		var list []*Author
		var roots []*Folder
		must(t, repo.Gather(ctx, s, repo.Into(&list, everyBook),
			repo.Into(&roots, builder.Select(folders).Load(builder.SelectIn(&folders.Children), builder.SelectIn(&folders.Parent)))))
	}
	for what, reader := range map[string]func() repo.Reader{
		"session": func() repo.Reader { return db.session(t, repo.WithReadOnly()) },
		"engine":  func() repo.Reader { return db.Engine },
	} {
		gather(reader()) // the connection learns the texts
		r := reader()
		db.counter.Reset()
		gather(r)
		if b.Pipelined {
			expect(t, what, db.counter.Trips(), 3)
		} else if got := db.counter.Trips(); got < 6 || got > 13 {
			t.Errorf("%s: %d trips", what, got)
		}
	}
}
