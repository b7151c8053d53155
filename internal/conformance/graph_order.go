package conformance

import (
	"testing"

	"github.com/drey-db/drey/repo"
)

// PostUpdatesBreakCycles: a key that is marked is written behind both rows, and emptied before both go.
func PostUpdatesBreakCycles(t *testing.T, b Backend) {
	db := b.openGraph(t)
	ctx, s := t.Context(), db.session(t)
	amy := &Player{Name: "amy"}
	reds := &Club{Name: "reds", Captain: amy, Players: []*Player{amy, {Name: "ben"}}}
	must(t, s.Add(reds))
	db.log.take()
	must(t, s.Commit(ctx))
	expect(t, "one UPDATE behind", verbs(db.log.sent(), "UPDATE"), 1)
	const captains = "SELECT c.name || '<' || p.name || '<' || h.name FROM clubs c JOIN players p ON p.id = c.captain_id JOIN clubs h ON h.id = p.club_id"
	expect(t, "stored: listed(db, captains)", listed(t, db, captains), "reds<amy<reds")
	expect(t, "stored: *reds.CaptainID == amy.ID", *reds.CaptainID == amy.ID, true)
	expect(t, "stored: *amy.ClubID == reds.ID", *amy.ClubID == reds.ID, true)
	must(t, s.Commit(ctx))
	cid := &Player{Name: "cid", Club: reds}
	reds.Captain = cid
	must(t, s.Commit(ctx))
	expect(t, "another one, and another version: listed(db, captains)", listed(t, db, captains), "reds<cid<reds")
	expect(t, "another one, and another version: reds.Rev", reds.Rev, 2)
	must(t, s.Delete(reds, cid))
	must(t, s.Commit(ctx))
	expect(t, "both are gone: SELECT name FROM clubs", listed(t, db, "SELECT name FROM clubs"), "")
	expect(t, "both are gone: SELECT name FROM players WHERE club_id IS NULL ORDER BY 1", listed(t, db, "SELECT name FROM players WHERE club_id IS NULL ORDER BY 1"), "amy, ben")
}

// CyclesAreRefused: rows that wait for one another are refused with their path, before anything is sent.
func CyclesAreRefused(t *testing.T, b Backend) {
	db := b.openGraph(t)
	ctx, s := t.Context(), db.session(t)
	hen := &Hen{Egg: &Egg{}}
	hen.Egg.Hen = hen
	must(t, s.Add(hen))
	db.log.take()
	err := s.Commit(ctx)
	var cycle *repo.CycleError
	asError(t, err, &cycle)
	expect(t, "path: cycle.Path", cycle.Path, []string{"Hen", "Egg", "Hen"})
	expect(t, "path: db.log.sent()", db.log.sent(), "")
	expect(t, "path: s.IsActive()", s.IsActive(), true)
	says(t, err, "Hen -> Egg -> Hen", "Hen.Egg", "post-update")
	must(t, s.Rollback(ctx))
	expect(t, "untouched: hen.ID", hen.ID, int64(0))
	expect(t, "untouched: hen.EggID", hen.EggID, int64(0))
	expect(t, "untouched: state of hen", s.State(hen), repo.Transient)

	one, two := &Branch{Name: "one"}, &Branch{Name: "two"}
	one.Parent, two.Parent = two, one
	must(t, s.Add(one))
	asError(t, s.Flush(ctx), &cycle)
	expect(t, "of one table", cycle.Path, []string{"Branch", "Branch", "Branch"})
	expect(t, "new ones have no keys", cycle.Keys, [][]any{nil, nil, nil})
	two.Parent = nil
	must(t, s.Commit(ctx))
	expect(t, "mended", listed(t, db, "SELECT name FROM branches WHERE parent_id IS NOT NULL"), "one")

	far, near := &Branch{ID: 70, Name: "far"}, &Branch{ID: 71, Name: "near"}
	far.Parent, near.Parent = near, far
	must(t, s.Add(far))
	err = s.Flush(ctx)
	asError(t, err, &cycle)
	expect(t, "those that have keys", cycle.Keys, [][]any{{int64(70)}, {int64(71)}, {int64(70)}})
	says(t, err, "Branch [70] -> Branch [71] -> Branch [70]")
}

