package mapper

import (
	"reflect"
	"time"
	"unsafe"
)

// byteComparison is how far the bytes of two values that differ tell whether the values do.
type byteComparison uint8

const (
	bytesUndecided     byteComparison = iota
	bytesDecide                       // other bytes are another value
	bytesDecideFloat32                // but for zeros, and what is no number
	bytesDecideFloat64
	bytesDecideTime // up to what databases keep of it
)

// byteComparisonBehind returns byteComparison for values of t or, of a pointer, for what it leads to.
func byteComparisonBehind(t reflect.Type) byteComparison {
	if t.Kind() == reflect.Pointer {
		return byteComparisonOf(t.Elem())
	}
	return byteComparisonOf(t)
}

// byteComparisonOf returns byteComparison for values of t, as [equalFor] compares them.
func byteComparisonOf(t reflect.Type) byteComparison {
	if t == timeType {
		return bytesDecideTime
	}
	if _, compares := equalMethod(t); compares || isSQLNull(t) || has(t, valuerType) {
		return bytesUndecided
	}
	switch kind := t.Kind(); {
	case kind >= reflect.Bool && kind <= reflect.Uint64 || kind == reflect.String:
		return bytesDecide
	case kind == reflect.Float32:
		return bytesDecideFloat32
	case kind == reflect.Float64:
		return bytesDecideFloat64
	case kind == reflect.Array || kind == reflect.Slice:
		if byteComparisonOf(t.Elem()) == bytesDecide {
			return bytesDecide
		}
	}
	return bytesUndecided
}

// verdict is whether two values are the same.
type verdict uint8

const (
	verdictUnknown verdict = iota
	verdictEqual
	verdictDiffers
)

func verdictOf(same bool) verdict {
	if same {
		return verdictEqual
	}
	return verdictDiffers
}

// of compares the value at at with its bytes from a snapshot, which differ.
func (t byteComparison) of(was string, at unsafe.Pointer) verdict {
	switch t {
	case bytesDecide:
		return verdictDiffers
	case bytesDecideFloat32:
		before := read[float32](was)
		return verdictOf(sameFloat(float64(before), float64(*(*float32)(at))))
	case bytesDecideFloat64:
		return verdictOf(sameFloat(read[float64](was), *(*float64)(at)))
	case bytesDecideTime:
		before := read[time.Time](was)
		return verdictOf(equalTimes(unsafe.Pointer(&before), at))
	}
	return verdictUnknown
}

// read returns the value whose bytes from begins with.
func read[T any](from string) (v T) {
	copy(unsafe.Slice((*byte)(unsafe.Pointer(&v)), unsafe.Sizeof(v)), from)
	return v
}

// Edited returns the columns that differ in the struct at p from what was packed, as [Column.Equal] tells them apart. told is
// false where that needs more than bytes.
func (r *Record) Edited(snapshot string, p unsafe.Pointer) (edited Set, known bool) {
	for i := range r.pack.parts {
		k := &r.pack.parts[i]
		at, n := unsafe.Add(p, k.offset), 0
		if n = k.same(snapshot, at); n == differs {
			n = k.length(snapshot)
			if edited, known = k.edited(edited, snapshot[:n], at); !known {
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
func (k *packed) edited(to Set, was string, at unsafe.Pointer) (edited Set, known bool) {
	for _, c := range k.columns {
		switch k.compare(c, was, at) {
		case verdictUnknown:
			return to, false
		case verdictDiffers:
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
			return verdictUnknown // a struct of which a part stands here
		}
		if was, at = was[from:from+size], unsafe.Add(at, from); sameBytes(was, at, int(size)) != differs {
			return verdictEqual
		}
		return c.byteComparison.of(was, at)
	case packPointer:
		value := *(*unsafe.Pointer)(at)
		if was[0] == 0 || value == nil {
			return verdictOf(was[0] == 0 && value == nil)
		}
		return c.byteComparison.of(was[1:], value)
	case packList:
		if lengthAt(was) == 0 || *(*unsafe.Pointer)(at) == nil {
			return verdictDiffers
		}
	}
	return c.byteComparison.of(was, at)
}
