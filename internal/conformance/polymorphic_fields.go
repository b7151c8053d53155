package conformance

import (
	"testing"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
)

// TypesAreChangedByField: what refers to one of several types moves by the column of the type alone, to a row with the same key; both ends
// follow, and what the former owner takes along is not it. A pointer or a list that says another type is a conflict.
func TypesAreChangedByField(t *testing.T, b Backend) {
	db := b.openMemos(t)
	ctx, s := t.Context(), db.session(t)
	ann, acme := &Human{ID: 1, Memos: []*Memo{{Text: "a"}, {Text: "b"}}, Photo: &Photo{}}, &Firm{ID: 1, Memos: []*Memo{{Text: "c"}}}
	must(t, s.Add(ann, acme))
	must(t, s.Commit(ctx))
	a, human, firm := ann.Memos[0], "humans", "firms"
	a.OwnerType = &firm
	must(t, s.Flush(ctx))
	expect(t, "lists: len(ann.Memos)", len(ann.Memos), 1)
	expect(t, "lists: len(acme.Memos)", len(acme.Memos), 2)
	expect(t, "pointers: a.Human == nil", a.Human == nil, true)
	expect(t, "pointers: a.Firm == acme", a.Firm == acme, true)
	form := &Memo{ID: a.ID, Text: "a", OwnerID: a.OwnerID, OwnerType: &human}
	value(repo.Merge(ctx, s, form))(t)
	must(t, s.Commit(ctx))
	expect(t, "merged: len(ann.Memos)", len(ann.Memos), 2)
	expect(t, "merged: len(acme.Memos)", len(acme.Memos), 1)
	expect(t, "merged: a.Human == ann", a.Human == ann, true)
	expect(t, "merged: a.Firm == nil", a.Firm == nil, true)

	a.OwnerType, a.Firm = &firm, acme
	must(t, s.Commit(ctx))
	expect(t, "by the pointer as well: a.Human == nil", a.Human == nil, true)
	expect(t, "by the pointer as well: len(acme.Memos) == 2", len(acme.Memos) == 2, true)
	a.OwnerType, a.Firm = &human, nil
	refused(t, s.Flush(ctx), repo.ErrConflictingSides)
	a.OwnerType, a.Firm = &firm, acme
	ann.Photo.ShownType = "firms"
	must(t, s.Delete(ann))
	must(t, s.Commit(ctx))
	expect(t, "the former owner goes alone: shown_type = 'firms'", db.stored(t, "SELECT count(*) FROM photos WHERE shown_type = 'firms'"), int64(1))
	expect(t, "the former owner goes alone: owner_type = 'firms'", db.stored(t, "SELECT count(*) FROM memos WHERE owner_type = 'firms'"), int64(2))
	expect(t, "the former owner goes alone: owner_id IS NULL AND owner_type IS NULL", db.stored(t, "SELECT count(*) FROM memos WHERE owner_id IS NULL AND owner_type IS NULL"), int64(1))
}

// TypesFollowTheirOwners: where the key of an owner changes, what refers to it follows, although nobody has read it and no foreign key of the
// database does that.
func TypesFollowTheirOwners(t *testing.T, b Backend) {
	db := b.openMemos(t)
	ctx, s := t.Context(), db.session(t)
	must(t, s.Add(&Human{ID: 1, Memos: []*Memo{{Text: "a"}, {Text: "b"}}, Photo: &Photo{}}, &Firm{ID: 1, Memos: []*Memo{{Text: "c"}}, Photo: &Photo{}}))
	must(t, s.Commit(ctx))
	s = db.session(t)
	ann := value(repo.Get[Human](ctx, s, 1))(t)
	ann.ID = 100
	ann.Memos = []*Memo{{Text: "d"}}
	must(t, s.Commit(ctx))
	expect(t, "followed: owner_id = 100 AND owner_type = 'humans'", db.stored(t, "SELECT count(*) FROM memos WHERE owner_id = 100 AND owner_type = 'humans'"), int64(3))
	expect(t, "followed: owner_id = 1 AND owner_type = 'firms'", db.stored(t, "SELECT count(*) FROM memos WHERE owner_id = 1 AND owner_type = 'firms'"), int64(1))
	expect(t, "followed: shown_id = 100 AND shown_type = 'being'", db.stored(t, "SELECT count(*) FROM photos WHERE shown_id = 100 AND shown_type = 'being'"), int64(1))
	expect(t, "followed: shown_id = 1", db.stored(t, "SELECT count(*) FROM photos WHERE shown_id = 1"), int64(1))
	must(t, s.Close())
}