// RowsOfGraphsAreTakenOver: a new entity with the key of one to be deleted takes over its row, with what refers to it; a
// unique value is free only when the flush is over, since rows are put in before others go.
func RowsOfGraphsAreTakenOver(t *testing.T, b Backend) {
	db := b.openGraph(t)
	ctx, s := t.Context(), db.session(t)
	root := &Folder{Name: "root", Children: []*Folder{{Name: "child"}}}
	must(t, s.Add(root))
	must(t, s.Commit(ctx))
	child := root.Children[0]
	next := &Folder{ID: child.ID, Name: "next", Parent: root}
	must(t, s.Delete(child))
	must(t, s.Add(next))
	db.log.take()
	must(t, s.Commit(ctx))
	sent := db.log.sent()
	expect(t, "an UPDATE", []int{verbs(sent, "UPDATE"), verbs(sent, "INSERT"), verbs(sent, "DELETE")}, []int{1, 0, 0})
	expect(t, "states: state of child", s.State(child), repo.Detached)
	expect(t, "states: state of next", s.State(next), repo.Persistent)
	expect(t, "states: number of root.Children", len(root.Children), 1)
	expect(t, "states: root.Children[0] == next", root.Children[0] == next, true)
	expect(t, "stored", listed(t, db, "SELECT name FROM folders WHERE parent_id IS NOT NULL"), "next")

	graphsAreTakenOver(t, db)
	ann := &Author{Name: "ann"}
	must(t, s.Add(ann))
	must(t, s.Commit(ctx))
	must(t, s.Delete(ann))
	must(t, s.Add(&Author{Name: "ann"}))
	refused(t, s.Flush(ctx), repo.ErrUniqueViolation)
	must(t, s.Rollback(ctx))
	must(t, s.Delete(ann))
	must(t, s.Flush(ctx))
	must(t, s.Add(&Author{Name: "ann"}))
	must(t, s.Commit(ctx))
}

// graphsAreTakenOver: children and associations with the same keys are taken over with their parent.
func graphsAreTakenOver(t *testing.T, db *database) {
	t.Helper()
	ctx, s := t.Context(), db.session(t)
	kim, fun := &Student{Name: "kim"}, &Genre{Name: "fun"}
	old := &Course{Code: "math", Year: 1, Title: "old", Enrolments: []*Enrolment{{Student: kim, Grade: 1}}}
	book := &Book{Title: "book", Author: &Author{Name: "writer"}, Genres: []*Genre{fun}}
	must(t, s.Add(old, book))
	must(t, s.Commit(ctx))
	must(t, s.Delete(old, book))
	next := &Book{ID: book.ID, Title: "book", Author: book.Author, Genres: []*Genre{fun}}
	must(t, s.Add(&Course{Code: "math", Year: 1, Title: "new", Enrolments: []*Enrolment{{Student: kim, Grade: 2}}}, next))
	db.log.take()
	must(t, s.Commit(ctx))
	expect(t, "three UPDATEs", verbs(db.log.sent(), "UPDATE"), 3)
	expect(t, "stored", listed(t, db, "SELECT c.title || '/' || e.grade FROM courses c JOIN enrolments e ON e.course_code = c.code"), "new/2")
	expect(t, "associated anew: listed(db, tagged)", listed(t, db, tagged), "book/fun")
	expect(t, "associated anew: number of fun.Books", len(fun.Books), 1)
	expect(t, "associated anew: fun.Books[0] == next", fun.Books[0] == next, true)
	expect(t, "associated anew: book.Author.Books[0] == next", book.Author.Books[0] == next, true)
}

