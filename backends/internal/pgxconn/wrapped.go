package pgxconn

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync/atomic"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/backends/kit"
	"github.com/drey-db/drey/internal/kept"
)

// Wrapped is what an engine knows of the texts that are sent as counted says where COMMIT rides: whether the server takes them so. A table
// with rules (DO ALSO, DO INSTEAD NOTHING, those with a condition or of several statements) is not written in a WITH, and some take no RETURNING.
// The zero value knows nothing, and is safe for concurrent use.
type Wrapped struct {
	taken   kept.Map[string, bool] // as the server answered when it was asked
	refused kept.Map[string, bool] // later, when the rule was made
	unasked atomic.Bool            // the server has no SAVEPOINT behind which to ask
}

// wrappedKey is where a connection has what its engine knows.
const wrappedKey = "github.com/drey-db/drey wrapped"

// AfterConnect has conn share what w knows.
func (w *Wrapped) AfterConnect(_ context.Context, conn *pgx.Conn) error {
	conn.PgConn().CustomData()[wrappedKey] = w
	return nil
}

// wrappedOf returns what the engine of conn knows; on a connection that somebody else opened it is what was learned there.
func wrappedOf(conn *pgx.Conn) *Wrapped {
	w, ok := conn.PgConn().CustomData()[wrappedKey].(*Wrapped)
	if !ok {
		w = &Wrapped{}
		conn.PgConn().CustomData()[wrappedKey] = w
	}
	return w
}

// commitRides reports whether COMMIT may ride behind stmts on conn: whether the server takes each of them that it must count for as counted
// says it. Else the client counts, and COMMIT goes when it has. About texts that are new to the engine the server is asked, in a trip of its own.
func (w *Wrapped) commitRides(ctx context.Context, conn *pgx.Conn, stmts []backends.Stmt) (bool, error) {
	var asked []backends.Stmt
	for _, s := range stmts {
		if s.Expect == 0 {
			continue
		}
		taken, known := w.taken.Get(s.SQL)
		if _, refused := w.refused.Get(s.SQL); refused || known && !taken {
			return false, nil
		}
		if !known && !slices.ContainsFunc(asked, func(a backends.Stmt) bool { return a.SQL == s.SQL }) {
			asked = append(asked, s)
		}
	}
	if len(asked) == 0 || w.taken.Full() || w.unasked.Load() {
		return true, nil
	}
	rides, err := w.ask(ctx, conn, asked)
	if err != nil {
		err = kit.Blame(err, askedAt(err, stmts, asked))
	}
	return rides, err
}

// askedAt returns the place in stmts of what err, with which the question ended, is about: of the one text that was asked about. Else it is -1.
func askedAt(err error, stmts, asked []backends.Stmt) int {
	if len(asked) > 1 || !isRefusal(err) {
		return -1
	}
	return slices.IndexFunc(stmts, func(s backends.Stmt) bool { return s.SQL == asked[0].SQL })
}

// ask has the server prepare stmts as counted says them, and forget them. In a transaction that happens behind a savepoint, because a refusal
// would abort it.
func (w *Wrapped) ask(ctx context.Context, conn *pgx.Conn, stmts []backends.Stmt) (bool, error) {
	const idle, aborted = 'I', 'E'
	status := conn.PgConn().TxStatus()
	if status == aborted {
		return false, nil // the first of stmts goes back to a savepoint
	}
	before, after, back := "", "", ""
	if status != idle {
		before, after = "savepoint drey_wrapped;", "release savepoint drey_wrapped"
		back = "rollback to savepoint drey_wrapped;" + after
	}
	var text strings.Builder
	text.WriteString(before)
	for _, s := range stmts {
		text.WriteString("prepare drey_wrapped as " + counted(s).SQL + ";deallocate drey_wrapped;")
	}
	text.WriteString(after)
	results, err := conn.PgConn().Exec(ctx, text.String()).ReadAll()
	if err == nil {
		w.learn(stmts, true)
		return true, nil
	}
	if !isRefusal(err) {
		return false, classifyOn(ctx, conn, err)
	}
	done := len(results)
	if back != "" {
		if done == 0 {
			return false, w.unsaved(classifyOn(ctx, conn, err))
		}
		done--
	}
	at := min(done/2, len(stmts)-1)
	takes := !refusesWrapping(err)
	w.learn(stmts[:at], true)
	w.learn(stmts[at:at+1], takes) // what else is wrong with it the server says when it is sent
	if back == "" {
		return takes, nil
	}
	_, err = conn.PgConn().Exec(ctx, back).ReadAll()
	return takes && err == nil, classifyOn(ctx, conn, err)
}

// unsaved is err, with which a text was refused before its first command, SAVEPOINT, was done: one of its statements cannot be read, or there is
// no SAVEPOINT.
func (w *Wrapped) unsaved(err error) error {
	if !refusesWrapping(err) {
		return err
	}
	w.unasked.Store(true)
	return runAgain(err, "drey asked behind a savepoint, and does so no more")
}

func (w *Wrapped) learn(stmts []backends.Stmt, taken bool) {
	for _, s := range stmts {
		w.taken.Put(s.SQL, taken)
	}
}

// refusesWrapping reports whether the server refused a statement as a feature that it does not have.
func refusesWrapping(err error) bool {
	var refusal *pgconn.PgError
	return errors.As(err, &refusal) && refusal.Code == "0A000" && refusal.Routine != "RevalidateCachedQuery"
}

// outdated is err, with which stmts ended where COMMIT rode. Where it is a refusal of what the server took before, somebody has made a rule since
// then: what was known is out of date, and whoever runs the whole again is served.
func (w *Wrapped) outdated(err error, stmts []backends.Stmt) error {
	var e *backends.Error
	if !errors.As(err, &e) || !refusesWrapping(err) {
		return err
	}
	if e.Stmt >= 0 && e.Stmt < len(stmts) {
		stmts = stmts[e.Stmt : e.Stmt+1]
	}
	counts := false
	for _, s := range stmts {
		if s.Expect > 0 {
			counts = true
			w.refused.Put(s.SQL, true)
		}
	}
	if !counts {
		return err
	}
	return runAgain(err, "the table got a rule behind which COMMIT cannot ride, and goes alone from now on")
}

// runAgain is err, a refusal, for who has learned of it how to do better, as why says.
func runAgain(err error, why string) error {
	var e *backends.Error
	if !errors.As(err, &e) {
		return err
	}
	explained := *e
	explained.Kind, explained.Message = backends.ErrOutdated, e.Message+": "+why
	return &explained
}
