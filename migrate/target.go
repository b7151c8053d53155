package migrate

import (
	"slices"
	"strconv"
	"strings"
)

// The targets that are words.
const (
	head  = "head"
	heads = "heads"
	base  = "base"
)

// target is one that was read: a branch, a revision or a word, and steps from there.
type target struct {
	text   string
	branch string // before @
	name   string // a revision, head, heads or base; "" for where the database is
	steps  int
	whole  string // behind @, as it was typed
}

// parseTarget reads a target: "head", "heads", "base", a revision or the beginning of one, "+2", "-1", "id+1", "id-1", each
// also behind "label@".
func parseTarget(text string) (target, error) {
	t := target{text: text}
	rest := strings.TrimSpace(text)
	if branch, behind, ok := strings.Cut(rest, "@"); ok {
		t.branch, rest = branch, behind
	}
	t.name, t.whole = rest, rest
	if at := strings.LastIndexAny(rest, "+-"); at >= 0 {
		steps, err := strconv.Atoi(rest[at:])
		if err == nil {
			t.name, t.steps = rest[:at], steps
		}
	}
	if t.name == "" && t.steps == 0 {
		return t, invalid("%q is no target: give head, heads, base, a revision, +1 or -1", text)
	}
	return t, nil
}

// target reads a target. An id that ends as steps do, "add-users-2", is that revision's where there is one.
func (g *graph) target(text string) (target, error) {
	t, err := parseTarget(text)
	if err == nil && g.nodes[t.whole] != nil {
		t.name, t.steps = t.whole, 0
	}
	return t, err
}

// fixed reads a target that is the same wherever the database is.
func (g *graph) fixed(text string) (target, error) {
	t, err := g.target(text)
	if err == nil && t.name == "" {
		err = invalid("%q goes from where the database is: name head, base or a revision", text)
	}
	return t, err
}

// pending returns what must be applied, in order, so that a database with applied revisions has those up to a target.
func (g *graph) pending(text string, applied set) ([]*node, error) {
	t, err := g.target(text)
	if err != nil {
		return nil, err
	}
	if t.name == "" {
		return g.nextSteps(t, applied)
	}
	to, err := g.resolve(t)
	if err != nil {
		return nil, err
	}
	return g.missingFrom(applied, upTo(to...)), nil
}

// nextSteps returns the revisions up to the one that is so many steps from where the database is.
func (g *graph) nextSteps(t target, applied set) ([]*node, error) {
	if t.steps < 0 {
		return nil, invalid("an upgrade goes forward, and %q goes back: run: drey downgrade %s", t.text, t.text)
	}
	at, err := g.standing(t, applied)
	if err != nil {
		return nil, err
	}
	to, err := g.walk(t, at)
	return g.missingFrom(applied, upTo(to...)), err
}

// standing is the one revision that a database is at, on the branch of a target where it names one; none at base.
func (g *graph) standing(t target, applied set) ([]*node, error) {
	at := g.headsOf(applied)
	if t.branch != "" {
		start, err := g.find(t.branch)
		if err != nil {
			return nil, err
		}
		of := downFrom(start)
		at = slices.DeleteFunc(at, func(n *node) bool { return !of[n] })
	}
	if len(at) > 1 {
		return nil, invalid("%q may mean steps from %s or from %s, which are both current: name the revision, as in %[2]s%+[4]d", t.text, at[0].ID, at[1].ID, t.steps)
	}
	return at, nil
}

func setOf(list []*node) set {
	s := set{}
	for _, n := range list {
		s[n] = true
	}
	return s
}

// branchHeads are the heads of a target's branch, or of all.
func (g *graph) branchHeads(t target) ([]*node, error) {
	ends := g.heads()
	if t.branch == "" {
		return ends, nil
	}
	start, err := g.find(t.branch)
	if err != nil {
		return nil, err
	}
	of := downFrom(start)
	return slices.DeleteFunc(ends, func(n *node) bool { return !of[n] }), nil
}