// KeysOfParentsChange: a changed key files its entity anew, with children whose keys follow in the database and in memory;
// one that is taken is refused.
func KeysOfParentsChange(t *testing.T, b Backend) {
	db := b.openGraph(t)
	ctx, s := t.Context(), db.session(t)
	kim := &Student{Name: "kim"}
	math := &Course{Code: "math", Year: 1, Title: "Mathematics", Enrolments: []*Enrolment{{Student: kim, Grade: 1}}}
	must(t, s.Add(math))
	must(t, s.Commit(ctx))
	e := math.Enrolments[0]
	t.Run("the child follows", func(t *testing.T) {
		math.Code = "maths"
		must(t, s.Flush(ctx))
		expect(t, "the child follows: e.CourseCode", e.CourseCode, "maths")
		expect(t, "the child follows: repo.Get[Course](s, \"maths\", 1)) == math", value(repo.Get[Course](ctx, s, "maths", 1))(t) == math, true)
	})
	t.Run("under its new key, without SQL, stored", func(t *testing.T) {
		db.log.take()
		found := value(repo.Get[Enrolment](ctx, s, kim.ID, "maths", 1))(t)
		expect(t, "under its new key, without SQL: found == e", found == e, true)
		expect(t, "under its new key, without SQL: db.log.sent()", db.log.sent(), "")
		e.Grade = 2
		must(t, s.Commit(ctx))
		expect(t, "stored", listed(t, db, "SELECT course_code || '/' || grade FROM enrolments"), "maths/2")
	})
	t.Run("restored, and filed so", func(t *testing.T) {
		math.Code = "mathematics"
		must(t, s.Flush(ctx))
		must(t, s.Rollback(ctx))
		expect(t, "restored: math.Code", math.Code, "maths")
		expect(t, "restored: e.CourseCode", e.CourseCode, "maths")
		expect(t, "and filed so", value(repo.Get[Course](ctx, s, "maths", 1))(t) == math, true)
	})

	t.Run("a key that is taken is refused", func(t *testing.T) {
		must(t, s.Add(&Course{Code: "art", Year: 1, Title: "Art"}))
		must(t, s.Commit(ctx))
		math.Code = "art"
		err := s.Flush(ctx)
		refused(t, err, repo.ErrInvalidRequest)
		says(t, err, "Course")
		must(t, s.Rollback(ctx))
		db.exec(t, "INSERT INTO courses (code, year, title) VALUES ('music', 1, 'Music')")
		math.Code = "music"
		refused(t, s.Flush(ctx), repo.ErrUniqueViolation)
	})
	t.Run("as it was", func(t *testing.T) {
		must(t, s.Rollback(ctx))
		expect(t, "as it was: math.Code", math.Code, "maths")
		expect(t, "as it was: e.CourseCode", e.CourseCode, "maths")
	})
}

// VersionsOfGraphs: a version counts what is written into its own row: foreign keys are, a list is not.
func VersionsOfGraphs(t *testing.T, b Backend) {
	db := b.openGraph(t)
	ctx, s := t.Context(), db.session(t)
	reds, blues := &Club{Name: "reds"}, &Club{Name: "blues"}
	night := &Train{Name: "night"}
	one := &Wagon{Name: "one"}
	must(t, s.Add(reds, blues, night, one))
	must(t, s.Commit(ctx))
	amy := &Player{Name: "amy"}
	t.Run("a list is not its row, a key is", func(t *testing.T) {
		reds.Players = []*Player{amy}
		night.Wagons = []*Wagon{one}
		must(t, s.Commit(ctx))
		expect(t, "a list is not its row: reds.Rev", reds.Rev, 1)
		expect(t, "a list is not its row: one.Rev", one.Rev, int64(2))
		expect(t, "a list is not its row: *one.TrainID == night.ID", *one.TrainID == night.ID, true)
		reds.Captain = amy
		must(t, s.Commit(ctx))
		expect(t, "a key is", reds.Rev, 2)
		one.Train = nil
		must(t, s.Commit(ctx))
		expect(t, "a cleared key too", one.Rev, int64(3))
	})
	t.Run("stale", func(t *testing.T) {
		db.exec(t, "UPDATE wagons SET rev = 9")
		one.Train = night
		err := s.Commit(ctx)
		var stale *repo.StaleDataError
		asError(t, err, &stale)
		expect(t, "stale: stale.Entity", stale.Entity, "Wagon")
		expect(t, "stale: s.IsActive()", s.IsActive(), false)
	})
	t.Run("restored, nothing was committed", func(t *testing.T) {
		must(t, s.Rollback(ctx))
		expect(t, "restored: one.Train", one.Train, (*Train)(nil))
		expect(t, "restored: one.TrainID", one.TrainID, (*int64)(nil))
		expect(t, "restored: number of night.Wagons", len(night.Wagons), 0)
		expect(t, "restored: one.Rev", one.Rev, int64(3))
		expect(t, "nothing was committed", db.stored(t, "SELECT count(*) FROM wagons WHERE train_id IS NULL AND rev = 9"), int64(1))
	})
}
