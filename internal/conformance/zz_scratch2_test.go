package conformance

import (
	"context"
	"fmt"
	"testing"

	"github.com/google/uuid"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
)

func TestScratchMoveThenDelete(t *testing.T) {
	db := lite().openGraph(t)
	ctx, s := t.Context(), db.session(t)
	zoo := &Book{Title: "zoo"}
	ann, bob := &Author{Name: "ann", Books: []*Book{zoo}}, &Author{Name: "bob"}
	must(t, s.Add(ann, bob))
	must(t, s.Commit(ctx))
	zoo.Author = bob
	must(t, s.Delete(ann))
	must(t, s.Commit(ctx))
	expect(t, "moved before delete", shelved(t, db), "bob/zoo")
}

func TestScratchMoveFieldThenDelete(t *testing.T) {
	db := lite().openGraph(t)
	ctx, s := t.Context(), db.session(t)
	zoo := &Book{Title: "zoo"}
	ann, bob := &Author{Name: "ann", Books: []*Book{zoo}}, &Author{Name: "bob"}
	must(t, s.Add(ann, bob))
	must(t, s.Commit(ctx))
	zoo.AuthorID = bob.ID
	must(t, s.Delete(ann))
	must(t, s.Commit(ctx))
	expect(t, "moved before delete", shelved(t, db), "bob/zoo")
}

func TestScratchMoveListThenDelete(t *testing.T) {
	db := lite().openGraph(t)
	ctx, s := t.Context(), db.session(t)
	zoo := &Book{Title: "zoo"}
	ann, bob := &Author{Name: "ann", Books: []*Book{zoo}}, &Author{Name: "bob"}
	must(t, s.Add(ann, bob))
	must(t, s.Commit(ctx))
	bob.Books = []*Book{zoo}
	must(t, s.Delete(ann))
	must(t, s.Commit(ctx))
	expect(t, "moved before delete", shelved(t, db), "bob/zoo")
}

func TestScratchDeleteChild(t *testing.T) {
	db := lite().openGraph(t)
	ctx, s := t.Context(), db.session(t)
	zoo, air := &Book{Title: "zoo"}, &Book{Title: "air"}
	ann := &Author{Name: "ann", Books: []*Book{zoo, air}}
	must(t, s.Add(ann))
	must(t, s.Commit(ctx))
	must(t, s.Delete(zoo))
	must(t, s.Flush(ctx))
	expect(t, "list", titles(ann.Books), []string{"air"})
	expect(t, "dirty", s.Dirty(), []any(nil))
	must(t, s.Rollback(ctx))
	expect(t, "list", titles(ann.Books), []string{"zoo", "air"})
	must(t, s.Delete(zoo))
	must(t, s.Commit(ctx))
	expect(t, "list", titles(ann.Books), []string{"air"})
	must(t, s.Commit(ctx))
	ann.Books = append(ann.Books, zoo)
	must(t, s.Commit(ctx))
	expect(t, "list", shelved(t, db), "ann/air, ann/zoo")
}

func TestScratchSwapHasOne(t *testing.T) {
	db := lite().openGraph(t)
	ctx, s := t.Context(), db.session(t)
	ann := &Author{Name: "ann", Profile: &Profile{Bio: "x"}}
	bob := &Author{Name: "bob", Profile: &Profile{Bio: "y"}}
	must(t, s.Add(ann, bob))
	must(t, s.Commit(ctx))
	ann.Profile, bob.Profile = bob.Profile, ann.Profile
	must(t, s.Commit(ctx))
	expect(t, "swapped", listed(t, db, "SELECT a.name || p.bio FROM authors a JOIN profiles p ON p.author_id = a.id ORDER BY 1"), "anny, bobx")
	expect(t, "pointers", []bool{ann.Profile.Author == ann, bob.Profile.Author == bob}, []bool{true, true})
}

