package conformance

import (
	"slices"
	"testing"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
)

// orNone is what names gives entities, and none for those that are nil.
func orNone[T any](name func(*T) string, list ...*T) (names []string) {
	for _, e := range list {
		if e == nil {
			names = append(names, "none")
			continue
		}
		names = append(names, name(e))
	}
	return names
}

// outerJoins are queries of the rooms of all guests, the last of whom has none.
func outerJoins() map[string]builder.Query[*Room] {
	at, id := builder.Alias[Room]("at"), builder.Col(&guests.ID).Asc()
	right, left := builder.Select(rooms).RightJoin(&rooms.Now), builder.Select(rooms).From(guests).LeftJoin(&guests.Room)
	one := func(n int64) builder.Query[*Room] { return right.Where(builder.Col(&guests.ID).Eq(n)) }
	return map[string]builder.Query[*Room]{
		"right":    right.OrderBy(id),
		"full":     builder.Select(rooms).FullJoin(&rooms.Now).Where(builder.Col(&guests.ID).Gt(0)).OrderBy(id),
		"left":     left.OrderBy(id),
		"alias":    builder.Select(at).RightJoin(&at.Now).OrderBy(id),
		"in part":  right.LoadOnly(builder.Col(&rooms.Beds)).OrderBy(id),
		"entity":   builder.As[*Room](builder.SelectColumns(builder.Entity(rooms)).From(guests).LeftJoin(&guests.Room).OrderBy(id)),
		"columns":  builder.As[*Room](builder.SelectColumns(builder.Col(&rooms.Wing), builder.Col(&rooms.Number)).From(guests).LeftJoin(&guests.Room).OrderBy(id)),
		"compound": builder.UnionAll(one(1), one(2), one(3)),
	}
}

// OuterJoinsMayFindNoEntity: where a RIGHT or FULL JOIN keeps a row without the entity that rows are read as, it is a nil pointer by every
// door.
func OuterJoinsMayFindNoEntity(t *testing.T, b Backend) {
	db := b.openLibrary(t)
	ctx, want := t.Context(), []string{"east1", "east1", "none"}
	for name, q := range outerJoins() {
		t.Run(name, func(t *testing.T) {
			for _, list := range readBoth(t, db, q) {
				expect(t, "All", orNone(roomName, list...), want)
			}
			counted(t, db, q, 3)
			var each, pages, gathered []*Room
			for r, err := range repo.Each(ctx, db, q) {
				must(t, err)
				each = append(each, r)
			}
			expect(t, "Each", orNone(roomName, each...), want)
			for page, err := range repo.Pages(ctx, db.session(t), q, 2) {
				must(t, err)
				pages = append(pages, page...)
			}
			expect(t, "Pages", orNone(roomName, pages...), want)
			must(t, repo.Gather(ctx, db.session(t), repo.Into(&gathered, q)))
			expect(t, "Gather", orNone(roomName, gathered...), want)
			if name != "columns" {
				expect(t, "Scalars", orNone(roomName, value(repo.Scalars[*Room](ctx, db, q))(t)...), want)
			}
		})
	}
	eve := builder.Select(rooms).RightJoin(&rooms.Now).Where(builder.Col(&guests.Name).Eq("eve"))
	for _, r := range []repo.Reader{db.session(t), db.Engine} {
		expect(t, "One", value(repo.One(ctx, r, eve))(t), (*Room)(nil))
		first, ok, err := repo.First(ctx, r, eve.Load(builder.SelectIn(&rooms.Past)))
		must(t, err)
		expect(t, "First", first == nil && ok, true)
	}
}

// OuterJoinsLoad: what is loaded for entities that an outer join may not find is loaded for those that it finds. SQLAlchemy's answers.
func OuterJoinsLoad(t *testing.T, b Backend) {
	db := b.openLibrary(t)
	right, id := builder.Select(rooms).RightJoin(&rooms.Now), builder.Col(&guests.ID).Asc()
	for _, list := range readBoth(t, db, right.OrderBy(id).Load(builder.ContainsEager(&rooms.Now))) {
		expect(t, "a list of the join", orNone(roomName, list...), []string{"east1", "none"})
		expect(t, "a list of the join: Now", named(guestName, list[0].Now...), []string{"ada", "max"})
	}
	counted(t, db, right.Load(builder.ContainsEager(&rooms.Now)), 2)
	for _, list := range readBoth(t, db, right.OrderBy(id).Load(builder.SelectIn(&rooms.Past))) {
		expect(t, "a list beside it", orNone(roomName, list...), []string{"east1", "east1", "none"})
		expect(t, "a list beside it: Past", named(guestName, list[0].Past...), []string{"eve"})
	}
	q := builder.Select(guests).RightJoin(&guests.Room).OrderBy(builder.Col(&rooms.Wing).Asc(), builder.Col(&rooms.Number).Asc(), id)
	for _, load := range []builder.Loading{builder.ContainsEager(&guests.Room), builder.Joined(&guests.Room), builder.SelectIn(&guests.Room)} {
		for _, list := range readBoth(t, db, q.Load(load)) {
			expect(t, "an entity", orNone(guestName, list...), []string{"ada", "max", "none", "none"})
			expect(t, "an entity: Room", named(roomName, list[0].Room, list[1].Room), []string{"east1", "east1"})
		}
		var pages []*Guest
		for page, err := range repo.Pages(t.Context(), db.session(t), q.Load(load), 3) {
			must(t, err)
			pages = append(pages, page...)
		}
		expect(t, "Pages", orNone(guestName, pages...), []string{"ada", "max", "none", "none"})
	}
	type stay struct {
		Guest *Guest
		Room  *Room
	}
	both := builder.As[stay](builder.SelectColumns(builder.Entity(guests), builder.Entity(rooms)).From(guests).FullJoin(&guests.Room))
	var pairs []string
	for _, row := range value(repo.All(t.Context(), db.session(t), both))(t) {
		pairs = append(pairs, orNone(guestName, row.Guest)[0]+"/"+orNone(roomName, row.Room)[0])
	}
	slices.Sort(pairs)
	expect(t, "pairs", pairs, []string{"ada/east1", "eve/none", "max/east1", "none/east2", "none/west1"})
}

// OuterJoinsWithoutKey: of a type without a key a row is none where all that it has is NULL.
func OuterJoinsWithoutKey(t *testing.T, b Backend) {
	db := b.openKeyless(t)
	q := builder.Select(outputs).RightJoin(authors, builder.And(builder.Col(&outputs.AuthorID).EqCol(builder.Col(&authors.ID)), builder.Col(&outputs.Books).Gt(0)))
	for _, list := range readBoth(t, db, q.OrderBy(builder.Col(&authors.ID).Asc()).Load(builder.SelectIn(&outputs.Author))) {
		expect(t, "rows", orNone(func(o *Output) string { return o.Author.Name }, list...), []string{"ann", "bob", "none"})
	}
}
