package conformance

import (
	"testing"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
)

// addedToys stores toys of these sizes, called a, b, c and so on, in a committed transaction.
func addedToys(t *testing.T, s *repo.Session, sizes ...int) []*Toy {
	t.Helper()
	var list []*Toy
	for i, size := range sizes {
		list = append(list, &Toy{Label: string(rune('a' + i)), Size: size})
		must(t, s.Add(list[i]))
	}
	must(t, s.Commit(t.Context()))
	return list
}

// CriteriaWritesExpire: after an UPDATE or DELETE by criteria nothing tracked is believed to be as it was.
func CriteriaWritesExpire(t *testing.T, b Backend) {
	db := b.open(t)
	ctx, s := t.Context(), db.session(t)
	list := addedToys(t, s, 1, 2, 3)
	size := builder.Col(&toys.Size)
	list[0].Size = 10
	res := value(s.Exec(ctx, builder.Update(toys).Set(size.ToExpr(size.Add(1))).Where(size.Ge(3))))(t)
	expect(t, "rows, an edit flushed before", res.RowsAffected, int64(2))
	expect(t, "in memory until it is met", list[0].Size, 10)
	db.log.take()
	value(repo.Get[Toy](ctx, s, list[0].ID))(t)
	value(repo.All(ctx, s, builder.Select(toys)))(t)
	expect(t, "read again", []int{list[0].Size, list[1].Size, list[2].Size}, []int{11, 2, 4})
	value(repo.Get[Toy](ctx, s, list[2].ID))(t)
	expect(t, "statements", len(db.log.take()), 2)

	value(s.Exec(ctx, builder.Delete(toys).Where(size.Eq(4))))(t)
	_, err := repo.Get[Toy](ctx, s, list[2].ID)
	refused(t, err, repo.ErrNotFound)
	expect(t, "it left", []bool{s.Contains(list[2]), s.Contains(list[1])}, []bool{false, true})
	must(t, s.Rollback(ctx))
	expect(t, "and is back: state of list[2]", s.State(list[2]), repo.Persistent)
	expect(t, "and is back: list[0].Size", list[0].Size, 1)
	value(repo.Get[Toy](ctx, s, list[2].ID))(t)
	expect(t, "as it was", *list[2], Toy{ID: list[2].ID, Label: "c", Size: 3})
}

// CriteriaWritesKeepEdits: what was edited and not flushed is neither lost nor hidden by them.
func CriteriaWritesKeepEdits(t *testing.T, b Backend) {
	db := b.open(t)
	ctx, s := t.Context(), db.session(t, repo.WithAutoflush(false))
	list := addedToys(t, s, 1, 2)
	list[0].Label = "mine"
	value(s.Exec(ctx, builder.Update(toys).Set(builder.Col(&toys.Size).To(7)).AllRows()))(t)
	value(repo.All(ctx, s, builder.Select(toys)))(t)
	expect(t, "both", []Toy{*list[0], *list[1]}, []Toy{{list[0].ID, "mine", 7}, {list[1].ID, "b", 7}})
	expect(t, "the edit is to be flushed", s.Dirty(), []any{list[0]})
	must(t, s.Commit(ctx))
	expect(t, "stored", db.stored(t, "SELECT count(*) FROM toys WHERE size = 7 AND label = 'mine'"), int64(1))
}

