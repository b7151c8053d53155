package conformance

import (
	"testing"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
)

const tagged = "SELECT b.title || '/' || g.name FROM book_genres bg JOIN books b ON b.id = bg.book_id JOIN genres g ON g.id = bg.genre_id ORDER BY 1"

// ManyToManyIsWritten: association rows are put in and taken out as the lists at either end say, once where both say it.
func ManyToManyIsWritten(t *testing.T, b Backend) {
	db := b.openGraph(t)
	ctx, s := t.Context(), db.session(t)
	fun, art := &Genre{Name: "fun"}, &Genre{Name: "art"}
	zoo := &Book{Title: "zoo", Genres: []*Genre{fun, art}}
	fun.Books = []*Book{zoo}
	ann := &Author{Name: "ann", Books: []*Book{zoo}}
	t.Run("brought along", func(t *testing.T) {
		must(t, s.Add(ann))
		expect(t, "brought along: state of fun", s.State(fun), repo.Pending)
		expect(t, "brought along: state of art", s.State(art), repo.Pending)
	})
	t.Run("stored, the other end follows", func(t *testing.T) {
		must(t, s.Commit(ctx))
		expect(t, "stored", listed(t, db, tagged), "zoo/art, zoo/fun")
		expect(t, "the other end follows: number of art.Books", len(art.Books), 1)
		expect(t, "the other end follows: number of fun.Books", len(fun.Books), 1)
		expect(t, "the other end follows: art.Books[0] == zoo", art.Books[0] == zoo, true)
	})
	must(t, s.Commit(ctx))

	air := &Book{Title: "air", Author: ann}
	t.Run("from both ends, both say so", func(t *testing.T) {
		art.Books = append(art.Books, air)
		zoo.Genres = []*Genre{art}
		db.log.take()
		must(t, s.Commit(ctx))
		expect(t, "from both ends: listed(db, tagged)", listed(t, db, tagged), "air/art, zoo/art")
		expect(t, "from both ends: number of air.Genres", len(air.Genres), 1)
		expect(t, "from both ends: number of fun.Books", len(fun.Books), 0)
		zoo.Genres, art.Books = nil, []*Book{air}
		must(t, s.Commit(ctx))
		expect(t, "both say so", listed(t, db, tagged), "air/art")
	})
	t.Run("deleted with its rows", func(t *testing.T) {
		must(t, s.Delete(art))
		must(t, s.Commit(ctx))
		expect(t, "deleted with its rows: listed(db, tagged)", listed(t, db, tagged), "")
		expect(t, "deleted with its rows: number of air.Genres", len(air.Genres), 0)
		expect(t, "deleted with its rows: state of air", s.State(air), repo.Persistent)
	})
}

// AssociationsNeedNotBeLoaded: what is put into a list that nobody loaded is added, and a deleted end takes its rows along,
// all by one statement.
func AssociationsNeedNotBeLoaded(t *testing.T, b Backend) {
	db := b.openLibrary(t)
	ctx, s := t.Context(), db.session(t)
	mud := value(repo.Get[Book](ctx, s, 3))(t)
	fun := value(repo.One(ctx, s, builder.Select(genres).Where(builder.Col(&genres.Name).Eq("fun"))))(t)
	mud.Genres = []*Genre{fun}
	must(t, s.Commit(ctx))
	expect(t, "added: listed(db, tagged)", listed(t, db, tagged), "air/fun, mud/fun, zoo/art, zoo/fun")
	expect(t, "added: s.Loaded(mud, &mud.Genres)", s.Loaded(mud, &mud.Genres), false)
	expect(t, "added: fun.Books == nil", fun.Books == nil, true)
	mud.Genres = nil
	must(t, s.Delete(fun))
	db.log.take()
	must(t, s.Commit(ctx))
	sent := db.log.sent()
	expect(t, "one statement for all rows, one for the genre", verbs(sent, "DELETE"), 2)
	expect(t, "nothing is read", verbs(sent, "SELECT"), 0)
	expect(t, "gone", listed(t, db, tagged), "zoo/art")
}

// MissingAssociationsAreStale: a row that somebody else took out is not there to be taken out, unless the list was expired since: then it is
// read again.
func MissingAssociationsAreStale(t *testing.T, b Backend) {
	db := b.openLibrary(t)
	ctx, s := t.Context(), db.session(t)
	list := value(repo.All(ctx, s, allBooks.Load(builder.SelectIn(&books.Genres))))(t)
	must(t, s.Commit(ctx))
	db.exec(t, "DELETE FROM book_genres")
	for i, book := range list[:2] {
		had := len(book.Genres)
		cut := func() { book.Genres = book.Genres[1:] }
		if cut(); i > 0 {
			must(t, s.Commit(ctx)) // the rollback has expired it
			expect(t, "left", len(book.Genres), 0)
			continue
		}
		err := s.Commit(ctx)
		var stale *repo.StaleDataError
		asError(t, err, &stale)
		says(t, err, "book_genres")
		refused(t, s.Commit(ctx), repo.ErrRollbackRequired)
		must(t, s.Rollback(ctx))
		expect(t, "restored", len(book.Genres), had)
	}
}

