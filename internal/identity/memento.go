package identity

import "unsafe"

// memento is an entry as it was when a journal first saw it change. An entry leads to the innermost of its mementos.
type memento struct {
	entry   *Entry // nil: the entry was expunged since
	journal *journal
	earlier *memento // what a journal around this one has kept of the entry; nil: nothing

	row
	state  State
	packed bool
	fields [][]unsafe.Pointer // of a new entity: what its relationships held
	undo   undo               // of a new entity into which nothing was put before it was a row
}

// mostRoom is how many mementos are made at once.
const mostRoom = 64

// nextMemento returns a place for a memento, in memory that grows with their number.
func (m *Map) nextMemento(j *journal) *memento {
	return m.take().mementos.one(min(max(len(j.order), 1), mostRoom))
}

// forget drops what journals have kept of an entry.
func (e *Entry) forget() {
	for was := e.kept; was != nil; was = was.earlier {
		was.entry = nil
	}
	e.kept = nil
}

// shares reports whether a journal has kept the entry's present snapshot, which must not change any more.
func (e *Entry) shares() bool {
	for was := e.kept; was != nil; was = was.earlier {
		if was.snapshot == e.snapshot {
			return true
		}
	}
	return false
}