// CriteriaWritesReturn: entities that come back are those of the session, and what was deleted leaves it.
func CriteriaWritesReturn(t *testing.T, b Backend) {
	db := b.open(t)
	ctx, s := t.Context(), db.session(t)
	list := addedToys(t, s, 1, 2, 3)
	size := builder.Col(&toys.Size)
	t.Run("the same pointer, written", func(t *testing.T) {
		db.exec(t, "INSERT INTO toys (id, label, size) VALUES (100, 'theirs', 9)")
		back := value(repo.All(ctx, s, builder.Update(toys).Set(size.To(5)).Where(size.Le(1)).Returning()))(t)
		expect(t, "the same pointer, written: number of back", len(back), 1)
		expect(t, "the same pointer, written: back[0] == list[0]", back[0] == list[0], true)
		expect(t, "the same pointer, written: list[0].Size", list[0].Size, 5)
	})
	gone := value(repo.All(ctx, s, builder.Delete(toys).Where(size.Gt(2)).Returning()))(t)
	t.Run("deleted, states", func(t *testing.T) {
		expect(t, "deleted", len(gone), 3)
		expect(t, "states", []repo.State{s.State(list[0]), s.State(list[1]), s.State(list[2])}, []repo.State{repo.Deleted, repo.Persistent, repo.Deleted})
		for _, toy := range gone {
			if toy.ID == 100 {
				expect(t, "an unknown one is not tracked", s.State(toy), repo.Transient)
			}
		}
	})
	t.Run("back", func(t *testing.T) {
		must(t, s.Rollback(ctx))
		expect(t, "back: state of list[0]", s.State(list[0]), repo.Persistent)
		expect(t, "back: list[0].Size", list[0].Size, 1)
	})
	t.Run("streamed, gone for good", func(t *testing.T) {
		for toy, err := range repo.Each(ctx, s, builder.Delete(toys).Where(size.Eq(1)).Returning()) {
			must(t, err)
			expect(t, "streamed: toy == list[0]", toy == list[0], true)
			expect(t, "streamed: state of toy", s.State(toy), repo.Deleted)
		}
		must(t, s.Commit(ctx))
		expect(t, "gone for good", s.State(list[0]), repo.Detached)
	})
}

// CriteriaWritesReachRelations: lists and pointers that a write may have changed are loaded anew, also where the database
// cascades.
func CriteriaWritesReachRelations(t *testing.T, b Backend) {
	db := b.openLibrary(t)
	ctx, s := t.Context(), db.session(t)
	ann := value(repo.One(ctx, s, builder.Select(authors).Where(builder.Col(&authors.Name).Eq("ann")).Load(builder.SelectIn(&authors.Books))))(t)
	air := ann.Books[0]
	t.Run("loaded, not known any more", func(t *testing.T) {
		expect(t, "loaded: number of ann.Books", len(ann.Books), 2)
		expect(t, "loaded: air.Author == ann", air.Author == ann, true)
		expect(t, "loaded: s.Loaded(ann, &ann.Books)", s.Loaded(ann, &ann.Books), true)
		value(s.Exec(ctx, builder.Update(books).Set(builder.Col(&books.AuthorID).To(3)).Where(builder.Col(&books.Title).Eq("air"))))(t)
		expect(t, "not known any more", s.Loaded(ann, &ann.Books), false)
	})
	t.Run("loaded anew, a row may have come", func(t *testing.T) {
		must(t, repo.Load(ctx, s, []*Author{ann}, &authors.Books))
		must(t, repo.Load(ctx, s, []*Book{air}, &books.Author))
		expect(t, "loaded anew: number of ann.Books", len(ann.Books), 1)
		expect(t, "loaded anew: ann.Books[0].Title", ann.Books[0].Title, "zoo")
		expect(t, "loaded anew: air.AuthorID", air.AuthorID, int64(3))
		expect(t, "loaded anew: air.Author.Name", air.Author.Name, "cat")
		must(t, s.Flush(ctx))
		value(s.Exec(ctx, builder.Insert(books).Set(builder.Col(&books.Title).To("own"), builder.Col(&books.AuthorID).To(ann.ID))))(t)
		expect(t, "a row may have come", s.Loaded(ann, &ann.Books), false)
		must(t, repo.Load(ctx, s, []*Author{ann}, &authors.Books))
		expect(t, "it has", titles(ann.Books), []string{"own", "zoo"})
	})

	t.Run("rows that text deleted are not found", func(t *testing.T) {
		profile := value(repo.One(ctx, s, builder.Select(builder.Model[Profile]())))(t)
		value(s.Exec(ctx, builder.Text("DELETE FROM profiles")))(t)
		value(s.Exec(ctx, builder.Delete(authors).Where(builder.Col(&authors.Name).Eq("nobody"))))(t)
		_, err := repo.Get[Profile](ctx, s, profile.ID)
		refused(t, err, repo.ErrNotFound)
	})
}
