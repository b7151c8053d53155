package persistence_test

import (
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/backends/kit"
	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/internal/identity"
	"github.com/drey-db/drey/internal/persistence"
	"github.com/drey-db/drey/internal/unitofwork"
)

// staged returns the plan of a world.
func (w *world) staged(d builder.Dialect, stages int) *persistence.Plan {
	w.t.Helper()
	p, err := persistence.New(w.set, &w.known, options(d))
	require.NoError(w.t, err)
	require.Len(w.t, p.Stages, stages)
	return p
}

// answered hands rows to statement i of a stage.
func answered[T any](t *testing.T, s *persistence.Stage, i int, list ...T) {
	t.Helper()
	_, err := s.Receive(i, &rows[T]{list: list}, backends.Result{RowsAffected: int64(len(list))})
	require.NoError(t, err)
}

// family returns an author of two books with loans, whose keys the database makes.
func family(w *world) (a *author, b *book, l *loan) {
	one := fresh(w, author{Name: "ann"})
	two := fresh(w, book{Title: "a"})
	three := fresh(w, loan{Day: 3})
	w.step(unitofwork.Inserts, rowsOf(one)...)
	w.step(unitofwork.Inserts, child(two, "author_id", one))
	w.step(unitofwork.Inserts, child(three, "book_id", two))
	return one.Entity().(*author), two.Entity().(*book), three.Entity().(*loan)
}

func TestStages(t *testing.T) {
	w := &world{t: t}
	a, b, l := family(w)
	typed := int64(99)
	b.AuthorID = &typed
	p := w.staged(builder.Postgres(), 3)
	require.Equal(t, &typed, b.AuthorID, "what is not known yet stays as it is")
	first, second, third := p.Stages[0], p.Stages[1], p.Stages[2]
	require.NoError(t, first.Open())
	answered(t, first, 0, author{ID: 5})
	require.Zero(t, a.ID)
	first.Close()
	require.EqualValues(t, 5, a.ID)
	require.NoError(t, second.Open())
	require.EqualValues(t, 5, *b.AuthorID)
	require.Equal(t, []any{"a", b.AuthorID}, second.Stmts[0].Args)
	answered(t, second, 0, book{ID: 6, SeenOn: noon})
	second.Close()
	require.NoError(t, third.Open())
	require.Equal(t, []any{int64(6), 3}, third.Stmts[0].Args)
	answered[loan](t, third, 0)
	p.Accept()
	require.Equal(t, &loan{BookID: 6, Day: 3}, l)
	require.Equal(t, noon, b.SeenOn)
	for _, e := range w.known.Entries() {
		require.Equal(t, identity.Persistent, e.State)
		require.Same(t, e, w.known.At(e.Key()))
		require.False(t, e.Modified())
	}
	w.known.Rollback()
	require.Equal(t, []any{int64(0), "ann"}, []any{a.ID, a.Name})
	require.Equal(t, &book{Title: "a", AuthorID: &typed}, b, "also what somebody had typed")
	require.Equal(t, &loan{Day: 3}, l)
}

func TestStagesAreDiscarded(t *testing.T) {
	w := &world{t: t}
	a, b, l := family(w)
	p := w.staged(builder.Postgres(), 3)
	require.NoError(t, p.Stages[0].Open())
	answered(t, p.Stages[0], 0, author{ID: 5})
	p.Stages[0].Close()
	require.NoError(t, p.Stages[1].Open())
	answered(t, p.Stages[1], 0, book{ID: 6, SeenOn: noon})
	p.Stages[1].Close()
	require.NoError(t, p.Stages[2].Open())
	require.Equal(t, int64(6), l.BookID)
	p.Discard()
	require.Equal(t, []any{&author{Name: "ann"}, &book{Title: "a"}, &loan{Day: 3}}, []any{a, b, l})
	for _, e := range w.known.Entries() {
		require.Equal(t, identity.Pending, e.State)
	}
	require.Equal(t, []unitofwork.Verb{unitofwork.Inserts, unitofwork.Inserts, unitofwork.Inserts}, verbs(w.set), "the set can be planned again")
	w.staged(builder.Postgres(), 3)
}

func verbs(set unitofwork.Set) (list []unitofwork.Verb) {
	for _, s := range set.Steps {
		list = append(list, s.Verb)
	}
	return list
}

func TestLateKeysStandBeside(t *testing.T) {
	w := &world{t: t}
	a, b := fresh(w, guest{ID: 1, Rev: 1}), fresh(w, guest{ID: 2, Rev: 1})
	w.step(unitofwork.Inserts, rowsOf(a, b)...)
	w.step(unitofwork.Updates, late(a, "best_id", b), late(b, "best_id", a))
	p := w.staged(builder.Postgres(), 1)
	stage := p.Stages[0]
	require.NoError(t, stage.Open())
	require.Equal(t, []string{`{NULL,NULL}`, `{2,1}`}, []string{literal(t, stage.Stmts[0].Args[5]), literal(t, stage.Stmts[1].Args[1])})
	for i := range stage.Stmts {
		_, err := stage.Receive(i, nil, backends.Result{RowsAffected: 2})
		require.NoError(t, err)
	}
	one := a.Entity().(*guest)
	require.Nil(t, one.BestID)
	p.Accept()
	require.EqualValues(t, 2, *one.BestID)
	require.Equal(t, 1, one.Rev, "the version is not counted")
	require.False(t, a.Modified())
	w.known.Rollback()
	require.Nil(t, one.BestID)
}

