package conformance

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
)

// TransactionsTellThatTheyBegan: AfterBegin is in the transaction, before everything else, however it begins.
func TransactionsTellThatTheyBegan(t *testing.T, b Backend) {
	var failure error
	runs := 0
	hook := repo.WithHooks(repo.Hooks{AfterBegin: func(ctx context.Context, c backends.Runner) error {
		runs++
		return errors.Join(failure, c.Pipeline(ctx, []backends.Stmt{
			{SQL: "INSERT INTO toys (label, size) VALUES ('hook', 7)"}, {SQL: "SELECT size FROM toys WHERE label = 'hook'", Rows: true},
		}, backends.PipelineOptions{}, nil))
	}})
	db := b.open(t)
	ctx, s := t.Context(), db.session(t, hook)
	hooked := func() int64 {
		return value(repo.Count(ctx, s, builder.Select(toys).Where(builder.Col(&toys.Size).Eq(7))))(t)
	}
	expect(t, "a read sees it: hooked()", hooked(), int64(1))
	expect(t, "a read sees it: runs", runs, 1)
	sent := db.log.sent()
	expect(t, "the first of all: "+sent, strings.HasPrefix(sent, "BEGIN\nINSERT INTO toys"), true)
	expect(t, "once a transaction: hooked()", hooked(), int64(1))
	expect(t, "once a transaction: runs", runs, 1)
	must(t, s.Rollback(ctx))
	expect(t, "it was rolled back", db.stored(t, "SELECT count(*) FROM toys"), int64(0))
	must(t, s.Add(&Toy{Label: "ball"}))
	must(t, s.Commit(ctx))
	expect(t, "a flush has it: runs", runs, 2)
	expect(t, "a flush has it: SELECT count(*) FROM toys", db.stored(t, "SELECT count(*) FROM toys"), int64(2))

	failure = errors.New("not today")
	_, err := repo.Count(ctx, s, builder.Select(toys))
	refused(t, err, failure)
	expect(t, "nothing was begun: s.InTransaction()", s.InTransaction(), false)
	expect(t, "nothing was begun: s.IsActive()", s.IsActive(), true)
	db.idle(t)
	failure = nil
	outside := db.session(t)
	outer := value(outside.UnitOfWork(ctx))(t)
	must(t, db.Begin(ctx, func(s *repo.Session) error { _, err := repo.Count(ctx, s, builder.Select(toys)); return err }, repo.WithTx(outer), hook))
	must(t, outside.Rollback(ctx))
	expect(t, "inside an outer one: runs", runs, 4)
	expect(t, "inside an outer one: SELECT count(*) FROM toys", db.stored(t, "SELECT count(*) FROM toys"), int64(2))
	if b.Dialect.Name != builder.SQLite().Name { // which has one writer
		seeing := repo.WithHooks(repo.Hooks{AfterBegin: func(ctx context.Context, c backends.Runner) error {
			_, err := c.Exec(ctx, backends.Stmt{SQL: "SET LOCAL drey.tenant = 'owls'"})
			return err
		}})
		reader := db.session(t, repo.WithReadOnly(), seeing)
		tenant := value(repo.Scalar[string](ctx, reader, builder.SelectColumns(builder.Func[string]("current_setting", "drey.tenant"))))(t)
		expect(t, "a session that only reads", tenant, "owls")
	}
}

// TextsAreCounted: an event says how often the session has sent its text, whatever the arguments.
func TextsAreCounted(t *testing.T, b Backend) {
	db := b.open(t)
	list, ctx := db.seed(t, "a", "b", "c"), t.Context()
	s := db.session(t)
	db.log.take()
	for _, h := range list {
		value(repo.Get[Hero](ctx, s, h.ID))(t)
	}
	value(repo.All(ctx, s, builder.Select(toys)))(t)
	var times []int
	for _, e := range db.log.take() {
		if strings.HasPrefix(e.SQL, "SELECT") {
			times = append(times, e.Times)
		}
	}
	expect(t, "times", times, []int{1, 2, 3, 1})
	value(repo.Get[Hero](ctx, db.session(t), list[0].ID))(t)
	for _, e := range db.log.take() {
		expect(t, "in another session", e.Times, 1)
	}
}

// SlowStatementsAreLogged: WithEcho with a duration logs what took as long, and nothing else.
func SlowStatementsAreLogged(t *testing.T, b Backend) {
	var text bytes.Buffer
	step, now := time.Duration(0), noon
	clock := repo.WithClock(func() time.Time { now = now.Add(step); return now })
	db := b.open(t, repo.WithEcho(slog.New(slog.NewTextHandler(&text, nil)), 100*time.Millisecond), clock)
	value(repo.All(t.Context(), db, builder.Select(toys)))(t)
	expect(t, "quick ones", text.String(), "")
	step = time.Second
	value(repo.All(t.Context(), db, builder.Select(toys)))(t)
	expect(t, "slow ones: "+text.String(), strings.Count(text.String(), "level=WARN msg=statement sql=\"SELECT"), 1)
}
