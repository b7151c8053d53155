package conformance

import (
	"context"
	"runtime"
	"slices"
	"testing"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
)

// keylessTables are a view and a log, in which rows repeat.
var keylessTables = []string{
	`CREATE VIEW outputs AS SELECT a.id AS author_id, a.name AS name, count(b.id) AS books FROM authors a
		LEFT JOIN books b ON b.author_id = a.id GROUP BY a.id, a.name`,
	`CREATE TABLE hits (path text, author_id bigint, id bigint)`,
}

// Output is a row of a view.
type Output struct {
	_        struct{} `db:",keyless"`
	AuthorID int64
	Name     string
	Books    int64
	Author   *Author `rel:"belongs-to"`
}

// TableName names the view.
func (Output) TableName() string { return "outputs" }

// Hit is a row of a log. It has an ID, which is no key.
type Hit struct {
	_        struct{} `db:",keyless"`
	ID       *int64
	Path     *string
	AuthorID *int64
	Author   *Author `rel:"belongs-to"`
	loaded   int     `db:"-"`
}

// TableName names the table.
func (Hit) TableName() string { return "hits" }

// AfterLoad implements repo.AfterLoader.
func (v *Hit) AfterLoad(context.Context) error { v.loaded++; return nil }

var (
	outputs   = builder.Model[Output]()
	hits      = builder.Model[Hit]()
	hitPath   = builder.NullCol(&hits.Path)
	hitID     = builder.NullCol(&hits.ID)
	hitAuthor = builder.NullCol(&hits.AuthorID)
)

// openKeyless is a library that was hit: three rows of the log are equal, one is NULL throughout.
func (b Backend) openKeyless(t *testing.T, opts ...repo.Option) *database {
	t.Helper()
	db := b.openLibrary(t, opts...)
	for _, table := range keylessTables {
		db.exec(t, table)
	}
	db.exec(t, `INSERT INTO hits (path, author_id, id) VALUES ('/a', 1, 7), ('/a', 1, 7), ('/a', 1, 7), ('/b', 2, NULL), (NULL, NULL, NULL)`)
	db.log.take()
	return db
}

// distinct expects n rows, each a value of its own that was loaded once.
func distinct(t *testing.T, what string, list []*Hit, n int) {
	t.Helper()
	expect(t, what, len(list), n)
	for i, v := range list {
		if slices.Contains(list[:i], v) {
			t.Fatalf("%s: two rows are one value", what)
		}
		expect(t, what+": AfterLoad", v.loaded, 1)
	}
}

// KeylessRowsAreRead: every door that reads takes them, and each row is a value of its own that nobody tracks.
func KeylessRowsAreRead(t *testing.T, b Backend) {
	db := b.openKeyless(t)
	ctx, s := t.Context(), db.session(t)
	all := builder.Select(hits)
	t.Run("count, exists", func(t *testing.T) {
		for _, r := range []repo.Reader{s, db.Engine} {
			distinct(t, "all", value(repo.All(ctx, r, all))(t), 5)
			distinct(t, "some", value(repo.All(ctx, r, all.Where(hitPath.Eq("/a"))))(t), 3)
			distinct(t, "some columns", value(repo.All(ctx, r, all.LoadOnly(hitPath)))(t), 5)
			distinct(t, "of text", value(repo.All(ctx, r, builder.As[*Hit](builder.Text("SELECT * FROM hits"))))(t), 5)
			expect(t, "count", value(repo.Count(ctx, r, all))(t), int64(5))
			expect(t, "exists", value(repo.Exists(ctx, r, all.Where(hitPath.Eq("/c"))))(t), false)
			expect(t, "scalar", value(repo.Scalar[string](ctx, r, builder.SelectColumns(hitPath).Where(hitAuthor.Eq(2))))(t), "/b")
			one := value(repo.One(ctx, r, builder.Select(outputs).Where(builder.Col(&outputs.Name).Eq("ann"))))(t)
			expect(t, "of a view", *one, Output{AuthorID: 1, Name: "ann", Books: 2})
			first, ok, err := repo.First(ctx, r, all.OrderBy(hitPath.Desc().NullsLast()))
			expect(t, "first: *first.Path", *first.Path, "/b")
			expect(t, "first: ok", ok, true)
			expect(t, "first: err", err, nil)
			var streamed, gathered []*Hit
			for v, err := range repo.Each(ctx, r, all) {
				must(t, err)
				streamed = append(streamed, v)
			}
			distinct(t, "streamed", streamed, 5)
			must(t, repo.Gather(ctx, r, repo.Into(&gathered, all)))
			distinct(t, "gathered", gathered, 5)
		}
	})
	var paged []*Hit
	for page, err := range repo.Pages(ctx, s, all, 2) {
		must(t, err)
		paged = append(paged, page...)
	}
	t.Run("nobody tracks them, an edit is nothing", func(t *testing.T) {
		distinct(t, "in pages", paged, 5)
		expect(t, "nobody tracks them: state of paged[0]", s.State(paged[0]), repo.Transient)
		expect(t, "nobody tracks them: s.Contains(paged[0])", s.Contains(paged[0]), false)
		expect(t, "nobody tracks them: s.IsModified(paged[0])", s.IsModified(paged[0]), false)
		db.log.take()
		path := "/edited"
		paged[0].Path = &path
		must(t, s.Commit(ctx))
		expect(t, "an edit is nothing", verbs(db.log.sent(), "UPDATE"), 0)
	})
	t.Run("of a repository", func(t *testing.T) {
		repository := repo.For[Hit](s)
		_, ok, err := repository.First(ctx, hitPath.Eq("/b"))
		expect(t, "of a repository: number of repository.All(ctx)", len(value(repository.All(ctx))(t)), 5)
		expect(t, "of a repository: ok", ok, true)
		expect(t, "of a repository: err", err, nil)
	})
}

