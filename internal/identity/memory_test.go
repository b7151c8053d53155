package identity

import (
	"math/rand/v2"
	"runtime"
	"sync"
	"testing"
	"unsafe"
	"weak"

	"github.com/stretchr/testify/require"

	"github.com/drey-db/drey/internal/mapper"
)

// TestMemoryIsHandedOnEmpty has maps do at random what sessions do and looks at what they hand on: no entry, snapshot, key, link
// or memento of theirs is in it. It is not parallel, since others would take what it looks at.
func TestMemoryIsHandedOnEmpty(t *testing.T) {
	m := mapping[hero](t)
	for seed := range uint64(200) {
		r := rand.New(rand.NewPCG(seed, 1))
		var im Map
		for range r.IntN(300) {
			h := &hero{ID: r.Int64N(100), Name: "n"}
			switch e := im.At(KeyOf(m, unsafe.Pointer(h))); {
			case e == nil && r.IntN(2) == 0:
				added(&im, m, h)
			case e == nil:
				im.Load(m, KeyOf(m, unsafe.Pointer(h)), unsafe.Pointer(h), m.All)
			case r.IntN(3) == 0:
				im.Delete(e)
				im.Commit()
			case r.IntN(3) == 0:
				im.Expunge(e)
			default:
				im.Save()
				im.Find(h)
				e.Entity().(*hero).Name = "edited"
				e.Written(e.Changed(), nil, nil)
			}
		}
		owned := im.memory
		im.Clear()
		if owned != nil {
			requireEmpty(t, owned)
		}
	}
}

// added has the map know a new entity that was just inserted.
func added(im *Map, m *mapper.Mapping, h *hero) {
	e := im.Add(m, h)
	e.Inserted(nil, nil)
	im.File(e)
}

func requireEmpty(t *testing.T, owned *memory) {
	t.Helper()
	for _, piece := range owned.entries.pieces {
		for _, e := range piece[:cap(piece)] {
			require.Equal(t, Entry{}, e)
		}
	}
	for _, piece := range owned.undos.pieces {
		for _, u := range piece[:cap(piece)] {
			require.Zero(t, u)
		}
	}
	for _, piece := range owned.mementos.pieces {
		for _, was := range piece[:cap(piece)] {
			require.Equal(t, memento{}, was)
		}
	}
	for _, piece := range owned.packs.pieces {
		require.Equal(t, make([]byte, cap(piece)), piece[:cap(piece)])
	}
	for _, sized := range owned.slots {
		for _, slots := range sized {
			require.Equal(t, make([]slot, len(slots)), slots)
		}
	}
	require.Equal(t, make([]*Entry, cap(owned.order)), owned.order[:cap(owned.order)])
	for _, table := range owned.tables {
		require.Equal(t, make([]*Entry, cap(table.order)), table.order[:cap(table.order)])
	}
}

// TestMemoryIsOneMapsAtATime opens and clears maps on many goroutines, each with entities of its own.
func TestMemoryIsOneMapsAtATime(t *testing.T) {
	t.Parallel()
	m := mapping[hero](t)
	var group sync.WaitGroup
	for range 16 {
		group.Go(func() {
			for round := range 200 {
				var im Map
				for id := range int64(1 + round%40) {
					h := &hero{ID: id}
					im.Load(m, KeyOf(m, unsafe.Pointer(h)), unsafe.Pointer(h), m.All)
				}
				for _, e := range im.Entries() {
					if e.home != &im || !e.Unchanged() || im.At(e.Key()) != e {
						t.Error("another map's entry")
					}
				}
				im.Clear()
			}
		})
	}
	group.Wait()
}

// TestWhatIsExpungedIsFreed reads many more entities than a map holds at any time: the entries of the first ones are collected.
func TestWhatIsExpungedIsFreed(t *testing.T) {
	t.Parallel()
	m := mapping[hero](t)
	var im Map
	var first weak.Pointer[Entry]
	for id := range int64(200_000) {
		h := &hero{ID: id}
		e := im.Load(m, KeyOf(m, unsafe.Pointer(h)), unsafe.Pointer(h), m.All)
		if id == 1_000 {
			first = weak.Make(e)
		}
		im.Expunge(e)
	}
	require.LessOrEqual(t, len(im.memory.entries.pieces), mostPieces)
	runtime.GC()
	require.Nil(t, first.Value())
	im.Clear()
}
