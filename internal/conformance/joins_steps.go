package conformance

import (
	"testing"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
)

// JoinsInSteps: ContainsEager below ContainsEager takes the join that goes on from there, whichever prototype names the relationship there.
func JoinsInSteps(t *testing.T, b Backend) {
	db := b.openPatrons(t)
	db.stock(t)
	name := builder.Col(&folders.Name)
	one, two := builder.Alias[Folder]("one"), builder.Alias[Folder]("two")
	t.Run("a table and itself, upwards", func(t *testing.T) {
		q := builder.Select(folders).LeftJoin(builder.Along(&folders.Parent, one)).LeftJoin(builder.Along(&one.Parent, two)).OrderBy(name.Asc())
		for _, below := range []builder.Loading{builder.ContainsEager(&one.Parent), builder.ContainsEager(&folders.Parent)} {
			for _, list := range readBoth(t, db, q.Load(builder.ContainsEager(&folders.Parent).Then(below))) {
				expect(t, "names", named(folderName, list...), []string{"leaf", "left", "right", "root"})
				expect(t, "up", named(folderName, list[0].Parent, list[0].Parent.Parent, list[1].Parent, list[2].Parent, list[3].Parent), []string{"left", "root", "root", "root"})
			}
		}
		list := value(repo.All(t.Context(), db, q.Where(name.Eq("leaf")).Load(builder.ContainsEager(&folders.Parent))))(t)
		expect(t, "the first step alone: list[0].Parent.Parent", list[0].Parent.Parent, (*Folder)(nil))
		for leaf, err := range repo.Each(t.Context(), db.session(t), q.Where(name.Eq("leaf")).Load(builder.ContainsEager(&folders.Parent).Then(builder.ContainsEager(&one.Parent)))) {
			must(t, err)
			expect(t, "streamed", named(folderName, leaf, leaf.Parent, leaf.Parent.Parent), []string{"leaf", "left", "root"})
		}
	})
	t.Run("a table and itself, downwards", func(t *testing.T) {
		q := builder.Select(folders).Join(builder.Along(&folders.Children, one)).Join(builder.Along(&one.Children, two)).
			Load(builder.ContainsEager(&folders.Children).Then(builder.ContainsEager(&one.Children).Then(builder.SelectIn(&two.Children))))
		for _, list := range readBoth(t, db, q) {
			expect(t, "down", named(folderName, list...), []string{"root"})
			expect(t, "down: Children", named(folderName, list[0].Children...), []string{"left"})
			expect(t, "down: Children of them", named(folderName, list[0].Children[0].Children...), []string{"leaf"})
		}
		counted(t, db, q, 1)
	})
	t.Run("another table's", func(t *testing.T) {
		host, guest := builder.Alias[Patron]("host"), builder.Alias[Patron]("guest")
		of, at := builder.Alias[Bill]("of"), builder.Alias[Bill]("at")
		q := builder.Select(bills).Join(builder.Along(&bills.Patron, host)).Join(builder.Along(&bills.Guest, guest)).
			LeftJoin(builder.Along(&host.Paid, of)).LeftJoin(builder.Along(&guest.Paid, at)).OrderBy(builder.Col(&guest.Name).Desc(), builder.Col(&bills.ID).Asc()).
			Load(builder.ContainsEager(&bills.Guest).Then(builder.ContainsEager(&guest.Paid)), builder.ContainsEager(&bills.Patron).Then(builder.ContainsEager(&host.Open)))
		_, err := repo.All(t.Context(), db, q)
		refused(t, err, repo.ErrInvalidRequest)
		says(t, err, `no join along Patron.Open from "host"`)
		open := builder.Alias[Bill]("open")
		q = q.LeftJoin(builder.Along(&host.Open, open)).OrderBy(builder.Col(&open.Total).Asc())
		for _, list := range readBoth(t, db, q) {
			expect(t, "in the order of one of them", named(billName, list...), []string{"11", "15", "12", "14"})
			expect(t, "Guest.Paid", named(billName, list[0].Guest.Paid, list[2].Guest.Paid), []string{"15"})
			expect(t, "Patron.Open", totals(list[0].Patron.Open), []int64{5, 9})
		}
	})
}

// readBoth returns what q reads in a session, and without one.
func readBoth[T any](t *testing.T, db *database, q builder.Query[*T]) [][]*T {
	t.Helper()
	return [][]*T{value(repo.All(t.Context(), db.session(t), q))(t), value(repo.All(t.Context(), db, q))(t)}
}

