package conformance

import (
	"testing"

	sq "github.com/Masterminds/squirrel"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
)

// CountsAreOfRows: Count and Exists are about the rows that All would give, whatever made them.
func CountsAreOfRows(t *testing.T, b Backend) {
	db := b.open(t)
	db.seed(t, "a", "b", "c")
	source := builder.Col(&heroes.AppSrc)
	all, sources := builder.Select(heroes), builder.SelectColumns(source)
	for _, r := range []repo.Reader{db.session(t), db.Engine} {
		counted(t, r, all, 3)
		counted(t, r, all.Where(name.Eq("a")), 1)
		counted(t, r, all.Where(name.Eq("x")), 0)
		counted(t, r, inOrder.Limit(2), 2)
		counted(t, r, inOrder.Offset(2), 1)
		counted(t, r, sources, 3)
		counted(t, r, sources.Distinct(), 1)
		counted(t, r, builder.SelectColumns(source, builder.Count()).GroupBy(source), 1)
		counted(t, r, sources.GroupBy(source).Having(builder.Count().Gt(3)), 0)
		counted(t, r, builder.As[string](builder.Text("SELECT name FROM heroes -- all of them")), 3)
		counted(t, r, builder.As[string](sq.Select("name").From("heroes").Where(sq.NotEq{"name": "a"}).PlaceholderFormat(sq.Dollar)), 2)
		_, err := repo.Count(t.Context(), r, builder.Update(heroes).Set(name.To("x")).AllRows().Returning())
		refused(t, err, repo.ErrInvalidRequest)
	}
	s := db.session(t)
	must(t, s.Add(&Hero{Name: "d", AppSrc: "test"}))
	counted(t, s, all, 4)
	must(t, s.Add(&Hero{Name: "e", AppSrc: "test"}))
	text := builder.Text("SELECT * FROM heroes")
	counted(t, s, builder.As[builder.Row](text), 4)
	counted(t, s, builder.As[*Hero](text), 5)
}

func counted[R any](t *testing.T, r repo.Reader, q builder.Query[R], want int64) {
	t.Helper()
	expect(t, "Count", value(repo.Count(t.Context(), r, q))(t), want)
	expect(t, "Exists", value(repo.Exists(t.Context(), r, q))(t), want > 0)
}

// GetAsksAgain: Refresh overwrites, ForUpdate locks and looks at the version, and both always ask the database.
func GetAsksAgain(t *testing.T, b Backend) {
	db := b.open(t)
	id := db.seed(t, "a")[0].ID
	ctx, s := t.Context(), db.session(t)
	hero := value(repo.Get[Hero](ctx, s, id))(t)
	t.Run("locked, edits flushed, not overwritten", func(t *testing.T) {
		must(t, s.Commit(ctx))
		db.exec(t, "UPDATE heroes SET name = 'theirs'")
		hero.AppSrc = "mine"
		locked := value(repo.Get[Hero](ctx, s, id, repo.ForUpdate()))(t)
		expect(t, "locked, edits flushed, not overwritten: locked == hero", locked == hero, true)
		expect(t, "locked, edits flushed, not overwritten: hero.Name", hero.Name, "a")
		expect(t, "locked, edits flushed, not overwritten: hero.AppSrc", hero.AppSrc, "mine")
	})
	t.Run("overwritten", func(t *testing.T) {
		value(repo.Get[Hero](ctx, s, id, repo.Refresh()))(t)
		expect(t, "overwritten: hero.Name", hero.Name, "theirs")
		expect(t, "overwritten: hero.AppSrc", hero.AppSrc, "mine")
	})
	heldAgainstOthers(t, db)
	must(t, s.Commit(ctx))

	own := db.session(t, repo.WithAutoflush(false))
	hero = value(repo.Get[Hero](ctx, own, id))(t)
	t.Run("without autoflush an edit is lost", func(t *testing.T) {
		hero.Name = "lost"
		value(repo.Get[Hero](ctx, own, id, repo.ForUpdate(), repo.Refresh()))(t)
		expect(t, "without autoflush an edit is lost", hero.Name, "theirs")
	})
	must(t, own.Rollback(ctx))
	db.exec(t, "DELETE FROM heroes")
	_, err := repo.Get[Hero](ctx, own, id, repo.Refresh())
	t.Run("it left", func(t *testing.T) {
		refused(t, err, repo.ErrNotFound)
		expect(t, "it left", own.State(hero) == repo.Persistent, false)
	})
	_, err = repo.Get[Hero](ctx, db, id, repo.ForUpdate())
	t.Run("an engine locks nothing", func(t *testing.T) {
		refused(t, err, repo.ErrInvalidRequest)
	})
	_, err = repo.Get[Hero](ctx, own, repo.Refresh(), id)
	t.Run("an option in a key, and a lock without a transaction, are refused", func(t *testing.T) {
		refused(t, err, repo.ErrInvalidRequest)
		_, err = repo.Get[Hero](ctx, db.session(t, repo.WithAutocommit(true)), id, repo.ForUpdate())
		refused(t, err, repo.ErrInvalidRequest)
	})
}

