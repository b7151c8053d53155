package oracle_test

import (
	"maps"
	"slices"
	"strings"

	"github.com/drey-db/drey/internal/mapper"
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
	{name: "delete-pending"},
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

// bothEnds: one foreign key, or one pair, was edited by several fields which do not say the same.
func bothEnds(c comparison, i int) bool {
	l := ledgerOf(c.window(i))
	return c.program[i].flushes() && l.disagrees() && c.ours[i].Outcome != "integrity" && c.differOnlyIn(i, c.along(i, l.disagreeing()))
}

// ledTo: SQLAlchemy warns that it leaves out what an entity leads to, because it was expunged or never added. What was
// expunged while it was new is written when something leads to it.
func ledTo(c comparison, i int) bool {
	apart := labels{}
	for _, o := range c.program[:i] {
		if o.Op == "expunge" {
			apart[o.Name] = true
		}
	}
	expunged := len(apart) > 0
	warned := false
	for _, w := range c.theirs[i].Warnings {
		_, rest, found := strings.Cut(w, "Object of type <")
		if name, _, _ := strings.Cut(rest, ">"); found && strings.Contains(w, "not in session") {
			warned = true
			c.theirOwn(name, apart)
		}
	}
	if !c.differOnlyIn(i, c.along(i, apart)) {
		return false
	}
	theirs, ours := c.theirs[i].Outcome, c.ours[i].Outcome
	return warned || expunged && (theirs == "ok" && ours == "ok" || theirs == "not found" || theirs == "integrity" && ours == "ok" || strings.HasPrefix(theirs, "other ") || ours == "integrity")
}

// theirOwn puts all entities of a kind into a set.
func (c comparison) theirOwn(kind string, set labels) {
	for _, o := range c.program {
		if o.Op == "new" && o.Type == kind {
			set[o.Name] = true
		}
	}
}

// inStep: a load answers what the database has, with what was put into the list itself; SQLAlchemy has the other end's edits
// in it as well.
func inStep(c comparison, i int) bool {
	if c.program[i].Op == "expunge" && c.ours[i].Outcome == "ok" && strings.Contains(c.theirs[i].Detail, "is not present") {
		return true // it went along
	}
	return c.program[i].Op == "load" && c.ours[i].Outcome == "ok" && c.theirs[i].Outcome == "ok" && c.differOnlyIn(i, ledgerOf(c.window(i)).ends())
}

// oneOfOne: a child that is given to a parent with a has-one drives out the one that is loaded there, and of two that are
// given at once neither; where it is not loaded it is not read for that.
func oneOfOne(c comparison, i int) bool {
	given := map[string]string{}
	for n, o := range c.program[:i] {
		if n == c.since(i) {
			clear(given)
		}
		if o.Op == "set" && o.KeyOf != "" {
			if r := kindFor(o.Name).foreign(kindFor(o.Name).column(o.Column)); r != nil && hasOne(r) {
				return c.sameBut(i, kindFor(o.Name).Table)
			}
		}
		if o.Op != "point" || o.Item == "" {
			continue
		}
		r, parent, child := kindFor(o.Name).link(o.Rel), o.Item, o.Name
		field := r.Inverse
		if !r.HoldsKey() {
			parent, child, field = o.Name, o.Item, r
		}
		if !hasOne(r) {
			continue
		}
		loaded := slices.Contains(o.Loaded, [2]string{parent, field.Field}) || freshIn(c.window(n))[parent]
		if !loaded || given[parent] != "" && given[parent] != child {
			return c.sameBut(i, kindFor(child).Table)
		}
		given[parent] = child
	}
	return false
}

func hasOne(r *mapper.Relationship) bool {
	return r.Kind == mapper.HasOne || r.HoldsKey() && r.Inverse != nil && r.Inverse.Kind == mapper.HasOne
}

// byFields: rows that are tied by the fields of foreign keys alone are written in their order as well.
func byFields(c comparison, i int) bool {
	fresh := freshIn(c.window(i))
	for _, o := range c.window(i) {
		if o.Op == "set" && setsKey(o) {
			fresh[o.Name] = true
		}
	}
	return c.theirs[i].Outcome == "integrity" && slices.ContainsFunc(c.window(i), func(o op) bool {
		return o.Op == "set" && o.KeyOf != "" && fresh[o.KeyOf]
	})
}

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

// rekeyed: where a key changes, all children in memory follow by an UPDATE, which counts their versions; SQLAlchemy's
// follow where the list is loaded.
func rekeyed(c comparison, i int) bool {
	if !slices.ContainsFunc(c.window(i), setsKey) {
		return false
	} else if c.theirs[i].Outcome != "ok" {
		return slices.ContainsFunc(c.window(i), func(o op) bool { return o.Op == "delete" }) // an edited key of what goes
	} else if c.ours[i].Outcome != "ok" {
		return c.ours[i].Outcome == "stale" || c.ours[i].Outcome == "integrity" && c.refersToOldKey(i)
	}
	typed := labels{} // children that the field of a foreign key moves away
	for _, o := range c.window(i) {
		typed[o.Name] = typed[o.Name] || o.Op == "set" && o.KeyOf != ""
	}
	return c.differOnlyIn(i, typed)
}

// refersToOldKey says whether the field of a foreign key was given a key that changed behind it.
func (c comparison) refersToOldKey(i int) bool {
	ops := c.window(i)
	for n, o := range ops {
		if o.Op == "set" && o.KeyOf != "" && slices.ContainsFunc(ops[n:], func(later op) bool { return later.Name == o.KeyOf && later.Op == "set" && setsKey(later) }) {
			return true
		}
	}
	return false
}

func setsKey(o op) bool { return o.Op == "set" && kindFor(o.Name).column(o.Column).PrimaryKey }

// saidEarly: what the session can see to be wrong is refused before anything is sent.
func saidEarly(c comparison, i int) bool {
	if c.program[i].Op == "take" && c.ours[i].Outcome == "invalid" {
		return true
	}
	early := []string{"invalid", "conflict", "cycle", "not loaded"}
	return slices.Contains(early, c.ours[i].Outcome) && !slices.Contains(append(early, "ok"), c.theirs[i].Outcome)
}

// keyTaken: two entities with one key are refused before anything is sent; SQLAlchemy warns, and may get away with it.
func keyTaken(c comparison, i int) bool {
	replaced := slices.ContainsFunc(c.theirs[i].Warnings, func(w string) bool { return strings.Contains(w, "Identity map already had") })
	return c.ours[i].Outcome == "invalid" && strings.Contains(c.ours[i].Detail, "key taken") && (c.theirs[i].Outcome != "ok" || replaced)
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
			return gone[e.parent] || e.gain && kindFor(e.parent) != nil && kindsGone[kindFor(e.parent).name]
		}) {
			for _, name := range names {
				tied[name] = true
			}
		}
	}
	return len(tied) > 0 && c.ours[i].Outcome != "integrity" && c.differOnlyIn(i, c.along(i, tied))
}

