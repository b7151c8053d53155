package migrate_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/internal/enginetest"
	"github.com/drey-db/drey/migrate"
	"github.com/drey-db/drey/repo"
)

func isSQLite(engine *repo.Engine) bool { return engine.Dialect().Name == "sqlite" }

// A revision that fails leaves nothing behind, and says where it failed.
func TestFailingRevision(t *testing.T) {
	enginetest.Each(t, func(t *testing.T, engine *repo.Engine) {
		ctx := t.Context()
		m := migrator(t, engine, migrate.Config{FS: files(linear[0],
			"bad aaa wrong\n-- +goose Up\nINSERT INTO heroes VALUES (1, 'x');\n\nINSERT INTO heroes\nVALUES (1, 'y');\n-- +goose Down\nDELETE FROM heroes;\n")})
		err := m.Upgrade(ctx, "head")
		var failed *migrate.StepError
		require.ErrorAs(t, err, &failed)
		require.Equal(t, "bad", failed.Revision)
		require.Equal(t, 7, failed.Line)
		require.Contains(t, failed.Statement, "VALUES (1, 'y')")
		require.Contains(t, failed.Path, "2_bad.sql")
		require.ErrorIs(t, err, repo.ErrUniqueViolation)
		require.Contains(t, err.Error(), "drey upgrade")
		require.Equal(t, []string{"aaa"}, currently(t, m))
		require.Zero(t, rows(t, engine, "SELECT count(*) FROM heroes"))
	})
}

// Code runs in the revision's transaction, with a session that is flushed and committed with it.
func TestGoSteps(t *testing.T) {
	enginetest.Each(t, func(t *testing.T, engine *repo.Engine) {
		ctx, refuse := t.Context(), true
		steps := []migrate.GoStep{{
			Revision: "code", Parent: "ccc", Message: "fill",
			Up: func(ctx context.Context, s *repo.Session) error {
				if err := s.Add(&hero{ID: 9, Name: "coded"}); err != nil || !refuse {
					return err
				}
				return errors.New("not yet")
			},
			Down: func(ctx context.Context, s *repo.Session) error {
				h, err := repo.Get[hero](ctx, s, int64(9))
				if err != nil {
					return err
				}
				return s.Delete(h)
			},
		}, {Revision: "last", Parent: "code", Up: nothing}}
		m := migrator(t, engine, migrate.Config{FS: files(linear...), GoSteps: steps})
		err := m.Upgrade(ctx, "head")
		var failed *migrate.StepError
		require.ErrorAs(t, err, &failed)
		require.ErrorContains(t, err, "not yet")
		require.Equal(t, []string{"ccc"}, currently(t, m))
		require.EqualValues(t, 2, rows(t, engine, "SELECT count(*) FROM heroes"))
		refuse = false
		require.NoError(t, m.Upgrade(ctx, "code"))
		require.EqualValues(t, 3, rows(t, engine, "SELECT count(*) FROM heroes"))
		require.NoError(t, m.Downgrade(ctx, "-1"))
		require.EqualValues(t, 2, rows(t, engine, "SELECT count(*) FROM heroes"))
		require.NoError(t, m.Upgrade(ctx, "head"))
		var irreversible *migrate.IrreversibleError
		require.ErrorAs(t, m.Downgrade(ctx, "base"), &irreversible)
		require.Equal(t, "last", irreversible.Revision)
		require.Equal(t, []string{"last"}, currently(t, m))
		var script strings.Builder
		require.ErrorContains(t, m.SQL(ctx, &script, "ccc", "head"), "code")
	})
}

