package persistence

import (
	"fmt"
	"unsafe"

	"github.com/drey-db/drey/internal/identity"
	"github.com/drey-db/drey/internal/mapper"
)

// StaleError says that rows that were to be written are not there as they were read.
type StaleError struct {
	Entity            string // or the association's table
	Key               []any  // of one row; of several, a list of the keys that may be meant. Secret parts are ***
	Expected, Matched int64
}

// shownKeys is how many keys a message names.
const shownKeys = 5

// Error names the entity, its key and the counts.
func (e *StaleError) Error() string {
	key, more := e.Key, ""
	if e.Expected > 1 && len(key) > shownKeys {
		key, more = key[:shownKeys], fmt.Sprintf(" and %d more", len(key)-shownKeys)
	}
	return fmt.Sprintf("%s %v%s was changed or removed by somebody else: %d of %d rows matched; roll back and read it again",
		e.Entity, key, more, e.Matched, e.Expected)
}

// stale is the StaleError of rows, given as structs with their keys, of which some are missing.
func stale(m *mapper.Mapping, missing []unsafe.Pointer, expected int, matched int64) error {
	err := &StaleError{Entity: m.Name(), Expected: int64(expected), Matched: matched}
	for _, base := range missing {
		err.name(identity.Values(m, base))
	}
	return err
}

// name adds a key.
func (e *StaleError) name(key []any) {
	switch {
	case e.Expected == 1:
		e.Key = key
	case len(key) == 1:
		e.Key = append(e.Key, key[0])
	default:
		e.Key = append(e.Key, key)
	}
}
