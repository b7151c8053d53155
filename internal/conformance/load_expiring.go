package conformance

import (
	"context"
	"testing"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
)

// everyBook loads an author with all that is theirs.
var everyBook = allAuthors.Load(builder.SelectIn(&authors.Books).Then(builder.SelectIn(&books.Genres)), builder.SelectIn(&authors.Profile))

// ExpiryGoesAlong: Expire and Refresh reach what a relationship with the cascade refresh-expire leads to, and nothing else;
// pending entities there are transient again.
func ExpiryGoesAlong(t *testing.T, b Backend) {
	db := b.openLibrary(t)
	ctx, s := t.Context(), db.session(t, repo.WithAutoflush(false))
	ann := value(repo.All(ctx, s, everyBook))(t)[0]
	air, genre := ann.Books[0], ann.Books[0].Genres[0]
	t.Run("edits, pending", func(t *testing.T) {
		must(t, s.Commit(ctx))
		fresh := &Book{Title: "new"}
		ann.Books = append(ann.Books, fresh)
		must(t, s.Add(ann))
		air.Title, ann.Profile.Bio, genre.Name = "edited", "edited", "edited"
		db.exec(t, "UPDATE books SET title = 'theirs' WHERE id = 2")
		db.exec(t, "UPDATE profiles SET bio = 'theirs'")
		must(t, s.Expire(ann))
		expect(t, "edits", []string{air.Title, ann.Profile.Bio, genre.Name}, []string{"air", "writes", "edited"})
		expect(t, "pending: state of fresh", s.State(fresh), repo.Transient)
		expect(t, "pending: titles(ann.Books)", titles(ann.Books), []string{"air", "zoo"})
		expect(t, "known: s.Loaded(air, &air.Title)", s.Loaded(air, &air.Title), false)
		expect(t, "known: s.Loaded(air, &air.Genres)", s.Loaded(air, &air.Genres), false)
		expect(t, "known: s.Loaded(genre, &genre.Name)", s.Loaded(genre, &genre.Name), true)
	})
	t.Run("read again", func(t *testing.T) {
		value(repo.Get[Book](ctx, s, air.ID))(t)
		must(t, repo.Load(ctx, s, []*Author{ann}, &authors.Books, &authors.Profile))
		expect(t, "read again: air.Title", air.Title, "theirs")
		expect(t, "read again: ann.Profile.Bio", ann.Profile.Bio, "theirs")
		expect(t, "read again: titles(ann.Books)", titles(ann.Books), []string{"theirs", "zoo"})
	})
	t.Run("not upwards", func(t *testing.T) {
		must(t, s.Commit(ctx))

		air.Title, air.Author.Name = "edited", "edited"
		must(t, s.Refresh(ctx, air))
		expect(t, "not upwards: air.Title", air.Title, "theirs")
		expect(t, "not upwards: ann.Name", ann.Name, "edited")
	})
	t.Run("not of a field", func(t *testing.T) {
		air.Title = "edited"
		must(t, s.Refresh(ctx, ann, &ann.Name))
		expect(t, "not of a field: ann.Name", ann.Name, "ann")
		expect(t, "not of a field: air.Title", air.Title, "edited")
	})
	t.Run("of all", func(t *testing.T) {
		must(t, s.Refresh(ctx, ann))
		expect(t, "of all: air.Title", air.Title, "theirs")
		expect(t, "of all: s.Loaded(air, &air.Title)", s.Loaded(air, &air.Title), false)
		expect(t, "of all: s.Dirty()", s.Dirty(), []any(nil))
	})
}

// CommitsExpireGraphs: with WithExpireOnCommit, and after ExpireAll, the next Load, Get or query reads again, relationships
// as well.
func CommitsExpireGraphs(t *testing.T, b Backend) {
	db := b.openLibrary(t)
	ctx, s := t.Context(), db.session(t, repo.WithExpireOnCommit(true))
	ann := value(repo.All(ctx, s, everyBook))(t)[0]
	zoo := ann.Books[1]
	for i, forget := range []func() error{func() error { return s.Commit(ctx) }, func() error { s.ExpireAll(); return s.Commit(ctx) }} {
		must(t, forget())
		expect(t, "forgotten: s.Loaded(ann, &ann.Books)", s.Loaded(ann, &ann.Books), false)
		expect(t, "forgotten: s.Loaded(zoo, &zoo.Title)", s.Loaded(zoo, &zoo.Title), false)
		expect(t, "forgotten: s.Dirty()", s.Dirty(), []any(nil))
		db.exec(t, []string{"UPDATE books SET author_id = 2 WHERE id = 1", "UPDATE books SET author_id = 1 WHERE id = 1"}[i])
		db.exec(t, []string{"UPDATE books SET title = 'one' WHERE id = 2", "UPDATE books SET title = 'two' WHERE id = 2"}[i])
		must(t, repo.Load(ctx, s, []*Author{ann}, &authors.Books))
		expect(t, "a list, and what is in it", titles(ann.Books), [][]string{{"one"}, {"two", "zoo"}}[i])
		must(t, repo.Load(ctx, s, []*Book{zoo}, &books.Author))
		expect(t, "a pointer follows its key: zoo.Author.ID", zoo.Author.ID, int64(2-i))
		expect(t, "a pointer follows its key: zoo.AuthorID", zoo.AuthorID, int64(2-i))
	}
	must(t, s.Commit(ctx))
	must(t, s.Commit(ctx))
	db.exec(t, "UPDATE authors SET name = 'newer' WHERE id = 1")
	expect(t, "joined", value(repo.All(ctx, s, allBooks.Load(builder.Joined(&books.Author))))(t)[0].Author.Name, "newer")
	db.log.take()
	value(repo.Get[Book](ctx, s, 1))(t)
	expect(t, "read once", db.selects(), 0)
	must(t, s.Close())
	expiredOnTheWay(t, db)
}