// AssociationsToOneself: both directions of a graph among rows of one table.
func AssociationsToOneself(t *testing.T, b Backend) {
	db := b.openGraph(t)
	ctx, s := t.Context(), db.session(t)
	ann, bob, cat := &Person{Name: "ann"}, &Person{Name: "bob"}, &Person{Name: "cat"}
	ann.Friends = []*Person{bob, cat}
	bob.Friends = []*Person{ann}
	cat.Friends = []*Person{cat}
	must(t, s.Add(ann))
	must(t, s.Commit(ctx))
	const friends = "SELECT p.name || '>' || f.name FROM friendships x JOIN people p ON p.id = x.person_id JOIN people f ON f.id = x.friend_id ORDER BY 1"
	t.Run("stored, the other direction", func(t *testing.T) {
		expect(t, "stored", listed(t, db, friends), "ann>bob, ann>cat, bob>ann, cat>cat")
		expect(t, "the other direction: number of cat.FriendOf", len(cat.FriendOf), 2)
		expect(t, "the other direction: bob.FriendOf[0] == ann", bob.FriendOf[0] == ann, true)
		expect(t, "the other direction: ann.FriendOf[0] == bob", ann.FriendOf[0] == bob, true)
	})
	t.Run("changed from there", func(t *testing.T) {
		bob.FriendOf = nil
		ann.FriendOf = append(ann.FriendOf, cat)
		must(t, s.Commit(ctx))
		expect(t, "changed from there: listed(db, friends)", listed(t, db, friends), "ann>cat, bob>ann, cat>ann, cat>cat")
		expect(t, "changed from there: number of ann.Friends", len(ann.Friends), 1)
		expect(t, "changed from there: number of cat.Friends", len(cat.Friends), 2)
	})
	t.Run("deleted", func(t *testing.T) {
		must(t, s.Delete(cat))
		must(t, s.Commit(ctx))
		expect(t, "deleted: listed(db, friends)", listed(t, db, friends), "bob>ann")
		expect(t, "deleted: number of ann.Friends", len(ann.Friends), 0)
		expect(t, "deleted: number of ann.FriendOf", len(ann.FriendOf), 1)
	})
	t.Run("read back", func(t *testing.T) {
		again := value(repo.All(ctx, db.session(t), builder.Select(people).OrderBy(builder.Col(&people.Name).Asc()).
			Load(builder.SelectIn(&people.Friends), builder.SelectIn(&people.FriendOf))))(t)
		expect(t, "read back: again[0].FriendOf[0] == again[1]", again[0].FriendOf[0] == again[1], true)
		expect(t, "read back: number of again[0].Friends", len(again[0].Friends), 0)
	})
}

// AssociationEntitiesAreWritten: a row between two others that has columns of its own, and a key made of theirs.
func AssociationEntitiesAreWritten(t *testing.T, b Backend) {
	db := b.openGraph(t)
	ctx, s := t.Context(), db.session(t)
	math, art := &Course{Code: "math", Year: 1, Title: "Mathematics"}, &Course{Code: "art", Year: 1, Title: "Art"}
	kim, lee := &Student{Name: "kim"}, &Student{Name: "lee"}
	kim.Enrolments = []*Enrolment{{Course: math, Grade: 1}, {Course: art, Grade: 2}}
	both := &Enrolment{Student: lee, Course: math, Grade: 3}
	must(t, s.Add(kim, both))
	must(t, s.Commit(ctx))
	const graded = "SELECT s.name || '/' || e.course_code || '/' || e.grade FROM enrolments e JOIN students s ON s.id = e.student_id ORDER BY 1"
	t.Run("stored, both ends", func(t *testing.T) {
		expect(t, "stored", listed(t, db, graded), "kim/art/2, kim/math/1, lee/math/3")
		expect(t, "both ends: number of math.Enrolments", len(math.Enrolments), 2)
		expect(t, "both ends: number of lee.Enrolments", len(lee.Enrolments), 1)
		expect(t, "both ends: both.StudentID == lee.ID", both.StudentID == lee.ID, true)
		expect(t, "both ends: both.CourseYear", both.CourseYear, 1)
		found := value(repo.Get[Enrolment](ctx, s, lee.ID, "math", 1))(t)
		expect(t, "under its key", found == both, true)
	})

	t.Run("taken out", func(t *testing.T) {
		gone := kim.Enrolments[0]
		gone.Grade = 9
		kim.Enrolments = kim.Enrolments[1:]
		both.Grade = 4
		must(t, s.Commit(ctx))
		expect(t, "taken out: listed(db, graded)", listed(t, db, graded), "kim/art/2, lee/math/4")
		expect(t, "taken out: state of gone", s.State(gone), repo.Detached)
		expect(t, "taken out: number of math.Enrolments", len(math.Enrolments), 1)
	})

	t.Run("the same key is an UPDATE, stored", func(t *testing.T) {
		swap := &Enrolment{Student: kim, Course: art, Grade: 5}
		kim.Enrolments = []*Enrolment{swap}
		db.log.take()
		must(t, s.Commit(ctx))
		expect(t, "the same key is an UPDATE", verbs(db.log.sent(), "UPDATE"), 1)
		expect(t, "stored", listed(t, db, graded), "kim/art/5, lee/math/4")
		must(t, s.Add(&Enrolment{Student: kim, Course: art}))
		refused(t, s.Flush(ctx), repo.ErrInvalidRequest)
		must(t, s.Rollback(ctx))
		must(t, s.Delete(kim, math))
		must(t, s.Commit(ctx))
		expect(t, "gone with either", listed(t, db, graded), "")
	})
}