func TestScratchRowSwitch(t *testing.T) {
	db := lite().openGraph(t)
	ctx, s := t.Context(), db.session(t)
	kim := &Student{ID: 5, Name: "kim"}
	old := &Course{Code: "m", Year: 1, Title: "old", Enrolments: []*Enrolment{{Student: kim, Grade: 1}}}
	must(t, s.Add(old))
	must(t, s.Commit(ctx))
	must(t, s.Delete(old))
	fresh := &Course{Code: "m", Year: 1, Title: "new", Enrolments: []*Enrolment{{Student: kim, Grade: 2}}}
	must(t, s.Add(fresh))
	db.log.take()
	must(t, s.Commit(ctx))
	sent := db.log.sent()
	expect(t, "updates:"+sent, []int{verbs(sent, "UPDATE"), verbs(sent, "INSERT"), verbs(sent, "DELETE")}, []int{2, 0, 0})
	expect(t, "stored", listed(t, db, "SELECT c.title || e.grade FROM courses c JOIN enrolments e ON e.course_code = c.code"), "new2")

	fun := &Genre{Name: "fun"}
	b := &Book{ID: 7, Title: "b", Author: &Author{Name: "x"}, Genres: []*Genre{fun}}
	must(t, s.Add(b))
	must(t, s.Commit(ctx))
	must(t, s.Delete(b))
	b2 := &Book{ID: 7, Title: "b", Author: b.Author, Genres: []*Genre{fun}}
	must(t, s.Add(b2))
	db.log.take()
	must(t, s.Commit(ctx))
	expect(t, "stored "+db.log.sent(), listed(t, db, tagged), "b/fun")
	expect(t, "lists", []any{len(fun.Books), fun.Books[0] == b2, len(b.Author.Books)}, []any{1, true, 1})
}

func TestScratchFieldToUnknown(t *testing.T) {
	db := lite().openGraph(t)
	ctx, s := t.Context(), db.session(t)
	db.exec(t, "INSERT INTO authors (id, name) VALUES (50, 'far')")
	zoo := &Book{Title: "zoo"}
	ann := &Author{Name: "ann", Books: []*Book{zoo}}
	must(t, s.Add(ann))
	must(t, s.Commit(ctx))
	zoo.AuthorID = 50
	must(t, s.Commit(ctx))
	expect(t, "x", []any{zoo.Author, len(ann.Books), shelved(t, db)}, []any{(*Author)(nil), 0, "far/zoo"})
	must(t, repo.Load(ctx, s, []*Book{zoo}, &books.Author))
	expect(t, "far", zoo.Author.Name, "far")
}

func TestScratchBadField(t *testing.T) {
	db := lite().openGraph(t)
	ctx, s := t.Context(), db.session(t)
	fresh := &Author{Name: "f"}
	b := &Book{Title: "b", AuthorID: 5, Author: fresh}
	must(t, s.Add(b))
	refused(t, s.Flush(ctx), repo.ErrConflictingSides)
	b.AuthorID = 0
	must(t, s.Commit(ctx))
	explicit := &Author{ID: 77, Name: "g", Books: []*Book{{Title: "c"}}}
	must(t, s.Add(explicit))
	must(t, s.Commit(ctx))
	expect(t, "x", explicit.Books[0].AuthorID, int64(77))
	d := &Book{Title: "d", AuthorID: 88, Author: &Author{ID: 88, Name: "h"}}
	must(t, s.Add(d))
	must(t, s.Commit(ctx))
	expect(t, "x", len(d.Author.Books), 1)
	// same-flush field references, in adding order child first
	must(t, s.Add(&Book{Title: "e", AuthorID: 99}, &Author{ID: 99, Name: "i"}))
	must(t, s.Commit(ctx))
	k := uuid.New()
	must(t, s.Add(&Folder{Name: "kid", ParentID: &k}, &Folder{ID: k, Name: "par"}))
	must(t, s.Commit(ctx))
}