// TypesAreReadInPart: a list whose elements are read in part has the type with the key, so that both are emptied together; and so they are
// where neither was read.
func TypesAreReadInPart(t *testing.T, b Backend) {
	db := b.openMemos(t)
	ctx, s := t.Context(), db.session(t)
	must(t, s.Add(&Firm{ID: 1, Memos: []*Memo{{Text: "a"}, {Text: "b"}}}))
	must(t, s.Commit(ctx))
	s = db.session(t)
	acme := value(repo.One(ctx, s, builder.Select(firms).Load(builder.SelectIn(&firms.Memos).Only(builder.Col(&memos.Text)))))(t)
	expect(t, "the type is read: *acme.Memos[0].OwnerID", *acme.Memos[0].OwnerID, int64(1))
	expect(t, "the type is read: *acme.Memos[0].OwnerType", *acme.Memos[0].OwnerType, "firms")
	acme.Memos[0].Firm = nil
	acme.Memos = acme.Memos[:1]
	must(t, s.Commit(ctx))
	expect(t, "let go", db.stored(t, "SELECT count(*) FROM memos WHERE owner_id IS NULL AND owner_type IS NULL"), int64(2))
	must(t, s.Close())
}

// TypesAreSaidWithTheirKeys: a key without the type that it is of, and a type without a key, refer to nothing, and are refused before anything is
// sent, in new rows and in changed ones.
func TypesAreSaidWithTheirKeys(t *testing.T, b Backend) {
	db := b.openMemos(t)
	ctx, one, firm := t.Context(), int64(101), "firms"
	db.exec(t, "INSERT INTO firms (id, name) VALUES (101, 'acme')")
	db.exec(t, "INSERT INTO memos (id, text, owner_id, owner_type) VALUES (101, 'whole', 101, 'firms'), (102, 'half', 101, NULL)")
	db.log.take()
	for what, c := range map[string]struct {
		id    int64 // 0: a new one
		edit  func(m *Memo)
		wrong string
	}{
		"a key alone":         {0, func(m *Memo) { m.OwnerID = &one }, "Memo.OwnerID of a Memo has a value and OwnerType has none"},
		"a type alone":        {0, func(m *Memo) { m.OwnerType = &firm }, "Memo.OwnerType of a Memo has a value and OwnerID has none"},
		"the key is emptied":  {101, func(m *Memo) { m.OwnerID = nil }, "Memo.OwnerType of a Memo has a value and OwnerID has none"},
		"the type is emptied": {101, func(m *Memo) { m.OwnerType = nil }, "Memo.OwnerID of a Memo has a value and OwnerType has none"},
		"both are said":       {0, func(m *Memo) { m.OwnerID, m.OwnerType = &one, &firm }, ""},
		"the pointer says":    {0, func(m *Memo) { m.Firm = &Firm{Name: "new"} }, ""},
		"both are emptied":    {101, func(m *Memo) { m.OwnerID, m.OwnerType = nil, nil }, ""},
		"a half that was":     {102, func(m *Memo) { m.Text = "edited" }, ""},
	} {
		t.Run(what, func(t *testing.T) {
			s, m := db.session(t), &Memo{Text: what}
			if c.id == 0 {
				must(t, s.Add(m))
			} else {
				m = value(repo.Get[Memo](ctx, s, c.id))(t)
			}
			c.edit(m)
			err := s.Flush(ctx)
			if c.wrong == "" {
				must(t, err)
				must(t, s.Rollback(ctx))
				return
			}
			refused(t, err, repo.ErrInvalidRequest)
			says(t, err, c.wrong, "set both, or neither")
			must(t, s.Rollback(ctx))
		})
	}
}
