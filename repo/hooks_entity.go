package repo

import (
	"context"
	"fmt"
	"reflect"
	"sync"

	"github.com/drey-db/drey/internal/identity"
	"github.com/drey-db/drey/internal/mapper"
	"github.com/drey-db/drey/internal/unitofwork"
	"github.com/drey-db/drey/repo/flush"
)

// entityHooks is which hooks the entities of a type have.
type entityHooks struct{ inserts, updates, deletes, validates, written bool }

func (a entityHooks) any() bool { return a.inserts || a.updates || a.deletes || a.validates }

var entityHooksByMapping sync.Map // *mapper.Mapping -> asked

// entityHooksOf returns which hooks entities of m have. A flush of a thousand rows asks it once.
func entityHooksOf(m *mapper.Mapping) entityHooks {
	if a, ok := entityHooksByMapping.Load(m); ok {
		return a.(entityHooks)
	}
	has := func(hook reflect.Type) bool { return reflect.PointerTo(m.Type).Implements(hook) }
	a := entityHooks{
		inserts: has(reflect.TypeFor[BeforeInserter]()), updates: has(reflect.TypeFor[BeforeUpdater]()),
		deletes: has(reflect.TypeFor[BeforeDeleter]()), validates: has(reflect.TypeFor[Validator]()), written: has(reflect.TypeFor[AfterWriter]()),
	}
	entityHooksByMapping.Store(m, a)
	return a
}

// entityHook is a hook of an entity that is about to be written.
type entityHook struct {
	entry     *identity.Entry
	event     string
	validates bool // it is a Validator's
}

// entityHooksIn returns the hooks of what is to be written, or its Validators.
func entityHooksIn(set unitofwork.Set, validators bool) (list []entityHook) {
	for _, step := range set.Steps {
		if step.Mapping == nil || !entityHooksOf(step.Mapping).any() {
			continue
		}
		for _, row := range step.Rows {
			if doing := entityHooksOf(step.Mapping).eventOf(step.Verb, row, validators); doing != "" {
				list = append(list, entityHook{row.Entry, doing, validators})
			}
		}
	}
	return list
}

// eventOf says what a row is asked about by a hook, or by its Validator; "" for nothing.
func (a entityHooks) eventOf(v unitofwork.Verb, row unitofwork.Row, validators bool) string {
	has := func(hook bool) bool { return hook && !validators || a.validates && validators }
	switch {
	case row.Late:
	case v == unitofwork.Inserts, row.Replaced != nil:
		if has(a.inserts) {
			return "inserting"
		}
	case row.Removes, v == unitofwork.Deletes:
		if a.deletes && !validators {
			return "deleting"
		}
	case v == unitofwork.Updates:
		if has(a.updates) {
			return "updating"
		}
	}
	return ""
}

// hasAfterWriter reports whether entities of m are told what was written.
func hasAfterWriter(m *mapper.Mapping) bool { return m != nil && entityHooksOf(m).written }

// afterWrites tells entities what became of their rows.
func afterWrites(ctx context.Context, changes []flush.Change) error {
	for _, c := range changes {
		if h, ok := c.Entity.(AfterWriter); ok && c.Target == nil && c.Statement == "" {
			if err := h.AfterWrite(ctx, c); err != nil {
				return fmt.Errorf("after writing %s: %w", c.Row(), err)
			}
		}
	}
	return nil
}
