package conformance

import (
	"testing"

	"pgregory.net/rapid"
)

// tally counts the actions of a random test that were done. An action that does not fit the state skips itself; one that
// never fits tests nothing.
type tally map[string]int

// counted is actions that are counted when they were not skipped.
func (c tally) counted(actions map[string]func(*rapid.T)) map[string]func(*rapid.T) {
	counted := map[string]func(*rapid.T){}
	for name, act := range actions {
		c[name] += 0
		counted[name] = func(rt *rapid.T) {
			act(rt)
			c[name]++
		}
	}
	return counted
}

// expectAll expects that every action was done.
func (c tally) expectAll(t *testing.T) {
	t.Helper()
	for name, done := range c {
		if done == 0 {
			t.Errorf("%q never fitted the state", name)
		}
	}
}