// expiredOnTheWay: what is expired between an entity and what is loaded beyond it leads where its row does.
func expiredOnTheWay(t *testing.T, db *database) {
	t.Helper()
	ctx, s := t.Context(), db.session(t)
	ann := value(repo.All(ctx, s, everyBook))(t)[0]
	last := ann.Books[len(ann.Books)-1]
	must(t, s.Commit(ctx))
	db.exec(t, "UPDATE books SET author_id = 2 WHERE id = 1")
	must(t, s.Expire(last))
	db.log.take()
	must(t, repo.Load(ctx, s, []*Author{ann}, builder.SelectIn(&authors.Books).Then(builder.SelectIn(&books.Author))))
	expect(t, "an expired one on the way: last.AuthorID", last.AuthorID, int64(2))
	expect(t, "an expired one on the way: last.Author.Name", last.Author.Name, "bob")
	expect(t, "an expired one on the way: db.selects()", db.selects(), 1)
}

// PopulatingOverwritesGraphs: PopulateExisting and Get with Refresh overwrite columns and what is loaded with them; what is
// not is read by the next load, edits or not. A row that comes twice wins once.
func PopulatingOverwritesGraphs(t *testing.T, b Backend) {
	db := b.openLibrary(t)
	ctx, s := t.Context(), db.session(t, repo.WithAutoflush(false))
	list := value(repo.All(ctx, s, everyBook))(t)
	ann, air, zoo := list[0], list[0].Books[0], list[0].Books[1]
	must(t, s.Commit(ctx))
	db.exec(t, "INSERT INTO books (id, title, author_id) VALUES (9, 'hen', 1)")
	edit := func() { ann.Name, ann.Books, air.Title, air.Genres = "edited", nil, "edited", nil }
	t.Run("what is not loaded, others", func(t *testing.T) {
		edit()
		value(repo.All(ctx, s, allAuthors.PopulateExisting()))(t)
		expect(t, "what is not loaded: ann.Name", ann.Name, "ann")
		expect(t, "what is not loaded: titles(ann.Books)", titles(ann.Books), []string{"edited", "zoo"})
		expect(t, "what is not loaded: s.Loaded(ann, &ann.Books)", s.Loaded(ann, &ann.Books), false)
		expect(t, "others: air.Title", air.Title, "edited")
		expect(t, "others: number of air.Genres", len(air.Genres), 0)
		must(t, repo.Load(ctx, s, list, &authors.Books))
		expect(t, "is read again, and edits below are kept", titles(ann.Books), []string{"edited", "hen", "zoo"})
	})

	t.Run("what is loaded", func(t *testing.T) {
		edit()
		value(repo.All(ctx, s, everyBook.PopulateExisting()))(t)
		expect(t, "what is loaded: titles(ann.Books)", titles(ann.Books), []string{"air", "hen", "zoo"})
		expect(t, "what is loaded: number of air.Genres", len(air.Genres), 1)
		expect(t, "what is loaded: s.Dirty()", s.Dirty(), []any(nil))
	})
	t.Run("in a circle, parts leave relationships", func(t *testing.T) {
		circle := builder.SelectIn(&authors.Books).Then(builder.SelectIn(&books.Genres).Then(builder.SelectIn(&genres.Books)))
		value(repo.All(ctx, s, allAuthors.PopulateExisting().Load(circle)))(t)
		expect(t, "in a circle: s.Loaded(zoo, &zoo.Genres)", s.Loaded(zoo, &zoo.Genres), true)
		expect(t, "in a circle: s.Loaded(zoo, &zoo.Author)", s.Loaded(zoo, &zoo.Author), true)
		expect(t, "in a circle: s.Loaded(ann, &ann.Books)", s.Loaded(ann, &ann.Books), true)
		value(repo.All(ctx, s, allBooks.PopulateExisting().LoadOnly(builder.Col(&books.Title))))(t)
		expect(t, "parts leave relationships", s.Loaded(zoo, &zoo.Genres), true)
	})

	t.Run("get", func(t *testing.T) {
		edit()
		value(repo.Get[Author](ctx, s, ann.ID, repo.Refresh()))(t)
		expect(t, "get: ann.Name", ann.Name, "ann")
		expect(t, "get: titles(ann.Books)", titles(ann.Books), []string{"edited", "hen", "zoo"})
		expect(t, "get: s.Loaded(ann, &ann.Books)", s.Loaded(ann, &ann.Books), false)
	})
	t.Run("then load", func(t *testing.T) {
		must(t, repo.Load(ctx, s, []*Author{ann}, &authors.Books))
		expect(t, "then load: s.Loaded(ann, &ann.Books)", s.Loaded(ann, &ann.Books), true)
		expect(t, "then load: air.Title", air.Title, "edited")
		expect(t, "then load: s.Dirty()", s.Dirty(), []any{air})
	})
}