// KeylessRowsAreJoined: in joins, sub-selects, common tables and rows that hold several entities they are as others are.
func KeylessRowsAreJoined(t *testing.T, b Backend) {
	db := b.openKeyless(t, repo.WithFilter(hits, func(context.Context) (builder.Sqlizer, error) {
		return builder.Or(hitID.IsNull(), hitID.Ne(8)), nil
	}))
	db.exec(t, "INSERT INTO hits (path, author_id, id) VALUES ('/hidden', 1, 8)")
	ctx, s := t.Context(), db.session(t)
	type pair struct {
		Author *Author
		Hit    *Hit
	}
	authorID, other := builder.Col(&authors.ID), builder.Alias[Hit]("other")
	pairs := value(repo.All(ctx, s, builder.As[pair](builder.SelectColumns(builder.Entity(authors), builder.Entity(hits)).From(authors).
		LeftJoin(hits, hitAuthor.EqCol(authorID)).
		OrderBy(authorID.Asc()))))(t)
	expect(t, "an outer join", len(pairs), 5)
	distinct(t, "of which", []*Hit{pairs[0].Hit, pairs[1].Hit, pairs[2].Hit, pairs[3].Hit}, 4)
	expect(t, "one entity, and no row: pairs[0].Author == pairs[2].Author", pairs[0].Author == pairs[2].Author, true)
	expect(t, "one entity, and no row: pairs[4].Hit == nil", pairs[4].Hit == nil, true)
	visited := builder.Select(authors).Where(authorID.InQuery(builder.SelectColumns(builder.NullCol(&other.AuthorID)).Where(builder.NullCol(&other.Path).Eq("/a"))))
	expect(t, "a sub-select", value(repo.One(ctx, s, visited))(t).Name, "ann")
	few := builder.Derived[Hit]("few")
	rows := value(repo.All(ctx, s, builder.Select(few).With(builder.CTE(few, builder.Select(hits).Where(hitPath.Eq("/a"))))))(t)
	distinct(t, "a common table", rows, 3)
	expect(t, "along", value(repo.Count(ctx, s, builder.Select(hits).Join(&hits.Author).Where(builder.Col(&authors.Name).Eq("ann"))))(t), int64(3))
	expect(t, "has", value(repo.Count(ctx, s, builder.Select(hits).Where(builder.Has(&hits.Author, builder.Col(&authors.Name).Eq("bob")))))(t), int64(1))
}

// KeylessRowsLead: what they belong to is loaded, tracked and one pointer, by whichever way.
func KeylessRowsLead(t *testing.T, b Backend) {
	db := b.openKeyless(t)
	ctx, s := t.Context(), db.session(t)
	names := func(list []*Hit) (names []string) {
		for _, v := range list {
			if v.Author == nil {
				names = append(names, "-")
				continue
			}
			names = append(names, v.Author.Name)
		}
		slices.Sort(names)
		return names
	}
	want := []string{"-", "ann", "ann", "ann", "bob"}
	for _, r := range []repo.Reader{s, db.Engine} {
		list := value(repo.All(ctx, r, builder.Select(hits).Load(builder.SelectIn(&hits.Author).Then(builder.SelectIn(&authors.Books)))))(t)
		distinct(t, "select in", list, 5)
		expect(t, "select in", names(list), want)
		list = value(repo.All(ctx, r, builder.Select(hits).Load(builder.Joined(&hits.Author)).OrderBy(hitPath.Asc().NullsLast())))(t)
		distinct(t, "joined", list, 5)
		expect(t, "joined: names(list)", names(list), want)
		expect(t, "joined: list[0].Author == list[1].Author", list[0].Author == list[1].Author, true)
	}
	ann := value(repo.Get[Author](ctx, s, 1))(t)
	list := value(repo.All(ctx, s, builder.Select(hits).OrderBy(hitPath.Asc().NullsLast())))(t)
	must(t, repo.Load(ctx, s, list, &hits.Author))
	expect(t, "loaded: names(list)", names(list), want)
	expect(t, "loaded: list[0].Author == ann", list[0].Author == ann, true)
	expect(t, "loaded: state of ann", s.State(ann), repo.Persistent)
	ann.Name = "Ann"
	must(t, s.Commit(ctx))
	expect(t, "what they lead to is written", listed(t, db, "SELECT name FROM authors WHERE id = 1"), "Ann")
}

