package conformance

import (
	"context"
	"errors"
	"testing"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
)

type tenantKey struct{}

var (
	source   = builder.Col(&heroes.AppSrc)
	errNoOne = errors.New("no tenant")
)

// ofTenant leaves in the heroes of the tenant in the context.
func ofTenant(ctx context.Context) (builder.Sqlizer, error) {
	tenant, ok := ctx.Value(tenantKey{}).(string)
	if !ok {
		return nil, errNoOne
	}
	return source.Eq(tenant), nil
}

func as(t *testing.T, tenant string) context.Context {
	return context.WithValue(t.Context(), tenantKey{}, tenant)
}

// tenants is a database with two heroes of tenant a and one of b, behind a filter.
func (b Backend) tenants(t *testing.T) (db *database, list []*Hero) {
	t.Helper()
	db = b.open(t, repo.WithFilter(heroes, ofTenant))
	s := db.session(t)
	list = []*Hero{{Name: "a1", AppSrc: "a"}, {Name: "a2", AppSrc: "a"}, {Name: "b1", AppSrc: "b"}}
	must(t, s.Add(list[0], list[1], list[2]))
	must(t, s.Commit(t.Context()))
	db.log.take()
	return db, list
}

// FiltersReachQueries: every typed query of a type is filtered, whatever it calls the table, and Unfiltered goes round it.
func FiltersReachQueries(t *testing.T, b Backend) {
	db, list := b.tenants(t)
	ctx := as(t, "a")
	other := builder.Alias[Hero]("h2")
	otherName := builder.Col(&other.Name)
	own := builder.Select(heroes)
	for _, r := range []repo.Reader{db.session(t), db.Engine} {
		count := func(what string, q builder.Query[*Hero], want int64) {
			t.Helper()
			expect(t, what, value(repo.Count(ctx, r, q))(t), want)
			expect(t, what, int64(len(value(repo.All(ctx, r, q))(t))), want)
			expect(t, what, value(repo.Exists(ctx, r, q))(t), want > 0)
		}
		count("all", own, 2)
		count("with an OR", own.Where(builder.Or(name.Eq("b1"), name.Eq("a1"))), 1)
		count("an alias", builder.Select(other).Where(otherName.Ne("a1")), 1)
		count("a self-join", own.Join(other, otherName.NeCol(name)), 2)
		count("an empty LEFT JOIN", own.LeftJoin(other, otherName.Eq("b1")).Where(otherName.IsNull()), 2)
		count("a sub-select", own.Where(name.InQuery(builder.SelectColumns(otherName).From(other).Where(otherName.Ne("a2")))), 1)
		count("a union", builder.UnionAll(builder.Query[*Hero](own), own.Where(name.Eq("b1")).Unfiltered()), 3)
		count("unfiltered", own.Unfiltered(), 3)
		few := builder.Derived[Hero]("few")
		common := builder.SelectColumns(builder.Col(&few.Name)).From(few).With(builder.CTE(few, own.Where(name.Ne("a2"))))
		expect(t, "a common table", value(repo.Count(ctx, r, common))(t), int64(1))
		var gathered []*Hero
		must(t, repo.Gather(ctx, r, repo.Into(&gathered, own), repo.Into(&gathered, own.Where(name.Ne("a1")))))
		expect(t, "gathered", len(gathered), 1)
		names := value(repo.All(ctx, r, builder.As[string](builder.SelectColumns(name).OrderBy(name.Asc()))))(t)
		expect(t, "columns", names, []string{"a1", "a2"})
		for hero, err := range repo.Each(as(t, "b"), r, own) {
			must(t, err)
			expect(t, "the other's", hero.Name, "b1")
		}
		_, err := repo.All(t.Context(), r, own)
		refused(t, err, errNoOne)
		_, err = repo.Count(t.Context(), r, builder.SelectColumns(builder.Col(&toys.ID)))
		must(t, err)
	}
	_, err := repo.Get[Hero](ctx, db.session(t), list[2].ID)
	refused(t, err, repo.ErrNotFound)
	_, err = repo.Get[Hero](ctx, db, list[2].ID)
	refused(t, err, repo.ErrNotFound)
	_, err = repo.Get[Hero](t.Context(), db, list[2].ID)
	refused(t, err, errNoOne)
	around := value(repo.Get[Hero](t.Context(), db.session(t), list[2].ID, repo.Unfiltered()))(t)
	expect(t, "a get around it", around.Name, "b1")
	s := db.session(t)
	for page, err := range repo.Pages(ctx, s, own, 2) {
		must(t, err)
		expect(t, "a page", len(page), 2)
	}
	locked := value(repo.Get[Hero](ctx, s, list[0].ID, repo.ForUpdate()))(t)
	must(t, s.Refresh(t.Context(), locked))
	expect(t, "known already", value(repo.Get[Hero](t.Context(), s, list[0].ID))(t) == locked, true)
}

