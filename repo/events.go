package repo

import (
	"context"
	"log/slog"
	"time"

	"github.com/drey-db/drey/internal/render"
	"github.com/drey-db/drey/internal/show"
)

// StatementEvent is one thing that was sent.
type StatementEvent struct {
	SQL      string        // BEGIN, COMMIT and ROLLBACK as these words, whatever carried them
	Args     []any         // secret ones as ***; a column of many rows is a *kit.Column. Not to be kept or changed
	Trip     int           // the session's round trip that carried it, from 1; an engine's are always 1
	Times    int           // that the session has sent this text, from 1: a query that comes again and again may want one for all its keys
	Rows     int64         // read or affected
	Duration time.Duration // from sending until its answer was read
	Replica  int           // that it was sent to, from 1 as in [WithReplicas]; 0: the primary
	Err      error         // of a pipeline: with the statement that is to blame
}

func (e StatementEvent) log(ctx context.Context, l *slog.Logger, level slog.Level) {
	if l == nil {
		l = slog.Default()
	}
	attrs := []slog.Attr{slog.String("sql", e.SQL)}
	if len(e.Args) > 0 {
		attrs = append(attrs, slog.Any("args", show.Args(e.Args)))
	}
	attrs = append(attrs, slog.Int64("rows", e.Rows), slog.Int("trip", e.Trip), slog.Duration("duration", e.Duration))
	if e.Replica > 0 {
		attrs = append(attrs, slog.Int("replica", e.Replica))
	}
	if e.Err != nil {
		attrs = append(attrs, slog.String("error", e.Err.Error()))
	}
	l.LogAttrs(ctx, level, "statement", attrs...)
}

// notifier numbers round trips and tells the hooks what they carried.
type notifier struct {
	config    *config
	pipelines bool // several statements travel in one trip
	replica   int  // that statements go to; 0: the primary
	trips     int
	started   time.Time
	texts     map[string]int // how often each was sent
}

// mostTexts is of how many texts a session knows how often it has sent them; then it counts anew.
const mostTexts = 1_000

// startClock is the moment before something is sent.
func (t *notifier) startClock() {
	if len(t.config.hooks) > 0 {
		t.started = t.config.now()
	}
}

// nextTrip begins a round trip.
func (t *notifier) nextTrip() { t.trips++ }

// sameTrip begins a round trip unless what follows travels in the one before.
func (t *notifier) sameTrip() {
	if !t.pipelines {
		t.nextTrip()
	}
}

func (t *notifier) notify(ctx context.Context, sql string, args []any, secret []bool, rows int64, err error) {
	if len(t.config.hooks) == 0 {
		return
	}
	e := StatementEvent{SQL: sql, Args: render.Shown(args, secret), Trip: t.trips, Times: t.again(sql), Rows: rows, Replica: t.replica, Err: err}
	e.Duration = t.config.now().Sub(t.started)
	for _, hook := range t.config.hooks {
		hook(ctx, e)
	}
}

// again counts a text, and returns how often it was sent.
func (t *notifier) again(sql string) int {
	if t.texts == nil || len(t.texts) >= mostTexts {
		t.texts = map[string]int{}
	}
	t.texts[sql]++
	return t.texts[sql]
}