// heldAgainstOthers expects that another session cannot lock heroes, where there are such locks.
func heldAgainstOthers(t *testing.T, db *database) {
	t.Helper()
	if db.Dialect().Features&builder.FeatureRowLocks == 0 {
		return
	}
	other := db.session(t)
	_, err := repo.All(t.Context(), other, builder.Select(heroes).ForUpdate(builder.NoWait()))
	refused(t, err, repo.ErrLockNotAvailable)
	must(t, other.Rollback(t.Context()))
}

// LocksLookAtVersions: an entity that is older than the row it locks is stale, until it is refreshed.
func LocksLookAtVersions(t *testing.T, b Backend) {
	db := b.open(t)
	ctx, s := t.Context(), db.session(t)
	team := &Team{Code: "x", Year: 1, Name: "old"}
	must(t, s.Add(team))
	must(t, s.Commit(ctx))
	db.exec(t, "UPDATE teams SET rev = rev + 1, name = 'new'")
	_, err := repo.Get[Team](ctx, s, "x", 1, repo.ForUpdate())
	var stale *repo.StaleDataError
	asError(t, err, &stale)
	expect(t, "stale: stale.Entity", stale.Entity, "Team")
	expect(t, "stale: stale.Key", stale.Key, []any{"x", 1})
	expect(t, "stale: stale.Expected", stale.Expected, int64(1))
	expect(t, "stale: stale.Matched", stale.Matched, int64(0))
	says(t, err, "repo: get Team: ", "was changed by somebody else")
	expect(t, "nothing changed: team.Name", team.Name, "old")
	expect(t, "nothing changed: s.IsActive()", s.IsActive(), true)
	value(repo.Get[Team](ctx, s, "x", 1, repo.ForUpdate(), repo.Refresh()))(t)
	team.Name = "mine"
	must(t, s.Commit(ctx))
	expect(t, "stored", db.stored(t, "SELECT count(*) FROM teams WHERE name = 'mine'"), int64(1))
}

// ReadersNeedNoSession: the read doors work on a bare unit of work, inside its transaction, and track nothing.
func ReadersNeedNoSession(t *testing.T, b Backend) {
	db := b.open(t)
	ctx := t.Context()
	u := value(db.Pool().Begin(ctx, backends.TxOptions{}))(t)
	r := db.Over(u)
	toy := &Toy{Label: "ball", Size: 1}
	sql, args, err := builder.Compile(builder.Insert(toys).Values(toy), db.Dialect())
	must(t, err)
	value(u.Exec(ctx, backends.Stmt{SQL: sql, Args: args}))(t)
	found := value(repo.One(ctx, r, builder.Select(toys)))(t)
	again := value(repo.Get[Toy](ctx, r, found.ID, repo.ForUpdate()))(t)
	expect(t, "untracked: *again", *again, *found)
	expect(t, "untracked: again == found", again == found, false)
	counted(t, r, builder.Select(toys), 1)
	for each, err := range repo.Each(ctx, r, builder.Select(toys)) {
		must(t, err)
		expect(t, "streamed", *each, *found)
		_, err := repo.All(ctx, r, builder.Select(toys))
		refused(t, err, backends.ErrBusy)
	}
	expect(t, "a column", value(repo.Scalar[string](ctx, r, builder.SelectColumns(label)))(t), "ball")
	must(t, u.Rollback(ctx))
	counted(t, db, builder.Select(toys), 0)
	_, err = repo.All(ctx, r, builder.Select(toys))
	refused(t, err, repo.ErrTxDone)
}
