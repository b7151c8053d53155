package oracle_test

import (
	"maps"
	"slices"
	"strings"

	"github.com/drey-db/drey/internal/mapper"
)

func freshIn(ops []op) map[string]bool {
	fresh := map[string]bool{}
	for _, o := range ops {
		if o.Op == "new" || o.Op == "again" {
			fresh[o.Name] = true
		}
	}
	return fresh
}

// newGoesAlong: a new entity is not written when what it was put into is deleted, also as an orphan.
func newGoesAlong(c comparison, i int) bool {
	ops := c.window(i)
	fresh, gone := freshIn(ops), labels{}
	for _, o := range ops {
		if o.Op == "delete" {
			gone[o.Name] = true
		} else if o.deletes() {
			for _, name := range append(slices.Clone(o.held), o.Item, o.Name, o.was) {
				gone[name] = true
			}
		}
	}
	along := labels{}
	for name := range c.along(i, gone) {
		along[name] = fresh[name]
	}
	return c.ours[i].Outcome == "ok" && slices.Contains(slices.Collect(maps.Values(along)), true) && c.differOnlyIn(i, along)
}

// deletes says whether an operation deletes something, or may leave an orphan.
func (o op) deletes() bool {
	leaves := slices.Contains([]string{"remove", "take", "replace"}, o.Op) || o.Op == "point" && o.was != ""
	if !leaves {
		return o.Op == "delete"
	}
	r := kindFor(o.Name).link(o.Rel)
	return r.Has(mapper.DeleteOrphan) || r.Inverse != nil && r.Inverse.Has(mapper.DeleteOrphan)
}

// takenOver: a new entity takes over the row of one that is deleted, and says what is in it, zero values too. SQLAlchemy
// leaves what was not set as it was, and deletes the row where a type leads to itself.
func takenOver(c comparison, i int) bool {
	ops := c.window(i)
	at := slices.IndexFunc(ops, c.takesKey)
	return at >= 0 && slices.ContainsFunc(ops, op.deletes) &&
		c.sameBut(i, kinds[ops[at].Type].Table)
}

// takesKey says whether an operation makes an entity with a key that another one has had.
func (c comparison) takesKey(o op) bool {
	return o.Op == "new" && slices.ContainsFunc(c.program, func(old op) bool {
		if old.Op != "new" || old.Type != o.Type || old.Name == o.Name {
			return false
		}
		return !slices.ContainsFunc(kinds[o.Type].Key, func(k *mapper.Column) bool { return o.Values[k.Name] == nil || o.Values[k.Name] != old.Values[k.Name] })
	})
}

// unknown: what the session does not have is neither deleted nor expunged.
func unknown(c comparison, i int) bool {
	return c.ours[i].Outcome == "invalid" && strings.Contains(c.ours[i].Detail, "does not have")
}

// settledLate: what a delete takes along, and what becomes of what was tied to it since, is settled by the flush.
func settledLate(c comparison, i int) bool {
	gone, kindsGone := labels{}, map[string]bool{}
	ops := c.window(i)
	if start := c.since(i); start > 0 { // SQLAlchemy forgets no delete that was taken back
		ops = c.program[c.since(start-1):i]
	}
	for _, o := range ops {
		if o.Op == "delete" {
			gone[o.Name], kindsGone[kindFor(o.Name).name] = true, true
		}
	}
	along, tied := c.along(i, gone), labels{}
	for key, edits := range ledgerOf(ops) {
		names := names(key)
		late := slices.ContainsFunc(names, func(name string) bool { return gone[name] || along[name] && keyed(key) })
		if late || slices.ContainsFunc(edits, func(e edit) bool {
			return gone[e.parent] || e.gain && kindFor(e.parent) != nil && kindsGone[kindFor(e.parent).name] || e.field && e.parent == "" && kindsGone[parentKind(key)]
		}) {
			for _, name := range names {
				tied[name] = true
			}
			tied.join(c.drivenOut(i, edits))
		}
	}
	refused := c.ours[i].Outcome == "integrity" && !c.theyKeep(i, gone)
	return len(tied) > 0 && !refused && c.differOnlyIn(i, c.along(i, tied))
}

// drivenOut are the children of the parents that edits name by a has-one: SQLAlchemy drives them out at the assignment, also
// for one that is deleted.
func (c comparison) drivenOut(i int, edits []edit) labels {
	children := labels{}
	for _, e := range edits {
		k := kindFor(e.parent)
		if k == nil {
			continue
		}
		for child := range c.leads(i)[e.parent] {
			if slices.ContainsFunc(k.links, func(r *mapper.Relationship) bool {
				return r.Kind == mapper.HasOne && r.Target == kindFor(child).Mapping
			}) {
				children[child] = true
			}
		}
	}
	return children
}

