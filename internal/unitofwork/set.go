package unitofwork

import (
	"slices"

	"github.com/drey-db/drey/internal/identity"
	"github.com/drey-db/drey/internal/mapper"
)

// Set is what a flush writes, step after step. No step needs what a later one makes.
type Set struct {
	Steps []Step
	Wants []Want // what must be read first; then find the changes again

	planned *planner
}

// Verb is what a step does.
type Verb uint8

// The verbs.
const (
	Updates    Verb = iota + 1 // Rows have changed
	Inserts                    // Rows are new
	Deletes                    // Rows go
	Unlinks                    // Pairs are taken out of an association table
	UnlinksAll                 // whatever Rows have in an association table is taken out
	Links                      // Pairs are put into it
	Nullifies                  // the foreign keys that refer to Rows become NULL, whoever holds them
)

// Step is rows of one table that are written alike; in which order, does not matter to the database.
type Step struct {
	Verb     Verb
	Mapping  *mapper.Mapping // of Rows
	Rows     []Row
	Relation *mapper.Relationship // of Links, Unlinks, UnlinksAll, Nullifies: seen from Rows, or from the first of each pair
	Pairs    []Pair
}

// Row is one entity that is written.
type Row struct {
	Entry    *identity.Entry
	Columns  []*mapper.Column // of an update: what changed, in mapped order, with those of Fills
	Fills    []Fill           // foreign keys that the flush gives to the entity, before it reads its values
	Follows  []Fill           // what the database has given the row's own key by then (ON UPDATE CASCADE): it is found by that
	Replaced *identity.Entry  // of a new entity that takes over the row of one to be deleted: that one
	Removes  bool             // an update that says when the row was deleted: for whoever reads it is gone
	Late     bool             // an update that only writes foreign keys which another step on its row could not: no hooks, no version
}

// Of returns the entry of the row that is written.
func (r Row) Of() *identity.Entry {
	if r.Replaced != nil {
		return r.Replaced
	}
	return r.Entry
}

// Fill gives a foreign key's column the value of a key's.
type Fill struct {
	Column *mapper.Column  // of the row that is written
	From   *identity.Entry // nil: NULL
	Key    *mapper.Column  // of From; its value may be made by an earlier step

	Type *mapper.Relationship // in the place of From: the column gets the name of the type that the relationship refers to
}

// Pair is one row of an association table: Relation.Local of Owner, and Relation.Remote of Target.
type Pair struct {
	Owner, Target *identity.Entry
}

// Empty says that there is nothing to write.
func (s Set) Empty() bool { return len(s.Steps)+len(s.Wants) == 0 }

// Deleted returns the entities whose rows go, as far as is known.
func (s Set) Deleted() []*identity.Entry {
	if s.planned == nil {
		return nil
	}
	return s.planned.deletes
}

// Goes reports whether the row of e, which is deleted, goes for good, as far as is known, also of a type that is deleted softly.
func (s Set) Goes(e *identity.Entry) bool { return s.planned.going[e] }

// Moved returns the entities whose rows get other keys, each with a relationship by which others refer to it without a foreign key that would
// have the database move them.
func (s Set) Moved() (list []Want) {
	if s.planned == nil || !s.planned.moves {
		return nil
	}
	for i, e := range s.planned.entries {
		if s.planned.unchanged[i] || !s.planned.living(e) {
			continue
		}
		for _, r := range relationships(e.Mapping) {
			if r.TypeColumn != nil && !r.HoldsKey() && !r.ViewOnly && changes(e, r.Local) {
				list = append(list, Want{Relation: r, Owners: []*identity.Entry{e}})
			}
		}
	}
	return list
}

// Mappings returns the tables that the set writes, association tables aside.
func (s Set) Mappings() (mappings []*mapper.Mapping) {
	meet := func(m *mapper.Mapping) {
		if m != nil && !slices.Contains(mappings, m) {
			mappings = append(mappings, m)
		}
	}
	for _, step := range s.Steps {
		meet(step.Mapping)
		if step.Relation != nil {
			meet(step.Relation.Owner)
			meet(step.Relation.Target)
		}
	}
	return mappings
}

// Reached returns Mappings, and the tables that deletes may come to: by what is to be read first, and by the database itself.
func (s Set) Reached() []*mapper.Mapping {
	mappings := s.Mappings()
	for _, want := range s.Wants {
		if want.Relation != nil && !slices.Contains(mappings, want.Relation.Target) {
			mappings = append(mappings, want.Relation.Target)
		}
	}
	if len(s.Wants) == 0 && !slices.ContainsFunc(s.Steps, func(step Step) bool { return step.Verb == Deletes }) {
		return mappings
	}
	for i := 0; i < len(mappings); i++ {
		for _, r := range relationships(mappings[i]) {
			if goes := r.Has(mapper.DeleteWith) || r.Has(mapper.DeleteOrphan) || r.PassiveDeletes; goes && !slices.Contains(mappings, r.Target) {
				mappings = append(mappings, r.Target)
			}
		}
	}
	return mappings
}
