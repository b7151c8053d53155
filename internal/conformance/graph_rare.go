package conformance

import (
	"context"
	"sync"
	"testing"

	"github.com/google/uuid"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
	"github.com/drey-db/drey/schema"
)

// rare describes tables for graphs that only a few promises are about.
var rare = sync.OnceValue(func() *schema.MetaData {
	return schema.MustOf(builder.Model[Locker](), builder.Model[Badge](), builder.Model[Bag](), builder.Model[Knot]())
})

// Locker belongs to whoever has its badge.
type Locker struct {
	ID   int64
	Name string
}

// TableName names the table.
func (Locker) TableName() string { return "lockers" }

// Badge takes its locker along.
type Badge struct {
	ID       int64
	Name     string
	LockerID *int64
	Locker   *Locker `rel:"belongs-to,cascade=all"`
}

// TableName names the table.
func (Badge) TableName() string { return "badges" }

// Bag takes its lockers along.
type Bag struct {
	ID      int64
	Name    string
	Lockers []*Locker `rel:"many-to-many,through=bag_lockers,cascade=all"`
}

// TableName names the table.
func (Bag) TableName() string { return "bags" }

// Knot is followed by another, and so on round.
type Knot struct {
	ID     int64
	Name   string
	NextID *int64
	Next   *Knot `rel:"belongs-to,post-update"`
}

// TableName names the table.
func (Knot) TableName() string { return "knots" }

// openRare is openGraph with the rare tables as well.
func (b Backend) openRare(t *testing.T) *database {
	t.Helper()
	db := b.openGraph(t)
	db.create(t, rare())
	db.log.take()
	return db
}

// ParentsGoWithTheirChildren: a delete follows a pointer or an association where the mapping says so, loaded or not.
func ParentsGoWithTheirChildren(t *testing.T, b Backend) {
	db := b.openRare(t)
	ctx, s := t.Context(), db.session(t)
	one, two := &Badge{Name: "one", Locker: &Locker{Name: "a"}}, &Badge{Name: "two", Locker: &Locker{Name: "b"}}
	bag := &Bag{Name: "bag", Lockers: []*Locker{{Name: "c"}, {Name: "d"}}}
	other := &Bag{Name: "other", Lockers: []*Locker{{Name: "e"}}}
	must(t, s.Add(one, two, bag, other))
	must(t, s.Commit(ctx))
	const lockers = "SELECT name FROM lockers ORDER BY name"
	must(t, s.Delete(one, bag))
	must(t, s.Commit(ctx))
	expect(t, "loaded: listed(db, lockers)", listed(t, db, lockers), "b, e")
	expect(t, "loaded: state of bag.Lockers[0]", s.State(bag.Lockers[0]), repo.Detached)
	far := db.session(t)
	must(t, far.Delete(value(repo.Get[Badge](ctx, far, two.ID))(t), value(repo.Get[Bag](ctx, far, other.ID))(t)))
	must(t, far.Commit(ctx))
	expect(t, "not loaded: listed(db, lockers)", listed(t, db, lockers), "")
	expect(t, "not loaded: SELECT count(*) FROM bag_lockers", db.stored(t, "SELECT count(*) FROM bag_lockers"), int64(0))
}

// RingsAreTiedBehind: rows of one table that refer to one another in a ring, by keys that the database makes.
func RingsAreTiedBehind(t *testing.T, b Backend) {
	db := b.openRare(t)
	ctx, s := t.Context(), db.session(t)
	one, two, three := &Knot{Name: "1"}, &Knot{Name: "2"}, &Knot{Name: "3"}
	one.Next, two.Next, three.Next = two, three, one
	own := &Knot{Name: "own"}
	own.Next = own
	must(t, s.Add(one, own))
	must(t, s.Commit(ctx))
	const ring = "SELECT k.name || '>' || n.name FROM knots k JOIN knots n ON n.id = k.next_id ORDER BY 1"
	t.Run("tied, gone", func(t *testing.T) {
		expect(t, "tied: listed(db, ring)", listed(t, db, ring), "1>2, 2>3, 3>1, own>own")
		expect(t, "tied: *three.NextID == one.ID", *three.NextID == one.ID, true)
		expect(t, "tied: s.Dirty()", s.Dirty(), []any(nil))
		must(t, s.Delete(one, two, three, own))
		must(t, s.Flush(ctx))
		expect(t, "gone", listed(t, s, "SELECT name FROM knots"), "")
	})
	t.Run("back", func(t *testing.T) {
		must(t, s.Rollback(ctx))
		expect(t, "back: listed(s, ring)", listed(t, s, ring), "1>2, 2>3, 3>1, own>own")
		expect(t, "back: one.Next == two", one.Next == two, true)
		expect(t, "back: *one.NextID == two.ID", *one.NextID == two.ID, true)
	})
	t.Run("untied", func(t *testing.T) {
		must(t, s.Rollback(ctx))
		fresh := &Knot{Name: "fresh"}
		fresh.Next = fresh
		must(t, s.Add(fresh))
		must(t, s.Flush(ctx))
		must(t, s.Rollback(ctx))
		expect(t, "untied: fresh.ID", fresh.ID, int64(0))
		expect(t, "untied: fresh.NextID", fresh.NextID, (*int64)(nil))
		expect(t, "untied: fresh.Next == fresh", fresh.Next == fresh, true)
	})
}

