package mapper

import (
	"reflect"
	"time"
	"unsafe"
)

// boxes make interfaces of the values of one type: of the address p as a pointer, and of a copy of what stands there.
type boxes struct{ address, value func(p unsafe.Pointer) any }

// boxesFor returns those of a t, made without reflection for the commonest types.
func boxesFor(t reflect.Type) boxes {
	if common, ok := commonBoxes[t]; ok {
		return common
	}
	return boxes{
		address: func(p unsafe.Pointer) any { return reflect.NewAt(t, p).Interface() },
		value:   func(p unsafe.Pointer) any { return at(t, p).Interface() },
	}
}

var commonBoxes = map[reflect.Type]boxes{
	reflect.TypeFor[string]():    boxesOf[string](),
	reflect.TypeFor[int]():       boxesOf[int](),
	reflect.TypeFor[int32]():     boxesOf[int32](),
	reflect.TypeFor[int64]():     boxesOf[int64](),
	reflect.TypeFor[float64]():   boxesOf[float64](),
	reflect.TypeFor[bool]():      boxesOf[bool](),
	reflect.TypeFor[time.Time](): boxesOf[time.Time](),
	reflect.TypeFor[[]byte]():    boxesOf[[]byte](),
	reflect.TypeFor[[]string]():  boxesOf[[]string](),

	reflect.TypeFor[*string]():    boxesOf[*string](),
	reflect.TypeFor[*int]():       boxesOf[*int](),
	reflect.TypeFor[*int32]():     boxesOf[*int32](),
	reflect.TypeFor[*int64]():     boxesOf[*int64](),
	reflect.TypeFor[*float64]():   boxesOf[*float64](),
	reflect.TypeFor[*bool]():      boxesOf[*bool](),
	reflect.TypeFor[*time.Time](): boxesOf[*time.Time](),
}

func boxesOf[T any]() boxes {
	return boxes{
		address: func(p unsafe.Pointer) any { return (*T)(p) },
		value:   func(p unsafe.Pointer) any { return *(*T)(p) },
	}
}
