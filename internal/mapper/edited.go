package mapper

import (
	"reflect"
	"time"
	"unsafe"
)

// telling is how far the bytes of two values that differ tell whether the values do.
type telling uint8

const (
	tellsNothing telling = iota
	tellsAll             // other bytes are another value
	tellsFloat32         // but for zeros, and what is no number
	tellsFloat64
	tellsTime // up to what databases keep of it
)

// tellingBehind returns for values of t or, of a pointer, for what it leads to.
func tellingBehind(t reflect.Type) telling {
	if t.Kind() == reflect.Pointer {
		return tellingOf(t.Elem())
	}
	return tellingOf(t)
}

// tellingOf returns for values of t, as [equalFor] compares them.
func tellingOf(t reflect.Type) telling {
	if t == timeType {
		return tellsTime
	}
	if _, compares := equalMethod(t); compares || isSQLNull(t) || has(t, valuerType) {
		return tellsNothing
	}
	switch kind := t.Kind(); {
	case kind >= reflect.Bool && kind <= reflect.Uint64 || kind == reflect.String:
		return tellsAll
	case kind == reflect.Float32:
		return tellsFloat32
	case kind == reflect.Float64:
		return tellsFloat64
	case kind == reflect.Array || kind == reflect.Slice:
		if tellingOf(t.Elem()) == tellsAll {
			return tellsAll
		}
	}
	return tellsNothing
}

// verdict is whether two values are the same.
type verdict uint8

const (
	unsure verdict = iota
	alike
	unlike
)

func verdictOf(same bool) verdict {
	if same {
		return alike
	}
	return unlike
}

// of compares the value at at with its bytes from a snapshot, which differ.
func (t telling) of(was string, at unsafe.Pointer) verdict {
	switch t {
	case tellsAll:
		return unlike
	case tellsFloat32:
		before := read[float32](was)
		return verdictOf(sameFloat(float64(before), float64(*(*float32)(at))))
	case tellsFloat64:
		return verdictOf(sameFloat(read[float64](was), *(*float64)(at)))
	case tellsTime:
		before := read[time.Time](was)
		return verdictOf(equalTimes(unsafe.Pointer(&before), at))
	}
	return unsure
}

// read returns the value whose bytes from begins with.
func read[T any](from string) (v T) {
	copy(unsafe.Slice((*byte)(unsafe.Pointer(&v)), unsafe.Sizeof(v)), from)
	return v
}

// Edited returns the columns that differ in the struct at p from what was packed, as [Column.Equal] tells them apart. told is
// false where that needs more than bytes.
func (r *Record) Edited(snapshot string, p unsafe.Pointer) (edited Set, told bool) {
	for i := range r.pack.parts {
		k := &r.pack.parts[i]
		at, n := unsafe.Add(p, k.offset), 0
		if n = k.same(snapshot, at); n == differs {
			n = k.length(snapshot)
			if edited, told = k.edited(edited, snapshot[:n], at); !told {
				return Set{}, false
			}
		}
		snapshot = snapshot[n:]
	}
	return edited, true
}

// length returns how many bytes of snapshot are the part's.
func (k *packed) length(snapshot string) int {
	switch {
	case k.form == packMemory:
		return int(k.size)
	case k.form == packText:
		return lengthSize + lengthAt(snapshot)
	case k.form == packPointer && snapshot[0] == 0:
		return 1
	case k.form == packPointer && k.inner == packText:
		return 1 + lengthSize + lengthAt(snapshot[1:])
	case k.form == packPointer:
		return 1 + int(k.size)
	}
	elements, n := lengthAt(snapshot)-1, lengthSize
	if k.inner == packMemory {
		return n + max(elements, 0)*int(k.size)
	}
	for range elements {
		n += lengthSize + lengthAt(snapshot[n:])
	}
	return n
}

// edited adds the part's columns that differ at at from what was packed, which its bytes do.
func (k *packed) edited(to Set, was string, at unsafe.Pointer) (edited Set, told bool) {
	for _, c := range k.columns {
		switch k.compare(c, was, at) {
		case unsure:
			return to, false
		case unlike:
			to = to.With(c.Index)
		}
	}
	return to, true
}

// compare compares a column of the part.
func (k *packed) compare(c *Column, was string, at unsafe.Pointer) verdict {
	switch k.form {
	case packMemory:
		from, size := c.Offset-k.offset, c.Type.Size()
		if c.Offset < k.offset || from+size > k.size {
			return unsure // a struct of which a part stands here
		}
		if was, at = was[from:from+size], unsafe.Add(at, from); sameBytes(was, at, int(size)) != differs {
			return alike
		}
		return c.telling.of(was, at)
	case packPointer:
		value := *(*unsafe.Pointer)(at)
		if was[0] == 0 || value == nil {
			return verdictOf(was[0] == 0 && value == nil)
		}
		return c.telling.of(was[1:], value)
	case packList:
		if lengthAt(was) == 0 || *(*unsafe.Pointer)(at) == nil {
			return unlike
		}
	}
	return c.telling.of(was, at)
}
