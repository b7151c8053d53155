package builder_test

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"
	"github.com/stretchr/testify/require"

	"github.com/drey-db/drey/builder"
)

// exercise is a query as people write it, and as the builder says it.
type exercise struct {
	sql   string // for PostgreSQL, by hand
	stmt  builder.Sqlizer
	lacks string // what SQLite does not have; "": it answers the same rows
}

// Job, Invoice and Event are the models of applications.
type Job struct {
	ID       int64
	Queue    string
	State    string
	Attempts int32
	RunAt    time.Time
	Payload  map[string]any
}

// Invoice is what a customer owes.
type Invoice struct {
	ID       int64
	Customer string
	Issued   time.Time `db:"issued,type=date"`
	Cents    int64
	PaidAt   *time.Time
	Parent   sql.Null[int64]
}

// Event is what a user did.
type Event struct {
	ID     int64
	UserID int64
	Kind   string
	At     time.Time
}

func (Job) TableName() string     { return "jobs" }
func (Invoice) TableName() string { return "invoices" }
func (Event) TableName() string   { return "events" }

var (
	jobs     = builder.Model[Job]()
	invoices = builder.Model[Invoice]()
	events   = builder.Model[Event]()

	jobID, queue, state = builder.Col(&jobs.ID), builder.Col(&jobs.Queue), builder.Col(&jobs.State)
	attempts, runAt     = builder.Col(&jobs.Attempts), builder.Col(&jobs.RunAt)
	payload             = builder.JSON(builder.Col(&jobs.Payload))

	invoiceID, customer, cents = builder.Col(&invoices.ID), builder.Col(&invoices.Customer), builder.Col(&invoices.Cents)
	issued, paidAt, parent     = builder.Col(&invoices.Issued), builder.NullCol(&invoices.PaidAt), builder.SQLNullCol(&invoices.Parent)

	eventID, userID, kind, happened = builder.Col(&events.ID), builder.Col(&events.UserID), builder.Col(&events.Kind), builder.Col(&events.At)
)

const applicationTables = `
CREATE TABLE jobs (id %[1]s, queue text, state text, attempts integer, run_at %[2]s, payload %[3]s);
CREATE TABLE invoices (id %[1]s, customer text, issued %[4]s, cents bigint, paid_at %[2]s, parent bigint);
CREATE TABLE events (id %[1]s, user_id bigint, kind text, at %[2]s);
INSERT INTO jobs (id, queue, state, attempts, run_at, payload) VALUES
	(1, 'mail', 'ready', 0, '2024-01-01 10:00:00', '{"to": "ann", "size": 3}'), (2, 'mail', 'done', 1, '2024-01-01 09:00:00', '{"to": "bob", "size": 10}'),
	(3, 'sync', 'failed', 5, '2024-01-02 00:00:00', NULL), (4, 'sync', 'ready', 2, '2024-01-01 08:30:00', '{"to": "ann"}');
INSERT INTO invoices (id, customer, issued, cents, paid_at, parent) VALUES
	(1, 'ann', '2024-01-15', 1000, '2024-01-20 12:00:00', NULL), (2, 'ann', '2024-02-15', 2500, NULL, 1), (3, 'bob', '2024-02-29', 700, '2024-04-01 00:00:00', NULL),
	(4, 'cy', '2024-12-31', 1, NULL, 2), (5, 'bob', '2024-03-01', 700, '2024-03-02 08:00:00', NULL);
INSERT INTO events (id, user_id, kind, at) VALUES
	(1, 1, 'visit', '2024-03-01 08:00:00'), (2, 1, 'buy', '2024-03-01 08:05:00'), (3, 2, 'visit', '2024-03-01 23:59:00'), (4, 1, 'visit', '2024-03-02 08:00:00'),
	(5, 1, 'visit', '2024-03-03 08:00:00'), (6, 2, 'visit', '2024-03-05 10:00:00'), (7, 2, 'buy', '2024-03-05 10:31:00'), (8, 1, 'visit', '2024-03-06 08:00:00');`

