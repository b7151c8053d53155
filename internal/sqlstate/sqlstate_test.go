package sqlstate_test

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/lib/pq"
	"github.com/lib/pq/pqerror"
	"github.com/stretchr/testify/require"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/internal/sqlstate"
)

func TestBothDriversOfPostgreSQLAreReadAlike(t *testing.T) {
	t.Parallel()
	for _, native := range []error{
		&pgconn.PgError{Code: "23505", Message: "duplicate key", ConstraintName: "heroes_name_key", SchemaName: "public", TableName: "heroes", ColumnName: "name"},
		&pq.Error{Code: pqerror.Code("23505"), Message: "duplicate key", Constraint: "heroes_name_key", Schema: "public", Table: "heroes", Column: "name"},
	} {
		err := sqlstate.Classify(t.Context(), fmt.Errorf("wrapped: %w", native))
		var e *backends.Error
		require.ErrorAs(t, err, &e)
		require.ErrorIs(t, err, native)
		e.Err = nil
		require.Equal(t, &backends.Error{Kind: backends.ErrUniqueViolation, Code: "23505", Constraint: "heroes_name_key",
			Schema: "public", Table: "heroes", Column: "name", Message: "duplicate key"}, e)
	}
}

func TestWhatTheServerTellsOfAnOldPlanIsOutdated(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		code, routine string
		kind          error
	}{
		{"0A000", "RevalidateCachedQuery", backends.ErrOutdated},
		{"08P01", "PortalSetResultFormat", backends.ErrOutdated},
		{"08P01", "exec_bind_message", backends.ErrConnection},
	} {
		require.ErrorIs(t, sqlstate.Classify(t.Context(), &pgconn.PgError{Code: c.code, Routine: c.routine}), c.kind)
		require.ErrorIs(t, sqlstate.Classify(t.Context(), &pq.Error{Code: pqerror.Code(c.code), Routine: c.routine}), c.kind)
	}
}

// PgBouncer ends the session with the code of a lost connection also where the mode, or a time limit, is to be changed.
func TestWhatAPoolerForbidsIsNoLostConnection(t *testing.T) {
	t.Parallel()
	for message, c := range map[string]struct {
		kind error
		next string
	}{
		"transaction blocks not allowed in statement pooling mode": {backends.ErrUnsupported, ": say pool_mode=transaction or session in PgBouncer's settings"},
		"query timeout":       {backends.ErrTimeout, ": raise query_timeout in PgBouncer's settings"},
		"transaction timeout": {backends.ErrTimeout, ": raise transaction_timeout in PgBouncer's settings"},
	} {
		err := sqlstate.Classify(t.Context(), &pgconn.PgError{Severity: "FATAL", Code: "08P01", Message: message})
		require.ErrorIs(t, err, c.kind)
		require.NotErrorIs(t, err, backends.ErrConnection)
		require.ErrorContains(t, err, message+c.next)
		require.True(t, sqlstate.Fatal(err), "in answer to COMMIT it leaves a doubt")
	}
}

func TestMessagesThatQuoteValuesAreNotShown(t *testing.T) {
	t.Parallel()
	err := sqlstate.Classify(t.Context(), &pgconn.PgError{Code: "22P02", Message: `invalid input syntax for type integer: "qZ8vhunter2"`})
	require.ErrorIs(t, err, backends.ErrDataException)
	require.NotContains(t, fmt.Sprintf("%v %+v", err, err), "qZ8vhunter2")
}

type sqliteError struct {
	code int
	text string
}

func (e sqliteError) Error() string { return e.text }
func (e sqliteError) Code() int     { return e.code }

func TestSQLiteIsReadByCode(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		code                      int
		text                      string
		kind                      backends.Kind
		constraint, table, column string
	}{
		{2067, "constraint failed: UNIQUE constraint failed: heroes.name (2067)", backends.ErrUniqueViolation, "", "heroes", "name"},
		{1299, "constraint failed: NOT NULL constraint failed: heroes.name (1299)", backends.ErrNotNullViolation, "", "heroes", "name"},
		{2067, "constraint failed: UNIQUE constraint failed: my blanks.the name (2067)", backends.ErrUniqueViolation, "", "my blanks", "the name"},
		{2067, "UNIQUE constraint failed: my blanks.c d, my blanks.e f", backends.ErrUniqueViolation, "", "my blanks", "c d"},
		{2067, "UNIQUE constraint failed: index 'one.two three'", backends.ErrUniqueViolation, "one.two three", "", ""},
		{1299, "NOT NULL constraint failed: t306.x y308", backends.ErrNotNullViolation, "", "t306", "x y308"},
		{275, "constraint failed: CHECK constraint failed: power_positive (275)", backends.ErrCheckViolation, "power_positive", "", ""},
		{275, "CHECK constraint failed: a price: not (yet) (275)", backends.ErrCheckViolation, "a price: not (yet)", "", ""},
		{275, "CHECK constraint failed: length(name) > 1", backends.ErrCheckViolation, "length(name) > 1", "", ""},
		{787, "constraint failed: FOREIGN KEY constraint failed (787)", backends.ErrForeignKeyViolation, "", "", ""},
		{517, "database is locked", backends.ErrSerialization, "", "", ""},
		{5 | 1<<8, "database is locked", backends.ErrTimeout, "", "", ""},
		{1, "near \"x\": syntax error", "", "", "", ""},
		{1, "SQL logic error: bad JSON path: 'SQLSTATE 22008' (1)", backends.ErrDataException, "", "", ""},
		{1, "SQL logic error: bad JSON path: 'SQLSTATE 23505' (1)", "", "", "", ""},
	} {
		var e *backends.Error
		require.ErrorAs(t, sqlstate.Classify(t.Context(), sqliteError{c.code, c.text}), &e)
		require.Equal(t, c.kind, e.Kind, c.text)
		require.Equal(t, []string{c.constraint, c.table, c.column}, []string{e.Constraint, e.Table, e.Column}, c.text)
	}
}

