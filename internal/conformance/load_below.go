package conformance

import (
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
)

// belowGenres returns the genres with their books in order and, of these, what the fields lead to.
func belowGenres(list []*Genre) string {
	var found []string
	for _, genre := range list {
		for _, book := range genre.Books {
			writer, bio := "-", "-"
			if book.Author != nil {
				writer = book.Author.Name
				if book.Author.Profile != nil {
					bio = book.Author.Profile.Bio
				}
			}
			found = append(found, genre.Name+" "+book.Title+" "+writer+" "+bio)
		}
	}
	return strings.Join(found, ", ")
}

// JoinsBelowLists: what is joined below a SelectIn comes in its SELECT, as it would in the query's own.
func JoinsBelowLists(t *testing.T, b Backend) {
	db := b.openLibrary(t)
	db.exec(t, "INSERT INTO book_genres (book_id, genre_id) VALUES (3, '00000000-0000-0000-0000-000000000002')")
	ctx, named := t.Context(), builder.Col(&authors.Name)
	judged := func(where string) string {
		return listed(t, db, `SELECT g.name || ' ' || b.title || ' ' || coalesce(a.name, '-') || ' ' || coalesce(p.bio, '-') FROM genres g
			JOIN book_genres m ON m.genre_id = g.id JOIN books b ON b.id = m.book_id
			LEFT JOIN authors a ON a.id = b.author_id`+where+` LEFT JOIN profiles p ON p.author_id = a.id ORDER BY g.name, b.title`)
	}
	profiled := builder.Joined(&authors.Profile)
	hidden := repo.WithFilter(authors, func(context.Context) (builder.Sqlizer, error) { return named.Ne("bob"), nil })
	for what, c := range map[string]struct {
		path   builder.Loading
		where  string
		cost   int
		filter []repo.SessionOption
	}{
		"joined":          {builder.SelectIn(&genres.Books).Then(builder.Joined(&books.Author).Then(profiled)), "", 2, nil},
		"with a list":     {builder.SelectIn(&genres.Books).Then(builder.Joined(&books.Author).Then(profiled, builder.SelectIn(&authors.Books))), "", 3, nil},
		"one word":        {builder.SelectIn(&genres.Books).Then(builder.ToOne(books), builder.Joined(&books.Author).Then(builder.ToOne(authors))), "", 2, nil},
		"some":            {builder.SelectIn(&genres.Books).Then(builder.Joined(&books.Author).Where(named.Eq("ann")).Then(profiled)), " AND a.name = 'ann'", 2, nil},
		"in part":         {builder.SelectIn(&genres.Books).Only(builder.Col(&books.Title)).Then(builder.Joined(&books.Author).Only(named).Then(profiled)), "", 2, nil},
		"by a SELECT":     {builder.SelectIn(&genres.Books).Then(builder.SelectIn(&books.Author).Then(profiled)), "", 3, nil},
		"behind a limit":  {builder.SelectIn(&genres.Books).Limit(5).Then(builder.Joined(&books.Author).Then(profiled)), "", 3, nil},
		"which is hidden": {builder.SelectIn(&genres.Books).Then(builder.Joined(&books.Author).Then(profiled)), " AND a.name <> 'bob'", 2, []repo.SessionOption{hidden}},
	} {
		t.Run(what, func(t *testing.T) {
			want, s := judged(c.where), db.session(t, c.filter...)
			readers := []repo.Reader{s, db.Engine}
			for _, r := range readers[:2-len(c.filter)] {
				db.log.take()
				list := value(repo.All(ctx, r, builder.Select(genres).OrderBy(builder.Col(&genres.Name).Asc()).Load(c.path)))(t)
				expect(t, "statements", db.selects(), c.cost)
				expect(t, "read", belowGenres(list), want)
			}
			expect(t, "no change", s.Dirty(), []any(nil))
		})
	}
}