// FieldsLeadTheWay: a foreign key that is written into its field is as good as a pointer, known to the session or not.
func FieldsLeadTheWay(t *testing.T, b Backend) {
	db := b.openGraph(t)
	ctx, s := t.Context(), db.session(t)
	db.exec(t, "INSERT INTO authors (id, name) VALUES (1000050, 'far')")
	zoo := &Book{Title: "zoo"}
	ann, bob := &Author{Name: "ann", Books: []*Book{zoo}}, &Author{Name: "bob"}
	t.Run("to one that nobody has, who can be loaded", func(t *testing.T) {
		must(t, s.Add(ann, bob))
		must(t, s.Commit(ctx))
		zoo.AuthorID = 1_000_050
		must(t, s.Commit(ctx))
		expect(t, "to one that nobody has: shelved(db)", shelved(t, db), "far/zoo")
		expect(t, "to one that nobody has: zoo.Author", zoo.Author, (*Author)(nil))
		expect(t, "to one that nobody has: number of ann.Books", len(ann.Books), 0)
		must(t, repo.Load(ctx, s, []*Book{zoo}, &books.Author))
		expect(t, "who can be loaded", zoo.Author.Name, "far")
	})
	t.Run("by the database, new ones in their order", func(t *testing.T) {
		must(t, s.Set(zoo, &zoo.AuthorID, builder.Literal(bob.ID)))
		must(t, s.Commit(ctx))
		expect(t, "by the database: shelved(db)", shelved(t, db), "bob/zoo")
		expect(t, "by the database: zoo.AuthorID == bob.ID", zoo.AuthorID == bob.ID, true)
		expect(t, "by the database: zoo.Author == bob", zoo.Author == bob, true)
		expect(t, "by the database: number of bob.Books", len(bob.Books), 1)

		chosen := &Author{ID: 1_000_077, Name: "chosen"}
		must(t, s.Add(&Book{Title: "first", AuthorID: chosen.ID}, chosen, &Book{Title: "both", AuthorID: chosen.ID, Author: chosen}))
		top := uuid.New()
		must(t, s.Add(&Folder{Name: "in", ParentID: &top}, &Folder{ID: top, Name: "out"}))
		must(t, s.Commit(ctx))
		expect(t, "new ones in their order", shelved(t, db), "bob/zoo, chosen/both, chosen/first")
	})
	odd := &Book{Title: "odd", AuthorID: bob.ID, Author: &Author{Name: "new"}}
	t.Run("the pointer alone", func(t *testing.T) {
		must(t, s.Add(odd))
		refused(t, s.Flush(ctx), repo.ErrConflictingSides)
		odd.AuthorID = 0
		must(t, s.Commit(ctx))
		expect(t, "the pointer alone", listed(t, db, "SELECT a.name FROM authors a JOIN books b ON b.author_id = a.id WHERE b.title = 'odd'"), "new")
	})
}

// AttachedGraphsAreKnown: what attached entities lead to is what the database has, and what they do not lead to yet is new.
func AttachedGraphsAreKnown(t *testing.T, b Backend) {
	db := b.openLibrary(t)
	ctx, s := t.Context(), db.session(t)
	fun := &Genre{ID: uuid.MustParse("00000000-0000-0000-0000-000000000001"), Name: "fun"}
	air := &Book{ID: 2, Title: "air", AuthorID: 1, Genres: []*Genre{fun}}
	ann := &Author{ID: 1, Name: "ann", Books: []*Book{air}}
	air.Author = ann
	must(t, s.Attach(ann, air, fun))
	db.log.take()
	must(t, s.Commit(ctx))
	expect(t, "nothing to do: db.log.sent()", db.log.sent(), "")
	expect(t, "nothing to do: s.Dirty()", s.Dirty(), []any(nil))
	expect(t, "nothing to do: s.Loaded(air, &air.Genres)", s.Loaded(air, &air.Genres), true)
	expect(t, "nothing to do: s.Loaded(fun, &fun.Books)", s.Loaded(fun, &fun.Books), false)
	air.Genres = append(air.Genres, &Genre{Name: "new"})
	ann.Books = append(ann.Books, &Book{Title: "more"})
	must(t, s.Commit(ctx))
	expect(t, "added: listed(db, tagged)", listed(t, db, tagged), "air/fun, air/new, zoo/art, zoo/fun")
	expect(t, "added: shelved(db)", shelved(t, db), "ann/air, ann/more, ann/zoo, bob/mud")
	air.Genres = air.Genres[1:]
	must(t, s.Commit(ctx))
	expect(t, "taken out", listed(t, db, tagged), "air/new, zoo/art, zoo/fun")
	mixed := &Author{ID: 2, Name: "bob", Books: []*Book{{Title: "fresh"}}}
	must(t, s.Attach(mixed))
	must(t, s.Commit(ctx))
	expect(t, "what is not attached is new", listed(t, db, "SELECT title FROM books WHERE author_id = 2 ORDER BY title"), "fresh, mud")
}

// HooksChangeGraphs: what a hook puts into a list before the flush is written with it.
func HooksChangeGraphs(t *testing.T, b Backend) {
	db := b.openGraph(t)
	ann := &Author{Name: "ann"}
	once := false
	s := db.session(t, repo.WithHooks(repo.Hooks{BeforeFlush: func(context.Context, *repo.Session) error {
		if !once {
			ann.Books, once = append(ann.Books, &Book{Title: "hooked"}), true
		}
		return nil
	}}))
	must(t, s.Add(ann))
	must(t, s.Commit(t.Context()))
	expect(t, "written along: shelved(db)", shelved(t, db), "ann/hooked")
	expect(t, "written along: ann.Books[0].Author == ann", ann.Books[0].Author == ann, true)
}
