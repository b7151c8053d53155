package conformance

import (
	"fmt"
	"testing"

	"pgregory.net/rapid"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
)

// RandomGraphsAreWritten: whatever is done to a graph, in whatever order, with flushes, savepoints, rollbacks and refusals
// in between, the database and the entities hold what a plain map of names holds.
func RandomGraphsAreWritten(t *testing.T, b Backend) {
	db, done := b.openGraph(t), tally{}
	rapid.Check(t, func(rt *rapid.T) {
		db.empty(t)
		p := &player{t: t, rt: rt, db: db, s: db.Session(), now: newWorld(), cast: newCast(), unflushed: map[string]bool{}}
		defer func() { p.s.Close() }()
		p.begun = p.save()
		rt.Repeat(done.counted(map[string]func(*rapid.T){
			"add an author": p.addAuthor, "add a book": p.addBook, "move a book": p.moveBook, "drop a book": p.dropBook,
			"delete a book": p.deleteBook, "delete an author": p.deleteAuthor, "rename an author": p.renameAuthor,
			"add a genre": p.addGenre, "tag a book": p.tag, "untag a book": p.untag, "delete a genre": p.deleteGenre,
			"add a folder": p.addFolder, "move a folder": p.moveFolder, "delete a folder": p.deleteFolder,
			"flush": p.flush, "commit": p.commit, "roll back": p.rollback, "be refused": p.refused,
			"begin a savepoint": p.nest, "end a savepoint": p.unnest, "read again": p.reopen,
		}))
		p.commit(rt)
		p.reopen(rt)
	})
	done.expectAll(t)
}

// empty deletes every row of the graph.
func (db *database) empty(t *testing.T) {
	t.Helper()
	for _, table := range []string{"book_genres", "genres", "books", "authors"} {
		db.exec(t, "DELETE FROM "+table)
	}
	db.exec(t, "UPDATE folders SET parent_id = NULL")
	db.exec(t, "DELETE FROM folders")
}

// player does random things to a session and keeps book of what must come of it.
type player struct {
	t   *testing.T
	rt  *rapid.T
	db  *database
	s   *repo.Session
	now world
	cast
	begun     saved
	nested    []nested
	fresh     int             // of names
	unflushed map[string]bool // what was edited since the last flush: a second edit could contradict the first
}

// saved is how things were when a transaction or a savepoint began.
type saved struct {
	world
	cast
}

type nested struct {
	savepoint *repo.Savepoint
	before    saved
}

func (p *player) save() saved { return saved{p.now.clone(), p.cast.clone()} }

func (p *player) restore(to saved) {
	p.now, p.cast, p.unflushed = to.world.clone(), to.cast.clone(), map[string]bool{}
}

func (p *player) must(err error) {
	if err != nil {
		p.rt.Fatal(err)
	}
}

// name is one that nothing has yet.
func (p *player) name(kind string) string {
	p.fresh++
	return fmt.Sprintf("%s%03d", kind, p.fresh)
}

// edit says that something is edited; it ends the action when it was since the last flush.
func (p *player) edit(rt *rapid.T, name string) {
	if p.unflushed[name] {
		rt.Skip()
	}
	p.unflushed[name] = true
}

func (p *player) flush(*rapid.T) {
	p.must(p.s.Flush(p.t.Context()))
	p.unflushed = map[string]bool{}
	p.check()
	p.must(p.s.Flush(p.t.Context()))
}

func (p *player) commit(rt *rapid.T) {
	p.must(p.s.Commit(p.t.Context()))
	p.unflushed, p.nested = map[string]bool{}, nil
	p.check()
	p.must(p.s.Rollback(p.t.Context()))
	p.begun = p.save()
	p.checkMemory()
}

func (p *player) rollback(*rapid.T) {
	p.must(p.s.Rollback(p.t.Context()))
	p.nested = nil
	p.restore(p.begun)
	p.check()
}

// refused has a flush fail and forgives it.
func (p *player) refused(rt *rapid.T) {
	if len(p.now.genres) == 0 {
		rt.Skip()
	}
	p.flush(rt)
	p.must(p.s.Add(&Genre{Name: pick(rt, p.now.genres)}))
	if p.s.Flush(p.t.Context()) == nil {
		rt.Fatal("two genres have one name")
	}
	if len(p.nested) > 0 {
		p.end(false)
		return
	}
	p.rollback(rt)
}

func (p *player) nest(rt *rapid.T) {
	if len(p.nested) > 2 {
		rt.Skip()
	}
	n, err := p.s.BeginNested(p.t.Context())
	p.must(err)
	p.unflushed = map[string]bool{}
	p.nested = append(p.nested, nested{n, p.save()})
}

func (p *player) unnest(rt *rapid.T) {
	if len(p.nested) == 0 {
		rt.Skip()
	}
	p.end(rapid.Bool().Draw(rt, "keep"))
}

// end ends the innermost savepoint.
func (p *player) end(keep bool) {
	last := p.nested[len(p.nested)-1]
	p.nested = p.nested[:len(p.nested)-1]
	if keep {
		p.must(last.savepoint.Commit(p.t.Context()))
		p.unflushed = map[string]bool{}
	} else {
		p.must(last.savepoint.Rollback(p.t.Context()))
		p.restore(last.before)
	}
	p.check()
}

// reopen goes on in another session, with everything read again.
func (p *player) reopen(rt *rapid.T) {
	p.rollback(rt)
	p.must(p.s.Close())
	p.s, p.cast = p.db.Session(), newCast()
	ctx := p.t.Context()
	writers, err := repo.All(ctx, p.s, builder.Select(authors).Load(builder.SelectIn(&authors.Books).Then(builder.SelectIn(&books.Genres))))
	p.must(err)
	kinds, err := repo.All(ctx, p.s, builder.Select(genres).Load(builder.SelectIn(&genres.Books)))
	p.must(err)
	places, err := repo.All(ctx, p.s, builder.Select(folders).Load(builder.SelectIn(&folders.Children), builder.SelectIn(&folders.Parent)))
	p.must(err)
	p.cast.take(writers, kinds, places)
	p.must(p.s.Commit(ctx))
	p.begun = p.save()
	p.check()
}