// deletePending: what was deleted while it was new is taken out of the fields that led to it, so that nothing writes it later.
// SQLAlchemy leaves it there once it is expunged, and a later cascade brings it back.
func deletePending(c comparison, i int) bool {
	gone, stored := labels{}, labels{}
	for j, o := range c.program[:i] {
		if o.checkpoint() && c.ours[j].Outcome == "ok" {
			stored = c.stored(c.ours[j].Rows)
		}
		if o.Op == "delete" && !stored[o.Name] {
			gone[o.Name] = true
		}
	}
	tied := maps.Clone(gone)
	for _, o := range c.program[:i] {
		if gone[o.Item] {
			tied[o.Name] = true
		}
	}
	return c.ours[i].Outcome == "ok" && c.theirs[i].Outcome == "ok" && len(gone) > 0 && c.theyKeep(i, gone) && c.differOnlyIn(i, tied)
}

// stored is whose rows there are.
func (c comparison) stored(rows map[string][][]any) labels {
	names := labels{}
	for _, t := range c.scene.tables() {
		if at := slices.IndexFunc(t.Columns, func(c column) bool { return c.Name == "label" }); at >= 0 {
			for _, row := range rows[t.Name] {
				names[row[at].(string)] = true
			}
		}
	}
	return names
}

// theyKeep says whether SQLAlchemy still has a row of what was deleted: it forgets a delete of what was moved before.
func (c comparison) theyKeep(i int, gone labels) bool {
	for _, t := range c.scene.tables() {
		at := slices.IndexFunc(t.Columns, func(c column) bool { return c.Name == "label" })
		if at >= 0 && slices.ContainsFunc(c.theirs[i].Rows[t.Name], func(row []any) bool { return gone[row[at].(string)] }) {
			return true
		}
	}
	return false
}

// keyed says whether a key of a ledger tells of a foreign key that is part of its row's own key.
func keyed(key string) bool {
	name, column, _ := strings.Cut(key, ".")
	return kindFor(name) != nil && kindFor(name).column(column).PrimaryKey
}

// parentKind is the kind that the foreign key of a ledger's key leads to.
func parentKind(key string) string {
	name, column, _ := strings.Cut(key, ".")
	r := kindFor(name).foreign(kindFor(name).column(column))
	if r.HoldsKey() {
		return r.Target.Name()
	}
	return r.Owner.Name()
}

// orphanOfOne: what one of two parents that delete orphans lets go of is deleted, whatever is said of the other one.
func orphanOfOne(c comparison, i int) bool {
	return c.ours[i].Outcome == "ok" && strings.Contains(c.theirs[i].Detail, "blank-out primary key") && slices.ContainsFunc(c.window(i), op.deletes)
}

// neverSeen: what was put into a field and taken out again, and not added, was never known.
func neverSeen(c comparison, i int) bool {
	ops := c.window(i)
	fresh := freshIn(ops)
	unseen := labels{}
	for n, o := range ops {
		for _, name := range append(slices.Clone(o.Items), o.Item, o.Name) {
			if o.Op == "replace" {
				o.Item = name
			}
			if fresh[name] && slices.Contains([]string{"append", "point", "put", "replace"}, o.Op) && slices.ContainsFunc(ops[n:], o.undoneBy) {
				unseen[name] = true
			}
		}
	}
	return len(unseen) > 0 && c.differOnlyIn(i, c.along(i, unseen))
}

// undoneBy says whether a later operation may take out again what o put in.
func (o op) undoneBy(later op) bool {
	switch later.Op {
	case "remove", "point":
		return later.Item == o.Item || later.was == o.Item
	case "merge":
		return later.Form.Values["label"] == o.Name
	case "replace":
		return later.Name == o.Name && !slices.Contains(later.Items, o.Item)
	}
	return slices.Contains([]string{"expunge", "delete", "expire", "refresh"}, later.Op)
}

// orphanByPointer: a child whose pointer is cleared is an orphan, whether the parent's list is loaded or not.
func orphanByPointer(c comparison, i int) bool {
	return c.ours[i].Outcome == "ok" && c.theirs[i].Outcome != "ok" && slices.ContainsFunc(c.window(i), func(o op) bool {
		return o.Op == "point" && o.Item == "" && o.deletes()
	})
}

// newMoves: a new child may be given to one parent after another; SQLAlchemy drops it as an orphan of the first.
func newMoves(c comparison, i int) bool {
	fresh := freshIn(c.window(i))
	for child, edits := range ledgerOf(c.window(i)) {
		name, _, _ := strings.Cut(child, ".")
		if fresh[name] && len(slices.DeleteFunc(slices.Clone(edits), func(e edit) bool { return !e.gain })) > 1 {
			return (c.program[i].flushes() || c.program[i].reads() || c.program[i].Name == name) && c.differOnlyIn(i, c.along(i, labelsOf(name)))
		}
	}
	return false
}

// mergeSpares: what was to be deleted stays when it is merged upon.
func mergeSpares(c comparison, i int) bool {
	ops, spared := c.window(i), labels{}
	for n, o := range ops {
		for _, later := range ops[n:] {
			if o.Op == "delete" && later.Op == "merge" && c.along(i, labelsOf(o.Name))[later.Form.Values["label"].(string)] {
				spared[o.Name] = true
			}
		}
	}
	return len(spared) > 0 && c.differOnlyIn(i, c.along(i, spared))
}
