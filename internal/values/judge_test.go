package values

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
)

// tally counts cells, and keeps the words of those that fail.
type tally struct {
	mutex                              sync.Mutex
	equal, alike, refused, lone, known int // cells
	failures                           []string
}

// verdict is what became of one value on its roads.
type verdict struct {
	t     *trial
	kind  kind
	value any
	l     literal
	truth truth
	wrong []outcome
	lines []string // what is wrong with each, and which roads beside them are right
	equal int
	alike int
	lone  int
	// refused counts roads that refuse, in different words, what PostgreSQL refuses as well.
	refused int
}

func (v *verdict) blame(o outcome, reason string) {
	v.wrong, v.lines = append(v.wrong, o), append(v.lines, reason)
}

// writes judges roads that write: all are the truth, or all are refused with one kind of error.
func (v *verdict) writes(outcomes []outcome) {
	text, known := v.truth.stored, v.l.known && v.truth.err == nil
	if i := slices.IndexFunc(outcomes, func(o outcome) bool { return o.err == nil }); !v.l.known && i >= 0 && len(outcomes[i].texts) > 0 {
		text, known = outcomes[i].texts[0], true
	}
	refused := slices.IndexFunc(outcomes, func(o outcome) bool { return o.err != nil })
	right := 0
	for _, o := range outcomes {
		if known && o.writtenAs(text) {
			right++
		}
	}
	switch {
	case right == len(outcomes) && v.l.known:
		v.equal += right
	case right == len(outcomes):
		v.lone += right
	case v.refusedAlike(outcomes):
		v.alike += len(outcomes)
	case refusedAll(outcomes) && (v.truth.err != nil || !v.l.known):
		v.refused += len(outcomes)
	default:
		for _, o := range outcomes {
			if !known || !o.writtenAs(text) || refused >= 0 && right < len(outcomes) {
				if right := known && o.writtenAs(text); right {
					v.lines = append(v.lines, o.reason(right))
				} else {
					v.blame(o, o.reason(right))
				}
			}
		}
	}
}

// refusedAll reports whether no road took the value, whatever its words.
func refusedAll(outcomes []outcome) bool {
	return !slices.ContainsFunc(outcomes, func(o outcome) bool { return o.err == nil || strings.HasPrefix(o.err.Error(), "panic") })
}

func (v *verdict) refusedAlike(outcomes []outcome) bool {
	for _, o := range outcomes {
		if o.err == nil || errorKind(o.err) != errorKind(outcomes[0].err) || strings.HasPrefix(o.err.Error(), "panic") {
			return false
		}
	}
	return true
}

// finds judges roads that find; refused says that those that write were.
func (v *verdict) finds(outcomes []outcome, refused bool) {
	for _, o := range outcomes {
		want := v.truth.found
		if o.road.name == "IsNotDistinctFrom" {
			want = v.truth.same
		}
		switch {
		case o.err == nil && o.found == want && v.truth.foundErr == nil:
			v.equal++
		case o.err != nil && (refused || v.truth.foundErr != nil || v.truth.err != nil):
			v.alike++
		default:
			v.blame(o, fmt.Sprintf("%s, not %d", o.reason(false), want))
		}
	}
}

// keys judges roads whose key is the value.
func (v *verdict) keys(outcomes []outcome) {
	for _, o := range outcomes {
		if o.err == nil && o.found == o.road.leaves {
			v.equal++
		} else {
			v.blame(o, fmt.Sprintf("%s, not %d", o.reason(false), o.road.leaves))
		}
	}
}

// reason say what came of a road.
func (o outcome) reason(right bool) string {
	switch {
	case right:
		return o.road.name + ": right"
	case o.err != nil:
		return fmt.Sprintf("%s: %s: %s", o.road.name, errorKind(o.err), cut(o.err.Error()))
	case o.texts == nil:
		return fmt.Sprintf("%s: %d rows", o.road.name, o.found)
	}
	return o.road.name + ": " + listOf(o.texts)
}

func listOf(texts []*string) string {
	var list []string
	for _, text := range texts {
		list = append(list, shown(text))
	}
	return "[" + strings.Join(slices.Compact(list), ", ") + "]"
}

func shown(text *string) string {
	if text == nil {
		return "NULL"
	}
	return fmt.Sprintf("%q", cut(*text))
}

func cut(text string) string {
	if len(text) > 200 {
		text = text[:200] + ".."
	}
	return strings.ReplaceAll(text, "\n", " ")
}

// enter counts a verdict.
func (s *tally) enter(v *verdict) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.equal, s.alike, s.lone, s.refused = s.equal+v.equal, s.alike+v.alike, s.lone+v.lone, s.refused+v.refused
	if len(v.lines) == 0 {
		return
	}
	want := "not known"
	switch {
	case v.truth.err != nil:
		want = "refused: " + state(v.truth.err)
	case v.l.known:
		want = shown(v.truth.stored)
	}
	head := fmt.Sprintf("%s -> %s, %s, %s, value %s, truth %s", v.kind.name, v.t.column.sql, v.t.backend, v.t.setting.name, cut(fmt.Sprintf("%#v", v.value)), want)
	if exceptional(v) {
		s.known += len(v.lines)
		return
	}
	s.failures = append(s.failures, head+"\n\t"+strings.Join(v.lines, "\n\t"))
}

// report tells what was counted, and what failed.
func (s *tally) report(t *testing.T) {
	t.Logf("%d cells are equal, %d refused alike, %d refused by PostgreSQL and by drey in different words, "+
		"%d alike where no literal says what is meant, %d are known differences", s.equal, s.alike, s.refused, s.lone, s.known)
	for _, failure := range s.failures {
		t.Error(failure)
	}
}
