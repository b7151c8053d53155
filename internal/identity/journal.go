package identity

import (
	"slices"
	"unsafe"

	"github.com/drey-db/drey/internal/mapper"
)

// journal is how entries were when a transaction, or a savepoint in it, first changed them.
type journal struct {
	order []*memento // as they were changed; some may be forgotten since
	since uint64     // the last entry that was there before
}

// touch keeps how e is before the innermost savepoint changes it.
func (m *Map) touch(e *Entry) {
	if m.ending {
		return
	}
	m.begin()
	j := m.journals[len(m.journals)-1]
	if e.kept != nil && e.kept.journal == j {
		return
	}
	was := m.nextMemento(j)
	*was = memento{entry: e, journal: j, earlier: e.kept, row: e.row, state: e.State, packed: e.packed}
	if e.State == Pending {
		was.fields = e.fields()
	}
	j.order = append(j.order, was)
	e.kept = was
}

// new reports whether e is a row that came after the innermost savepoint began, or the transaction: what is first seen of it
// need not be undone.
func (m *Map) new(e *Entry) bool {
	m.begin()
	return e.State == Persistent && e.serial > m.journals[len(m.journals)-1].since
}

// recall has the journals that began before e came, and knew nothing of r, keep what r leads to.
func (m *Map) recall(e *Entry, r *mapper.Relationship) {
	for was := e.kept; was != nil; was = was.earlier {
		if e.serial > was.journal.since && was.state == Persistent && was.linked(r).targets == nil {
			was.links = e.relinked(was.links, r, e.linked(r))
		}
	}
}

// begin makes sure that the transaction has a journal.
func (m *Map) begin() {
	if len(m.journals) == 0 {
		m.journals = append(m.journals, &journal{since: m.settled})
	}
}

// Save begins a savepoint and returns its number, for Release and RollbackTo.
func (m *Map) Save() int {
	m.begin()
	m.journals = append(m.journals, &journal{since: m.serial})
	return len(m.journals)
}

// Release forgets savepoint number n and those inside it: what they changed belongs to the one around them.
func (m *Map) Release(n int) {
	for len(m.journals) >= n {
		inner, outer := m.journals[len(m.journals)-1], m.journals[len(m.journals)-2]
		m.journals = m.journals[:len(m.journals)-1]
		for _, was := range inner.order {
			outer.takeOver(was)
		}
	}
}

// takeOver takes what a savepoint inside has kept, unless the journal has kept the same entry itself, before it.
func (j *journal) takeOver(was *memento) {
	switch e := was.entry; {
	case e == nil:
	case was.earlier != nil && was.earlier.journal == j:
		e.kept = was.earlier
	default:
		was.journal = j
		j.order = append(j.order, was)
	}
}

// Commit says that the transaction is durable: what it deleted is detached.
func (m *Map) Commit() {
	for _, j := range m.journals {
		for _, was := range j.order {
			if was.entry != nil {
				m.commit(was.entry)
			}
		}
	}
	m.textSent, m.written = false, nil
	if m.journals, m.settled = nil, m.serial; m.memory != nil {
		m.memory.mementos.empty()
		m.memory.undos.empty()
	}
}

func (m *Map) commit(e *Entry) {
	e.undo, e.kept = nil, nil
	if e.State == Deleted && !e.out {
		m.leave(e)
		m.detached.add(e.Base)
	}
}

// RollbackTo undoes in memory savepoint number n, with those inside it, and ends it. What it changed is as it was and
// expired; what came meanwhile is transient again if it was new, else expired.
func (m *Map) RollbackTo(n int) {
	since := m.journals[n-1].since
	undone := m.undo(n - 1)
	for _, e := range m.Entries() {
		if e.State == Persistent && (e.serial > since || e.ToDelete || e.Modified() || e.Relinked() || e.emptied()) {
			e.restart()
		}
	}
	m.prune(undone)
}

// Rollback undoes the transaction in memory: what was new is transient again, without the values that the flush gave it;
// every other entity has its row's values from before the transaction and is expired.
func (m *Map) Rollback() {
	undone := m.undo(0)
	for _, e := range m.Entries() {
		if e.State == Persistent {
			e.restart()
		}
	}
	m.prune(undone)
	m.settled, m.purged, m.textSent, m.written = m.serial, nil, false, nil
}

// undo restores what the journals from the one at index first on have kept, the last one first, and drops what is pending.
// It returns what it restored, and of each whether it was a row and is none any more.
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
	return gone
}

// undoOne restores what j has kept. Of two entries for one row the first is the row's again: the other one was read when that
// had left it.
func (m *Map) undoOne(j *journal, gone map[unsafe.Pointer]bool) {
	for _, was := range j.order {
		if was.entry != nil {
			m.unfile(was.entry)
			was.entry.kept = was.earlier
		}
	}
	back := map[Key]bool{}
	for _, was := range j.order {
		if was.entry != nil {
			m.undoEntry(was, back, gone)
		}
	}
}

func (m *Map) undoEntry(was *memento, back map[Key]bool, gone map[unsafe.Pointer]bool) {
	e := was.entry
	k := was.key(e.Mapping)
	if was.state == Persistent && back[k] {
		m.evict(e, gone)
		return
	}
	if other := m.At(k); other != nil && was.state == Persistent {
		m.evict(other, gone)
	}
	gone[e.Base], back[k] = was.state == Pending, was.state == Persistent
	m.restore(e, was)
}

// evict takes out an entry that was read for a row which another one has again.
func (m *Map) evict(e *Entry, gone map[unsafe.Pointer]bool) {
	gone[e.Base] = true
	if !e.out {
		m.leave(e)
	}
	m.detached.add(e.Base)
}

// restore makes an entry what it was. One that was pending leaves.
func (m *Map) restore(e *Entry, was *memento) {
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
	e.row, e.State, e.packed = was.row, was.state, was.packed
	if e.State == Persistent {
		m.file(e)
		e.restart()
	}
}
