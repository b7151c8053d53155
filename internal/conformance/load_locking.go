package conformance

import (
	"context"
	"strings"
	"testing"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
)

var allPlayers = builder.Select(players).OrderBy(builder.Col(&players.Name).Asc())

// LocksSpareWhatIsJoined: a lock of a query that loads by a join is of the rows it reads itself, and of what it joins so
// that nothing is missing, because an outer join may find nothing that could be locked.
func LocksSpareWhatIsJoined(t *testing.T, b Backend) {
	db := b.openLibrary(t)
	ctx, s := t.Context(), db.session(t)
	squad := allPlayers.Load(builder.Joined(&players.Club)).ForUpdate()
	if b.Dialect.Features&builder.FeatureRowLocks == 0 {
		_, err := repo.All(ctx, s, squad)
		says(t, err, "FOR UPDATE")
		refused(t, err, repo.ErrUnsupported)
		return
	}
	t.Run("the players, loaded", func(t *testing.T) {
		list := value(repo.All(ctx, s, squad))(t)
		expect(t, "the players", db.ending(), `FOR UPDATE OF "players"`)
		expect(t, "loaded: list[0].Club.Name", list[0].Club.Name, "reds")
		expect(t, "loaded: list[1].Club", list[1].Club, (*Club)(nil))
		expect(t, "loaded: s.Loaded(list[1], &list[1].Club)", s.Loaded(list[1], &list[1].Club), true)
		for table, free := range map[string]bool{"players": false, "clubs": true} {
			_, err := repo.Scalars[string](ctx, db.session(t), builder.Text("SELECT name FROM "+table+" FOR UPDATE NOWAIT"))
			if free {
				must(t, err)
			} else {
				refused(t, err, repo.ErrLockNotAvailable)
			}
		}
	})
	t.Run("what is surely there, loaded", func(t *testing.T) {
		must(t, s.Commit(ctx))

		skipping := allBooks.Join(&books.Author).Load(builder.ContainsEager(&books.Author).Then(builder.Joined(&authors.Profile))).ForShare(builder.SkipLocked())
		all := value(repo.All(ctx, s, skipping))(t)
		expect(t, "what is surely there", db.ending(), `FOR SHARE OF "books", "authors" SKIP LOCKED`)
		expect(t, "loaded: all[0].Author.Profile.Bio", all[0].Author.Profile.Bio, "writes")
		expect(t, "loaded: all[2].Author.Profile", all[2].Author.Profile, (*Profile)(nil))
		value(repo.All(ctx, s, allPlayers.Load(builder.Joined(&players.Club)).ForUpdate(builder.LockOf(players), builder.NoWait())))(t)
		expect(t, "what the query names", db.ending(), `FOR UPDATE OF "players" NOWAIT`)
		value(repo.All(ctx, s, allBooks.ForUpdate()))(t)
		expect(t, "no join, no table", db.ending(), "FOR UPDATE")
	})
	t.Run("first", func(t *testing.T) {
		first, ok, err := repo.First(ctx, s, squad)
		expect(t, "first: first.Name", first.Name, "amy")
		expect(t, "first: ok", ok, true)
		expect(t, "first: err", err, error(nil))
	})
}

// LocksNeedATransaction: a query that locks rows is refused where its locks would be gone with its answer, by every road;
// a statement that writes what it locks is none of these.
func LocksNeedATransaction(t *testing.T, b Backend) {
	db := b.openLibrary(t)
	ctx, q := t.Context(), allPlayers.ForUpdate()
	if b.Dialect.Features&builder.FeatureRowLocks == 0 {
		_, err := repo.All(ctx, db, q)
		refused(t, err, repo.ErrUnsupported)
		return
	}
	for name, r := range map[string]interface {
		repo.Reader
		Exec(ctx context.Context, q builder.Sqlizer) (repo.Result, error)
	}{"an engine": db.Engine, "autocommit": db.session(t, repo.WithAutocommit(true))} {
		t.Run(name, func(t *testing.T) {
			db.log.take()
			_, all := repo.All(ctx, r, q)
			_, _, first := repo.First(ctx, r, allPlayers.ForShare(builder.SkipLocked()))
			_, count := repo.Count(ctx, r, q)
			_, scalars := repo.Scalars[string](ctx, r, builder.SelectColumns(builder.Col(&players.Name)).ForNoKeyUpdate())
			_, exec := r.Exec(ctx, q)
			for _, err := range []error{all, first, count, scalars, exec} {
				refused(t, err, repo.ErrInvalidRequest)
				says(t, err, "use ")
			}
			expect(t, "sent", db.log.sent(), "")
			locked := builder.SelectColumns(builder.Col(&players.ID)).ForUpdate(builder.SkipLocked())
			res := value(r.Exec(ctx, builder.Update(players).Set(builder.Col(&players.Name).To("x")).Where(builder.Col(&players.ID).InQuery(locked))))(t)
			expect(t, "written", res.RowsAffected > 0, true)
		})
	}
	reading := db.session(t, repo.WithReadOnly())
	_, err := repo.All(ctx, reading, q)
	refused(t, err, repo.ErrReadOnly)
	must(t, reading.Rollback(ctx))
}

// ending is the last statement sent, from its lock on.
func (db *database) ending() string {
	events := db.log.take()
	_, locks, _ := strings.Cut(events[len(events)-1].SQL, " FOR ")
	return "FOR " + locks
}
