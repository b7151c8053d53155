package oracle_test

import (
	"maps"
	"slices"
	"strings"

	"github.com/drey-db/drey/internal/mapper"
)

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
	if c.program[i].Op != "load" || c.ours[i].Outcome != "ok" || c.theirs[i].Outcome != "ok" {
		return false
	}
	said := ledgerOf(c.window(i))
	return said.who()[c.program[i].Name] || c.differOnlyIn(i, said.ends())
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
	return c.differOnlyIn(i, ledgerOf(c.window(i)).who()) // children that were given to another parent meanwhile
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

// saidEarly: what the session can see to be wrong is refused before anything is sent; of two things that are wrong the first
// that is met is named.
func saidEarly(c comparison, i int) bool {
	if c.program[i].Op == "take" && c.ours[i].Outcome == "invalid" {
		return true
	}
	if c.ours[i].Outcome == "stale" && c.theirs[i].Outcome == "integrity" {
		return true // two things are wrong, and rows are written in another order
	}
	early := []string{"invalid", "conflict", "cycle", "not loaded"}
	return slices.Contains(early, c.ours[i].Outcome) && !slices.Contains(append(early, "ok"), c.theirs[i].Outcome)
}

// keyTaken: two entities with one key are refused before anything is sent; SQLAlchemy warns, and may get away with it.
func keyTaken(c comparison, i int) bool {
	replaced := slices.ContainsFunc(c.theirs[i].Warnings, func(w string) bool { return strings.Contains(w, "Identity map already had") })
	return c.ours[i].Outcome == "invalid" && strings.Contains(c.ours[i].Detail, "key taken") && (c.theirs[i].Outcome != "ok" || replaced)
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

// sameValue: a field that is set to what its row has is no change, and counts no version. A pointer that is as it was says
// nothing beside the fields of its foreign key, which were set to the key of what is deleted.
func sameValue(c comparison, i int) bool {
	if c.ours[i].Outcome == "integrity" && c.theirs[i].Outcome == "ok" && c.keepsPointer(i) {
		return true
	}
	edited := slices.ContainsFunc(c.window(i), func(o op) bool { return o.Op == "set" || o.Op == "point" || o.Op == "merge" })
	return edited && c.ours[i].Outcome == "ok" && c.theirs[i].Outcome == "ok" && maps.EqualFunc(
		c.scene.shown(unversioned(c.scene, c.ours[i].Rows)), c.scene.shown(unversioned(c.scene, c.theirs[i].Rows)), slices.Equal[[]string])
}

// keepsPointer reports whether a pointer was set to what it led to, and the fields of its foreign key to the key of something
// that is deleted.
func (c comparison) keepsPointer(i int) bool {
	window := c.window(i)
	return slices.ContainsFunc(window, func(point op) bool {
		return point.Op == "point" && point.Item != "" && point.Item == point.was && slices.ContainsFunc(window, func(set op) bool {
			return set.Op == "set" && set.Name == point.Name && set.KeyOf != "" && slices.ContainsFunc(window, func(o op) bool {
				return o.Op == "delete" && o.Name == set.KeyOf
			})
		})
	})
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
	return c.theirs[i].Outcome == "cycle" && c.ours[i].Outcome != "invalid"
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
