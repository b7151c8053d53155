package cli

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"sync"
	"time"

	"github.com/drey-db/drey/migrate"
)

// progress prints a line a step. On a terminal the line is written anew while the step runs, with the time and who is waited for.
type progress struct {
	out        io.Writer
	live, json bool

	mutex   sync.Mutex
	current *migrate.Event // that runs or waits
	began   time.Time
	holder  string
	done    int
	stop    chan struct{} // closed to end the clock
	stopped chan struct{}
}

const (
	clockPause = 100 * time.Millisecond
	eraseLine  = "\r\x1b[K"
)

func (c *call) newProgress() *progress {
	return &progress{out: c.cmd.OutOrStdout(), live: c.terminal(c.cmd.OutOrStdout()), json: c.json}
}

// event takes in what happened.
func (p *progress) event(e migrate.Event) {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	if e.Kind == migrate.StepDone && e.Err == nil {
		p.done++
	}
	switch {
	case p.json:
		_ = json.NewEncoder(p.out).Encode(newEventObject(e)) // the next result fails as well
	case e.Kind == migrate.StepDone:
		p.finish(e)
	case e.Kind == migrate.StepStarted || e.Kind == migrate.Waiting:
		p.begin(e)
	}
}

// begin shows a step that starts or waits.
func (p *progress) begin(e migrate.Event) {
	if p.current == nil || p.current.Revision != e.Revision {
		p.began = time.Now().Add(-e.Elapsed)
	}
	p.current, p.holder = &e, e.Holder
	if p.live {
		p.startClock()
		p.draw()
	} else if e.Kind == migrate.Waiting {
		fmt.Fprintf(p.out, "%s%s\n", heading(e), waiting(e.Holder, e.Elapsed))
	}
}

// finish shows what became of a step.
func (p *progress) finish(e migrate.Event) {
	p.current = nil
	if p.live {
		fmt.Fprintf(p.out, "%s", eraseLine)
	}
	outcome := "ok"
	if e.Err != nil {
		outcome = "FAILED"
	}
	fmt.Fprintf(p.out, "%s%s %s", heading(e), outcome, elapsed(e.Elapsed))
	if e.Note != "" && e.Err == nil {
		fmt.Fprintf(p.out, "; %s", e.Note)
	}
	fmt.Fprintln(p.out)
}

// startClock starts the clock, once.
func (p *progress) startClock() {
	if p.stop != nil {
		return
	}
	p.stop, p.stopped = make(chan struct{}), make(chan struct{})
	go func() {
		defer close(p.stopped)
		ticks := time.NewTicker(clockPause)
		defer ticks.Stop()
		for {
			select {
			case <-p.stop:
				return
			case <-ticks.C:
				p.mutex.Lock()
				p.draw()
				p.mutex.Unlock()
			}
		}
	}()
}

// draw writes the line of the step that runs.
func (p *progress) draw() {
	if p.current == nil {
		return
	}
	tail := elapsed(time.Since(p.began))
	if p.holder != "" || p.current.Kind == migrate.Waiting {
		tail = waiting(p.holder, time.Since(p.began))
	}
	fmt.Fprintf(p.out, "%s%s%s", eraseLine, heading(*p.current), tail)
}

// close ends the clock, and the line of a step that came to no end.
func (p *progress) close() {
	if p.stop != nil {
		close(p.stop)
		<-p.stopped
		p.stop = nil
	}
	if p.live && p.current != nil {
		fmt.Fprintln(p.out)
		p.current = nil
	}
}

func direction(e migrate.Event) string {
	if e.Down {
		return "down"
	}
	return "up"
}

func heading(e migrate.Event) string {
	const most = 60 // of the message, so that the line fits on a terminal
	message := []rune(e.Message)
	if len(message) > most {
		message = append(message[:most-1], '…')
	}
	what := strings.TrimSpace(e.Revision + " " + string(message))
	return fmt.Sprintf("[%d/%d] %s %s ... ", e.N, e.Of, direction(e), what)
}

func waiting(holder string, since time.Duration) string {
	if holder == "" {
		holder = "a lock"
	}
	return fmt.Sprintf("waits for %s, %s", holder, elapsed(since))
}

// elapsed is a time as people read it.
func elapsed(d time.Duration) string {
	switch {
	case d < time.Second:
		return fmt.Sprintf("%d ms", d.Milliseconds())
	case d < time.Minute:
		return fmt.Sprintf("%.1f s", d.Seconds())
	}
	return d.Round(time.Second).String()
}

// eventObject is an event as JSON.
type eventObject struct {
	Event     migrate.EventKind `json:"event"`
	Direction string            `json:"direction"`
	Revision  string            `json:"revision"`
	Message   string            `json:"message"`
	Statement string            `json:"statement,omitempty"`
	Line      int               `json:"line,omitempty"`
	N         int               `json:"n"`
	Of        int               `json:"of"`
	ElapsedMS float64           `json:"elapsed_ms"`
	Holder    string            `json:"holder,omitempty"`
	Note      string            `json:"note,omitempty"`
	Error     string            `json:"error,omitempty"`
}

func newEventObject(e migrate.Event) eventObject {
	object := eventObject{
		Event: e.Kind, Direction: direction(e), Revision: e.Revision, Message: e.Message, Statement: e.Statement, Line: e.Line,
		N: e.N, Of: e.Of, ElapsedMS: float64(e.Elapsed.Microseconds()) / 1000, Holder: e.Holder, Note: e.Note,
	}
	if e.Err != nil {
		object.Error = e.Err.Error()
	}
	return object
}
