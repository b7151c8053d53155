package oracle_test

import (
	"slices"
)

// rule is a difference on purpose. docs/coming-from-sqlalchemy.md lists them all.
type rule struct {
	name   string
	allows func(c comparison, i int) bool // nil: oracle.py plays as the rule says
	goesOn bool                           // the difference changes nothing: what follows is compared
}

var rules = []rule{
	{name: "in-step", allows: inStep, goesOn: true},
	{name: "add-detached"},
	{name: "rollback-restores"},
	{name: "attach"},
	{name: "delete-pending", allows: deletePending},
	{name: "merge-pending"},
	{name: "parts"},
	{name: "both-ends", allows: bothEnds},
	{name: "led-to", allows: ledTo},
	{name: "key-taken", allows: keyTaken},
	{name: "taken-over", allows: takenOver},
	{name: "said-early", allows: saidEarly},
	{name: "not-loaded", allows: notLoaded},
	{name: "circles", allows: circles},
	{name: "load-persistent", allows: loadPersistent, goesOn: true},
	{name: "expire-drops", allows: expireDrops},
	{name: "one-of-one", allows: oneOfOne},
	{name: "by-fields", allows: byFields},
	{name: "new-goes-along", allows: newGoesAlong},
	{name: "rekeyed", allows: rekeyed},
	{name: "unknown", allows: unknown},
	{name: "settled-late", allows: settledLate},
	{name: "never-seen", allows: neverSeen},
	{name: "orphan-by-pointer", allows: orphanByPointer},
	{name: "expired-version", allows: expiredVersion},
	{name: "orphan-of-one", allows: orphanOfOne},
	{name: "merge-spares", allows: mergeSpares},
	{name: "same-value", allows: sameValue},
	{name: "commit-ends"},
	{name: "autoflush"},
	{name: "new-moves", allows: newMoves},
}

// ruleFor is the rule that allows the difference at an operation, nil without one. What was done before a read that flushed
// may only be seen at the next checkpoint.
func (c comparison) ruleFor(i int) *rule {
	for n, r := range rules {
		if r.allows != nil && r.allows(c, i) {
			return &rules[n]
		}
	}
	if r := c.together(i); r != nil {
		return r
	}
	for j := i - 1; j >= 0 && !(c.program[j].checkpoint() && c.ours[j].Outcome == "ok"); j-- {
		if !c.program[j].Flushed || !c.program[i].checkpoint() && !c.program[i].reads() {
			continue
		}
		seen := c
		seen.program, seen.ours, seen.theirs = slices.Clone(c.program), slices.Clone(c.ours), slices.Clone(c.theirs)
		seen.ours[j], seen.theirs[j] = c.ours[i], c.theirs[i]
		seen.theirs[j].Warnings = c.theirs[j].Warnings
		for n, r := range rules {
			if r.allows != nil && !r.goesOn && r.allows(seen, j) {
				return &rules[n]
			}
		}
	}
	return nil
}

// together is the first of several rules that allow the difference between them, each that of some entities.
func (c comparison) together(i int) (first *rule) {
	if c.ours[i].Outcome != "ok" || c.theirs[i].Outcome != "ok" || !c.program[i].checkpoint() {
		return nil
	}
	asked, all := c, labels{}
	for n, r := range rules {
		asked.gathered = labels{}
		if r.allows == nil || !r.allows(asked, i) || len(asked.gathered) == 0 {
			continue
		}
		if all.join(asked.gathered); first == nil {
			first = &rules[n]
		}
	}
	if first == nil || !c.differOnlyIn(i, all) {
		return nil
	}
	return first
}
