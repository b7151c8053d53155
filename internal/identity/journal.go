package identity

import (
	"maps"
	"slices"
	"unsafe"

	"github.com/drey-db/drey/internal/mapper"
)

// journal is how entries were when a transaction, or a savepoint in it, first changed them.
type journal struct {
	before map[*Entry]memento
	order  []*Entry // as they were changed; some may be forgotten since
	since  uint64   // the last entry that was there before
}

// memento is an entry as it was.
type memento struct {
	state    State
	key      Key
	snapshot unsafe.Pointer
	loaded   mapper.Set
	links    []link
	fields   [][]unsafe.Pointer // of a new entity: what its relationships held
}

// touch keeps how e is before the innermost savepoint changes it.
func (m *Map) touch(e *Entry) {
	m.begin()
	j := m.journals[len(m.journals)-1]
	if _, ok := j.before[e]; ok {
		return
	}
	was := memento{state: e.State, key: e.Key, snapshot: e.snapshot, loaded: e.Loaded, links: e.links}
	if e.State == Pending {
		was.fields = e.fields()
	}
	j.add(e, was, &e.shared)
}

// new says whether e is a row that came after the innermost savepoint began, or the transaction: what is first seen of it
// need not be undone.
func (m *Map) new(e *Entry) bool {
	m.begin()
	return e.State == Persistent && e.serial > m.journals[len(m.journals)-1].since
}

// recall has the journals that began before e came, and knew nothing of r, keep what r leads to.
func (m *Map) recall(e *Entry, r *mapper.Relationship) {
	for _, j := range m.journals {
		was, ok := j.before[e]
		if ok && e.serial > j.since && was.state == Persistent && (was.links == nil || was.links[r.Index].targets == nil) {
			was.links = relinked(e, was.links, r, e.links[r.Index])
			j.before[e] = was
		}
	}
}

// add keeps was, unless e was changed before. shared is set where was keeps a snapshot that must not change any more.
func (j *journal) add(e *Entry, was memento, shared *bool) {
	if _, ok := j.before[e]; ok {
		return
	}
	j.before[e] = was
	j.order = append(j.order, e)
	*shared = was.snapshot != nil
}

// begin makes sure that the transaction has a journal.
func (m *Map) begin() {
	if len(m.journals) == 0 {
		m.journals = append(m.journals, newJournal(m.settled))
	}
}

func newJournal(since uint64) *journal {
	return &journal{before: map[*Entry]memento{}, since: since}
}

// Save begins a savepoint and answers its number, for Release and RollbackTo.
func (m *Map) Save() int {
	m.begin()
	m.journals = append(m.journals, newJournal(m.serial))
	return len(m.journals)
}

// Release forgets savepoint number n and those inside it: what they changed belongs to the one around them.
func (m *Map) Release(n int) {
	for len(m.journals) >= n {
		inner, outer := m.journals[len(m.journals)-1], m.journals[len(m.journals)-2]
		m.journals = m.journals[:len(m.journals)-1]
		for _, e := range inner.order {
			if was, ok := inner.before[e]; ok {
				outer.add(e, was, new(bool))
			}
		}
	}
}

// Commit says that the transaction is durable: what it deleted is detached.
func (m *Map) Commit() {
	for _, j := range m.journals {
		for _, e := range j.order {
			if _, ok := j.before[e]; !ok {
				continue
			}
			e.undo, e.shared = nil, false
			if e.State == Deleted && !e.out {
				m.leave(e)
				m.detached.add(e.Base)
			}
		}
	}
	m.journals, m.settled = nil, m.serial
}

// RollbackTo undoes in memory savepoint number n, with those inside it, and ends it. What it changed is as it was and
// expired; what came meanwhile is transient again if it was new, else expired.
func (m *Map) RollbackTo(n int) {
	since := m.journals[n-1].since
	gone := m.undo(n - 1)
	for _, e := range m.Entries() {
		if e.State == Persistent && (e.serial > since || e.Doomed || e.Modified() || e.Relinked()) {
			e.restart()
		}
	}
	m.prune(gone)
}

// Rollback undoes the transaction in memory: what was new is transient again, without the values that the flush gave it;
// every other entity has its row's values from before the transaction and is expired.
func (m *Map) Rollback() {
	gone := m.undo(0)
	for _, e := range m.Entries() {
		if e.State == Persistent {
			e.restart()
		}
	}
	m.prune(gone)
	m.settled = m.serial
}

// undo restores what the journals from the one at index first on have kept, the last one first, and drops what is pending.
// It answers what was a row and is none any more.
func (m *Map) undo(first int) (gone map[unsafe.Pointer]bool) {
	gone = map[unsafe.Pointer]bool{}
	for len(m.journals) > first {
		last := m.journals[len(m.journals)-1]
		m.journals = m.journals[:len(m.journals)-1]
		m.undoOne(last, gone)
	}
	for _, e := range slices.Clone(m.Entries()) {
		if e.State == Pending {
			m.leave(e)
		}
	}
	maps.DeleteFunc(gone, func(_ unsafe.Pointer, is bool) bool { return !is })
	return gone
}

// undoOne restores what j has kept. Of two entries for one row the first is the row's again: the other one was read when that
// had left it.
func (m *Map) undoOne(j *journal, gone map[unsafe.Pointer]bool) {
	for _, e := range j.order {
		m.unfile(e)
	}
	back := map[Key]bool{}
	for _, e := range j.order {
		was, ok := j.before[e]
		switch {
		case !ok:
		case was.state == Persistent && back[was.key]:
			m.oust(e, gone)
		default:
			if other := m.rows[was.key]; other != nil && was.state == Persistent {
				m.oust(other, gone)
			}
			gone[e.Base], back[was.key] = was.state == Pending, was.state == Persistent
			m.restore(e, was)
		}
	}
}

// oust takes out an entry that was read for a row which another one has again.
func (m *Map) oust(e *Entry, gone map[unsafe.Pointer]bool) {
	gone[e.Base] = true
	if !e.out {
		m.leave(e)
	}
	m.detached.add(e.Base)
}

// restore makes an entry what it was. One that was pending leaves.
func (m *Map) restore(e *Entry, was memento) {
	if was.state == Pending {
		e.putBack()
		e.refill(was.fields)
		e.links = nil
		if e.State = Pending; !e.out {
			m.leave(e)
		}
		m.detached.drop(e.Base)
		return
	}
	if e.out {
		m.enter(e)
	}
	e.State, e.Key, e.snapshot, e.Loaded, e.links = was.state, was.key, was.snapshot, was.loaded, was.links
	e.shared = len(m.journals) > 0
	if e.State == Persistent {
		m.rows[e.Key] = e
		e.restart()
	}
}