// TestExercises asks what books and applications ask, in text written by hand and by the builder: PostgreSQL answers both alike, and
// SQLite what PostgreSQL does, or is told to lack a construct.
func TestExercises(t *testing.T) {
	conn, db := postgresLibrary(t), sqliteLibrary(t)
	_, err := conn.Exec(t.Context(), fmt.Sprintf(applicationTables, "bigserial PRIMARY KEY", "timestamptz", "jsonb", "date"))
	require.NoError(t, err)
	_, err = conn.Exec(t.Context(), "SELECT setval(pg_get_serial_sequence(t, 'id'), 100) FROM unnest(ARRAY['books', 'genres']) t")
	require.NoError(t, err)
	_, err = db.Exec(fmt.Sprintf(applicationTables, "integer PRIMARY KEY", "text", "text", "text"))
	require.NoError(t, err)
	count := 0
	for _, some := range []map[string]exercise{windowExercises(), rowExercises(), treeExercises(), writingExercises(), billingQueries(), analyticsQueries(), queueQueries(), stockQueries()} {
		for name, e := range some {
			count++
			t.Run(name, func(t *testing.T) { e.judge(t, conn, db) })
		}
	}
	require.GreaterOrEqual(t, count, 67)
}

func (e exercise) judge(t *testing.T, conn *pgx.Conn, db *sql.DB) {
	text, args := postgres(t, e.stmt)
	want, got := postgresRows(t, conn, e.sql), postgresRows(t, conn, text, args...)
	require.Equal(t, want, got, text)
	lite, liteArgs, err := builder.Compile(e.stmt, builder.SQLite())
	lacks := new(builder.UnsupportedError)
	if e.lacks != "" {
		require.ErrorAs(t, err, &lacks)
		require.Equal(t, e.lacks, lacks.Construct)
		require.Equal(t, "sqlite", lacks.Dialect)
		return
	}
	require.False(t, errors.As(err, &lacks), "%v", err)
	require.NoError(t, err)
	require.Equal(t, want, sqliteRows(t, db, lite, liteArgs...), lite)
}

func postgresRows(t *testing.T, conn *pgx.Conn, text string, args ...any) (list []string) {
	t.Helper()
	tx, err := conn.Begin(t.Context())
	require.NoError(t, err)
	defer tx.Rollback(context.Background())
	rows, err := tx.Query(t.Context(), text, args...)
	require.NoError(t, err, text)
	defer rows.Close()
	for rows.Next() {
		values, err := rows.Values()
		require.NoError(t, err)
		list = append(list, shownRow(values))
	}
	require.NoError(t, rows.Err(), text)
	return list
}

func sqliteRows(t *testing.T, db *sql.DB, text string, args ...any) (list []string) {
	t.Helper()
	for i, arg := range args {
		if at, ok := arg.(time.Time); ok { // as the backends bind it
			args[i] = at.UTC().Format("2006-01-02 15:04:05")
		}
	}
	tx, err := db.Begin()
	require.NoError(t, err)
	defer tx.Rollback()
	rows, err := tx.Query(text, args...)
	require.NoError(t, err, text)
	defer rows.Close()
	columns, err := rows.Columns()
	require.NoError(t, err)
	for rows.Next() {
		values, to := make([]any, len(columns)), make([]any, len(columns))
		for i := range values {
			to[i] = &values[i]
		}
		require.NoError(t, rows.Scan(to...))
		list = append(list, shownRow(values))
	}
	require.NoError(t, rows.Err(), text)
	return list
}

func shownRow(values []any) string {
	shown := make([]string, len(values))
	for i, v := range values {
		shown[i] = shownValue(v)
	}
	return strings.Join(shown, " | ")
}

// shownValue returns a value as both databases' drivers are to give it.
func shownValue(v any) string {
	switch v := v.(type) {
	case nil:
		return "NULL"
	case bool:
		return map[bool]string{true: "1", false: "0"}[v]
	case time.Time:
		return strings.TrimSuffix(v.UTC().Format("2006-01-02 15:04:05.999"), " 00:00:00")
	case pgtype.Numeric:
		f, _ := v.Float64Value()
		return strconv.FormatFloat(f.Float64, 'g', 10, 64)
	case float64:
		return strconv.FormatFloat(v, 'g', 10, 64)
	case string:
		return strings.TrimSuffix(strings.ReplaceAll(strings.ReplaceAll(v, `": `, `":`), `, "`, `,"`), " 00:00:00")
	case []any, map[string]any:
		text, _ := json.Marshal(v)
		return string(text)
	}
	return fmt.Sprint(v)
}
