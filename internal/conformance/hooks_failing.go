package conformance

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
)

// Twig is an entity with hooks and a tree below it.
type Twig struct {
	ID       int64
	Label    string
	Size     int
	ParentID *int64
	Parent   *Twig   `rel:"belongs-to"`
	Children []*Twig `rel:"has-many,fk=parent_id,cascade=all"`
	hear     func(hook, label string) error
}

// TableName names the table.
func (Twig) TableName() string { return "twigs" }

func (b *Twig) callHook(hook string) error {
	if b.hear == nil {
		return nil
	}
	return b.hear(hook, b.Label)
}

// BeforeInsert implements repo.BeforeInserter.
func (b *Twig) BeforeInsert(context.Context) error { return b.callHook("insert") }

// BeforeUpdate implements repo.BeforeUpdater.
func (b *Twig) BeforeUpdate(context.Context) error { return b.callHook("update") }

// BeforeDelete implements repo.BeforeDeleter.
func (b *Twig) BeforeDelete(context.Context) error { return b.callHook("delete") }

// openTwigs is open with a table of twigs.
func (b Backend) openTwigs(t *testing.T, opts ...repo.Option) *database {
	t.Helper()
	db := b.open(t, opts...)
	db.exec(t, b.spell(`CREATE TABLE twigs (id {counted}, label text NOT NULL, size integer NOT NULL, parent_id bigint REFERENCES twigs (id))`))
	db.log.take()
	return db
}

// HooksHearGraphs: the hooks of a graph run in the order in which its rows are written, within those of the session.
func HooksHearGraphs(t *testing.T, b Backend) {
	var heard []string
	hear := func(what string) func(context.Context, *repo.Session) error {
		return func(context.Context, *repo.Session) error { heard = append(heard, what); return nil }
	}
	db := b.openTwigs(t, repo.WithHooks(repo.Hooks{BeforeFlush: hear("flush?"), AfterFlush: hear("flushed"), BeforeCommit: hear("commit?"),
		AfterCommit: func(ctx context.Context, s *repo.Session) { _ = hear("committed")(ctx, s) }}))
	callHook := func() string {
		h := strings.Join(heard, " ")
		heard = nil
		return h
	}
	listen := func(hook, label string) error { heard = append(heard, hook+" "+label); return nil }
	ctx, s := t.Context(), db.session(t)
	root := &Twig{Label: "root", hear: listen, Children: []*Twig{{Label: "a", hear: listen}, {Label: "b", hear: listen}}}
	must(t, s.Add(root.Children[1], root))
	must(t, s.Commit(ctx))
	expect(t, "inserted, parents first", callHook(), "commit? flush? insert root insert b insert a flushed committed")
	root.Children[0].Size, root.Size = 1, 1
	must(t, s.Commit(ctx))
	expect(t, "updated", callHook(), "commit? flush? update root update a flushed committed")
	root.Children = append(root.Children, &Twig{Label: "c", hear: func(hook, label string) error {
		root.Children[1].Size = 5
		return listen(hook, label)
	}})
	must(t, s.Flush(ctx))
	expect(t, "a hook that changes another", callHook(), "flush? insert c update b flushed")
	must(t, s.Delete(root))
	must(t, s.Commit(ctx))
	expect(t, "deleted, children first", callHook(), "commit? flush? delete b delete a delete c delete root flushed committed")
}

// HooksThatGoOnAreStopped: entities' hooks that keep adding entities are stopped after 100 rounds, with nothing sent.
func HooksThatGoOnAreStopped(t *testing.T, b Backend) {
	db := b.openTwigs(t)
	ctx, s := t.Context(), db.session(t)
	rounds := 0
	var again func(hook, label string) error
	again = func(string, string) error {
		rounds++
		return s.Add(&Twig{Label: fmt.Sprint(rounds), hear: again})
	}
	must(t, s.Add(&Twig{Label: "first", hear: again}))
	err := s.Commit(ctx)
	refused(t, err, repo.ErrInvalidRequest)
	expect(t, "rounds: rounds", rounds, 100)
	expect(t, "rounds: db.log.sent()", db.log.sent(), "")
	expect(t, "rounds: s.IsActive()", s.IsActive(), true)
	must(t, s.Rollback(ctx))
	expect(t, "forgotten", len(s.New()), 0)
	must(t, s.Add(&Twig{Label: "sound"}))
	must(t, s.Commit(ctx))
	expect(t, "stored", db.stored(t, "SELECT count(*) FROM twigs"), int64(1))
}

