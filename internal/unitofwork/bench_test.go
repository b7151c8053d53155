package unitofwork_test

import (
	"fmt"
	"testing"
	"time"
	"unsafe"

	"github.com/stretchr/testify/require"

	"github.com/drey-db/drey/internal/identity"
	"github.com/drey-db/drey/internal/mapper"
	"github.com/drey-db/drey/internal/unitofwork"
)

// member is an entity of plain values, as most are.
type member struct {
	ID        int64
	Name      string
	Email     string
	Score     float64
	Active    bool
	CreatedAt time.Time
}

func (member) TableName() string { return "members" }

// filled returns a map with n members, the rows of which are loaded, and n/10 heroes with relationships.
func filled(tb testing.TB, n int) *identity.Map {
	var known identity.Map
	for i := range n {
		m := &member{ID: int64(i), Name: "member", CreatedAt: time.Now().UTC()}
		known.Load(mapping[member](tb), identity.KeyOf(mapping[member](tb), unsafe.Pointer(m)), unsafe.Pointer(m), mapping[member](tb).All)
	}
	for i := range n / 10 {
		h := &hero{ID: int64(i), TeamID: new(int64)}
		known.Load(mapping[hero](tb), identity.KeyOf(mapping[hero](tb), unsafe.Pointer(h)), unsafe.Pointer(h), mapping[hero](tb).All)
	}
	return &known
}

// TestUnchangedEntitiesCostNoAllocation holds a comparison to a number of allocations that does not grow.
func TestUnchangedEntitiesCostNoAllocation(t *testing.T) {
	allocations := func(n int) float64 {
		known := filled(t, n)
		return testing.AllocsPerRun(10, func() {
			set, err := unitofwork.Of(known)
			require.NoError(t, err)
			require.True(t, set.Empty())
		})
	}
	require.InDelta(t, allocations(100), allocations(10_000), 2)
}

// BenchmarkUnchanged compares a session of so many entities, none of which changed.
func BenchmarkUnchanged(b *testing.B) {
	for _, n := range []int{10, 1_000, 10_000, 100_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			known := filled(b, n)
			b.ReportAllocs()
			for b.Loop() {
				if set, err := unitofwork.Of(known); err != nil || !set.Empty() {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(n+n/10), "ns/entity")
		})
	}
}

// BenchmarkAmong compares the entities of another type than all but a few.
func BenchmarkAmong(b *testing.B) {
	known := filled(b, 10_000)
	few := &power{ID: 1}
	known.Load(mapping[power](b), identity.KeyOf(mapping[power](b), unsafe.Pointer(few)), unsafe.Pointer(few), mapping[power](b).All)
	b.ReportAllocs()
	for b.Loop() {
		if set, err := unitofwork.Among(known, []*mapper.Mapping{mapping[power](b)}); err != nil || !set.Empty() {
			b.Fatal(err)
		}
	}
}

// BenchmarkOneChanged compares a session of so many heroes, one of which changed.
func BenchmarkOneChanged(b *testing.B) {
	for _, n := range []int{1, 100, 1_000, 10_000, 100_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			known := filled(b, n)
			known.Entries()[0].Entity().(*member).Name = "changed"
			b.ReportAllocs()
			for b.Loop() {
				if set, err := unitofwork.Of(known); err != nil || len(set.Steps) != 1 {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkChain plans a chain of so many new rows, each of which belongs to the one before it.
func BenchmarkChain(b *testing.B) {
	for _, n := range []int{10, 100, 1_000, 10_000, 100_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			var known identity.Map
			var parent *node
			for range n {
				parent = &node{Parent: parent}
				known.Add(mapping[node](b), parent)
			}
			b.ReportAllocs()
			for b.Loop() {
				if set, err := unitofwork.Of(&known); err != nil || len(set.Steps) != n {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(n), "ns/row")
		})
	}
}