// resolve returns the revisions that a target names; none for base.
func (g *graph) resolve(t target) ([]*node, error) {
	var at []*node
	switch t.name {
	case base:
	case head, heads:
		ends, err := g.branchHeads(t)
		if err != nil {
			return nil, err
		}
		if len(ends) > 1 && t.name == head {
			return nil, &HeadsError{Heads: publish(ends)}
		}
		at = ends
	default:
		n, err := g.find(t.name)
		if err != nil {
			return nil, err
		}
		at = []*node{n}
	}
	if t.steps == 0 {
		return at, nil
	}
	return g.walk(t, at)
}

// walk goes the steps of a target from where it names.
func (g *graph) walk(t target, at []*node) ([]*node, error) {
	for range max(t.steps, -t.steps) {
		var next []*node
		switch {
		case t.steps < 0 && len(at) == 1:
			next = at[0].parents
		case t.steps > 0 && len(at) == 1:
			next = at[0].children
		case t.steps > 0 && len(at) == 0:
			next = slices.DeleteFunc(slices.Clone(g.order), func(n *node) bool { return !n.isRoot() })
		}
		if len(next) == 0 && (t.steps > 0 || len(at) == 0) {
			return nil, invalid("%q is out of reach: run: drey history", t.text)
		}
		if len(next) > 1 {
			return nil, invalid("%q may be %s or %s: name the one to go to, such as %[2]s, whatever is on the way to the other stays", t.text, next[0].ID, next[1].ID)
		}
		at = next
	}
	return at, nil
}

// passed returns what must be taken back, in order, so that a database with applied revisions is at a target.
func (g *graph) passed(text string, applied set) ([]*node, error) {
	t, err := g.target(text)
	if err != nil {
		return nil, err
	}
	if t.name == "" {
		return g.lastSteps(t, applied)
	}
	to, err := g.resolve(t)
	if err != nil {
		return nil, err
	}
	if len(to) == 0 {
		return g.backTo(t, applied)
	}
	above := downFrom(to...)
	for _, n := range to {
		delete(above, n)
	}
	if err := g.reachable(t, to, applied); err != nil {
		return nil, err
	}
	return g.backwards(applied, above), nil
}

// backTo returns everything that is applied, or what is of a target's branch.
func (g *graph) backTo(t target, applied set) ([]*node, error) {
	if t.branch == "" {
		return g.backwards(applied, applied), nil
	}
	start, err := g.find(t.branch)
	if err != nil {
		return nil, err
	}
	return g.backwards(applied, downFrom(start)), nil
}

// reachable finds a target on another branch than the database's.
func (g *graph) reachable(t target, to []*node, applied set) error {
	current := g.headsOf(applied)
	for _, n := range to {
		if applied[n] || len(current) == 0 {
			continue
		}
		before := upTo(n)
		if !slices.ContainsFunc(current, func(c *node) bool { return before[c] }) {
			return invalid("%q is out of reach: revision %s is on another branch than the database, which is at %s: run: drey history",
				t.text, n.ID, listed(ids(current)))
		}
	}
	return nil
}

// lastSteps returns the last few applied revisions, the last one first.
func (g *graph) lastSteps(t target, applied set) ([]*node, error) {
	if t.steps > 0 {
		return nil, invalid("a downgrade goes back, and %q goes forward: run: drey upgrade %s", t.text, t.text)
	}
	at, err := g.standing(t, applied)
	if err != nil {
		return nil, err
	}
	to, err := g.walk(t, at)
	if err != nil || len(to) == 0 {
		return g.backwards(applied, upTo(at...)), err
	}
	above := downFrom(to...)
	delete(above, to[0])
	return g.backwards(applied, above), nil
}

// backwards are the applied revisions of some, each before those that it follows.
func (g *graph) backwards(applied, some set) (list []*node) {
	for _, n := range slices.Backward(g.order) {
		if applied[n] && some[n] {
			list = append(list, n)
		}
	}
	return list
}
