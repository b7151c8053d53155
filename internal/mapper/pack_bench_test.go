package mapper

import (
	"reflect"
	"testing"
	"time"
	"unsafe"
)

// scalar is an entity as most are: nothing in it can be edited in place but behind a pointer.
type scalar struct {
	ID      int64 `db:"id,pk"`
	Name    string
	Email   string
	Age     int32
	Power   float64
	Active  bool
	Seen    *time.Time
	Created time.Time
}

func (scalar) TableName() string { return "scalars" }

// BenchmarkSamePacked compares entities that nobody has changed, one of scalars alone and one with lists.
func BenchmarkSamePacked(b *testing.B) {
	at := time.Date(2026, 2, 3, 4, 5, 6, 789_000, time.UTC)
	for name, p := range map[string]any{
		"scalars": &scalar{ID: 1, Name: "Hero number 17", Email: "hero17@example.org", Age: 3, Power: 1.5, Active: true, Seen: &at, Created: at},
		"lists":   parcels()["full"],
	} {
		m, err := Of(reflect.TypeOf(p).Elem())
		if err != nil {
			b.Fatal(err)
		}
		base := reflect.ValueOf(p).UnsafePointer()
		packed, _ := m.Pack(make([]byte, 0, 512), base)
		snapshot := unsafe.String(&packed[0], len(packed))
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if !m.SamePacked(snapshot, base) {
					b.Fatal("it differs")
				}
			}
		})
		b.Run(name+"/pack", func(b *testing.B) {
			buf := make([]byte, 0, 512)
			for b.Loop() {
				_, _ = m.Pack(buf, base)
			}
		})
	}
}
