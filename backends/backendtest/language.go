package backendtest

import (
	"testing"

	"github.com/drey-db/drey/backends"
)

// languageTopic is what holds whatever language the server speaks.
func languageTopic() topic {
	return topic{name: "a server of another language", needs: Sockets, config: backends.PoolConfig{Size: 1}, tests: []test{
		{name: "is understood where a counted statement is stale", run: inAnotherLanguage(countedIsStale)},
		{name: "is understood where the session ends in the place of COMMIT", run: inAnotherLanguage(fatalCommit)},
		{name: "is understood where a deferred constraint fails", run: inAnotherLanguage(deferredConnection)},
		{name: "is understood where a statement is cancelled", run: inAnotherLanguage(cancelledByLimit)},
	}}
}

func inAnotherLanguage(run func(t *testing.T, db *database)) func(t *testing.T, db *database) {
	return func(t *testing.T, db *database) {
		db.counter.Translate(true)
		defer db.counter.Translate(false)
		run(t, db)
	}
}

// cancelledByLimit: a limit of the server's is a timeout, and what a program raises by the same code is none.
func cancelledByLimit(t *testing.T, db *database) {
	u := db.begin(t, backends.TxOptions{})
	db.exec(t, u, "set local statement_timeout = 50")
	_, err := u.Exec(t.Context(), db.stmt("select pg_sleep(10)"))
	e := refusal(t, err, backends.ErrTimeout)
	equal(t, "the server's words are there", e.Message != "", true)
	must(t, u.Rollback(t.Context()))
	_, err = db.pool.Exec(t.Context(), db.stmt("do $$begin raise exception 'not on Sundays' using errcode = '57014'; end$$"))
	refused(t, err, backends.ErrCanceled)
}
