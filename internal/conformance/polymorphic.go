package conformance

import (
	"testing"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
)

// TypesAreToldApart: rows that refer to one of several types, by a column with its name and one with its key, are written with both
// and found by both.
func TypesAreToldApart(t *testing.T, b Backend) {
	db := b.openMemos(t)
	ctx, s := t.Context(), db.session(t)
	ann := &Human{ID: 1, Name: "ann", Memos: []*Memo{{Text: "b"}, {Text: "a"}}, Photo: &Photo{}}
	t.Run("filled, led back", func(t *testing.T) {
		acme := &Firm{ID: 1, Name: "acme", Memos: []*Memo{{Text: "c"}}, Photo: &Photo{}}
		loose := &Memo{Text: "d", Firm: acme}
		must(t, s.Add(ann, acme, loose))
		must(t, s.Commit(ctx))
		expect(t, "filled: *ann.Memos[0].OwnerType", *ann.Memos[0].OwnerType, "humans")
		expect(t, "filled: *acme.Memos[0].OwnerType", *acme.Memos[0].OwnerType, "firms")
		expect(t, "filled: *loose.OwnerType", *loose.OwnerType, "firms")
		expect(t, "filled: *loose.OwnerID", *loose.OwnerID, int64(1))
		expect(t, "filled: ann.Photo.ShownType", ann.Photo.ShownType, "being")
		expect(t, "filled: acme.Photo.ShownType", acme.Photo.ShownType, "firms")
		expect(t, "led back: ann.Memos[0].Human == ann", ann.Memos[0].Human == ann, true)
		expect(t, "led back: ann.Memos[0].Firm", ann.Memos[0].Firm, (*Firm)(nil))
		expect(t, "led back: acme.Memos[0].Firm == acme", acme.Memos[0].Firm == acme, true)
		expect(t, "led back: number of acme.Memos", len(acme.Memos), 2)
		expect(t, "clean: s.Dirty()", s.Dirty(), []any(nil))
		expect(t, "clean: s.IsModified(loose)", s.IsModified(loose), false)
	})
	must(t, s.Close())
	t.Run("lists", func(t *testing.T) {
		for _, r := range []repo.Reader{db.session(t), db.Engine} {
			person := value(repo.One(ctx, r, builder.Select(humans).Load(builder.SelectIn(&humans.Memos), builder.Joined(&humans.Photo))))(t)
			firm := value(repo.One(ctx, r, builder.Select(firms).Load(builder.SelectIn(&firms.Memos), builder.SelectIn(&firms.Photo))))(t)
			expect(t, "lists: memoTexts(person.Memos)", memoTexts(person.Memos), []string{"a", "b"})
			expect(t, "lists: memoTexts(firm.Memos)", memoTexts(firm.Memos), []string{"c", "d"})
			expect(t, "lists: person.Photo.ShownType", person.Photo.ShownType, "being")
			expect(t, "lists: firm.Photo.ShownType", firm.Photo.ShownType, "firms")
		}
	})
	t.Run("ones, has", func(t *testing.T) {
		byText := builder.Select(memos).OrderBy(builder.Col(&memos.Text).Asc())
		for _, q := range []builder.SelectStmt[*Memo]{byText.Load(builder.SelectIn(&memos.Human), builder.SelectIn(&memos.Firm)), byText.Load(builder.ToOne(memos))} {
			list := value(repo.All(ctx, db.session(t), q))(t)
			expect(t, "ones: list[0].Human.Name", list[0].Human.Name, "ann")
			expect(t, "ones: list[0].Firm", list[0].Firm, (*Firm)(nil))
			expect(t, "ones: list[2].Human", list[2].Human, (*Human)(nil))
			expect(t, "ones: list[3].Firm.Name", list[3].Firm.Name, "acme")
			expect(t, "ones: list[2].Firm == list[3].Firm", list[2].Firm == list[3].Firm, true)
		}
		expect(t, "has", []int64{
			value(repo.Count(ctx, db, byText.Where(builder.Has(&memos.Human))))(t), value(repo.Count(ctx, db, builder.Select(memos).Join(&memos.Firm)))(t),
			value(repo.Count(ctx, db, builder.Select(humans).Where(builder.Has(&humans.Memos, builder.Col(&memos.Text).Eq("c")))))(t),
			value(repo.Count(ctx, db, builder.Select(firms).Join(&firms.Memos)))(t), value(repo.Count(ctx, db, builder.Select(memos).Where(builder.WithParent(&humans.Memos, ann))))(t),
		}, []int64{2, 2, 0, 2, 2})
	})
}

