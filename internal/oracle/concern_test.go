package oracle_test

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"

	"github.com/drey-db/drey/internal/mapper"
)

// labels is a set of entities.
type labels map[string]bool

func labelsOf(names ...string) labels {
	set := labels{}
	set.put(names...)
	return set
}

func (set labels) put(names ...string) {
	for _, name := range names {
		set[name] = true
	}
}

// join puts the other's entities into the set.
func (set labels) join(other labels) {
	for name, in := range other {
		if in {
			set[name] = true
		}
	}
}

// differOnlyIn says whether the answers to an operation differ in nothing but rows of these entities and of associations with
// them. Of outcomes it says nothing.
func (c comparison) differOnlyIn(i int, set labels) bool {
	if c.ours[i].Outcome != "ok" || c.theirs[i].Outcome != "ok" {
		return true
	}
	if c.gathered != nil {
		c.gathered.join(set)
		return true
	}
	for _, ends := range c.apart(i) {
		if !slices.ContainsFunc(ends, func(name string) bool { return set[name] }) {
			return false
		}
	}
	return true
}

// apart is who the rows that only one side has are about: one entity, or the ends of an association.
func (c comparison) apart(i int) (list [][]string) {
	if !c.program[i].checkpoint() {
		for _, found := range apart(c.ours[i].Found, c.theirs[i].Found) {
			name, _, _ := strings.Cut(found, " ")
			list = append(list, []string{name})
		}
		return list
	}
	ours, theirs := unversioned(c.scene, c.ours[i].Rows), unversioned(c.scene, c.theirs[i].Rows)
	a, b := c.scene.shown(ours), c.scene.shown(theirs)
	for _, t := range c.scene.tables() {
		for _, line := range apart(a[t.Name], b[t.Name]) {
			list = append(list, append(t.about(line, ours, c.scene), t.about(line, theirs, c.scene)...))
		}
	}
	return list
}

// apart are the lines that only one of two lists has.
func apart(a, b []string) (lines []string) {
	for _, line := range slices.Concat(a, b) {
		if slices.Contains(a, line) != slices.Contains(b, line) {
			lines = append(lines, line)
		}
	}
	return lines
}

// about is who a row that is told as line is about.
func (t table) about(line string, rows map[string][][]any, sc scene) (names []string) {
	one := slices.IndexFunc(t.Columns, func(c column) bool { return c.Name == "label" })
	for _, row := range rows[t.Name] {
		if t.tell(row, sc.labelled(rows)) != line {
			continue
		}
		if one >= 0 {
			return []string{row[one].(string)}
		}
		for _, parent := range t.parents(row, rows) {
			names = append(names, parent.label)
		}
	}
	return names
}

// parent is the entity that a foreign key of a row refers to.
type parent struct {
	label   string
	columns []string
}

// parents are the entities that a row refers to, as far as they are among rows.
func (t table) parents(row []any, rows map[string][][]any) (list []parent) {
	for _, k := range t.Keys {
		at := slices.IndexFunc(tables, func(o table) bool { return o.Name == k.Table })
		for _, candidate := range rows[k.Table] {
			if reflect.DeepEqual(t.pick(row, k.Columns), tables[at].pick(candidate, k.Refers)) {
				label := tables[at].pick(candidate, []string{"label"})[0]
				list = append(list, parent{label, k.Columns})
			}
		}
	}
	return list
}

// pick is some columns of a row, as text.
func (t table) pick(row []any, columns []string) (values []string) {
	for _, name := range columns {
		at := slices.IndexFunc(t.Columns, func(c column) bool { return c.Name == name })
		values = append(values, fmt.Sprint(row[at]))
	}
	return values
}

// along is set with what deletes, and what is deleted along, can reach from it: children, and what a cascade leads to.
func (c comparison) along(i int, set labels) labels {
	leads := c.leads(i)
	reached, queue := labels{}, slices.Collect(maps.Keys(set))
	for len(queue) > 0 {
		name := queue[0]
		queue = queue[1:]
		if !reached[name] {
			reached[name] = true
			queue = append(queue, slices.Collect(maps.Keys(leads[name]))...)
		}
	}
	return reached
}

// links is who a delete may lead to from whom.
type links map[string]labels

func (l links) add(from, to string) {
	if from == "" || to == "" {
		return
	}
	if l[from] == nil {
		l[from] = labels{}
	}
	l[from][to] = true
}

// leads is links by the rows before and after an operation, and by what was said since.
func (c comparison) leads(i int) links {
	l, from := links{}, 0
	for j := i - 1; j >= 0; j-- {
		if c.program[j].checkpoint() && c.ours[j].Outcome == "ok" {
			l.noteRows(c.ours[j].Rows)
			from = j
			break
		}
	}
	l.noteRows(c.ours[i].Rows)
	l.noteRows(c.theirs[i].Rows)
	for _, o := range c.program[from:i] {
		l.note(o)
	}
	return l
}

func (l links) noteRows(rows map[string][][]any) {
	for _, t := range tables {
		one := slices.IndexFunc(t.Columns, func(c column) bool { return c.Name == "label" })
		for _, row := range rows[t.Name] {
			parents := t.parents(row, rows)
			if one < 0 && len(parents) == 2 {
				l.noteTie(parents[0].label, parents[1].label)
			}
			for _, p := range parents {
				if one >= 0 {
					l.noteTie(p.label, row[one].(string))
				}
			}
		}
	}
}

// noteTie notes that two entities are tied, by one's foreign key or by an association.
func (l links) noteTie(a, b string) {
	for _, ends := range [][2]string{{a, b}, {b, a}} {
		for _, r := range kindFor(ends[0]).links {
			if r.Target.Name() != kindFor(ends[1]).name {
				continue
			}
			if r.Has(mapper.DeleteWith) || !r.HoldsKey() && r.Kind != mapper.ManyToMany {
				l.add(ends[0], ends[1])
			}
		}
	}
	if k := kindFor(b); slices.ContainsFunc(foreignKeys(k.Mapping), func(r *mapper.Relationship) bool { return parentOf(r) == kindFor(a) }) {
		l.add(a, b)
	}
}

func (l links) note(o op) {
	for _, other := range append(slices.Clone(o.Items), o.Item, o.KeyOf, o.was) {
		if o.Name != "" && other != "" {
			l.noteTie(o.Name, other)
			l.noteTie(other, o.Name)
		}
	}
	if o.Form != nil {
		for _, forms := range o.Form.Lists {
			for _, other := range forms {
				l.noteTie(o.Form.Values["label"].(string), other.Values["label"].(string))
			}
		}
	}
}
