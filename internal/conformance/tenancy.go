package conformance

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
	"github.com/drey-db/drey/schema"
)

// openTenants is open with the tables of circles in schemas alone: what reaches for a table without its schema finds none.
func (b Backend) openTenants(t *testing.T, opts ...repo.Option) *database {
	t.Helper()
	names := []string{"acorn", "pine"}
	if b.Dialect.Name == builder.SQLite().Name {
		return b.openAttached(t, names, opts...)
	}
	db := b.open(t, opts...)
	for _, name := range names {
		db.exec(t, "CREATE SCHEMA "+name)
		db.create(t, circles().With(schema.Within(name)))
	}
	return db
}

// openAttached has a database of SQLite's for each schema.
func (b Backend) openAttached(t *testing.T, names []string, opts ...repo.Option) *database {
	t.Helper()
	var attach []string
	for _, name := range names {
		path := filepath.ToSlash(filepath.Join(t.TempDir(), name+".db"))
		own := b.openURL(t, "sqlite:///"+path)
		own.create(t, circles())
		attach = append(attach, fmt.Sprintf("ATTACH DATABASE 'file:%s?vfs=unix' AS %s", path, name))
	}
	return b.open(t, append(opts, repo.WithConnectHook(func(ctx context.Context, c backends.Runner) error {
		for _, sql := range attach {
			if _, err := c.Exec(ctx, backends.Stmt{SQL: sql}); err != nil {
				return err
			}
		}
		return nil
	}))...)
}

// tenant is a session of one tenant.
func (db *database) tenant(t *testing.T, name string, opts ...repo.SessionOption) *repo.Session {
	t.Helper()
	return db.session(t, append(opts, repo.WithSchema(name))...)
}

// furnish gives a tenant rows whose keys are those of every tenant's.
func (db *database) furnish(t *testing.T, tenant string) {
	t.Helper()
	s := db.tenant(t, tenant)
	one, two := &Person{ID: 1, Name: tenant + " one"}, &Person{ID: 2, Name: tenant + " two"}
	one.Friends = []*Person{two}
	train := &Train{ID: 1, Name: tenant + " train", Wagons: []*Wagon{{ID: 1, Name: tenant + " a"}, {ID: 2, Name: tenant + " b"}}}
	shelf := &Shelf{ID: 1, Name: tenant + " shelf", Jars: []*Jar{{ID: 1, Name: tenant + " jar"}}, Stickers: []*Sticker{{ID: 1, Name: tenant + " sticker"}}}
	must(t, s.Add(one, train, shelf))
	must(t, s.Commit(t.Context()))
}

// rowsOf is everything that a tenant has.
func (db *database) tenantRows(t *testing.T, tenant string) string {
	t.Helper()
	var all []string
	for _, table := range []string{"people", "friendships", "trains", "wagons", "shelves", "jars", "stickers", "branches"} {
		rows := value(repo.All(t.Context(), db, builder.As[map[string]any](builder.Text("SELECT * FROM "+tenant+"."+table+" ORDER BY 1, 2"))))(t)
		all = append(all, fmt.Sprint(table, rows))
	}
	return strings.Join(all, "\n")
}

// TenantsHaveSchemas: in a session with a schema everything stands there, and nothing of another's is seen or touched.
func TenantsHaveSchemas(t *testing.T, b Backend) {
	db := b.openTenants(t)
	for _, tenant := range []string{"acorn", "pine"} {
		db.furnish(t, tenant)
	}
	untouched := db.tenantRows(t, "pine")
	tenantReads(t, db.tenant(t, "acorn", repo.WithReadOnly()), "acorn")
	tenantReads(t, db.tenant(t, "pine", repo.WithReadOnly()), "pine")
	tenantLoads(t, db.tenant(t, "acorn", repo.WithReadOnly()), "acorn")
	tenantFlushes(t, db)
	tenantCollections(t, db)
	tenantBulks(t, db)
	tenantStatements(t, db)
	tenantDeletes(t, db)
	expect(t, "the other tenant's rows", db.tenantRows(t, "pine"), untouched)
	if _, err := repo.All(t.Context(), db.session(t), builder.Select(people)); b.Dialect.Name != builder.SQLite().Name { // which looks in all of them
		expect(t, "no schema", err != nil, true)
	}
}

