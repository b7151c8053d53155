package repo

import (
	"reflect"
	"sync"

	"github.com/drey-db/drey/internal/changes"
	"github.com/drey-db/drey/internal/identity"
	"github.com/drey-db/drey/internal/mapper"
)

// asked is which hooks the entities of a type have.
type asked struct{ inserts, updates, deletes, validates bool }

func (a asked) any() bool { return a.inserts || a.updates || a.deletes || a.validates }

var allAsked sync.Map // *mapper.Mapping -> asked

// askedOf is which hooks entities of m have. A flush of a thousand rows asks it once.
func askedOf(m *mapper.Mapping) asked {
	if a, ok := allAsked.Load(m); ok {
		return a.(asked)
	}
	has := func(hook reflect.Type) bool { return reflect.PointerTo(m.Type).Implements(hook) }
	a := asked{
		inserts: has(reflect.TypeFor[BeforeInserter]()), updates: has(reflect.TypeFor[BeforeUpdater]()),
		deletes: has(reflect.TypeFor[BeforeDeleter]()), validates: has(reflect.TypeFor[Validator]()),
	}
	allAsked.Store(m, a)
	return a
}

// question is a hook of an entity that is about to be written.
type question struct {
	entry *identity.Entry
	doing string
}

// questions are the hooks of what is to be written.
func questions(set changes.Set) (list []question) {
	for _, step := range set.Steps {
		if step.Mapping == nil || !askedOf(step.Mapping).any() {
			continue
		}
		for _, row := range step.Rows {
			if doing := askedOf(step.Mapping).about(step.Verb, row); doing != "" {
				list = append(list, question{row.Entry, doing})
			}
		}
	}
	return list
}

// about says what a row is asked about; "" for nothing.
func (a asked) about(v changes.Verb, row changes.Row) string {
	switch {
	case row.Late:
	case v == changes.Inserts, row.Replaced != nil:
		if a.inserts || a.validates {
			return "inserting"
		}
	case v == changes.Updates:
		if a.updates || a.validates {
			return "updating"
		}
	case v == changes.Deletes && a.deletes:
		return "deleting"
	}
	return ""
}