// JoinsOfTheirOwn: a join whose ON the query writes by itself is loaded from where it is the only one that may be meant, and a query
// without a join along a relationship is refused.
func JoinsOfTheirOwn(t *testing.T, b Backend) {
	db := b.openPatrons(t)
	db.stock(t)
	ctx, guest, host := t.Context(), builder.Alias[Patron]("guest"), builder.Alias[Patron]("host")
	own := builder.Col(&guest.ID).EqCol(builder.NullCol(&bills.GuestID))
	q, id := builder.Select(bills).Join(guest, own), builder.Col(&bills.ID)
	t.Run("alone, and beside one along another", func(t *testing.T) {
		for _, q := range []builder.SelectStmt[*Bill]{
			q.Load(builder.ContainsEager(&bills.Guest)), q.Join(&bills.Patron).Load(builder.ContainsEager(&bills.Guest)),
			q.Join(builder.Along(&bills.Patron, host)).Load(builder.ContainsEager(&bills.Guest), builder.ContainsEager(&bills.Patron)),
			q.Join(builder.Along(&bills.Patron, host)).Load(builder.ContainsEager(&bills.Patron), builder.ContainsEager(&bills.Guest)),
			builder.Select(bills).CrossJoin(guest).Where(own).Load(builder.ContainsEager(&bills.Guest)),
		} {
			for _, list := range readBoth(t, db, q.OrderBy(id.Asc())) {
				expect(t, "guests", named(patronName, list[0].Guest, list[1].Guest, list[2].Guest, list[3].Guest), []string{"cat", "bob", "ann", "cat"})
				expect(t, "no other", list[0].Patron == nil || list[0].Patron.Name == "ann", true)
			}
		}
	})
	t.Run("found by the mapping", func(t *testing.T) {
		for _, list := range readBoth(t, db, builder.Select(books).Join(authors).OrderBy(builder.Col(&books.ID).Asc()).Load(builder.ContainsEager(&books.Author))) {
			expect(t, "found by the mapping", list[2].Author.Name, "bob")
		}
	})
	one, two := builder.Alias[Folder]("one"), builder.Alias[Folder]("two")
	db.log.take()
	for message, err := range map[string]error{
		"no join along Bill.Guest":      second(repo.All(ctx, db, builder.Select(bills).Join(&bills.Patron).Load(builder.ContainsEager(&bills.Guest)))),
		"no join along Bill.Patron":     second(repo.All(ctx, db, builder.Select(bills).LeftJoin(builder.Along(&bills.Guest, guest)).Load(builder.ContainsEager(&bills.Patron)))),
		"no join along Bill.Ab":         second(repo.All(ctx, db, builder.Select(bills).Join(&bills.Patron).Load(builder.ContainsEager(&bills.Ab)))),
		"no join along Patron.Open":     second(repo.All(ctx, db, builder.Select(patrons).Join(&patrons.Orders).Load(builder.ContainsEager(&patrons.Open)))),
		"no join along Patron.Paid":     second(repo.All(ctx, db, builder.Select(patrons).Join(&patrons.Orders).Load(builder.ContainsEager(&patrons.Paid)))),
		"no join along Room.Past":       second(repo.All(ctx, db, builder.Select(rooms).Join(&rooms.Now).Load(builder.ContainsEager(&rooms.Past)))),
		"no join along Guest.Room":      second(repo.All(ctx, db, builder.Select(guests).Join(&guests.Past).Load(builder.ContainsEager(&guests.Room)))),
		"no join along Folder.Parent":   second(repo.All(ctx, db, builder.Select(folders).Join(builder.Along(&folders.Children, one)).Load(builder.ContainsEager(&folders.Parent)))),
		`no join along Folder.Children`: second(repo.All(ctx, db, builder.Select(folders).Join(builder.Along(&folders.Parent, one)).Load(builder.ContainsEager(&folders.Children)))),
		`Folder.Parent from "one"`: second(repo.All(ctx, db, builder.Select(folders).Join(builder.Along(&folders.Parent, one)).
			Load(builder.ContainsEager(&folders.Parent).Then(builder.ContainsEager(&one.Parent))))),
		`2 of them from "folders"`: second(repo.All(ctx, db, builder.Select(folders).Join(builder.Along(&folders.Parent, one)).Join(builder.Along(&folders.Parent, two)).
			Load(builder.ContainsEager(&folders.Parent)))),
		"2 joins of Patron whose ON is their own": second(repo.All(ctx, db, q.Join(host, builder.Col(&host.ID).EqCol(builder.NullCol(&bills.PatronID))).Load(builder.ContainsEager(&bills.Guest)))),
		`would both read the join "guest"`:        second(repo.All(ctx, db, q.Load(builder.ContainsEager(&bills.Guest), builder.ContainsEager(&bills.Patron)))),
	} {
		refused(t, err, repo.ErrInvalidRequest)
		says(t, err, "ContainsEager of ", message)
	}
	expect(t, "nothing is sent", db.log.sent(), "")
}