// A Down without statements leaves what Up did, and that is said: before it is run, and behind it. A merge does nothing either way.
func TestEmptyDown(t *testing.T) {
	enginetest.Each(t, func(t *testing.T, engine *repo.Engine) {
		ctx := t.Context()
		notes := map[string]string{}
		m := migrator(t, engine, migrate.Config{OnEvent: func(e migrate.Event) {
			if e.Kind == migrate.StepDone {
				notes[e.Revision] = e.Note
			}
		}, FS: files(linear[0],
			"bbb aaa empty\n-- +goose Up\nINSERT INTO heroes VALUES (1, 'sandy');\n-- +goose Down\n-- nothing yet\n",
			"ccc bbb nothing\n-- +goose Up\n-- +goose Down\n")})
		require.NoError(t, m.Upgrade(ctx, "head"))
		require.Equal(t, map[string]string{"aaa": "", "bbb": "", "ccc": ""}, notes)
		const note = "its Down has no statements: what its Up did stays"
		var script strings.Builder
		require.NoError(t, m.SQL(ctx, &script, "current", "base"))
		require.Contains(t, script.String(), "-- down bbb (empty)\n-- "+note+"\n")
		require.Equal(t, 1, strings.Count(script.String(), note))
		require.NoError(t, m.Downgrade(ctx, "aaa"))
		require.EqualValues(t, 1, rows(t, engine, "SELECT count(*) FROM heroes"))
		require.NoError(t, m.Downgrade(ctx, "base"))
		require.Equal(t, map[string]string{"aaa": "", "bbb": note, "ccc": ""}, notes)
	})
}

// Files of applied revisions stay as they are, or an error says so before anything is sent.
func TestIntegrity(t *testing.T) {
	enginetest.Each(t, func(t *testing.T, engine *repo.Engine) {
		ctx := t.Context()
		m := migrator(t, engine, migrate.Config{FS: files(linear...)})
		require.NoError(t, m.Upgrade(ctx, "bbb"))

		missing := migrator(t, engine, migrate.Config{FS: files(linear[0])})
		var gone *migrate.MissingError
		require.ErrorAs(t, missing.Upgrade(ctx, "head"), &gone)
		require.Equal(t, "bbb", gone.Revision)
		_, err := missing.Current(ctx)
		require.ErrorAs(t, err, &gone)

		edited := migrator(t, engine, migrate.Config{FS: files(linear[0], strings.Replace(linear[1], "sandy", "mandy", 1), strings.Replace(linear[2], "integer", "bigint", 1))})
		var changed *migrate.EditedError
		require.ErrorAs(t, edited.Upgrade(ctx, "head"), &changed)
		require.Equal(t, "bbb", changed.Revision)
		require.ErrorAs(t, edited.Downgrade(ctx, "base"), &changed)
		between := files(linear[0], "new aaa between\n-- +goose Up\nCREATE TABLE between_them (n integer);\n-- +goose Down\nDROP TABLE between_them;\n",
			strings.Replace(linear[1], "bbb aaa", "bbb new", 1), linear[2])
		put := migrator(t, engine, migrate.Config{FS: between}).Upgrade(ctx, "head")
		require.ErrorAs(t, put, &changed)
		require.ErrorContains(t, put, "it follows new now, which is not applied")
		require.NotContains(t, put.Error(), "drey stamp")

		require.NoError(t, edited.Stamp(ctx, "bbb"))
		require.NoError(t, edited.Upgrade(ctx, "head"))

		crlf := files(linear[0], strings.Replace(linear[1], "sandy", "mandy", 1), strings.Replace(linear[2], "integer", "bigint", 1))
		for _, f := range crlf {
			f.Data = []byte(strings.ReplaceAll(string(f.Data), "\n", "\r\n"))
		}
		require.NoError(t, migrator(t, engine, migrate.Config{FS: crlf}).Downgrade(ctx, "aaa"))
		require.NoError(t, missing.Upgrade(ctx, "head"))
	})
}

// Stamping changes the version table alone.
func TestStamp(t *testing.T) {
	enginetest.Each(t, func(t *testing.T, engine *repo.Engine) {
		ctx := t.Context()
		m := migrator(t, engine, migrate.Config{FS: files(linear...), Table: `odd"version`})
		require.NoError(t, m.Stamp(ctx, "head"))
		require.Equal(t, []string{"ccc"}, currently(t, m))
		require.NoError(t, m.Upgrade(ctx, "head"))
		require.NoError(t, m.Stamp(ctx, "aaa"))
		require.Equal(t, []string{"aaa"}, currently(t, m))
		require.Error(t, m.Stamp(ctx, "nowhere"))
		require.Error(t, m.Stamp(ctx, "+1"))
		require.NoError(t, m.Stamp(ctx, "base"))
		require.Empty(t, currently(t, m))
		require.NoError(t, m.Upgrade(ctx, "head"))
		require.EqualValues(t, 2, rows(t, engine, "SELECT count(*) FROM heroes"))
	})
}

