package sqlxbackend

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"reflect"
	"regexp"
	"strings"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/backends/kit"
	"github.com/drey-db/drey/internal/sqlstate"
)

// classify makes err, which the driver answered to a call under ctx, an *backends.Error; nil stays nil.
func (d dialect) classify(ctx context.Context, err error) error {
	err = d.explain(ctx, err)
	var e *backends.Error
	if !d.pgx || !errors.As(err, &e) || e.Kind != "" || e.Code != "" {
		return err
	}
	if failed := (*hookFailure)(nil); errors.As(err, &failed) {
		return err
	}
	var ofConnection interface{ SafeToRetry() bool } // pgx's errors of connections say that, and no others
	if errors.As(err, &ofConnection) {
		return lost(e.Err)
	}
	if beyond := beyondInteger.FindStringSubmatch(err.Error()); beyond != nil {
		return &backends.Error{Kind: backends.ErrDataException, Code: numericOutOfRange, Message: "a value is out of range for type " + integerNames[beyond[1]], Err: e.Err}
	}
	return &backends.Error{Kind: backends.ErrDataException, Err: e.Err,
		Message: "an argument does not fit its parameter in type or size, or there are more or fewer than placeholders"}
}

// numericOutOfRange is the server's code for what pgx refuses as beyond an integer, in the words of beyondInteger.
const numericOutOfRange = "22003"

var (
	beyondInteger = regexp.MustCompile(`(?:greater|less) than (?:maximum|minimum) value for [Ii]nt([248])$`)
	integerNames  = map[string]string{"2": "smallint", "4": "integer", "8": "bigint"}
)

// answered is classify of a call that has ended, or of rows that have: what the driver does not explain is no fault of an argument, or of a
// value, where the connection is lost with it.
func (d dialect) answered(ctx context.Context, err error) error {
	if err == nil || d.conn == nil {
		return d.classify(ctx, err)
	}
	var e *backends.Error
	if errors.As(err, &e) {
		return d.classify(ctx, err)
	}
	if plain := d.explain(ctx, err); errors.As(plain, &e) && e.Kind == "" && e.Code == "" && d.conn.broken() {
		return lost(err)
	}
	return d.classify(ctx, err)
}

func lost(err error) error {
	return &backends.Error{Kind: backends.ErrConnection, Message: "the connection was lost", Stmt: -1, Err: err}
}

// explain is classify without a guess at what the driver left unexplained.
func (d dialect) explain(ctx context.Context, err error) error {
	var done *backends.Error
	if err == nil || errors.As(err, &done) {
		return err
	}
	if d.driver != nil && ctx.Err() == nil {
		if e, ok := d.driver.Classify(err); ok {
			return e
		}
	}
	return sqlstate.Classify(ctx, err)
}

// isPgx reports whether native is pgx's driver, or a connection of it. It refuses in the client what does not fit a parameter, and quotes it.
func isPgx(native any) bool {
	t := reflect.TypeOf(native)
	for t != nil && t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	return t != nil && strings.HasPrefix(t.PkgPath(), "github.com/jackc/pgx/")
}

// refused reports whether the database itself refused, so that what it had not committed by then it never will.
func refused(err error) bool {
	var e *backends.Error
	if !errors.As(err, &e) || sqlstate.Fatal(err) || sqlstate.Undecided(err) {
		return false
	}
	switch e.Kind {
	case backends.ErrClosed:
		return false
	case backends.ErrConnection:
		return sqlstate.LivesOn(err) // a trigger may raise any code
	case backends.ErrTxAborted, backends.ErrTxDone, backends.ErrDataException, backends.ErrUnsupported, backends.ErrStale:
		return true
	}
	return e.Code != ""
}

// final reports whether the database itself refused, and the connection outlived that: a pooler that loses its server says ERROR as well, and hangs
// up.
func (c *connection) final(err error) bool {
	return (refused(err) || c.outlived(err)) && !c.endedBy(err)
}

// outlived reports whether the connection is known to live on behind err, whatever the server calls that in its language.
func (c *connection) outlived(err error) (lives bool) {
	if c != nil && sqlstate.Answered(err) {
		_ = c.raw(func(native any) {
			own, ok := native.(interface{ livesOn() bool })
			lives = ok && own.livesOn()
		})
	}
	return lives
}

// endedBy reports whether the connection ended with err, an error of the server or of who speaks for it, whatever that says of the session: its word
// for that may be another language's.
func (c *connection) endedBy(err error) bool {
	return c != nil && sqlstate.Answered(err) && !sqlstate.EndedIdle(err) && c.broken()
}

// commitFailed is what a failed COMMIT means: a refusal, or a fate that nobody knows.
func (c *connection) commitFailed(err error) error {
	err = kit.Blame(err, -1)
	if err == nil || c.final(err) {
		return err
	}
	return kit.CommitUnknown(err)
}

// blamed says that statement i is to blame for err, unless the connection or the context is.
func blamed(err error, i int) error {
	var e *backends.Error
	if errors.As(err, &e) && (e.Kind == backends.ErrConnection || errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded)) {
		i = -1
	}
	return kit.Blame(err, i)
}

// notADatabase is SQLite's code for a file of something else, which the first statement meets.
const notADatabase = "26"

// notConnected says why there is no connection, and what to look at.
func notConnected(ctx context.Context, u backends.URL, err error) error {
	if kit.Expired(ctx) {
		return kit.ContextError(ctx, err)
	}
	if errors.Is(err, driver.ErrBadConn) {
		err = errors.New(err.Error()) // database/sql would connect again and again
	}
	e := &backends.Error{Kind: backends.ErrConnection, Stmt: -1, Err: err}
	if masked := kit.Masked(u, err); masked.Error() != err.Error() {
		e.Err = masked
	}
	var refusal *backends.Error
	if errors.As(sqlstate.Classify(ctx, err), &refusal) {
		e.Code, e.Message = sqlstate.NotLetIn(refusal.Code, refusal.Message, u.Database, u.Password != "")
	}
	switch {
	case e.Code == "14":
		e.Message = fmt.Sprintf("SQLite cannot open %q: check that its directory is there and may be written", u.Database)
	case e.Code == notADatabase:
		e.Message = fmt.Sprintf("%q is a file, but no SQLite database: correct the URL's path, or move the file away", u.Database)
	case e.Code == "" && sqliteSetting(u.Query, err) != "":
		e.Kind, e.Message = backends.ErrInvalidURL, kit.Masked(u, err).Error()+": correct that in the URL"
	case e.Message == "":
		e.Message = sqlstate.NoConnection(place(u), err, kit.Masked(u, err).Error())
	}
	return e
}

func place(u backends.URL) string {
	switch {
	case u.Host != "" && u.Port != 0:
		return fmt.Sprintf("%s:%d", u.Host, u.Port)
	case u.Host != "":
		return u.Host
	case u.Query.Has("host"):
		return u.Query.Get("host")
	}
	return "the database"
}