// Poet is an author that hears what is read.
type Poet struct {
	ID    int64
	Name  string
	Poems []*Poem `rel:"has-many,fk=author_id,order=title"`
	heard []string
}

// TableName names the table.
func (Poet) TableName() string { return "authors" }

// AfterLoad implements repo.AfterLoader.
func (p *Poet) AfterLoad(ctx context.Context) error { return listening(ctx, p, &p.heard, p.Name) }

// Poem is a book that hears what is read.
type Poem struct {
	ID       int64
	Title    string
	AuthorID int64
	Author   *Poet `rel:"belongs-to"`
	heard    []string
}

// TableName names the table.
func (Poem) TableName() string { return "books" }

// AfterLoad implements repo.AfterLoader.
func (p *Poem) AfterLoad(ctx context.Context) error { return listening(ctx, p, &p.heard, p.Title) }

type listener struct{}

// listening notes that an entity was read, and asks whoever listens.
func listening(ctx context.Context, entity any, heard *[]string, name string) error {
	*heard = append(*heard, name)
	if hear, ok := ctx.Value(listener{}).(func(any, string) error); ok {
		return hear(entity, name)
	}
	return nil
}

var (
	poets    = builder.Model[Poet]()
	poems    = builder.Model[Poem]()
	allPoets = builder.Select(poets).OrderBy(builder.Col(&poets.ID).Asc())
	allPoems = builder.Select(poems).OrderBy(builder.Col(&poems.ID).Asc())
)

// HooksHearLoads: AfterLoad runs once for each entity, owners before what they lead to, while relationships are not filled
// and the session is busy. Its error ends the read.
func HooksHearLoads(t *testing.T, b Backend) {
	db := b.openLibrary(t)
	s := db.session(t)
	var order []string
	ctx := context.WithValue(t.Context(), listener{}, func(entity any, name string) error {
		order = append(order, name)
		if poet, ok := entity.(*Poet); ok && poet.heard == nil {
			expect(t, "not filled", poet.Poems == nil, true)
		}
		_, err := repo.Get[Poem](t.Context(), s, 1)
		refused(t, err, repo.ErrConcurrentUse)
		return nil
	})
	list := value(repo.All(ctx, s, allPoets.Load(builder.SelectIn(&poets.Poems).Then(builder.SelectIn(&poems.Author)))))(t)
	expect(t, "owners first", order, []string{"ann", "bob", "cat", "air", "mud", "zoo"})
	order = nil
	value(repo.All(ctx, s, allPoems.Load(builder.Joined(&poems.Author))))(t)
	expect(t, "once", order, []string(nil))
	value(repo.All(ctx, s, allPoems.Load(builder.Joined(&poems.Author)).PopulateExisting()))(t)
	expect(t, "once, when read again", order, []string{"zoo", "ann", "air", "mud", "bob"})
	expect(t, "each: list[0].heard", list[0].heard, []string{"ann", "ann"})
	expect(t, "each: list[2].heard", list[2].heard, []string{"cat"})
	expect(t, "each: list[0].Poems[0].heard", list[0].Poems[0].heard, []string{"air", "air"})
	order = nil
	for poem, err := range repo.Each(ctx, s, allPoems.Load(builder.Joined(&poems.Author))) {
		must(t, err)
		expect(t, "a stream yields what is known", poem.heard, []string{poem.Title, poem.Title})
	}
	expect(t, "a stream", order, []string(nil))
	must(t, s.Commit(ctx))

	failing := context.WithValue(t.Context(), listener{}, func(_ any, name string) error {
		if name == "mud" {
			return context.DeadlineExceeded
		}
		return nil
	})
	for _, r := range []repo.Reader{db.session(t), db.Engine} {
		_, err := repo.All(failing, r, allPoets.Load(builder.SelectIn(&poets.Poems)))
		refused(t, err, context.DeadlineExceeded)
		says(t, err, "repo: all: loading Poet.Poems: ")
		expect(t, "goes on", len(value(repo.All(t.Context(), r, allPoets))(t)), 3)
	}
}