func TestScratchHooksAdd(t *testing.T) {
	db := lite().openGraph(t)
	ann := &Author{Name: "ann"}
	n := 0
	s := db.session(t, repo.WithHooks(repo.Hooks{BeforeFlush: func(_ context.Context, s *repo.Session) error {
		if n++; n == 1 {
			ann.Books = append(ann.Books, &Book{Title: "hooked"})
		}
		return nil
	}}))
	must(t, s.Add(ann))
	must(t, s.Commit(t.Context()))
	expect(t, "x", shelved(t, db), "ann/hooked")
	ann.Name = "anna"
	must(t, s.Commit(t.Context()))
}

func TestScratchAutoflush(t *testing.T) {
	db := lite().openGraph(t)
	ctx, s := t.Context(), db.session(t)
	ann := &Author{Name: "ann", Books: []*Book{{Title: "zoo"}}}
	must(t, s.Add(ann))
	list := value(repo.All(ctx, s, builder.Select(books)))(t)
	expect(t, "x", list[0] == ann.Books[0], true)
	ann.Books = append(ann.Books, &Book{Title: "air"})
	list = value(repo.All(ctx, s, builder.Select(books)))(t)
	expect(t, "x", len(list), 2)
	list[0].Genres = []*Genre{{Name: "fun"}}
	expect(t, "g", value(repo.Count(ctx, s, builder.Select(genres)))(t), int64(1))
}

func TestScratchSet(t *testing.T) {
	db := lite().openGraph(t)
	ctx, s := t.Context(), db.session(t)
	ann, bob := &Author{Name: "ann", Books: []*Book{{Title: "zoo"}}}, &Author{Name: "bob"}
	must(t, s.Add(ann, bob))
	must(t, s.Commit(ctx))
	zoo := ann.Books[0]
	must(t, s.Set(zoo, &zoo.AuthorID, builder.Literal(bob.ID)))
	must(t, s.Commit(ctx))
	expect(t, "x", []any{shelved(t, db), zoo.AuthorID == bob.ID, zoo.Author == bob, len(ann.Books), len(bob.Books)}, []any{"bob/zoo", true, true, 0, 1})
}

func TestScratchSetNullWithUnloadedPointer(t *testing.T) {
	db := lite().openGraph(t)
	ctx, s := t.Context(), db.session(t)
	reds := &Club{Name: "reds", Players: []*Player{{Name: "a"}}}
	must(t, s.Add(reds))
	must(t, s.Commit(ctx))
	s2 := db.session(t)
	p := value(repo.One(ctx, s2, builder.Select(players)))(t)
	c := value(repo.One(ctx, s2, builder.Select(clubs)))(t)
	must(t, s2.Delete(c))
	must(t, s2.Flush(ctx))
	fmt.Println(db.log.sent())
	expect(t, "x", p.ClubID == nil, true)
	must(t, s2.Rollback(ctx))
	expect(t, "x", []any{*p.ClubID == reds.ID, s2.State(c)}, []any{true, repo.Persistent})
	must(t, s2.Commit(ctx))
}

func TestScratchReAddPendingOrphan(t *testing.T) {
	db := lite().openGraph(t)
	ctx, s := t.Context(), db.session(t)
	b1 := &Book{Title: "b1"}
	ann := &Author{Name: "ann", Books: []*Book{b1}}
	bob := &Author{Name: "bob"}
	must(t, s.Add(ann, bob))
	ann.Books = nil
	bob.Books = []*Book{b1}
	must(t, s.Commit(ctx))
	expect(t, "pending moved", shelved(t, db), "bob/b1")
	// delete then readd before flush
	must(t, s.Delete(b1))
	must(t, s.Add(b1))
	must(t, s.Commit(ctx))
	expect(t, "there", shelved(t, db), "bob/b1")
	// orphan and explicitly re-added
	bob.Books = nil
	b1.Author = ann
	must(t, s.Commit(ctx))
	expect(t, "moved", shelved(t, db), "ann/b1")
	// remove and readd in the same flush
	ann.Books = nil
	ann.Books = []*Book{b1}
	must(t, s.Commit(ctx))
	// clear pointer of delete-orphan child
	b1.Author = nil
	must(t, s.Commit(ctx))
	expect(t, "orphan by pointer", []any{shelved(t, db), s.State(b1)}, []any{"", repo.Detached})
}