// KeylessReadsFlushFirst: which tables a view reads only the database knows, so everything is flushed.
func KeylessReadsFlushFirst(t *testing.T, b Backend) {
	db := b.openKeyless(t)
	ctx, s := t.Context(), db.session(t)
	must(t, s.Add(&Book{Title: "new", AuthorID: 3}))
	cat := value(repo.One(ctx, s, builder.Select(outputs).Where(builder.Col(&outputs.Name).Eq("cat"))))(t)
	expect(t, "seen by the view", cat.Books, int64(1))
	must(t, s.Rollback(ctx))
	expect(t, "after a rollback a row is as it was read", cat.Books, int64(1))
}

// KeylessRowsAreNotWritten: what tracks or writes refuses them with words, criteria and rows of builder.Insert go.
func KeylessRowsAreNotWritten(t *testing.T, b Backend) {
	db := b.openKeyless(t)
	ctx, s := t.Context(), db.session(t)
	v := value(repo.One(ctx, s, builder.Select(hits).Where(hitPath.Eq("/b"))))(t)
	db.log.take()
	ends := map[string]func() error{
		"Add": func() error { return s.Add(v) }, "Delete": func() error { return s.Delete(v) },
		"Attach": func() error { return s.Attach(v) }, "Expire": func() error { return s.Expire(v) },
		"Expunge": func() error { return s.Expunge(v) }, "Refresh": func() error { return s.Refresh(ctx, v) },
		"Set":         func() error { return s.Set(v, &v.Path, builder.Null()) },
		"Get":         func() error { _, err := repo.Get[Hit](ctx, s, 7); return err },
		"Get of none": func() error { _, err := repo.Get[Hit](ctx, db); return err },
		"Merge":       func() error { _, err := repo.Merge(ctx, s, v); return err },
		"Upsert":      func() error { _, err := repo.Upsert(ctx, s, v); return err },
		"InsertAll":   func() error { return repo.InsertAll(ctx, s, []*Hit{v}) },
		"UpdateAll":   func() error { return repo.UpdateAll(ctx, s, []*Hit{v}) },
		"UpsertAll":   func() error { return repo.UpsertAll(ctx, s, []*Hit{v}) },
		"DeleteAll":   func() error { return repo.DeleteAll(ctx, s, []*Hit{v}) },
		"Repository":  func() error { return repo.For[Hit](s).Add(v) },
	}
	for name, act := range ends {
		t.Run(name, func(t *testing.T) {
			err := act()
			refused(t, err, repo.ErrInvalidRequest)
			says(t, err, "Hit is keyless")
		})
	}
	expect(t, "nothing was sent", db.log.sent(), "")
	path := "/new"
	insert := builder.Insert(hits).Values(&Hit{Path: &path}, &Hit{Path: &path}).Returning(builder.Entity(hits))
	distinct(t, "inserted", value(repo.All(ctx, s, builder.As[*Hit](insert)))(t), 2)
	value(s.Exec(ctx, builder.Update(hits).Set(hitID.To(9)).Where(hitPath.Eq("/new"))))(t)
	value(s.Exec(ctx, builder.Delete(hits).Where(hitPath.Eq("/a"))))(t)
	must(t, s.Commit(ctx))
	expect(t, "stored", db.stored(t, "SELECT count(*) * 100 + sum(id) FROM hits"), int64(418))
}

// KeylessRowsCostNothing: a session that has read many of them keeps none.
func KeylessRowsCostNothing(t *testing.T, b Backend) {
	db := b.openKeyless(t)
	db.exec(t, `INSERT INTO hits (path) SELECT 'p' FROM hits a, hits b, hits c, hits d`)
	ctx, s := t.Context(), db.session(t)
	left := make(chan bool, 1)
	func() {
		list := value(repo.All(ctx, s, builder.Select(hits)))(t)
		expect(t, "many", len(list), 630)
		runtime.AddCleanup(list[10], func(left chan bool) { left <- true }, left)
	}()
	for range 10 {
		runtime.GC()
	}
	<-left
}
