package migratetest

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"testing"

	"github.com/drey-db/drey/migrate"
	"github.com/drey-db/drey/repo"
)

// Option adds to what [Roundtrip] does.
type Option func(*roundtrip)

// Rows has insert called before each revision is applied, with a session that is committed: for rows that say more than those
// that Roundtrip makes up.
func Rows(insert func(ctx context.Context, s *repo.Session, next migrate.Revision) error) Option {
	return func(r *roundtrip) { r.insert = insert }
}

// Loses says that revisions mean to delete rows which taking them back does not bring again. What they do to rows is not looked
// at.
func Loses(revisions ...string) Option {
	return func(r *roundtrip) { r.loses = append(r.loses, revisions...) }
}

// roundtrip is one run.
type roundtrip struct {
	testing.TB
	engine *repo.Engine
	config migrate.Config
	m      *migrate.Migrator
	insert func(context.Context, *repo.Session, migrate.Revision) error
	loses  []string
	back   []string // why the database cannot go back to base, of revisions that were not taken back
}

// Roundtrip upgrades and downgrades every revision, one by one, on a database that has none of them yet. Each is applied, taken
// back, and applied again:
//
//   - Taken back, the tables are what they were before, with their columns, keys, constraints and indexes, and so are views,
//     triggers, functions and enums.
//   - The rows that were there before are there again, with their values. Of a table or a column that the revision takes away
//     or renames, the rows come back or all of them are gone. Before a revision is applied, each table that has a key gets two
//     rows that Roundtrip makes up, where its constraints allow them; they are deleted again. A revision that does not go over
//     them is tried without, and the log says so.
//   - Applied again, the tables are what they were the first time.
//
// At the heads the database is what c.MetaData says, where there is one. A revision that cannot be taken back is applied once,
// and the log says so. Revisions of branches are proven each on what it follows alone.
//
// Each failure names the revision and shows the difference. The database is at the heads afterwards.
func Roundtrip(t testing.TB, engine *repo.Engine, c migrate.Config, opts ...Option) {
	t.Helper()
	r := &roundtrip{TB: t, engine: engine, config: c}
	for _, opt := range opts {
		if opt == nil {
			t.Fatal("migratetest: an option is nil: leave it out")
		}
		opt(r)
	}
	var err error
	if r.m, err = migrate.New(engine, c); err != nil {
		t.Fatalf("migratetest: %v", err)
	}
	defer func() { r.must("close", r.m.Close()) }()
	for _, revision := range r.revisions() {
		r.prove(revision)
	}
	r.atHeads()
}

func (r *roundtrip) must(what string, err error) {
	r.Helper()
	if err != nil {
		r.Fatalf("migratetest: %s: %v", what, err)
	}
}

// revisions are all, each behind those that it follows.
func (r *roundtrip) revisions() []migrate.Revision {
	r.Helper()
	list, err := r.m.History(r.Context())
	r.must("history", err)
	if len(list) == 0 {
		r.Fatalf("migratetest: there are no revisions of %s in %s, and so nothing was proven", r.engine.Dialect().Name, cmp.Or(r.config.Dir, "migrations"))
	}
	for _, revision := range list {
		if revision.Applied {
			r.Fatalf("migratetest: revision %s is applied already: give an empty database", revision)
		}
	}
	slices.Reverse(list)
	return list
}

// prove applies a revision, takes it back, and applies it again.
func (r *roundtrip) prove(revision migrate.Revision) {
	r.Helper()
	r.standBefore(revision)
	r.rows(revision)
	made := r.insertSamples(revision)
	before := r.look()
	made = r.up(revision, made, &before)
	there := r.look()
	if !r.down(revision) {
		return
	}
	after := r.look()
	if text := difference(before.schema, after.schema); text != "" {
		r.Errorf("migratetest: revision %s: once applied and taken back, the database differs from before (- before, + after):\n%s", revision, text)
	}
	if text := before.lost(there, after); text != "" && !slices.Contains(r.loses, revision.ID) {
		r.Errorf("migratetest: revision %s: once applied and taken back, rows differ from before (- before, + after):\n%s", revision, text)
	}
	r.remove(revision, made)
	r.must("revision "+revision.String()+" cannot be applied again", r.m.Upgrade(r.Context(), revision.ID))
	if text := difference(there.schema, r.look().schema); text != "" {
		r.Errorf("migratetest: revision %s: applied again, the database differs from the first time (- first, + again):\n%s", revision, text)
	}
}

