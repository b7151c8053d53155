package oracle_test

import (
	"slices"
	"strings"

	"github.com/drey-db/drey/internal/mapper"
)

// edit is one side's word on a foreign key, or on a pair of a many-to-many.
type edit struct {
	side   string // the field that was edited
	parent string // of a foreign key, "" for none; of a pair nothing
	gain   bool   // it came to the parent, or the pair was put in
	field  bool   // it is the foreign key's own field
	idle   bool   // it changed nothing
	own    bool   // it is the child's pointer
	was    string // what that held before
}

// ledger is the edits of relationships since the last flush, by foreign key or pair, in order.
type ledger map[string][]edit

// since is where the operations begin that the next flush after them writes: behind the last checkpoint before i.
func (c comparison) since(i int) int {
	for i--; i >= 0; i-- {
		if c.program[i].Op == "reopen" || (c.program[i].checkpoint() || c.program[i].Flushed) && c.ours[i].Outcome == "ok" {
			break
		}
	}
	return i + 1
}

// window is the operations between the last checkpoint and i.
func (c comparison) window(i int) []op { return c.program[c.since(i):i] }

func ledgerOf(ops []op) ledger {
	l := ledger{}
	for _, o := range ops {
		l.note(o)
	}
	return l
}

func (l ledger) note(o op) {
	switch o.Op {
	case "merge":
		l.noteForm(o.Form, o.held)
	case "again":
		l.noteAgain(o)
	}
	if o.Name == "" || kindFor(o.Name) == nil {
		return
	}
	k := kindFor(o.Name)
	switch o.Op {
	case "set":
		if r := k.foreign(k.column(o.Column)); r != nil && foreignColumns(r)[0].Name == o.Column {
			l.add(o.Name, r, edit{side: o.Name + "." + o.Column, parent: o.KeyOf, gain: o.KeyOf != "", field: true})
		}
	case "point":
		r := k.link(o.Rel)
		side := o.Name + "." + o.Rel
		if r.HoldsKey() {
			l.add(o.Name, r, edit{side: side, parent: o.Item, gain: o.Item != "", idle: o.was == o.Item, was: o.was, own: true})
			return
		}
		l.unheld(o.Name, r, []string{o.Item})
		if o.was != "" && o.was != o.Item {
			l.add(o.was, r, edit{side: side, parent: o.Name})
		}
		if o.Item != "" {
			l.add(o.Item, r, edit{side: side, parent: o.Name, gain: true})
		}
	case "replace":
		l.unheld(o.Name, k.link(o.Rel), o.Items)
		for _, item := range o.held {
			if !slices.Contains(o.Items, item) {
				l.note(op{Op: "remove", Name: o.Name, Rel: o.Rel, Item: item})
			}
		}
		for _, item := range o.Items {
			l.noteReplaced(o, item)
		}
	case "append", "remove", "put", "take":
		r := k.link(o.Rel)
		e := edit{side: o.Name + "." + o.Rel, parent: o.Name, gain: o.Op == "append" || o.Op == "put", field: o.Op == "take"}
		if r.Kind == mapper.ManyToMany {
			l.addPair(r, o, e)
			return
		}
		l.add(o.Item, r, e)
	}
}

// noteReplaced notes what a replaced list has: what was there already is said again where another field has spoken.
func (l ledger) noteReplaced(o op, item string) {
	r := kindFor(o.Name).link(o.Rel)
	switch key := item + "." + foreignColumns(r)[0].Name; {
	case !slices.Contains(o.held, item):
		l.note(op{Op: "append", Name: o.Name, Rel: o.Rel, Item: item})
	case r.Kind != mapper.ManyToMany && l[key] != nil:
		l.add(item, r, edit{side: o.Name + "." + o.Rel, parent: o.Name, gain: true, idle: true})
	}
}