// EntityHooksThatFailSendNothing: by an error or a panic, at each point; the session goes on with what it had.
func EntityHooksThatFailSendNothing(t *testing.T, b Backend) {
	db := b.openTwigs(t)
	ctx := t.Context()
	own := errors.New("own")
	for _, hook := range []string{"insert", "update", "delete"} {
		for _, fail := range []func() error{func() error { return own }, func() error { panic("bomb") }} {
			s := db.session(t)
			root := &Twig{Label: "root", Children: []*Twig{{Label: "child"}}}
			if must(t, s.Add(root)); hook != "insert" {
				must(t, s.Commit(ctx))
			}
			child := root.Children[0]
			child.hear = func(string, string) error { return fail() }
			if root.Size, child.Size = 1, 1; hook == "delete" {
				must(t, s.Delete(root))
			}
			db.log.take()
			func() {
				defer func() { _ = recover() }()
				err := s.Commit(ctx)
				refused(t, err, own)
				says(t, err, hook[:5], "Twig")
			}()
			expect(t, hook+": nothing was sent"+": writes(db.log.sent())", writes(db.log.sent()), false)
			expect(t, hook+": nothing was sent"+": s.IsActive()", s.IsActive(), true)
			child.hear = nil
			must(t, s.Commit(ctx))
			must(t, s.Close())
		}
	}
	expect(t, "stored", db.stored(t, "SELECT count(*) FROM twigs"), int64(8))
	db.idle(t)
}

// LateHooksThatPanic: AfterCommit and AfterRollback that panic leave a session that is done with its transaction.
func LateHooksThatPanic(t *testing.T, b Backend) {
	armed := true
	bang := func(context.Context, *repo.Session) {
		if armed {
			panic("bomb")
		}
	}
	db := b.open(t, repo.WithHooks(repo.Hooks{AfterCommit: bang, AfterRollback: bang}))
	ctx, s := t.Context(), db.session(t)
	toy := &Toy{Label: "a"}
	must(t, s.Add(toy))
	panics(t, "after a commit", func() { _ = s.Commit(ctx) })
	expect(t, "committed: SELECT count(*) FROM toys", db.stored(t, "SELECT count(*) FROM toys"), int64(1))
	expect(t, "committed: s.InTransaction()", s.InTransaction(), false)
	expect(t, "committed: state of toy", s.State(toy), repo.Persistent)
	toy.Size = 5
	must(t, s.Flush(ctx))
	panics(t, "after a rollback", func() { _ = s.Rollback(ctx) })
	expect(t, "rolled back: s.InTransaction()", s.InTransaction(), false)
	expect(t, "rolled back: s.IsActive()", s.IsActive(), true)
	expect(t, "rolled back: toy.Size", toy.Size, 0)
	armed = false
	toy.Size = 6
	must(t, s.Commit(ctx))
	expect(t, "goes on", db.stored(t, "SELECT size FROM toys"), int64(6))
	db.idle(t)
}

// Grump is an entity that cannot be read.
type Grump struct {
	ID    int64
	Label string
	Size  int
}

// TableName names the table.
func (Grump) TableName() string { return "toys" }

// AfterLoad implements repo.AfterLoader.
func (g *Grump) AfterLoad(context.Context) error {
	if g.Size > 1 {
		panic("bomb")
	}
	return nil
}

// LoadHooksThatPanic: AfterLoad that panics ends its call, gives rows and connections back, and leaves the session sound.
func LoadHooksThatPanic(t *testing.T, b Backend) {
	db := b.open(t)
	ctx, s := t.Context(), db.session(t)
	list := addedToys(t, s, 1, 2)
	grumps := builder.Model[Grump]()
	size := builder.Col(&grumps.Size)
	for what, read := range map[string]func(r repo.Reader){
		"all": func(r repo.Reader) { _, _ = repo.All(ctx, r, builder.Select(grumps).OrderBy(size.Asc())) },
		"get": func(r repo.Reader) { _, _ = repo.Get[Grump](ctx, r, list[1].ID) },
		"each": func(r repo.Reader) {
			for range repo.Each(ctx, r, builder.Select(grumps)) {
			}
		},
		"gather": func(r repo.Reader) { _ = repo.Gather(ctx, r, repo.Into(new([]*Grump), builder.Select(grumps))) },
	} {
		panics(t, what, func() { read(s) })
		one := value(repo.One(ctx, s, builder.Select(grumps).Where(size.Eq(1))))(t)
		expect(t, what, one.Label, "a")
		must(t, s.Rollback(ctx))
		panics(t, what+" of an engine", func() { read(db.Engine) })
		db.idle(t)
	}
}

// writes reports whether statements that write are among texts.
func writes(texts string) bool {
	return strings.Contains(texts, "INSERT") || strings.Contains(texts, "UPDATE") || strings.Contains(texts, "DELETE")
}