func TestTheEndOfAContextIsTold(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for _, native := range []error{io.EOF, &pgconn.PgError{Code: "57014"}, sqliteError{9, "interrupted"}, errors.New("x")} {
		err := sqlstate.Classify(ctx, native)
		require.ErrorIs(t, err, context.Canceled)
		require.ErrorIs(t, err, backends.ErrCanceled)
		require.ErrorIs(t, err, native)
	}
	require.ErrorIs(t, sqlstate.Classify(ctx, &pgconn.PgError{Code: "40001"}), backends.ErrSerialization, "the server's refusal came first")
	require.ErrorIs(t, sqlstate.Classify(t.Context(), &pgconn.PgError{Code: "57014"}), backends.ErrTimeout)
}

// One code stands for a limit, for somebody else's wish and for a program's own words, in the language of the server.
func TestWhoCancelledIsTold(t *testing.T) {
	t.Parallel()
	const limits = "ProcessInterrupts"
	for _, c := range []struct {
		routine, message string
		kind             error
		shown            bool // the message
	}{
		{limits, "canceling statement due to statement timeout", backends.ErrTimeout, true},
		{limits, "storniere Anfrage wegen Zeitüberschreitung der Anfrage", backends.ErrTimeout, true},
		{limits, "выполнение оператора отменено из-за тайм-аута", backends.ErrTimeout, true},
		{limits, "ステートメントのタイムアウトのためステートメントをキャンセルしています", backends.ErrTimeout, true},
		{limits, "canceling statement due to user request", backends.ErrCanceled, true},
		{limits, "storniere Anfrage wegen Benutzeraufforderung", backends.ErrCanceled, true},
		{limits, "выполнение оператора отменено по запросу пользователя", backends.ErrCanceled, true},
		{limits, "由于用户请求而正在取消查询", backends.ErrCanceled, true},
		{"exec_stmt_raise", "not on Sundays", backends.ErrCanceled, true},
		{"CopyGetData", "COPY from stdin failed: hunter2", backends.ErrCanceled, false},
		{"", "query execution canceled due to statement timeout", backends.ErrTimeout, true},
		{"", "query execution canceled", backends.ErrCanceled, true},
	} {
		err := sqlstate.Classify(t.Context(), &pgconn.PgError{Code: "57014", Routine: c.routine, Message: c.message})
		require.ErrorIs(t, err, c.kind, c.message)
		require.Equal(t, c.shown, strings.Contains(err.Error(), c.message), c.message)
	}
}

func TestWhatTheClientSaw(t *testing.T) {
	t.Parallel()
	for native, kind := range map[error]backends.Kind{
		driver.ErrBadConn: backends.ErrConnection, io.ErrUnexpectedEOF: backends.ErrConnection, net.ErrClosed: backends.ErrConnection,
		context.DeadlineExceeded: backends.ErrTimeout,
	} {
		require.ErrorIs(t, sqlstate.Classify(t.Context(), native), kind)
	}
	require.NoError(t, sqlstate.Classify(t.Context(), nil))
	for code, kind := range map[string]backends.Kind{"08006": backends.ErrConnection, "22012": backends.ErrDataException, "42601": "", "": "", "x": "",
		"40P01": backends.ErrDeadlock, "23P01": backends.ErrExclusionViolation, "25006": backends.ErrReadOnly} {
		require.Equal(t, kind, sqlstate.Kind(code), code)
	}
}

func TestAnAmbiguousColumnIsToldTheNextMove(t *testing.T) {
	err := sqlstate.Classify(t.Context(), &pgconn.PgError{Code: "42702", Message: "column reference \"edits\" is ambiguous"})
	require.ErrorContains(t, err, "is ambiguous: name its table as well")
}

// One code stands for several mistakes: each is told its own next move.
func TestWhatIsNamedIsToldByItsMistake(t *testing.T) {
	for message, advice := range map[string]string{
		"there is no unique or exclusion constraint matching the ON CONFLICT specification": ": name columns that are unique together, or make them so",
		"SELECT DISTINCT ON expressions must match initial ORDER BY expressions":            ": begin OrderBy with what DistinctOn names",
		"for SELECT DISTINCT, ORDER BY expressions must appear in select list":              ": select what OrderBy names as well, or group in the place of Distinct",
		"ORDER BY position 3 is not in select list":                                         "",
	} {
		err := sqlstate.Classify(t.Context(), &pgconn.PgError{Code: "42P10", Message: message})
		require.ErrorContains(t, err, message+advice)
		require.Equal(t, advice == "", strings.HasSuffix(err.Error(), message))
	}
}