// FiltersReachWrites: UPDATE and DELETE by criteria touch only what the filter leaves in.
func FiltersReachWrites(t *testing.T, b Backend) {
	db, _ := b.tenants(t)
	ctx, s := as(t, "a"), db.session(t)
	res := value(s.Exec(ctx, builder.Update(heroes).Set(power.To(1)).AllRows()))(t)
	expect(t, "updated", res.RowsAffected, int64(2))
	res = value(s.Exec(ctx, builder.Delete(heroes).Where(builder.Or(name.Eq("a1"), name.Eq("b1")))))(t)
	expect(t, "deleted", res.RowsAffected, int64(1))
	back := value(repo.All(ctx, s, builder.Update(heroes).Set(power.To(2)).AllRows().Unfiltered().Returning()))(t)
	expect(t, "unfiltered", len(back), 2)
	_, err := s.Exec(t.Context(), builder.Delete(heroes).AllRows())
	refused(t, err, errNoOne)
	res = value(s.Exec(ctx, builder.Delete(heroes).AllRows().Unfiltered()))(t)
	expect(t, "all of them", res.RowsAffected, int64(2))
	must(t, s.Rollback(ctx))
	res = value(db.Exec(ctx, builder.Delete(heroes).AllRows()))(t)
	expect(t, "an engine", res.RowsAffected, int64(2))
	nothing := db.session(t, repo.WithFilter(toys, func(context.Context) (builder.Sqlizer, error) { return nil, nil }))
	_, err = repo.All(ctx, nothing, builder.Select(toys))
	refused(t, err, repo.ErrInvalidRequest)
	refused(t, db.Session(repo.WithFilter(new(Hero), ofTenant)).Flush(ctx), repo.ErrInvalidRequest)
	refused(t, db.Session(repo.WithFilter(heroes, nil)).Flush(ctx), repo.ErrInvalidRequest)
}

// FiltersReachRelations: joins, Has and loads leave out what a filter does; what a flush must delete is found all the same.
func FiltersReachRelations(t *testing.T, b Backend) {
	db := b.openLibrary(t)
	title, author := builder.Col(&books.Title), builder.Col(&authors.Name)
	noZoo := repo.WithFilter(books, func(context.Context) (builder.Sqlizer, error) { return title.Ne("zoo"), nil })
	noAnn := repo.WithFilter(authors, func(context.Context) (builder.Sqlizer, error) { return author.Ne("ann"), nil })
	ctx, s := t.Context(), db.session(t, noZoo, noAnn)
	t.Run("books, joined", func(t *testing.T) {
		pair := builder.SelectColumns(author, title).From(authors)
		both := builder.Col(&books.AuthorID).EqCol(builder.Col(&authors.ID))
		counted(t, s, pair.Join(books, both), 1)
		counted(t, s, pair.LeftJoin(books, both), 2)
		counted(t, s, pair.LeftJoin(&authors.Books), 2)
		if db.Dialect().Features&builder.FeatureFullJoin != 0 {
			counted(t, s, pair.RightJoin(books, both), 2)
			counted(t, s, pair.FullJoin(books, both), 3)
		}
		counted(t, s, builder.Select(authors).Where(builder.Has(&authors.Books)), 1)
		counted(t, s, builder.Select(genres).Where(builder.Has(&genres.Books, title.Eq("zoo"))), 0)
		found := value(repo.All(ctx, s, builder.Select(books).OrderBy(title.Asc()).Load(builder.Joined(&books.Author), builder.SelectIn(&books.Genres).Then(builder.SelectIn(&genres.Books)))))(t)
		expect(t, "books: number of found", len(found), 2)
		expect(t, "books: found[0].Title", found[0].Title, "air")
		expect(t, "books: found[1].Title", found[1].Title, "mud")
		expect(t, "joined: found[0].Author == nil", found[0].Author == nil, true)
		expect(t, "joined: found[1].Author.Name", found[1].Author.Name, "bob")
		expect(t, "loaded: found[0].Genres[0].Name", found[0].Genres[0].Name, "fun")
		expect(t, "loaded: number of found[0].Genres[0].Books", len(found[0].Genres[0].Books), 1)
	})

	must(t, s.Rollback(ctx))
	all := db.session(t, noZoo)
	ann := value(repo.One(ctx, all, builder.Select(authors).Where(author.Eq("ann")).Load(builder.SelectIn(&authors.Books).Limit(5))))(t)
	t.Run("a limited load, loads of an unfiltered query", func(t *testing.T) {
		expect(t, "a limited load", len(ann.Books), 1)
		must(t, all.Rollback(ctx))
		unfiltered := value(repo.One(ctx, all, builder.Select(authors).Where(author.Eq("ann")).Load(builder.SelectIn(&authors.Books)).Unfiltered()))(t)
		expect(t, "loads of an unfiltered query", len(unfiltered.Books), 2)
		must(t, all.Rollback(ctx))
		all.ExpungeAll()
		ann = value(repo.One(ctx, all, builder.Select(authors).Where(author.Eq("ann"))))(t)
		must(t, all.Delete(ann))
		must(t, all.Commit(ctx))
		expect(t, "hidden books went with their author", db.stored(t, "SELECT count(*) FROM books WHERE author_id = 1"), int64(0))
	})
}
