package loading

import (
	"slices"
	"unsafe"

	"github.com/drey-db/drey/internal/ast"
	"github.com/drey-db/drey/internal/identity"
	"github.com/drey-db/drey/internal/mapper"
)

// keyed returns the mapping by whose key rows find their places.
func (f *Fetch) keyed() *mapper.Mapping {
	if f.relation.HoldsKey() {
		return f.relation.Target
	}
	return f.relation.Owner
}

// placeOf returns the place of the row that was read into owner and target, if any waits for key; else the places where it may be
// meant all the same.
func (f *Fetch) placeOf(key identity.Key, owner, target unsafe.Pointer) (place int, others []int) {
	if place, ok := f.places[key]; ok {
		return place, nil
	}
	if f.relation.HoldsKey() {
		return -1, f.alike(target)
	}
	return -1, f.alike(owner)
}

// note has a target for those places.
func (f *Fetch) note(place int, others []int, own identity.Key, target unsafe.Pointer) {
	if place >= 0 {
		f.fetched = append(f.fetched, fetched{place, own, target})
	}
	for _, place := range others {
		f.fetched = append(f.fetched, fetched{place, own, target})
	}
}

// alike returns the places of keys that the database finds equal to the one in holder, and Go does not, such as a citext's: the only one
// that it can mean. Where it can mean several, [Fetch.Again] asks which.
func (f *Fetch) alike(holder unsafe.Pointer) []int {
	if f.folded == nil {
		f.folded = f.fold(len(f.keys), func(i int) int { return i })
	}
	key := identity.FoldedKey(f.keyed(), f.mapped(), holder)
	places := f.folded[key]
	if len(places) > 1 && f.doubts == nil {
		if f.unclear == nil {
			f.unclear = map[identity.Key]bool{}
		}
		f.unclear[key] = true
		return nil
	}
	return places
}

// fold returns n places by their folded keys.
func (f *Fetch) fold(n int, place func(int) int) map[identity.Key][]int {
	folded := make(map[identity.Key][]int, n)
	for i := range n {
		key := identity.FoldedKey(f.keyed(), f.mapped(), f.keys[place(i)])
		folded[key] = append(folded[key], place(i))
	}
	return folded
}

// Again returns the SELECTs of one more round, and none when there is nothing left to ask. A foreign key that is left without a row, while
// one was read whose key the database may find equal, may lead to that row, or to one that is hidden: only the database can say.
func (f *Fetch) Again() ([]ast.Statement, error) {
	if f.doubts == nil {
		f.doubts = f.doubted()
	}
	if len(f.doubts) == 0 {
		return nil, nil
	}
	round := f.doubts[0]
	f.doubts = f.doubts[1:]
	clear(f.places)
	f.folded = f.fold(len(round), func(i int) int { return round[i] })
	keys := make([]unsafe.Pointer, len(round))
	for i, place := range round {
		keys[i] = f.keys[place]
	}
	return f.statements(keys)
}

// doubted returns the places to ask for again, by round. Of texts that are alike in several ways, one goes in each round.
func (f *Fetch) doubted() (rounds [][]int) {
	rounds = [][]int{}
	if !f.relation.HoldsKey() || f.beside == nil && f.unclear == nil && len(f.fetched) >= len(f.keys) || !identity.Folds(f.mapped()) {
		return rounds
	}
	read, placed := f.unclear, make([]bool, len(f.keys))
	if read == nil {
		read = map[identity.Key]bool{}
	}
	for _, row := range f.fetched {
		placed[row.place] = true
		read[identity.FoldedKey(f.keyed(), f.mapped(), row.target)] = true
	}
	apart := slices.ContainsFunc(f.mapped(), identity.FoldsText)
	met := map[identity.Key]int{}
	for place, holder := range f.keys {
		key := identity.FoldedKey(f.keyed(), f.mapped(), holder)
		if placed[place] || !read[key] {
			continue
		}
		round := met[key]
		if apart {
			met[key]++
		}
		if round == len(rounds) {
			rounds = append(rounds, nil)
		}
		rounds[round] = append(rounds[round], place)
	}
	return rounds
}