// tenantReads reads by every door.
func tenantReads(t *testing.T, s *repo.Session, tenant string) {
	t.Helper()
	ctx, first := t.Context(), tenant+" one"
	q := builder.Select(people).OrderBy(builder.Col(&people.ID).Asc())
	one := value(repo.Get[Person](ctx, s, 1))(t)
	expect(t, "Get", one.Name, first)
	expect(t, "Get again", value(repo.Get[Person](ctx, s, 1, repo.Refresh()))(t) == one, true)
	must(t, s.Refresh(ctx, one))
	expect(t, "Refresh", one.Name, first)
	must(t, s.Expire(one))
	expect(t, "expired", value(repo.All(ctx, s, q))(t)[0].Name, first)
	expect(t, "Count", value(repo.Count(ctx, s, q))(t), int64(2))
	expect(t, "Scalar", value(repo.Scalar[string](ctx, s, builder.SelectColumns(builder.Col(&people.Name)).Where(builder.Col(&people.ID).Eq(2))))(t), tenant+" two")
	for p, err := range repo.Each(ctx, s, q.Limit(1)) {
		must(t, err)
		expect(t, "Each", p.Name, first)
	}
	for page, err := range repo.Pages(ctx, s, q, 1) {
		must(t, err)
		expect(t, "Pages", strings.HasPrefix(page[0].Name, tenant), true)
	}
	var gathered []*Person
	must(t, repo.Gather(ctx, s, repo.Into(&gathered, q)))
	expect(t, "Gather", gathered[0] == one, true)
	other := builder.Alias[Person]("tenant_other")
	named := builder.SelectColumns(builder.Col(&people.Name)).Join(other, builder.Col(&other.ID).EqCol(builder.Col(&people.ID))).
		Where(builder.Has(&people.Friends), builder.Col(&people.ID).InQuery(builder.SelectColumns(builder.Col(&other.ID))))
	expect(t, "joins and sub-selects", value(repo.Scalars[string](ctx, s, named))(t), []string{first})
}

// tenantLoads loads relationships in each way.
func tenantLoads(t *testing.T, s *repo.Session, tenant string) {
	t.Helper()
	ctx := t.Context()
	own := value(repo.One(ctx, s, builder.Select(trains).Load(builder.SelectIn(&trains.Wagons))))(t)
	expect(t, "has-many", []string{own.Name, own.Wagons[0].Name, own.Wagons[1].Name}, []string{tenant + " train", tenant + " a", tenant + " b"})
	joined := value(repo.All(ctx, s, builder.Select(wagons).Load(builder.Joined(&wagons.Train)).PopulateExisting()))(t)
	expect(t, "joined: joined[0].Train == own", joined[0].Train == own, true)
	expect(t, "joined: own.Name", own.Name, tenant+" train")
	friends := value(repo.All(ctx, s, builder.Select(people).OrderBy(builder.Col(&people.ID).Asc()).Load(builder.SelectIn(&people.Friends), builder.SelectIn(&people.FriendOf))))(t)
	expect(t, "many-to-many: friends[0].Friends[0] == friends[1]", friends[0].Friends[0] == friends[1], true)
	expect(t, "many-to-many: friends[1].FriendOf[0] == friends[0]", friends[1].FriendOf[0] == friends[0], true)
	wagon := value(repo.Get[Wagon](ctx, s, 1))(t)
	must(t, repo.Load(ctx, s, []*Wagon{wagon}, &wagons.Train))
	expect(t, "belongs-to", wagon.Train.Name, tenant+" train")
	shelf := value(repo.Get[Shelf](ctx, s, 1))(t)
	must(t, repo.Load(ctx, s, []*Shelf{shelf}, &shelves.Jars, &shelves.Stickers))
	expect(t, "Load", []string{shelf.Jars[0].Name, shelf.Stickers[0].Name}, []string{tenant + " jar", tenant + " sticker"})
}

// tenantFlushes inserts and updates one row and several.
func tenantFlushes(t *testing.T, db *database) {
	t.Helper()
	ctx, s := t.Context(), db.tenant(t, "acorn")
	added := []*Branch{{Name: "a"}, {Name: "b"}, {Name: "c"}}
	added[0].Children = added[1:]
	must(t, s.Add(added[0]))
	must(t, s.Flush(ctx))
	added[1].Name, added[2].Name = "b2", "c2"
	list := value(repo.All(ctx, s, builder.Select(wagons)))(t)
	list[0].Name, list[1].Name = "acorn a2", "acorn b2"
	must(t, s.Commit(ctx))
	added[0].Name = "a2"
	value(repo.Merge(ctx, s, &Train{ID: 1, Name: "acorn merged"}, &trains.Name))(t)
	must(t, s.Commit(ctx))
	expect(t, "branches", db.stored(t, "SELECT count(*) FROM acorn.branches WHERE name IN ('a2', 'b2', 'c2')"), int64(3))
	expect(t, "wagons", db.stored(t, "SELECT count(*) FROM acorn.wagons WHERE name IN ('acorn a2', 'acorn b2') AND rev = 2"), int64(2))
	expect(t, "merged", db.stored(t, "SELECT count(*) FROM acorn.trains WHERE name = 'acorn merged'"), int64(1))
}