// Branches are applied one by one or all at once, and joined by a merge.
func TestBranches(t *testing.T) {
	enginetest.Each(t, func(t *testing.T, engine *repo.Engine) {
		ctx := t.Context()
		m := migrator(t, engine, migrate.Config{FS: files(linear[0],
			"left aaa left\n-- drey: label billing\n-- +goose Up\nCREATE TABLE l (id integer PRIMARY KEY);\n-- +goose Down\nDROP TABLE l;\n",
			"right aaa right\n-- +goose Up\nCREATE TABLE r (id integer PRIMARY KEY);\n-- +goose Down\nDROP TABLE r;\n",
			"both left+right join\n-- +goose Up\n-- +goose Down\n",
			"more left more billing\n-- +goose Up\n-- +goose Down\n",
		)})
		var two *migrate.HeadsError
		require.ErrorAs(t, m.Upgrade(ctx, "head"), &two)
		require.Len(t, two.Heads, 2)
		require.Empty(t, currently(t, m))
		require.NoError(t, m.Upgrade(ctx, "right"))
		require.Error(t, m.Downgrade(ctx, "left"))
		require.ErrorAs(t, m.Upgrade(ctx, "billing@head"), &two)
		require.NoError(t, m.Upgrade(ctx, "billing@heads"))
		require.Equal(t, []string{"both", "more"}, currently(t, m))
		require.NoError(t, m.Downgrade(ctx, "left"))
		require.Equal(t, []string{"left", "right"}, currently(t, m))
		require.NoError(t, m.Downgrade(ctx, "billing@base"))
		require.Equal(t, []string{"right"}, currently(t, m))
		require.NoError(t, m.Upgrade(ctx, "heads"))
		require.NoError(t, m.Downgrade(ctx, "base"))
		require.Empty(t, currently(t, m))
	})
}

// A revision waits for a lock that others have, tells who has it, and gives up in time, leaving nothing.
func TestWaitingForATable(t *testing.T) {
	enginetest.Each(t, func(t *testing.T, engine *repo.Engine) {
		ctx := t.Context()
		require.NoError(t, migrator(t, engine, migrate.Config{FS: files(linear...)}).Upgrade(ctx, "bbb"))
		s := engine.Session()
		_, err := s.Exec(ctx, builder.Text("UPDATE heroes SET name = name"))
		require.NoError(t, err)
		var mutex sync.Mutex
		waiting := map[string]bool{}
		m := migrator(t, engine, migrate.Config{FS: files(linear...), LockTimeout: 700 * time.Millisecond, OnEvent: func(e migrate.Event) {
			mutex.Lock()
			defer mutex.Unlock()
			if e.Kind == migrate.Waiting {
				waiting[e.Holder] = true
			}
		}})
		err = m.Upgrade(ctx, "head")
		var locked *migrate.LockedError
		require.ErrorAs(t, err, &locked)
		require.ErrorContains(t, err, "not given to revision ccc within")
		require.ErrorContains(t, err, "run: drey upgrade ccc")
		if isSQLite(engine) {
			require.ErrorIs(t, err, backends.ErrTimeout)
		} else {
			require.ErrorIs(t, err, backends.ErrLockNotAvailable)
			require.Contains(t, locked.Holder, "process ")
			require.True(t, waiting[locked.Holder])
		}
		longer := migrator(t, engine, migrate.Config{FS: files(linear...), LockTimeout: 20 * time.Second})
		done := make(chan error)
		go func() { done <- longer.Upgrade(ctx, "head") }()
		require.NoError(t, s.Commit(ctx))
		require.NoError(t, <-done)
		require.NoError(t, s.Close())
		require.Equal(t, []string{"ccc"}, currently(t, m))
	})
}

