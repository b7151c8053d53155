package backendtest_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"
	_ "modernc.org/sqlite"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/backends/backendtest"
	"github.com/drey-db/drey/backends/kit"
	"github.com/drey-db/drey/backends/sqlxbackend"
)

// faultVariable names the fault that a process of its own puts into a sound backend.
const faultVariable = "DREY_BACKENDTEST_FAULT"

// faults are breaches of the contract. The suite must fail each in the topic, and by the sentence.
func faults() map[string]fault {
	return map[string]fault{
		"lost rows error": {topic: "a_statement", sentence: "tells_the_error", rows: func(r backends.Rows) backends.Rows { return forgiving{r} }},
		"local times": {topic: "values", sentence: "go_there_and_back", rows: func(r backends.Rows) backends.Rows {
			return local{r}
		}},
		"wrong blame":     {topic: "blame", sentence: "at_each_place", err: func(err error) error { return kit.Blame(err, 0) }},
		"shown arguments": {topic: "a_refusal", sentence: "no_value", shows: true},
		"no commit":       {topic: "a_unit_of_work", sentence: "stores_on_Commit", commit: backends.UnitOfWork.Rollback},
		"lenient truth": {topic: "a_value_of_another_type", sentence: "is_read_or_refused", rows: func(r backends.Rows) backends.Rows {
			return lenient{r}
		}},
		"raw words": {topic: "a_word_that_controls_transactions", sentence: "is_refused_on_the_pool", err: func(err error) error {
			if errors.Is(err, backends.ErrInvalidRequest) {
				return nil // as if it were sent
			}
			return err
		}},
		"sent twice": {topic: "a_unit_of_work", sentence: "stores_on_Commit", twice: true},
	}
}

type fault struct {
	topic, sentence string
	rows            func(backends.Rows) backends.Rows
	err             func(error) error
	commit          func(backends.UnitOfWork, context.Context) error
	shows           bool
	twice           bool
}

func TestTheSuiteFindsFaults(t *testing.T) {
	t.Parallel()
	for name, f := range faults() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			child := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestSuite$/^"+f.topic+"$")
			child.Env = append(os.Environ(), faultVariable+"="+name)
			said, err := child.CombinedOutput()
			if failed := "--- FAIL: TestSuite/" + f.topic + "/"; err == nil || !strings.Contains(string(said), failed) || !strings.Contains(string(said), f.sentence) {
				t.Fatalf("the suite does not fail by %q, but ends with %v:\n%s", f.sentence, err, said)
			}
		})
	}
}

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// TestSuite runs the suite on SQLite: sound or, in a process that TestTheSuiteFindsFaults started, with a fault.
func TestSuite(t *testing.T) {
	f := faults()[os.Getenv(faultVariable)]
	backendtest.Run(t, backendtest.Harness{
		Backend: faulty{sqlxbackend.Backend{}, f},
		URL:     func(testing.TB) backends.URL { return backends.URL{Dialect: "sqlite", Database: ":memory:"} },
		Dialect: backendtest.SQLite(),
		Unsupported: []backendtest.Feature{
			backendtest.Sockets, backendtest.WideIntegers, backendtest.Widths, backendtest.NotFinite, backendtest.Deferrable,
			backendtest.Snapshots, backendtest.RowLocks, backendtest.StatementTimeout, backendtest.Exclusion, backendtest.NoNUL, backendtest.FarTimes,
		},
	})
}

// faulty is a sound backend with a fault.
type faulty struct {
	backends.Backend
	fault fault
}

func (b faulty) Open(ctx context.Context, u backends.URL, c backends.PoolConfig) (backends.Pool, error) {
	p, err := b.Backend.Open(ctx, u, c)
	if err != nil {
		return nil, err
	}
	return faultyPool{p, faultyRunner{p, b.fault}, b.fault}, nil
}

// faultyRunner passes calls on, with the fault.
type faultyRunner struct {
	inner backends.Runner
	fault fault
}

func (r faultyRunner) Exec(ctx context.Context, s backends.Stmt) (backends.Result, error) {
	if r.fault.twice {
		_, _ = r.inner.Exec(ctx, s)
	}
	res, err := r.inner.Exec(ctx, s)
	return res, r.fail(err, s.Args)
}

func (r faultyRunner) fail(err error, args []any) error {
	switch {
	case err == nil:
		return nil
	case r.fault.err != nil:
		return r.fault.err(err)
	case r.fault.shows:
		return fmt.Errorf("%w with %v", err, args)
	}
	return err
}

func (r faultyRunner) Query(ctx context.Context, s backends.Stmt) (backends.Rows, error) {
	rows, err := r.inner.Query(ctx, s)
	if err == nil && r.fault.rows != nil {
		rows = r.fault.rows(rows)
	}
	return rows, r.fail(err, s.Args)
}

func (r faultyRunner) Pipeline(ctx context.Context, stmts []backends.Stmt, o backends.PipelineOptions, each backends.Each) error {
	return r.fail(r.inner.Pipeline(ctx, stmts, o, each), nil)
}

type faultyPool struct {
	backends.Pool
	faultyRunner
	fault fault
}

// Capabilities leaves out what a pool around another is not.
func (p faultyPool) Capabilities() backends.Capabilities {
	c := p.Pool.Capabilities()
	c.Pin = false
	return c
}

func (p faultyPool) Exec(ctx context.Context, s backends.Stmt) (backends.Result, error) {
	return p.faultyRunner.Exec(ctx, s)
}

func (p faultyPool) Query(ctx context.Context, s backends.Stmt) (backends.Rows, error) {
	return p.faultyRunner.Query(ctx, s)
}

func (p faultyPool) Pipeline(ctx context.Context, stmts []backends.Stmt, o backends.PipelineOptions, each backends.Each) error {
	return p.faultyRunner.Pipeline(ctx, stmts, o, each)
}

func (p faultyPool) Begin(ctx context.Context, o backends.TxOptions) (backends.UnitOfWork, error) {
	u, err := p.Pool.Begin(ctx, o)
	if err != nil {
		return nil, err
	}
	return faultyUnit{faultyRunner{u, p.fault}, u}, nil
}

type faultyUnit struct {
	faultyRunner
	inner backends.UnitOfWork
}

func (u faultyUnit) Commit(ctx context.Context) error {
	if u.fault.commit != nil {
		return u.fault.commit(u.inner, ctx)
	}
	return u.inner.Commit(ctx)
}

func (u faultyUnit) Rollback(ctx context.Context) error { return u.inner.Rollback(ctx) }

// forgiving rows know no error.
type forgiving struct{ backends.Rows }

func (r forgiving) Err() error { return nil }

func (r forgiving) Close() error {
	_ = r.Rows.Close()
	return nil
}

// lenient rows read every number as a truth value.
type lenient struct{ backends.Rows }

func (r lenient) Scan(dest ...any) error {
	if truth, ok := dest[0].(*bool); ok {
		*truth = true
		return nil
	}
	return r.Rows.Scan(dest...)
}

// local rows answer times in another zone.
type local struct{ backends.Rows }

func (r local) Scan(dest ...any) error {
	err := r.Rows.Scan(dest...)
	for _, d := range dest {
		if at, ok := d.(*time.Time); ok {
			*at = at.In(time.FixedZone("local", 3600))
		}
	}
	return err
}