// tenantCollections adds to lists, loaded and not, and takes away from them.
func tenantCollections(t *testing.T, db *database) {
	t.Helper()
	ctx, s := t.Context(), db.tenant(t, "acorn")
	two := value(repo.Get[Person](ctx, s, 2))(t)
	third, fourth := &Person{ID: 3, Name: "acorn three"}, &Person{ID: 4, Name: "acorn four"}
	must(t, repo.Replace(ctx, s, two, &two.Friends, []*Person{third, fourth}))
	must(t, s.Commit(ctx))
	expect(t, "linked", db.stored(t, "SELECT count(*) FROM acorn.friendships WHERE person_id = 2"), int64(2))
	must(t, repo.Replace(ctx, s, two, &two.Friends, []*Person{third}))
	must(t, s.Commit(ctx))
	expect(t, "unlinked", db.stored(t, "SELECT count(*) FROM acorn.friendships WHERE person_id = 2"), int64(1))
	must(t, s.Close())
	again := db.tenant(t, "acorn")
	must(t, again.Delete(value(repo.Get[Person](ctx, again, 2))(t)))
	must(t, again.Commit(ctx))
	expect(t, "an owner of unread lists", db.stored(t, "SELECT count(*) FROM acorn.friendships WHERE person_id = 2 OR friend_id = 2"), int64(0))
}

// tenantBulks writes in bulk, by COPY where there is one.
func tenantBulks(t *testing.T, db *database) {
	t.Helper()
	ctx, s := t.Context(), db.tenant(t, "acorn")
	must(t, repo.InsertAll(ctx, s, []*Jar{{ID: 10, Name: "x", ShelfID: 1}, {ID: 11, Name: "y", ShelfID: 1}}))
	must(t, repo.UpdateAll(ctx, s, []*Jar{{ID: 10, Name: "x2", ShelfID: 1}, {ID: 11, Name: "y2", ShelfID: 1}}))
	must(t, repo.UpsertAll(ctx, s, []*Jar{{ID: 11, Name: "y3", ShelfID: 1}, {ID: 12, Name: "z", ShelfID: 1}}))
	must(t, repo.UpsertAll(ctx, s, []*Wagon{{ID: 1, Name: "acorn a3"}, {ID: 9, Name: "acorn c"}}))
	must(t, s.Commit(ctx))
	expect(t, "jars", db.stored(t, "SELECT count(*) FROM acorn.jars WHERE name IN ('x2', 'y3', 'z')"), int64(3))
	expect(t, "wagons", db.stored(t, "SELECT count(*) FROM acorn.wagons WHERE name = 'acorn a3' AND rev = 3"), int64(1))
}

// tenantStatements writes by criteria.
func tenantStatements(t *testing.T, db *database) {
	t.Helper()
	ctx, s := t.Context(), db.tenant(t, "acorn")
	id, name := builder.Col(&people.ID), builder.Col(&people.Name)
	value(s.Exec(ctx, builder.Update(people).Set(name.To("acorn updated")).Where(id.Eq(1), name.StartsWith("acorn"))))(t)
	value(s.Exec(ctx, builder.Insert(people).Values(&Person{ID: 1, Name: "x"}).OnConflict(id).DoUpdate(name.ToExpr(name.Op("||", "!")))))(t)
	expect(t, "RETURNING", value(repo.Scalars[string](ctx, s, builder.As[string](builder.Delete(people).Where(id.Eq(3)).Returning(name))))(t), []string{"acorn three"})
	must(t, s.Commit(ctx))
	expect(t, "upserted", db.stored(t, "SELECT count(*) FROM acorn.people WHERE name = 'acorn updated!'"), int64(1))
}

// tenantDeletes deletes with what belongs to it.
func tenantDeletes(t *testing.T, db *database) {
	t.Helper()
	ctx, s := t.Context(), db.tenant(t, "acorn")
	must(t, s.Delete(value(repo.Get[Train](ctx, s, 1))(t), value(repo.Get[Shelf](ctx, s, 1))(t)))
	must(t, s.Commit(ctx))
	left := db.stored(t, "SELECT (SELECT count(*) FROM acorn.jars) + (SELECT count(*) FROM acorn.trains) + (SELECT count(*) FROM acorn.wagons WHERE train_id IS NOT NULL)")
	expect(t, "what is left", left, int64(0))
}