// names are the entities that a key of a ledger tells of.
func names(key string) (names []string) {
	for _, word := range strings.FieldsFunc(key, func(r rune) bool { return strings.ContainsRune(" =.", r) }) {
		if kindFor(word) != nil {
			names = append(names, word)
		}
	}
	return names
}

// keyed says whether a key of a ledger tells of a foreign key that is part of its row's own key.
func keyed(key string) bool {
	name, column, _ := strings.Cut(key, ".")
	return kindFor(name) != nil && kindFor(name).column(column).PrimaryKey
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
		for _, name := range []string{o.Item, o.Name} {
			if fresh[name] && (o.Op == "append" || o.Op == "point") && slices.ContainsFunc(ops[n:], o.undoneBy) {
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

// expiredVersion: an expired entity is not read by a flush, so the version that was last seen counts.
func expiredVersion(c comparison, i int) bool {
	if c.program[i].edits() && c.ours[i].Outcome == "ok" && c.theirs[i].Outcome == "not found" {
		return true // nor does an edit, which so does not notice that the row is gone
	}
	return c.ours[i].Outcome == "stale" && c.theirs[i].Outcome == "ok" && slices.ContainsFunc(c.program[:i], func(o op) bool { return o.Op == "outside" }) &&
		slices.ContainsFunc(c.program[:i], op.expires)
}

// expires says whether an operation expires entities, or has commits do so.
func (o op) expires() bool {
	return o.Expire || slices.Contains([]string{"expire", "rollback", "undo", "refresh"}, o.Op)
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

// sameValue: a field that is set to what its row has is no change, and counts no version.
func sameValue(c comparison, i int) bool {
	edited := slices.ContainsFunc(c.window(i), func(o op) bool { return o.Op == "set" || o.Op == "point" || o.Op == "merge" })
	return edited && c.ours[i].Outcome == "ok" && c.theirs[i].Outcome == "ok" && maps.EqualFunc(
		c.scene.told(unversioned(c.scene, c.ours[i].Rows)), c.scene.told(unversioned(c.scene, c.theirs[i].Rows)), slices.Equal[[]string])
}

// notLoaded: nothing is taken out of a list that is not loaded, or is loaded in part.
func notLoaded(c comparison, i int) bool {
	if c.ours[i].Outcome == "integrity" && strings.Contains(c.ours[i].Detail, "linking ") && c.theirs[i].Outcome != "integrity" {
		return true // a pair that was there already
	}
	pointed := map[string]bool{}
	for _, o := range c.window(i) {
		if o.Op == "point" && o.Item == "" && pointed[o.Name+o.Rel] && c.differOnlyIn(i, c.along(i, labelsOf(o.Name, o.was))) {
			return true // a pointer that was not loaded is nil again, and says nothing
		}
		pointed[o.Name+o.Rel] = pointed[o.Name+o.Rel] || o.Op == "point" && o.was == ""
	}
	return c.ours[i].Outcome == "not loaded" && slices.ContainsFunc(c.window(i), func(o op) bool { return o.Op == "remove" })
}

// circles: rows that are there may come to refer to one another.
func circles(c comparison, i int) bool {
	return c.theirs[i].Outcome == "cycle" && c.ours[i].Outcome != "invalid" && c.ours[i].Outcome != "integrity"
}

// loadPersistent: what is not a row has nothing to load.
func loadPersistent(c comparison, i int) bool {
	return slices.Contains([]string{"load", "part"}, c.program[i].Op) && c.ours[i].Outcome == "invalid" && c.theirs[i].Outcome == "ok"
}

// expireDrops: Expire and Refresh drop what was edited in the entity alone; SQLAlchemy has put it at the other end as well,
// where it stays. They go along what fields hold.
func expireDrops(c comparison, i int) bool {
	edited, dropped, expired := ledger{}, labels{}, slices.ContainsFunc(c.program[:i], op.expires)
	for _, o := range c.program[c.since(i) : i+1] {
		if !slices.Contains([]string{"expire", "refresh", "expunge"}, o.Op) {
			edited.note(o)
			continue
		}
		for name := range edited.who() {
			dropped[name] = true
		}
		if goes := mapper.RefreshExpire; expired && slices.ContainsFunc(kindFor(o.Name).links, func(r *mapper.Relationship) bool { return r.Has(goes) || r.Has(mapper.ExpungeWith) }) {
			for name := range c.along(i, labelsOf(o.Name)) {
				dropped[name] = true
			}
		}
	}
	return len(dropped) > 0 && c.program[i].flushes() && c.ours[i].Outcome != "integrity" && c.differOnlyIn(i, c.along(i, dropped))
}
