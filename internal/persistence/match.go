package persistence

import (
	"sync"
	"unsafe"

	"github.com/drey-db/drey/internal/identity"
	"github.com/drey-db/drey/internal/mapper"
)

// Uncounted remembers the mappings whose keys turned out not to be counted by a sequence, though nothing in their tags says
// so. Their new rows go one by one. The zero value is ready, and safe for concurrent use.
type Uncounted struct{ mappings sync.Map }

func (u *Uncounted) has(m *mapper.Mapping) bool {
	if u == nil {
		return false
	}
	_, ok := u.mappings.Load(m)
	return ok
}

func (u *Uncounted) add(m *mapper.Mapping) {
	if u != nil {
		u.mappings.Store(m, true)
	}
}

// counted reports whether keys, which the database made and answered in the order of the rows sent, ascend or descend: then a
// sequence made them, one after the other, and they are dealt by position. Otherwise only what was written says whose is whose.
// Source: SQLAlchemy, "insertmanyvalues", which refuses to sort what no sequence counts.
func (s *inserting) counted() bool {
	direction := s.key(0).Compare(s.key(1))
	for i := 1; i < len(s.entries); i++ {
		if step := s.key(i - 1).Compare(s.key(i)); step == 0 || step != direction {
			return false
		}
	}
	return true
}

// byKey finds the row of each struct at bases among n rows of an answer, by its key, and returns which structs have none.
func byKey(m *mapper.Mapping, bases []unsafe.Pointer, n int, row func(i int) unsafe.Pointer) (places []int, missing []unsafe.Pointer) {
	found := make(map[identity.Key]int, n)
	for i := range n {
		found[identity.KeyOf(m, row(i))] = i
	}
	var open []int
	places = make([]int, len(bases))
	for i, base := range bases {
		key := identity.KeyOf(m, base)
		place, ok := found[key]
		if places[i] = place; ok {
			delete(found, key)
		} else {
			open = append(open, i)
		}
	}
	if len(open) == 0 {
		return places, nil
	}
	return places, byFoldedKey(m, bases, open, found, places, row)
}

// byFoldedKey finds rows that the database calls equal to what was sent, and Go does not. Where two could be meant none is.
func byFoldedKey(m *mapper.Mapping, bases []unsafe.Pointer, open []int, rest map[identity.Key]int, places []int, row func(i int) unsafe.Pointer) (missing []unsafe.Pointer) {
	rows, wanted := map[identity.Key][]int{}, map[identity.Key]int{}
	for _, place := range rest {
		key := identity.FoldedKey(m, m.Key, row(place))
		rows[key] = append(rows[key], place)
	}
	for _, i := range open {
		wanted[identity.FoldedKey(m, m.Key, bases[i])]++
	}
	for _, i := range open {
		key := identity.FoldedKey(m, m.Key, bases[i])
		if len(rows[key]) != 1 || wanted[key] != 1 {
			missing = append(missing, bases[i])
			continue
		}
		places[i] = rows[key][0]
	}
	return missing
}
