package conformance

import (
	"context"
	"runtime"
	"testing"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
)

var inOrder = builder.Select(heroes).OrderBy(name.Asc())

// StreamsTrackNothing: Each yields every row, an entity that is known already as its pointer, and tracks no other.
func StreamsTrackNothing(t *testing.T, b Backend) {
	db := b.open(t)
	id := db.seed(t, "a", "b", "c")[1].ID
	s := db.session(t)
	known := value(repo.Get[Hero](t.Context(), s, id))(t)
	must(t, s.Add(&Hero{Name: "d", AppSrc: "test"}))
	var names []string
	for hero, err := range repo.Each(t.Context(), s, inOrder) {
		must(t, err)
		names = append(names, hero.Name)
		if hero.ID == id {
			expect(t, "the same pointer", hero == known, true)
		} else if hero.Name != "d" {
			expect(t, "untracked", s.State(hero), repo.Transient)
			hero.Name = "never written"
		}
	}
	expect(t, "flushed first, and all of them", names, []string{"a", "b", "c", "d"})
	must(t, s.Commit(t.Context()))
	expect(t, "no change was noticed", db.stored(t, "SELECT count(*) FROM heroes WHERE name = 'never written'"), int64(0))

	again := repo.Each(t.Context(), db, builder.As[string](builder.SelectColumns(name).OrderBy(name.Desc())))
	for range 2 {
		names = nil
		for n, err := range again {
			must(t, err)
			names = append(names, n)
		}
		expect(t, "each loop asks again", names, []string{"d", "c", "b", "a"})
	}
	db.idle(t)
}

// StreamsHoldTheSession: while a loop is open other doors answer ErrStreamOpen, and however it is left, the session can go
// on.
func StreamsHoldTheSession(t *testing.T, b Backend) {
	db := b.open(t)
	id := db.seed(t, "a", "b", "c")[0].ID
	s := db.session(t)
	ctx := t.Context()
	for _, err := range repo.Each(ctx, s, inOrder) {
		must(t, err)
		must(t, s.Add(&Toy{Label: "added meanwhile"}))
		_, getErr := repo.Get[Hero](ctx, s, id)
		_, allErr := repo.All(ctx, s, inOrder)
		_, execErr := s.Exec(ctx, builder.Text("SELECT 1"))
		_, queryErr := s.Query(ctx, builder.Text("SELECT 1"))
		for _, err := range []error{getErr, allErr, execErr, queryErr, s.Flush(ctx), s.Commit(ctx)} {
			refused(t, err, repo.ErrStreamOpen)
		}
		for _, err := range repo.Each(ctx, s, inOrder) {
			refused(t, err, repo.ErrStreamOpen)
			says(t, err, "repo: each: rows are being streamed: leave the loop first")
		}
		break
	}
	expect(t, "free again", len(value(repo.All(ctx, s, inOrder))(t)), 3)
	must(t, s.Commit(ctx))
	expect(t, "what was added is stored", db.stored(t, "SELECT count(*) FROM toys"), int64(1))

	func() {
		defer func() { expect(t, "panicked", recover(), any("enough")) }()
		for range repo.Each(ctx, s, inOrder) {
			panic("enough")
		}
	}()
	expect(t, "free again", len(value(repo.All(ctx, s, inOrder))(t)), 3)
	must(t, s.Rollback(ctx))
	for range repo.Each(ctx, db, inOrder) {
		break
	}
	db.idle(t)
}

// last is the last pair of a loop, in which body runs after the first.
func last[R any](ctx context.Context, r repo.Reader, q builder.Query[R], body func()) (n int, err error) {
	for _, err = range repo.Each(ctx, r, q) {
		if err != nil {
			return n, err
		}
		if n++; n == 1 {
			body()
		}
	}
	return n, nil
}

// StreamsEnd: an error is the last pair, and so is a Rollback or Close inside the loop, and a cancelled context.
func StreamsEnd(t *testing.T, b Backend) {
	db := b.open(t)
	db.seed(t, "a", "b")
	db.exec(t, "UPDATE heroes SET power = NULL WHERE name = 'b'")
	s := db.session(t)
	n, err := last(t.Context(), s, builder.As[float64](builder.SelectColumns(power).OrderBy(name.Asc())), func() {})
	refused(t, err, repo.ErrDataException)
	expect(t, "rows before the error", n, 1)
	expect(t, "the session goes on", s.IsActive(), true)

	_, err = last(t.Context(), s, inOrder, func() { must(t, s.Rollback(t.Context())) })
	refused(t, err, repo.ErrTxDone)
	expect(t, "the session goes on", len(value(repo.All(t.Context(), s, inOrder))(t)), 2)
	must(t, s.Rollback(t.Context()))

	_, err = last(t.Context(), s, inOrder, func() { must(t, s.Close()) })
	refused(t, err, repo.ErrClosed)
	_, err = last(t.Context(), db, builder.As[int64](builder.Text("SELECT nonsense FROM nowhere")), func() {})
	says(t, err, "repo: each: ")
	db.idle(t)

	other := db.session(t)
	ctx, cancel := context.WithCancel(t.Context())
	_, err = last(ctx, other, builder.As[int64](builder.Text(series(b))), cancel)
	refused(t, err, repo.ErrCanceled)
	expect(t, "the transaction is over", other.IsActive(), false)
	must(t, other.Rollback(t.Context()))
}

// StreamsNeedNoTransaction: loops work in sessions that need none, hold them as others, and give the connection back.
func StreamsNeedNoTransaction(t *testing.T, b Backend) {
	db := b.open(t)
	db.seed(t, "a", "b", "c")
	for _, o := range []repo.SessionOption{repo.WithAutocommit(true), repo.WithReadOnly()} {
		s := db.session(t, o)
		n, err := last(t.Context(), s, inOrder, func() {
			_, err := repo.All(t.Context(), s, inOrder)
			refused(t, err, repo.ErrStreamOpen)
		})
		must(t, err)
		expect(t, "rows", n, 3)
		for range repo.Each(t.Context(), s, inOrder) {
			break
		}
		_, err = last(t.Context(), s, inOrder, func() { must(t, s.Rollback(t.Context())) })
		refused(t, err, repo.ErrTxDone)
		var sizes []int
		for page, err := range repo.Pages(t.Context(), s, inOrder, 2) {
			must(t, err)
			sizes = append(sizes, len(page))
		}
		expect(t, "pages", sizes, []int{2, 1})
		must(t, s.Rollback(t.Context()))
		db.idle(t)
	}
}

// StreamsNeedConstantMemory: what a loop has passed is not kept.
func StreamsNeedConstantMemory(t *testing.T, b Backend) {
	db := b.open(t)
	wide := map[string]string{"postgres": "repeat('x', 4096)", "sqlite": "hex(zeroblob(2048))"}[b.Dialect.Name]
	const rows, much = 20_000, 40 << 20 // in all 80 MiB
	q := builder.As[string](builder.Text("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000) SELECT " + wide + " FROM n"))
	heap := func() int {
		var m runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&m)
		return int(m.HeapAlloc)
	}
	n, before := 0, heap()
	for text, err := range repo.Each(t.Context(), db.session(t), q) {
		must(t, err)
		if n++; len(text) != 4096 {
			t.Fatalf("row %d has %d bytes", n, len(text))
		}
		if n == rows {
			if grown := heap() - before; grown > much {
				t.Errorf("%d rows hold %d MiB", n, grown>>20)
			}
		}
	}
	expect(t, "rows", n, rows)
}