// rows has the user's rows inserted.
func (r *roundtrip) rows(revision migrate.Revision) {
	r.Helper()
	if r.insert != nil {
		r.must("rows before revision "+revision.String(), r.engine.Begin(r.Context(), func(s *repo.Session) error {
			return r.insert(r.Context(), s, revision)
		}))
	}
}

// up applies a revision, without the rows that were made up where it does not go over them.
func (r *roundtrip) up(revision migrate.Revision, made []row, before *state) []row {
	r.Helper()
	err := r.m.Upgrade(r.Context(), revision.ID)
	if err != nil && len(made) > 0 {
		r.Logf("migratetest: revision %s does not go over rows that were made up, and is tried without: %v", revision, err)
		r.remove(revision, made)
		made, *before = nil, r.look()
		err = r.m.Upgrade(r.Context(), revision.ID)
	}
	r.must("revision "+revision.String()+" cannot be applied", err)
	return made
}

// down takes a revision back, and reports whether it can be.
func (r *roundtrip) down(revision migrate.Revision) bool {
	r.Helper()
	target := "base"
	if n := len(revision.Parents); n > 0 {
		target = r.last(revision.Parents)
	}
	err := r.m.Downgrade(r.Context(), target)
	var irreversible *migrate.IrreversibleError
	if errors.As(err, &irreversible) {
		r.Logf("migratetest: revision %s is not taken back: %v", revision, err)
		r.back = append(r.back, irreversible.Revision)
		return false
	}
	r.must("revision "+revision.String()+" cannot be taken back", err)
	return true
}

// last is the one of some revisions that follows the others, or stands behind them.
func (r *roundtrip) last(ids []string) string {
	r.Helper()
	list, err := r.m.History(r.Context())
	r.must("history", err)
	at := slices.IndexFunc(list, func(one migrate.Revision) bool { return slices.Contains(ids, one.ID) })
	return list[at].ID
}

// standBefore has the database at what a revision follows, and at nothing else: so that taking it back takes nothing else back.
func (r *roundtrip) standBefore(revision migrate.Revision) {
	r.Helper()
	list, err := r.m.History(r.Context())
	r.must("history", err)
	wanted := ancestors(list, revision)
	beside := slices.ContainsFunc(list, func(one migrate.Revision) bool { return one.Applied && !wanted[one.ID] })
	switch {
	case beside && len(r.back) > 0:
		r.Logf("migratetest: revision %s is proven beside other branches, since revision %s cannot be taken back", revision, r.back[0])
	case beside:
		r.must("base", r.m.Downgrade(r.Context(), "base"))
	}
	for _, parent := range revision.Parents {
		r.must("what revision "+revision.String()+" follows", r.m.Upgrade(r.Context(), parent))
	}
}

// ancestors are all that a revision follows.
func ancestors(list []migrate.Revision, of migrate.Revision) map[string]bool {
	found, next := map[string]bool{}, of.Parents
	for len(next) > 0 {
		id := next[0]
		next = next[1:]
		at := slices.IndexFunc(list, func(one migrate.Revision) bool { return one.ID == id })
		if !found[id] && at >= 0 {
			found[id] = true
			next = append(slices.Clone(list[at].Parents), next...)
		}
	}
	return found
}

// atHeads compares the database with the models.
func (r *roundtrip) atHeads() {
	r.Helper()
	r.must("heads", r.m.Upgrade(r.Context(), "heads"))
	if r.config.MetaData == nil {
		r.Log("migratetest: Config.MetaData is nil, so that the database was compared with no models")
		return
	}
	d, err := r.m.Check(r.Context())
	r.must("check", err)
	if !d.Empty() {
		r.Errorf("migratetest: at the heads the database differs from the models; this would make it what they are, run: drey revision --autogenerate\n%s", d)
	}
}
