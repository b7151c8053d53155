package conformance

import (
	"testing"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
)

// listing is a way to load an author's books: which of ann's it brings, by how many SELECTs, and whether it brings what is below as well.
type listing struct {
	name    string
	load    builder.Loading
	ids     []int64
	selects int
	below   bool
}

// waysToList are the ways to load an author's books; the last takes those of a join.
func waysToList() []listing {
	id, all, below := builder.Col(&books.ID), builder.SelectIn(&authors.Books), builder.SelectIn(&books.Genres)
	return []listing{
		{"whole", all, []int64{2, 1}, 1, false}, {"with what is below", all.Then(below), []int64{2, 1}, 1, true},
		{"filtered", all.Where(id.Gt(1)), []int64{2}, 1, false}, {"filtered, with what is below", all.Where(id.Lt(2)).Then(below), []int64{1}, 1, true},
		{"sorted", all.OrderBy(id.Asc()), []int64{1, 2}, 1, false}, {"the last", all.OrderBy(id.Desc()).Limit(1), []int64{2}, 1, false},
		{"in part", all.Only(id), []int64{2, 1}, 1, false},
		{"of a join", builder.ContainsEager(&authors.Books), []int64{1}, 0, false}, {"of a join, with what is below", builder.ContainsEager(&authors.Books).Then(below), []int64{1}, 0, true},
	}
}

// LoadsAreReplaced: of two loads of one relationship the later one is meant, whatever either says, with what either loads below.
func LoadsAreReplaced(t *testing.T, b Backend) {
	db := b.openLibrary(t)
	q := builder.Select(authors).Join(&authors.Books, builder.Col(&books.Title).Eq("zoo"))
	for _, first := range waysToList() {
		for _, then := range waysToList() {
			t.Run(first.name+", then "+then.name, func(t *testing.T) {
				want := then
				want.below = first.below || then.below
				for _, q := range []builder.Query[*Author]{q.Load(first.load, then.load), q.Load(first.load).Load(then.load), builder.Load(q.Load(first.load), then.load)} {
					for _, r := range []repo.Reader{db.session(t), db.Engine} {
						db.log.take()
						want.expect(t, value(repo.One(t.Context(), r, q))(t), db.selects()-1)
					}
					counted(t, db, q, 1)
				}
				if first.selects > 0 && then.selects > 0 {
					replacedElsewhere(t, db, first, then, want)
				}
			})
		}
	}
}

// expect compares what was loaded, by so many SELECTs, with what is wanted.
func (l listing) expect(t *testing.T, ann *Author, selects int) {
	t.Helper()
	var ids []int64
	for _, book := range ann.Books {
		ids = append(ids, book.ID)
		expect(t, "below", book.Genres != nil, l.below)
		if book.ID == 2 { // which nothing else reads
			expect(t, "whole", book.Title != "", l.name != "in part")
		}
	}
	expect(t, "books", ids, l.ids)
	if l.below {
		l.selects++
	}
	expect(t, "SELECTs", selects, l.selects)
}

// replacedElsewhere is LoadsAreReplaced of entities that are there, of what lies below, and of rows that know an author by several names.
func replacedElsewhere(t *testing.T, db *database, first, then, want listing) {
	t.Helper()
	ctx, s := t.Context(), db.session(t)
	ann := value(repo.Get[Author](ctx, s, 1))(t)
	db.log.take()
	must(t, repo.Load(ctx, s, []*Author{ann}, first.load, then.load))
	want.expect(t, ann, db.selects())

	zoo := builder.Select(books).Where(builder.Col(&books.ID).Eq(1)).Load(builder.SelectIn(&books.Author).Then(first.load).Then(then.load))
	db.log.take()
	want.expect(t, value(repo.One(ctx, db, zoo))(t).Author, db.selects()-2)

	type held struct{ Author *Author }
	few := builder.Derived[Author]("few")
	is := builder.Col(&authors.ID).Eq(1)
	rows := builder.As[held](builder.SelectColumns(builder.Entity(few)).From(builder.Subquery(few, builder.Select(authors).Where(is))))
	ofFew := builder.SelectIn(&few.Books).Where(builder.Col(&books.ID).Lt(0))
	db.log.take()
	want.expect(t, value(repo.One(ctx, db, builder.Load(builder.Load(rows, ofFew, first.load), then.load)))(t).Author, db.selects()-1)
	db.log.take()
	text := builder.As[*Author](builder.Text("SELECT id, name FROM authors WHERE id = 1"))
	want.expect(t, value(repo.One(ctx, db, builder.Load(text, ofFew, first.load, then.load)))(t), db.selects()-1)
	db.log.take()
	writers := builder.Alias[Author]("writers")
	either := builder.Union(builder.Select(authors).Where(is).Load(builder.SelectIn(&writers.Books).Limit(0), first.load), builder.Select(writers).Where(builder.Col(&writers.ID).Eq(1)))
	want.expect(t, value(repo.One(ctx, db, either.Load(then.load)))(t), db.selects()-1)
}

// PointersAreReplaced: of two loads of a pointer the later one is meant; ToOne is of those that nobody names.
func PointersAreReplaced(t *testing.T, b Backend) {
	db := b.openLibrary(t)
	bob, below := builder.Col(&authors.Name).Eq("bob"), builder.SelectIn(&authors.Profile)
	type way struct {
		load    builder.Loading
		author  string
		selects int
		named   bool
	}
	ways := map[string]way{
		"joined": {builder.Joined(&books.Author), "ann", 0, true}, "joined, filtered": {builder.Joined(&books.Author).Where(bob), "", 0, true},
		"by a SELECT": {builder.SelectIn(&books.Author), "ann", 1, true}, "by a SELECT, filtered": {builder.SelectIn(&books.Author).Where(bob), "", 1, true},
		"ToOne": {builder.ToOne(books), "ann", 0, false},
	}
	for first, one := range ways {
		for then, want := range ways {
			if !want.named {
				want = one
			}
			s := db.session(t)
			for _, r := range []repo.Reader{s, db.Engine} {
				db.log.take()
				book := value(repo.One(t.Context(), r, builder.Select(books).Where(builder.Col(&books.ID).Eq(1)).Load(one.load).Load(ways[then].load)))(t)
				expect(t, first+", then "+then+": SELECTs", db.selects(), 1+want.selects)
				expect(t, first+", then "+then, book.Author != nil, want.author != "")
			}
			must(t, s.Close())
		}
	}
	for _, later := range []builder.Loading{builder.Joined(&books.Author), builder.SelectIn(&books.Author)} {
		for _, earlier := range []builder.Loading{builder.Joined(&books.Author).Where(bob).Then(below), builder.SelectIn(&books.Author).Then(builder.Joined(&authors.Profile)).Limit(1)} {
			book := value(repo.One(t.Context(), db, builder.Select(books).Where(builder.Col(&books.ID).Eq(1)).Load(earlier, later)))(t)
			expect(t, "below the earlier one", book.Author.Profile.Bio, "writes")
		}
	}
}