func TestKeysMetLate(t *testing.T) {
	w := &world{t: t}
	b := fresh(w, book{Title: "a"})
	w.step(unitofwork.Inserts, rowsOf(b)...)
	w.step(unitofwork.Inserts, child(fresh(w, loan{Day: 3}), "book_id", b), child(fresh(w, loan{Day: 3}), "book_id", b))
	p := w.staged(builder.Postgres(), 2)
	require.NoError(t, p.Stages[0].Open())
	answered(t, p.Stages[0], 0, book{ID: 6})
	p.Stages[0].Close()
	err := p.Stages[1].Open()
	require.ErrorIs(t, err, persistence.ErrKeyTaken)
	require.ErrorContains(t, err, "key taken: the session has another loan with the key [6 3]: edit that one, or Merge yours into it")
}

func TestForeignKeysOfNothing(t *testing.T) {
	w := &world{t: t}
	n, nobody := fresh(w, note{}), stored(w, guest{ID: 1, Rev: 1})
	w.step(unitofwork.Inserts, unitofwork.Row{Entry: n, Fills: []unitofwork.Fill{{Column: column(n, "day"), From: nobody, Key: column(nobody, "best_id")}}})
	_, err := persistence.New(w.set, &w.known, options(builder.Postgres()))
	require.EqualError(t, err, "note.Day has no place for the BestID of the guest that it refers to")
}

func TestStaleAssociations(t *testing.T) {
	w := &world{t: t}
	one, x := stored(w, book{ID: 1}), stored(w, tag{ID: uuid.UUID{9}})
	w.pairs(unitofwork.Unlinks, relation[book](t, "Tags"), unitofwork.Pair{Owner: one, Target: x}, unitofwork.Pair{Owner: stored(w, book{ID: 2}), Target: x})
	stage := w.staged(builder.Postgres(), 1).Stages[0]
	var stale *persistence.StaleError
	require.ErrorAs(t, stage.Refused(0, kit.Stale(2, 1)), &stale)
	require.Equal(t, persistence.StaleError{Entity: "book_tags", Key: []any{[]any{int64(1), uuid.UUID{9}}, []any{int64(2), uuid.UUID{9}}}, Expected: 2, Matched: 1}, *stale)
	other := kit.Blame(kit.Stale(2, 1), 0)
	require.Equal(t, "unlinking book_tags", stage.Describe(0))
	require.NotErrorIs(t, stage.Refused(0, other), backends.ErrStale)
	full := &backends.Error{Kind: backends.ErrConnection}
	require.Same(t, full, stage.Refused(0, full))
}

func TestReserve(t *testing.T) {
	w := &world{t: t}
	a, b, l := family(w)
	require.Nil(t, persistence.Reserve(w.set, options(builder.SQLite()).Dialect), "no sequences")
	r := persistence.Reserve(w.set, options(builder.Postgres()).Dialect)
	require.Len(t, r.Stmts, 2)
	require.Equal(t, []any{`"authors"`, "id", int64(1)}, r.Stmts[0].Args)
	require.Equal(t, "reserving keys of book", r.Describe(1))

	o := options(builder.Postgres())
	o.Reserved = r
	p, err := persistence.New(w.set, &w.known, o)
	require.NoError(t, err)
	require.Len(t, p.Stages, 1)
	require.Equal(t, persistence.Blank{Entity: "author", Column: "id", Row: 1}, p.Stages[0].Shown()[0].Args[0], "nobody has asked yet")
	p.Discard()

	for i, key := range []int64{7, 8} {
		_, err := r.Receive(i, &keys{list: []any{key}})
		require.NoError(t, err)
	}
	p, err = persistence.New(w.set, &w.known, o)
	require.NoError(t, err)
	require.Len(t, p.Stages, 1)
	require.Equal(t, []int64{7, 8, 7, 8}, []int64{a.ID, b.ID, *b.AuthorID, l.BookID})
	p.Discard()
	require.Equal(t, []any{int64(0), int64(0), (*int64)(nil), int64(0)}, []any{a.ID, b.ID, b.AuthorID, l.BookID})

	_, err = r.Receive(0, &keys{list: []any{nil}})
	require.ErrorContains(t, err, "the key of authors is not counted up by a sequence of its own")
	_, err = r.Receive(0, &keys{})
	require.ErrorContains(t, err, "0 of 1 keys came back")
	w.set.Steps = nil
	require.Nil(t, persistence.Reserve(w.set, o.Dialect), "nothing is new")
}

// keys are rows of one column.
type keys struct {
	backends.Rows
	list []any
	at   int
}

func (k *keys) Next() bool { k.at++; return k.at <= len(k.list) }
func (k *keys) Err() error { return nil }
func (k *keys) Scan(dest ...any) error {
	return dest[0].(interface{ Scan(any) error }).Scan(k.list[k.at-1])
}