// JoinsBelowWhatIsThere: of what a session has already no row comes, and what is joined there is read by a SELECT of its own, once.
func JoinsBelowWhatIsThere(t *testing.T, b Backend) {
	db := b.openLibrary(t)
	ctx, s := t.Context(), db.session(t)
	ann := value(repo.Get[Author](ctx, s, 1))(t)
	db.log.take()
	path := builder.SelectIn(&books.Author).Then(builder.Joined(&authors.Profile))
	list := value(repo.All(ctx, s, allBooks.Load(path)))(t)
	expect(t, "books, bob with his, ann's", db.selects(), 3)
	expect(t, "ann", list[0].Author == ann, true)
	expect(t, "her profile", ann.Profile.Bio, "writes")
	expect(t, "bob's", list[2].Author.Profile, (*Profile)(nil))
	expect(t, "which is loaded", s.Loaded(list[2].Author, &list[2].Author.Profile), true)
	must(t, repo.Load(ctx, s, list, path))
	expect(t, "again", db.selects(), 0)
	must(t, s.Commit(ctx))

	db.log.take()
	must(t, repo.Load(ctx, s, value(repo.All(ctx, s, allBooks))(t), path))
	expect(t, "anew", db.selects() <= 4, true)

	for _, r := range []repo.Reader{db.session(t), db.Engine} {
		db.log.take()
		all := builder.Select(rooms).OrderBy(builder.Col(&rooms.Wing).Asc(), builder.Col(&rooms.Number).Asc())
		found := value(repo.All(ctx, r, all.Load(builder.SelectIn(&rooms.Past).Then(builder.Joined(&guests.Room)),
			builder.SelectIn(&rooms.Now).Then(builder.Joined(&guests.Room)))))(t)
		expect(t, "rooms: statements", db.selects(), 3)
		expect(t, "rooms: now", found[0].Now[0].Room == found[0], true)
		expect(t, "rooms: past", found[0].Past[0].Room, (*Room)(nil))
		expect(t, "rooms: past, elsewhere", found[2].Past[0].Room == found[0], true)
	}
}

// JoinsBelowListsRepeatNothing: a has-one of which the table has two rows, and a list that several owners share, make no list longer.
func JoinsBelowListsRepeatNothing(t *testing.T, b Backend) {
	db := b.openLibrary(t)
	db.exec(t, "INSERT INTO profiles (id, bio, author_id) VALUES (2, 'reads', 1), (3, 'sleeps', 2)")
	ctx, profiled := t.Context(), builder.Joined(&books.Author).Then(builder.Joined(&authors.Profile))
	backwards := builder.Col(&books.AuthorID).Desc()
	for _, r := range []repo.Reader{db.session(t), db.Engine} {
		for what, books := range map[string]builder.Loading{"as tagged": builder.SelectIn(&genres.Books), "sorted": builder.SelectIn(&genres.Books).OrderBy(backwards)} {
			list := value(repo.All(ctx, r, builder.Select(genres).OrderBy(builder.Col(&genres.Name).Asc()).Load(books.Then(profiled))))(t)
			expect(t, what+": art", titles(list[0].Books), []string{"zoo"})
			fun := titles(list[1].Books)
			slices.Sort(fun)
			expect(t, what+": fun", fun, []string{"air", "zoo"})
			expect(t, what+": shared", list[0].Books[0].Author == list[1].Books[1].Author, true)
			expect(t, what+": one of two", list[0].Books[0].Author.Profile != nil, true)
		}
	}
	shelved := value(repo.All(ctx, db, allAuthors.Load(builder.SelectIn(&authors.Books).Then(builder.SelectIn(&books.Genres).Then(
		builder.SelectIn(&genres.Books).OrderBy(backwards).Then(profiled))))))(t)
	expect(t, "deep below", titles(shelved[0].Books), []string{"air", "zoo"})
	expect(t, "deep below: art", titles(shelved[0].Books[1].Genres[0].Books), []string{"zoo"})
}
