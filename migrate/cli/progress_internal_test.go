package cli

import (
	"bytes"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/drey-db/drey/migrate"
)

// shared is a buffer that two goroutines may use.
type shared struct {
	mutex sync.Mutex
	text  bytes.Buffer
}

// Write implements io.Writer.
func (s *shared) Write(p []byte) (int, error) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	return s.text.Write(p)
}

func (s *shared) String() string {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	return s.text.String()
}

func event(kind migrate.EventKind) migrate.Event {
	return migrate.Event{Kind: kind, Revision: "3f2a9c81d04e", Message: "add users", N: 2, Of: 5}
}

func TestProgressInPlainLines(t *testing.T) {
	var out bytes.Buffer
	p := &progress{out: &out}
	waits := event(migrate.Waiting)
	waits.Holder, waits.Elapsed = "process 42 of sandy", 1500*time.Millisecond
	done := event(migrate.StepDone)
	done.Elapsed = 12 * time.Millisecond
	failed := done
	failed.Down, failed.Err, failed.Elapsed = true, errors.New("boom"), 90*time.Second
	for _, e := range []migrate.Event{event(migrate.StepStarted), waits, event(migrate.StatementDone), done, failed} {
		p.event(e)
	}
	p.close()
	require.Equal(t, "[2/5] up 3f2a9c81d04e add users ... waits for process 42 of sandy, 1.5 s\n"+
		"[2/5] up 3f2a9c81d04e add users ... ok 12 ms\n"+
		"[2/5] down 3f2a9c81d04e add users ... FAILED 1m30s\n", out.String())
	require.Equal(t, 1, p.done)
}

// On a terminal one line is written anew until the step is done.
func TestProgressOnATerminal(t *testing.T) {
	var out shared
	p := &progress{out: &out, live: true}
	waits := event(migrate.Waiting)
	waits.Holder = "process 42"
	p.event(event(migrate.StepStarted))
	p.event(waits)
	before := strings.Count(out.String(), eraseLine)
	require.Eventually(t, func() bool { return strings.Count(out.String(), eraseLine) > before }, time.Minute, time.Millisecond, "the time goes on")
	require.Regexp(t, `\[2/5\] up 3f2a9c81d04e add users \.\.\. waits for process 42, \d+ ms$`, out.String())
	done := event(migrate.StepDone)
	done.Elapsed = 12 * time.Millisecond
	p.event(done)
	p.close()
	p.close()
	require.True(t, strings.HasSuffix(out.String(), eraseLine+"[2/5] up 3f2a9c81d04e add users ... ok 12 ms\n"), out.String())
}

func TestALineThatIsCutOffEnds(t *testing.T) {
	var out shared
	p := &progress{out: &out, live: true}
	p.event(event(migrate.StepStarted))
	p.close()
	require.True(t, strings.HasSuffix(out.String(), " ms\n"), out.String())
}

func TestProgressAsJSON(t *testing.T) {
	var out bytes.Buffer
	p := &progress{out: &out, json: true}
	failed := event(migrate.StepDone)
	failed.Err, failed.Elapsed = errors.New("boom"), 1500*time.Microsecond
	p.event(failed)
	require.JSONEq(t, `{"event":"step done","direction":"up","revision":"3f2a9c81d04e","message":"add users","n":2,"of":5,"elapsed_ms":1.5,"error":"boom"}`, out.String())
}