// What goes wrong around a revision's statements names it, and the next move; nothing of it stays.
func TestARowThatCannotBeRecorded(t *testing.T) {
	enginetest.Each(t, func(t *testing.T, engine *repo.Engine) {
		sent(t, engine, "CREATE TABLE drey_version (revision text, checksum text, message text, progress integer, mine integer NOT NULL)")
		m := migrator(t, engine, migrate.Config{FS: files(linear[0])})
		err := m.Upgrade(t.Context(), "head")
		require.ErrorIs(t, err, repo.ErrNotNullViolation)
		require.ErrorContains(t, err, "migrate: revision aaa was not applied: ")
		require.ErrorContains(t, err, "mend that, then run: drey upgrade aaa")
		sent(t, engine, "ALTER TABLE drey_version DROP COLUMN mine")
		require.NoError(t, m.Upgrade(t.Context(), "head"))
	})
}

// On SQLite foreign keys are off while a revision runs, so that a table that is made anew keeps the rows that refer to it;
// a row that is left alone is found before the commit.
func TestForeignKeysOfSQLite(t *testing.T) {
	engine := enginetest.SQLite.Open(t, "sqlite:///"+t.TempDir()+"/a.db")
	ctx := t.Context()
	m := migrator(t, engine, migrate.Config{FS: files(
		"one - tables\n-- +goose Up\nCREATE TABLE p (id integer PRIMARY KEY);\nCREATE TABLE c (id integer PRIMARY KEY, p integer REFERENCES p ON DELETE CASCADE);\n"+
			"INSERT INTO p VALUES (1);\nINSERT INTO c VALUES (1, 1);\n-- +goose Down\nDROP TABLE c;\nDROP TABLE p;\n",
		"two one again\n-- +goose Up\nCREATE TABLE n (id integer PRIMARY KEY, x text);\nINSERT INTO n (id) SELECT id FROM p;\nDROP TABLE p;\nALTER TABLE n RENAME TO p;\n-- +goose Down\n",
		"three two lost\n-- +goose Up\nDELETE FROM p;\n-- +goose Down\n",
	)})
	require.NoError(t, m.Upgrade(ctx, "two"))
	require.EqualValues(t, 1, rows(t, engine, "SELECT count(*) FROM c"))
	err := m.Upgrade(ctx, "three")
	require.ErrorContains(t, err, `a row of "c" (rowid 1) refers to a row of "p" that is not there`)
	require.EqualValues(t, 1, rows(t, engine, "SELECT count(*) FROM p"))
	require.EqualValues(t, 1, rows(t, engine, "PRAGMA foreign_keys"))

	on := migrator(t, engine, migrate.Config{FS: files(
		"one - tables\n-- +goose Up\n", "two one again\n-- +goose Up\n", "four two cascades\n-- drey: foreign_keys on\n-- +goose Up\nDELETE FROM p;\n")})
	require.NoError(t, on.Stamp(ctx, "two"))
	require.NoError(t, on.Upgrade(ctx, "four"))
	require.Zero(t, rows(t, engine, "SELECT count(*) FROM c"))
}

// A revision without a transaction goes on where it stopped.
func TestNoTransaction(t *testing.T) {
	enginetest.Each(t, func(t *testing.T, engine *repo.Engine) {
		ctx := t.Context()
		index := "CREATE UNIQUE INDEX CONCURRENTLY heroes_name ON heroes (name);"
		if isSQLite(engine) {
			index = "CREATE UNIQUE INDEX heroes_name ON heroes (name);"
		}
		outside := "out bbb outside\n-- +goose NO TRANSACTION\n-- +goose Up\nINSERT INTO heroes VALUES (3, 'sandy');\n" + index + "\nINSERT INTO heroes VALUES (4, 'y');\n" +
			"-- +goose Down\nDROP INDEX heroes_name;\nDELETE FROM heroes WHERE id > 2;\n"
		m := migrator(t, engine, migrate.Config{FS: files(linear[0], linear[1], outside)})
		err := m.Upgrade(ctx, "head")
		var failed *migrate.StepError
		require.ErrorAs(t, err, &failed)
		require.ErrorIs(t, err, repo.ErrUniqueViolation)
		require.ErrorContains(t, err, "the first statement is carried out")
		require.Equal(t, []string{"bbb"}, currently(t, m))
		_, err = engine.Exec(ctx, builder.Text("UPDATE heroes SET name = 'other' WHERE id = 3"))
		require.NoError(t, err)
		require.NoError(t, m.Upgrade(ctx, "head"))
		require.Equal(t, []string{"out"}, currently(t, m))
		require.EqualValues(t, 4, rows(t, engine, "SELECT count(*) FROM heroes"))
		if !isSQLite(engine) {
			require.EqualValues(t, 1, rows(t, engine, "SELECT count(*) FROM pg_index WHERE indexrelid = 'heroes_name'::regclass AND indisvalid"))
		}
		require.NoError(t, m.Downgrade(ctx, "-1"))
		require.EqualValues(t, 2, rows(t, engine, "SELECT count(*) FROM heroes"))
		require.NoError(t, m.Downgrade(ctx, "base"))
	})
}

