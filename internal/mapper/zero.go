package mapper

import (
	"reflect"
	"time"
	"unsafe"
)

// zero reports whether the value of one type at p is none.
type zero func(p unsafe.Pointer) bool

// zeroer is what says itself whether it is zero.
type zeroer interface{ IsZero() bool }

// zeroFor picks how a zero t is told: by its own IsZero, behind a pointer too, else by its memory. Nothing is boxed for the
// commonest types.
func zeroFor(t reflect.Type) zero {
	switch {
	case t == timeType:
		return func(p unsafe.Pointer) bool { return (*time.Time)(p).IsZero() }
	case t.Kind() == reflect.Pointer && t.Elem().Kind() != reflect.Pointer && has(t.Elem(), zeroerType):
		inner := zeroFor(t.Elem())
		return func(p unsafe.Pointer) bool {
			pointee := *(*unsafe.Pointer)(p)
			return pointee == nil || inner(pointee)
		}
	case has(t, zeroerType):
		return func(p unsafe.Pointer) bool { return reflect.NewAt(t, p).Interface().(zeroer).IsZero() }
	}
	return zeroKind(t)
}

var zeroerType = reflect.TypeFor[zeroer]()

func zeroKind(t reflect.Type) zero {
	switch t.Kind() {
	case reflect.Pointer, reflect.Map, reflect.Slice:
		return func(p unsafe.Pointer) bool { return *(*unsafe.Pointer)(p) == nil }
	case reflect.String:
		return func(p unsafe.Pointer) bool { return *(*string)(p) == "" }
	case reflect.Int64, reflect.Uint64:
		return func(p unsafe.Pointer) bool { return *(*int64)(p) == 0 }
	case reflect.Int, reflect.Uint:
		return func(p unsafe.Pointer) bool { return *(*int)(p) == 0 }
	case reflect.Int32, reflect.Uint32:
		return func(p unsafe.Pointer) bool { return *(*int32)(p) == 0 }
	case reflect.Int8, reflect.Uint8, reflect.Bool:
		return func(p unsafe.Pointer) bool { return *(*byte)(p) == 0 }
	}
	return func(p unsafe.Pointer) bool { return at(t, p).IsZero() }
}
