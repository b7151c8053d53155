package changes_test

import (
	"fmt"
	"testing"
	"unsafe"

	"github.com/drey-db/drey/internal/changes"
	"github.com/drey-db/drey/internal/identity"
)

// BenchmarkOf compares a session of so many heroes, one of which changed.
func BenchmarkOf(b *testing.B) {
	for _, n := range []int{1, 100, 1000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			var known identity.Map
			for i := range n {
				h := &hero{ID: int64(i)}
				known.Load(mapping[hero](b), identity.KeyOf(mapping[hero](b), unsafe.Pointer(h)), unsafe.Pointer(h), mapping[hero](b).All)
				if i == 0 {
					h.Name = "changed"
				}
			}
			b.ReportAllocs()
			for b.Loop() {
				if set, err := changes.Of(&known); err != nil || len(set.Steps) != 1 {
					b.Fatal(err)
				}
			}
		})
	}
}