// What was done of a revision that was cut off is counted by statements: a file whose first ones are others is refused.
func TestNoTransactionThatWasEdited(t *testing.T) {
	enginetest.Each(t, func(t *testing.T, engine *repo.Engine) {
		ctx := t.Context()
		half := "half - outside\n-- +goose NO TRANSACTION\n-- +goose Up\nCREATE TABLE k1 (n integer);\nINSERT INTO k1 VALUES (1);\nINSERT INTO nowhere VALUES (1);\n-- +goose Down\n"
		require.Error(t, migrator(t, engine, migrate.Config{FS: files(half)}).Upgrade(ctx, "head"))
		inserted := strings.Replace(half, "CREATE TABLE k1", "CREATE TABLE k0 (n integer);\nCREATE TABLE k1", 1)
		var edited *migrate.EditedError
		require.ErrorAs(t, migrator(t, engine, migrate.Config{FS: files(inserted)}).Upgrade(ctx, "head"), &edited)
		require.ErrorContains(t, edited, "put those back")
		require.EqualValues(t, 1, rows(t, engine, "SELECT count(*) FROM k1"))
		mended := strings.Replace(half, "nowhere", "k1", 1)
		m := migrator(t, engine, migrate.Config{FS: files(mended)})
		require.NoError(t, m.Upgrade(ctx, "head"))
		require.EqualValues(t, 2, rows(t, engine, "SELECT count(*) FROM k1"))
		require.NoError(t, m.Upgrade(ctx, "head"))
	})
}

// Who waits for another migrator, and loses the connection, knows nothing of the revision, which the other one applies.
func TestAConnectionLostWhileAnotherMigrates(t *testing.T) {
	for _, e := range enginetest.Backends() {
		if e.Name == enginetest.SQLite.Name {
			continue // there is no server that ends connections
		}
		t.Run(e.Name, func(t *testing.T) {
			d := newPlace(t, e)
			first, second := d.open(t), e.Open(t, d.url+"&application_name=second")
			begun, goOn, waits := make(chan struct{}), make(chan struct{}), make(chan struct{})
			upgrade := func(engine *repo.Engine, up func(context.Context, *repo.Session) error, onEvent func(migrate.Event)) <-chan error {
				done := make(chan error, 1)
				m := migrator(t, engine, migrate.Config{FS: files(linear[0]), OnEvent: onEvent, GoSteps: []migrate.GoStep{{Revision: "code", Parent: "aaa", Up: up}}})
				go func() { done <- m.Upgrade(t.Context(), "head") }()
				return done
			}
			other := upgrade(first, func(context.Context, *repo.Session) error { close(begun); <-goOn; return nil }, nil)
			<-begun
			waiting := sync.OnceFunc(func() { close(waits) })
			own := upgrade(second, nothing, func(e migrate.Event) {
				if e.Kind == migrate.Waiting {
					waiting()
				}
			})
			<-waits
			sent(t, first, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'second'")
			err := <-own
			require.ErrorIs(t, err, repo.ErrConnection)
			require.EqualError(t, err, "migrate: the connection was lost before anything of revision code was run here, and another migrator may have applied it meanwhile: "+
				"run the same again, which goes on behind what is done")
			close(goOn)
			require.NoError(t, <-other)
			require.NoError(t, <-upgrade(second, nothing, nil))
		})
	}
}
