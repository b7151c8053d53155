package mapper

import (
	"bytes"
	"database/sql/driver"
	"math"
	"reflect"
	"sync"
	"time"
	"unsafe"
)

// timePrecision is what databases keep of a time: finer differences are none.
const timePrecision = time.Microsecond

// equal compares the values of one type at two addresses, as the database would tell them apart.
type equal func(a, b unsafe.Pointer) bool

// equalFor picks how values of t compare: times by instant, driver.Valuers deeply or else by what they give, what has an Equal method by
// that, pointers, lists and sql.Null by what they hold, everything else deeply. NULL (nil) is no empty value.
func equalFor(t reflect.Type) equal {
	switch {
	case t == timeType:
		return equalTimes
	case t.Kind() == reflect.Pointer:
		return equalPointers(equalFor(t.Elem()))
	case isSQLNull(t):
		return equalNulls(t)
	case has(t, valuerType):
		return equalValuers(t)
	}
	if m, ok := equalMethod(t); ok {
		return equalByMethod(t, m)
	}
	return equalPlain(t)
}

func equalByMethod(t reflect.Type, m reflect.Method) equal {
	return func(a, b unsafe.Pointer) bool {
		other := reflect.NewAt(t, b)
		if m.Type.In(1) == t {
			other = other.Elem()
		}
		return m.Func.Call([]reflect.Value{reflect.NewAt(t, a), other})[0].Bool()
	}
}

// equalNulls compares what is there, whatever stands in the values that are not.
func equalNulls(t reflect.Type) equal {
	value, valid := equalFor(t.Field(0).Type), t.Field(1).Offset
	return func(a, b unsafe.Pointer) bool {
		x, y := *(*bool)(unsafe.Add(a, valid)), *(*bool)(unsafe.Add(b, valid))
		return x == y && (!x || value(a, b))
	}
}

// equalLists compares element by element. How those compare is found out late: a type may be a list of itself.
func equalLists(t reflect.Type) equal {
	size, element := t.Elem().Size(), sync.OnceValue(func() equal { return equalFor(t.Elem()) })
	return func(a, b unsafe.Pointer) bool {
		x, y, n := a, b, 0
		if t.Kind() == reflect.Array {
			n = t.Len()
		} else {
			v, w := at(t, a), at(t, b)
			if v.IsNil() != w.IsNil() || v.Len() != w.Len() {
				return false
			}
			x, y, n = v.UnsafePointer(), w.UnsafePointer(), v.Len()
		}
		for i := range n {
			if !element()(unsafe.Add(x, uintptr(i)*size), unsafe.Add(y, uintptr(i)*size)) {
				return false
			}
		}
		return true
	}
}

func equalPlain(t reflect.Type) equal {
	switch t.Kind() {
	case reflect.Bool, reflect.Int8, reflect.Uint8:
		return func(a, b unsafe.Pointer) bool { return *(*byte)(a) == *(*byte)(b) }
	case reflect.Int16, reflect.Uint16:
		return func(a, b unsafe.Pointer) bool { return *(*int16)(a) == *(*int16)(b) }
	case reflect.Int32, reflect.Uint32:
		return func(a, b unsafe.Pointer) bool { return *(*int32)(a) == *(*int32)(b) }
	case reflect.Int64, reflect.Uint64:
		return func(a, b unsafe.Pointer) bool { return *(*int64)(a) == *(*int64)(b) }
	case reflect.Int, reflect.Uint:
		return func(a, b unsafe.Pointer) bool { return *(*int)(a) == *(*int)(b) }
	case reflect.String:
		return func(a, b unsafe.Pointer) bool { return *(*string)(a) == *(*string)(b) }
	case reflect.Float32, reflect.Float64:
		return func(a, b unsafe.Pointer) bool { return sameFloat(at(t, a).Float(), at(t, b).Float()) }
	case reflect.Slice:
		if t.Elem().Kind() == reflect.Uint8 {
			return equalBytes
		}
		return equalLists(t)
	case reflect.Array:
		if t.Elem().Kind() != reflect.Uint8 {
			return equalLists(t)
		}
	}
	if t.Comparable() && t.Kind() != reflect.Interface && t.Kind() != reflect.Struct && t.Kind() != reflect.Array {
		return func(a, b unsafe.Pointer) bool { return at(t, a).Equal(at(t, b)) }
	}
	return func(a, b unsafe.Pointer) bool {
		return reflect.DeepEqual(at(t, a).Interface(), at(t, b).Interface())
	}
}

func equalTimes(a, b unsafe.Pointer) bool {
	return (*time.Time)(a).Truncate(timePrecision).Equal((*time.Time)(b).Truncate(timePrecision))
}

func equalBytes(a, b unsafe.Pointer) bool {
	x, y := *(*[]byte)(a), *(*[]byte)(b)
	return (x == nil) == (y == nil) && bytes.Equal(x, y)
}

func equalPointers(elem equal) equal {
	return func(a, b unsafe.Pointer) bool {
		x, y := *(*unsafe.Pointer)(a), *(*unsafe.Pointer)(b)
		if x == nil || y == nil || x == y {
			return x == y
		}
		return elem(x, y)
	}
}

// equalValuers compares by what Value gives. Values that are deeply the same are not asked: Value may give another text of
// them each time, as one does that goes through a map, or that encrypts.
func equalValuers(t reflect.Type) equal {
	deeply := equalDeeply(t)
	return func(a, b unsafe.Pointer) bool {
		if deeply(a, b) {
			return true
		}
		x, xErr := driverValue(t, a)
		y, yErr := driverValue(t, b)
		return xErr == nil && yErr == nil && sameDriverValue(x, y)
	}
}

// equalDeeply compares what is there, whatever methods t has.
func equalDeeply(t reflect.Type) equal {
	if t.Comparable() && (t.Kind() <= reflect.Uintptr || t.Kind() == reflect.Array || t.Kind() == reflect.String) {
		return func(a, b unsafe.Pointer) bool { return at(t, a).Equal(at(t, b)) }
	}
	return func(a, b unsafe.Pointer) bool {
		return reflect.DeepEqual(at(t, a).Interface(), at(t, b).Interface())
	}
}

func driverValue(t reflect.Type, p unsafe.Pointer) (driver.Value, error) {
	v := at(t, p)
	if valuer, ok := v.Interface().(driver.Valuer); ok {
		return valuer.Value()
	}
	return v.Addr().Interface().(driver.Valuer).Value()
}

func sameDriverValue(x, y driver.Value) bool {
	if xt, ok := x.(time.Time); ok {
		yt, ok := y.(time.Time)
		return ok && equalTimes(unsafe.Pointer(&xt), unsafe.Pointer(&yt))
	}
	if xf, ok := x.(float64); ok {
		yf, ok := y.(float64)
		return ok && sameFloat(xf, yf)
	}
	return reflect.DeepEqual(x, y)
}

// sameFloat takes NaN for equal to NaN, or a row that holds one would be written at every flush.
func sameFloat(x, y float64) bool {
	return x == y || (math.IsNaN(x) && math.IsNaN(y))
}

// at returns the t at p.
func at(t reflect.Type, p unsafe.Pointer) reflect.Value {
	return reflect.NewAt(t, p).Elem()
}
