package loading

import (
	"unsafe"

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

// placeOf returns the place of a row whose key is k, which was read into owner or target. A key that only the database finds
// equal to one that was asked for, such as a citext's, has that one's place.
func (f *Fetch) placeOf(k identity.Key, owner, target unsafe.Pointer) (place int, asked bool) {
	if place, ok := f.places[k]; ok {
		return place, true
	}
	holder := owner
	if f.relation.HoldsKey() {
		holder = target
	}
	if f.folded == nil {
		f.fold()
	}
	place, asked = f.folded[identity.FoldedKey(f.keyed(), f.mapped(), holder)]
	return place, asked && place >= 0
}

func (f *Fetch) fold() {
	f.folded = make(map[identity.Key]int, len(f.keys))
	for place, holder := range f.keys {
		key := identity.FoldedKey(f.keyed(), f.mapped(), holder)
		if _, twice := f.folded[key]; twice {
			place = -1
		}
		f.folded[key] = place
	}
}

// shareFolded gives places that are left without a row, and hold a foreign key, the row whose key the database finds equal.
func (f *Fetch) shareFolded(found [][]unsafe.Pointer) {
	if !f.relation.HoldsKey() {
		return
	}
	var rows map[identity.Key]unsafe.Pointer
	for place, targets := range found {
		if len(targets) > 0 || len(f.fetched) == 0 {
			continue
		}
		if rows == nil {
			rows = map[identity.Key]unsafe.Pointer{}
			for _, l := range f.fetched {
				rows[identity.FoldedKey(f.keyed(), f.mapped(), l.target)] = l.target
			}
		}
		if target := rows[identity.FoldedKey(f.keyed(), f.mapped(), f.keys[place])]; target != nil {
			found[place] = []unsafe.Pointer{target}
		}
	}
}
