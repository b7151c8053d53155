package oracle_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// comparison is one program with both sides' answers.
type comparison struct {
	scene        scene
	program      []op
	ours, theirs []answer
	gathered     labels // not nil: rules say whose rows may differ, and are not asked whether others do
}

// difference is how the two sides differ where no rule says why; "" when they do not.
func (c comparison) difference(done *tally) string {
	done.programs++
	for i := 0; i < len(c.program); i++ {
		done.operations++
		if c.same(i) {
			if c.ours[i].Outcome != "ok" && c.program[i].checkpoint() {
				done.failures++
			}
			continue
		}
		if c.theirs[i].Outcome == "other ValueError" { // SQLAlchemy itself breaks
			done.unjudged++
			return ""
		}
		r := c.ruleFor(i)
		if r == nil {
			return c.print(i, "drey", "SQLAlchemy")
		}
		if done.excuse(r.name, c.ours[i].Outcome, c.theirs[i].Outcome); *show == r.name || *show == "all" {
			fmt.Printf("rule %s\n%s\n", r.name, c.print(i, "drey", "SQLAlchemy"))
		}
		if r.goesOn {
			continue
		}
		next := c.resumes(i)
		if next < 0 {
			return ""
		}
		i = next - 1
	}
	return ""
}

// resumes is where both sides stand alike again after a difference: at the next rollback of the whole transaction, unless
// something was committed before it; -1 for nowhere.
func (c comparison) resumes(i int) int {
	for ; i < len(c.program); i++ {
		switch c.program[i].Op {
		case "commit":
			if c.ours[i].Outcome == "ok" || c.theirs[i].Outcome == "ok" {
				return -1
			}
		case "reopen":
			return -1
		case "rollback":
			return i
		}
	}
	return -1
}

// same says whether the answers to an operation are.
func (c comparison) same(i int) bool {
	a, b := c.ours[i], c.theirs[i]
	switch {
	case a.Outcome != b.Outcome:
		return false
	case a.Outcome != "ok":
		return true
	case c.program[i].checkpoint():
		return maps.EqualFunc(c.scene.shown(a.Rows), c.scene.shown(b.Rows), slices.Equal[[]string])
	}
	return slices.Equal(a.Found, b.Found) || c.program[i].Op == "part"
}

// sameBut says whether both sides have the same rows but in some tables, where both have any.
func (c comparison) sameBut(i int, but ...string) bool {
	if c.ours[i].Outcome != "ok" || c.theirs[i].Outcome != "ok" {
		return true
	}
	if c.gathered != nil {
		for _, o := range c.program[:i] {
			if o.Op == "new" && slices.Contains(but, kinds[o.Type].Table) {
				c.gathered.put(o.Name)
			}
		}
		return true
	}
	ours, theirs := c.scene.shown(unversioned(c.scene, c.ours[i].Rows)), c.scene.shown(unversioned(c.scene, c.theirs[i].Rows))
	for _, name := range but {
		delete(ours, name)
		delete(theirs, name)
	}
	return maps.EqualFunc(ours, theirs, slices.Equal[[]string])
}

func unversioned(sc scene, rows map[string][][]any) map[string][][]any {
	left := map[string][][]any{}
	for _, t := range sc.tables() {
		at := slices.IndexFunc(t.Columns, func(c column) bool { return c.Name == "rev" })
		for _, row := range rows[t.Name] {
			if row = slices.Clone(row); at >= 0 {
				row[at] = nil
			}
			left[t.Name] = append(left[t.Name], row)
		}
	}
	return left
}

// print is the program up to an operation, and both answers to it.
func (c comparison) print(at int, one, other string) string {
	var b strings.Builder
	for i, o := range c.program[:at+1] {
		fmt.Fprintf(&b, "    %s", o)
		if c.ours[i].Outcome != "ok" && i < at {
			fmt.Fprintf(&b, "   -> %s", c.ours[i].Outcome)
		}
		b.WriteString("\n")
	}
	ours, theirs := c.ours[at], c.theirs[at]
	fmt.Fprintf(&b, "%s: %s %s %v\n%s: %s %s %v\n", one, ours.Outcome, ours.Detail, ours.Found, other, theirs.Outcome, theirs.Detail, theirs.Found)
	for _, w := range theirs.Warnings {
		fmt.Fprintf(&b, "  warning: %s\n", w)
	}
	a, d := c.scene.shown(ours.Rows), c.scene.shown(theirs.Rows)
	for _, t := range c.scene.tables() {
		if ours.Outcome == "ok" && theirs.Outcome == "ok" && !slices.Equal(a[t.Name], d[t.Name]) {
			fmt.Fprintf(&b, "  %s %v\n    %s: %v\n    %s: %v\n", t.Name, namesOf(t), one, a[t.Name], other, d[t.Name])
		}
	}
	return b.String()
}

func namesOf(t table) (names []string) {
	for _, c := range t.Columns {
		names = append(names, c.Name)
	}
	return names
}

// tally counts what was compared.
type tally struct {
	programs, operations, failures, unjudged int
	rules                                    map[string]map[string]int // by rule, and by both outcomes
	kinds                                    map[string][]string       // differences by their last lines, when they are only told
}

// excuse counts a difference that a rule allows.
func (d *tally) excuse(rule, ours, theirs string) {
	if d.rules[rule] == nil {
		d.rules[rule] = map[string]int{}
	}
	d.rules[rule][ours+"/"+theirs]++
}

func (d *tally) differ(rt *rapid.T, difference string) {
	if !*tell {
		rt.Fatal("\n" + difference)
	}
	lines := strings.Split(difference, "\n")
	kind := ""
	for _, l := range lines {
		if strings.HasPrefix(l, "drey: ") || strings.HasPrefix(l, "SQLAlchemy: ") {
			kind += strings.Join(strings.Fields(l)[:2], " ") + "; "
		}
	}
	d.kinds[kind] = append(d.kinds[kind], difference)
}

// counts spells how often each pair of outcomes was met, and how often all of them.
func counts(outcomes map[string]int) string {
	sum, parts := 0, []string{}
	for _, pair := range slices.Sorted(maps.Keys(outcomes)) {
		sum += outcomes[pair]
		parts = append(parts, fmt.Sprintf("%s %d", pair, outcomes[pair]))
	}
	return fmt.Sprintf("%d (%s)", sum, strings.Join(parts, ", "))
}

func (d *tally) report(t *testing.T) {
	t.Logf("%d programs, %d operations compared, %d failures alike, %d programs that SQLAlchemy broke on", d.programs, d.operations, d.failures, d.unjudged)
	for _, name := range slices.Sorted(maps.Keys(d.rules)) {
		t.Logf("rule %s: %s", name, counts(d.rules[name]))
	}
	for kind, list := range d.kinds {
		slices.SortFunc(list, func(a, b string) int { return strings.Count(a, "\n") - strings.Count(b, "\n") })
		t.Errorf("%d: %s", len(list), kind)
		for _, difference := range list[:min(len(list), 6)] {
			t.Log("\n" + difference)
		}
	}
}
