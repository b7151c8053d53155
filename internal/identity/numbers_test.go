package identity

import (
	"math/rand/v2"
	"reflect"
	"testing"
	"unsafe"

	"github.com/stretchr/testify/require"

	"github.com/drey-db/drey/internal/mapper"
)

// TestNumbersAreAMap puts and removes at random, as a map of Go's does, with keys that crowd.
func TestNumbersAreAMap(t *testing.T) {
	t.Parallel()
	for seed := range uint64(50) {
		r := rand.New(rand.NewPCG(seed, 0))
		var own numbers
		truth := map[int64]*Entry{}
		for range 2_000 {
			key := r.Int64N(300) << (r.IntN(3) * 20)
			switch r.IntN(3) {
			case 0:
				own.remove(key)
				delete(truth, key)
			case 1:
				e := &Entry{}
				own.put(key, e)
				truth[key] = e
			default:
				own.reserve(r.IntN(50))
			}
			require.Same(t, truth[key], own.at(key))
			require.Equal(t, len(truth), own.count)
		}
		for key, e := range truth {
			require.Same(t, e, own.at(key))
		}
	}
}

type ticket struct {
	ID   uint64 `db:"id,pk"`
	Name string
}

func (ticket) TableName() string { return "tickets" }

// TestEntitiesAreFoundByTheirAddress edits keys, of which one is then another entity's.
func TestEntitiesAreFoundByTheirAddress(t *testing.T) {
	t.Parallel()
	m, err := mapper.Of(reflect.TypeFor[ticket]())
	require.NoError(t, err)
	var im Map
	load := func(id uint64) *ticket {
		k := &ticket{ID: id}
		im.Load(m, KeyOf(m, unsafe.Pointer(k)), unsafe.Pointer(k), m.All)
		return k
	}
	a, b, fresh := load(1), load(1<<63), &ticket{ID: 1}
	a.ID, b.ID = 1<<63, 7
	im.Add(m, fresh)
	for _, k := range []*ticket{a, b, fresh} {
		require.Same(t, k, im.Find(k).Entity())
		require.Same(t, k, im.FindAt(m, unsafe.Pointer(k)).Entity())
	}
	c := load(2)
	require.Same(t, c, im.Find(c).Entity())
	require.Nil(t, im.Find(&ticket{ID: 1}))
	require.Nil(t, im.Find((*ticket)(nil)))
	require.Equal(t, 1, im.Find(b).Key().Compare(im.Find(a).Key()))
	im.Expunge(im.Find(fresh))
	require.Nil(t, im.Find(fresh))
}

// TestOrdersAlike asks of which keys Go knows the order that a database has.
func TestOrdersAlike(t *testing.T) {
	t.Parallel()
	for typ, want := range map[reflect.Type]bool{
		reflect.TypeFor[ticket](): true, reflect.TypeFor[byName](): false, reflect.TypeFor[byUUID](): true, reflect.TypeFor[byBoth](): false,
	} {
		m, err := mapper.Of(typ)
		require.NoError(t, err)
		require.Equal(t, want, OrdersAlike(m), typ)
	}
}

type (
	byName struct {
		Name string `db:"name,pk"`
	}
	byUUID struct {
		ID [16]byte `db:"id,pk"`
	}
	byBoth struct {
		ID   int64  `db:"id,pk"`
		Name string `db:"name,pk"`
	}
)

func (byName) TableName() string { return "by_name" }
func (byUUID) TableName() string { return "by_uuid" }
func (byBoth) TableName() string { return "by_both" }
