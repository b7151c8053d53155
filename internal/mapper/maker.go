package mapper

import (
	"fmt"
	"reflect"
	"slices"
	"unsafe"
)

// Maker is who makes the value of a column when its row is inserted.
type Maker uint8

// The makers.
const (
	Given    Maker = iota // nobody: the struct holds it
	Client                // drey: a UUID, or the first version
	Database              // a sequence, a default, or the table itself: the column is read only
)

// Maker returns who makes the value of a column of the row at p.
func (m *Mapping) Maker(c *Column, p unsafe.Pointer) Maker {
	switch {
	case c.ReadOnly:
		return Database
	case !c.UUID7 && !c.Version && !c.OmitZero && !c.Identity && c != m.counted, !c.IsZero(p):
		return Given
	case c.UUID7 || c.Version:
		return Client
	}
	return Database
}

// Inserts reports whether an INSERT of the row at p names a column: the database makes no value for it.
func (m *Mapping) Inserts(c *Column, p unsafe.Pointer) bool { return m.Maker(c, p) != Database }

// HasKey reports whether nobody need make part of the key of the row at p.
func (m *Mapping) HasKey(p unsafe.Pointer) bool {
	for _, c := range m.Key {
		if m.Maker(c, p) != Given {
			return false
		}
	}
	return true
}

// Make stores in the struct at p what the client makes of a column: a UUID, or the first version.
func (c *Column) Make(p unsafe.Pointer, next func() [16]byte) {
	c.make(reflect.NewAt(c.Type, c.Pointer(p)).Elem(), next)
}

// MakeValue returns what Make stores.
func (c *Column) MakeValue(next func() [16]byte) any {
	v := reflect.New(c.Type).Elem()
	c.make(v, next)
	return v.Interface()
}

func (c *Column) make(v reflect.Value, next func() [16]byte) {
	if c.UUID7 {
		*(*[16]byte)(v.Addr().UnsafePointer()) = next()
		return
	}
	SetInteger(v, 1)
}

// SetInteger stores n in a column of any integer type.
func (c *Column) SetInteger(p unsafe.Pointer, n int64) {
	SetInteger(reflect.NewAt(c.Type, c.Pointer(p)).Elem(), n)
}

// SetInteger stores n in an integer of any type.
func SetInteger(v reflect.Value, n int64) {
	if v.CanUint() {
		v.SetUint(uint64(n))
	} else {
		v.SetInt(n)
	}
}

// NumberedError says that a column is given a number that the database alone makes.
func (c *Column) NumberedError(m *Mapping) error {
	return fmt.Errorf("%s.%s is tagged identity, so nobody but the database numbers it: leave it zero, or drop the tag, and the column takes a number of yours too",
		m.Name(), c.Field)
}

// Kept returns a column that an UPDATE which writes nothing assigns to itself: one of target where those may be written, else any.
// What every UPDATE sets is none, unless there is no other.
func (m *Mapping) Kept(target []*Column) *Column {
	kept := target[0]
	for _, c := range slices.Concat(target, m.Columns) {
		switch {
		case c.Identity || c.ReadOnly || c.Version:
		case c.OnUpdate == "":
			return c
		case kept.Identity || kept.ReadOnly:
			kept = c
		}
	}
	return kept
}