// TypesAreChanged: what refers to one of several types moves to another, is let go with both columns, and is left alone when a row of
// another type goes that has the same key.
func TypesAreChanged(t *testing.T, b Backend) {
	db := b.openMemos(t)
	ctx, s := t.Context(), db.session(t)
	ann, acme := &Human{ID: 1, Memos: []*Memo{{Text: "a"}, {Text: "b"}}, Photo: &Photo{}}, &Firm{ID: 1, Memos: []*Memo{{Text: "c"}}}
	must(t, s.Add(ann, acme))
	must(t, s.Commit(ctx))
	count := func(where string) int64 { return db.stored(t, "SELECT count(*) FROM memos WHERE "+where) }
	a, c := ann.Memos[0], acme.Memos[0]
	a.Human, a.Firm = nil, acme
	must(t, s.Commit(ctx))
	expect(t, "moved by pointers: *a.OwnerType", *a.OwnerType, "firms")
	expect(t, "moved by pointers: number of ann.Memos", len(ann.Memos), 1)
	expect(t, "moved by pointers: number of acme.Memos", len(acme.Memos), 2)
	expect(t, "moved by pointers: count(\"text = 'a' AND owner_type = 'firms' AND owner_id = 1\")", count("text = 'a' AND owner_type = 'firms' AND owner_id = 1"), int64(1))
	a.Human = ann
	must(t, s.Commit(ctx))
	expect(t, "moved back: *a.OwnerType", *a.OwnerType, "humans")
	expect(t, "moved back: a.Firm", a.Firm, (*Firm)(nil))
	expect(t, "moved back: number of ann.Memos", len(ann.Memos), 2)
	expect(t, "moved back: number of acme.Memos", len(acme.Memos), 1)
	acme.Memos, ann.Memos = []*Memo{c, a}, ann.Memos[:1]
	must(t, s.Commit(ctx))
	if len(ann.Memos) == 1 && ann.Memos[0] == a {
		t.Fatal("a stays with both")
	}
	acme.Memos = []*Memo{c}
	must(t, s.Commit(ctx))
	expect(t, "let go: a.OwnerID", a.OwnerID, (*int64)(nil))
	expect(t, "let go: a.OwnerType", a.OwnerType, (*string)(nil))
	expect(t, "let go: count(\"owner_id IS NULL AND owner_type IS NULL\")", count("owner_id IS NULL AND owner_type IS NULL"), int64(1))
	c.Human, c.Firm = ann, acme
	c.Firm = &Firm{ID: 2}
	refused(t, s.Commit(ctx), repo.ErrConflictingSides)
	must(t, s.Rollback(ctx))
	ann.Photo = nil
	must(t, s.Commit(ctx))
	expect(t, "an orphan", db.stored(t, "SELECT count(*) FROM photos"), int64(0))
	must(t, s.Close())

	own := db.session(t)
	must(t, own.Delete(value(repo.Get[Human](ctx, own, 1))(t)))
	must(t, own.Commit(ctx))
	expect(t, "the firm's stay", []int64{count("owner_type = 'humans'"), count("owner_type = 'firms' AND owner_id = 1"), count("owner_id IS NULL")}, []int64{0, 1, 2})
}