// noteForm notes what a merge puts into lists, and takes out of them.
func (l ledger) noteForm(f *form, held []string) {
	for rel, forms := range f.Lists {
		r, name := kinds[f.Type].link(rel), f.Values["label"].(string)
		l.unheld(name, r, nil)
		side := name + "." + rel
		for _, item := range held {
			if r.Kind != mapper.ManyToMany && !slices.ContainsFunc(forms, func(other *form) bool { return other.Values["label"] == item }) {
				l.add(item, r, edit{side: side, parent: name})
			}
		}
		for _, other := range forms {
			if r.Kind == mapper.ManyToMany {
				l.addPair(r, op{Name: name, Item: other.Values["label"].(string)}, edit{side: side, gain: true})
				continue
			}
			l.add(other.Values["label"].(string), r, edit{side: side, parent: name, gain: true})
		}
	}
}

// unheld notes that a list is made exactly items: what its other end has put in is out again.
func (l ledger) unheld(name string, r *mapper.Relationship, items []string) {
	if r.Kind == mapper.ManyToMany {
		l.unpaired(name, r, items)
		return
	}
	column := "." + foreignColumns(r)[0].Name
	for key, edits := range l {
		child, found := strings.CutSuffix(key, column)
		if found && !slices.Contains(items, child) && (edits[len(edits)-1].parent == name || edits[len(edits)-1].field) {
			l[key] = append(edits, edit{side: name + "." + r.Field, parent: name})
		}
	}
}

// unpaired is unheld of a many-to-many.
func (l ledger) unpaired(name string, r *mapper.Relationship, items []string) {
	for key, edits := range l {
		table, rest, found := strings.Cut(key, " ")
		column, names, _ := strings.Cut(rest, "=")
		owner, item, _ := strings.Cut(names, " ")
		if column != r.Through.Local[0] {
			owner, item = item, owner
		}
		if found && table == r.Through.Table && owner == name && !slices.Contains(items, item) && edits[len(edits)-1].gain {
			l[key] = append(edits, edit{side: name + "." + r.Field})
		}
	}
}

// disagrees says whether some foreign key or pair was edited by fields that do not come to the same.
func (l ledger) disagrees() bool { return len(l.disagreeing()) > 0 }

// disagreeing are the entities of such foreign keys and pairs.
func (l ledger) disagreeing() labels {
	set := labels{}
	for key, edits := range l {
		if pair := strings.Contains(key, " "); pair && pairDisagrees(edits) || !pair && disagree(edits) {
			set.put(names(key)...)
		}
	}
	return set
}

// who are the entities of all foreign keys and pairs.
func (l ledger) who() labels {
	set := labels{}
	for key := range l {
		set.put(names(key)...)
	}
	return set
}

// ends are who and the parents that were said.
func (l ledger) ends() labels {
	set := l.who()
	for _, edits := range l {
		for _, e := range edits {
			set.put(e.parent, e.was)
		}
	}
	return set
}

// noteAgain notes what an entity that is added again says of its foreign keys.
func (l ledger) noteAgain(o op) {
	for _, r := range foreignKeys(kinds[o.Type].Mapping) {
		pointer, _ := sides(kinds[o.Type], r)
		if pointer != nil && o.Pointers[pointer.Field] != "" {
			l.add(o.Name, r, edit{side: o.Name + "." + pointer.Field, parent: o.Pointers[pointer.Field], gain: true})
		}
		if c := foreignColumns(r)[0]; o.Values[c.Name] != nil {
			l.add(o.Name, r, edit{side: o.Name + "." + c.Name, parent: "?", gain: true, field: true})
		}
	}
}

func (l ledger) add(child string, r *mapper.Relationship, e edit) {
	key := child + "." + foreignColumns(r)[0].Name
	l[key] = append(l[key], e)
}

func (l ledger) addPair(r *mapper.Relationship, o op, e edit) {
	key := r.Through.Table + " " + r.Through.Local[0] + "=" + o.Name + " " + o.Item
	if r.Inverse != nil && r.Inverse.Name() < r.Name() {
		key = r.Through.Table + " " + r.Through.Remote[0] + "=" + o.Item + " " + o.Name
	}
	e.parent = ""
	l[key] = append(l[key], e)
}
