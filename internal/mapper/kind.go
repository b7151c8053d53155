package mapper

import (
	"database/sql"
	"database/sql/driver"
	"encoding"
	"encoding/json"
	"fmt"
	"reflect"
	"time"
)

var (
	timeType        = reflect.TypeFor[time.Time]()
	valuerType      = reflect.TypeFor[driver.Valuer]()
	scannerType     = reflect.TypeFor[sql.Scanner]()
	jsonType        = reflect.TypeFor[json.Marshaler]()
	textType        = reflect.TypeFor[encoding.TextMarshaler]()
	byteType        = reflect.TypeFor[byte]()
	columnMovesAs   = "give it a Value method (driver.Valuer) and a Scan method (sql.Scanner)"
	leaveOut        = `leave it out with db:"-"`
	plainStructOnly = "it has unexported fields, which no column can hold: " + columnMovesAs + ", or " + leaveOut
)

// IsValue says whether a t is one SQL value rather than a row of them: everything but structs, and of those times, and
// what has a Value, Scan, MarshalText or MarshalJSON method.
func IsValue(t reflect.Type) bool {
	if t.Kind() != reflect.Struct || t == timeType {
		return true
	}
	p := reflect.PointerTo(t)
	return p.Implements(valuerType) || p.Implements(scannerType) || p.Implements(textType) || p.Implements(jsonType)
}

// checkType answers why a field of type t cannot be a column, "" when it can.
func checkType(t reflect.Type) string {
	switch {
	case t.Size() == 0:
		return "it has no size, so its address names nothing: " + leaveOut
	case t.Kind() == reflect.Pointer && t.Elem().Kind() == reflect.Pointer:
		return fmt.Sprintf("a pointer to a pointer is no SQL value: make it %s", t.Elem())
	case t.Kind() == reflect.Pointer:
		return checkType(t.Elem())
	case t.Kind() == reflect.Interface:
		return "an interface has no column type: give it a concrete type"
	case t == timeType:
		return ""
	case t.Implements(valuerType) || reflect.PointerTo(t).Implements(valuerType):
		return checkValuer(t)
	}
	return checkPlain(t, map[reflect.Type]bool{}, false)
}

func checkValuer(t reflect.Type) string {
	if t.Kind() == reflect.Struct && !reflect.PointerTo(t).Implements(scannerType) {
		return "it has a Value method but no Scan method: add one, so that it can be read back"
	}
	return ""
}

// checkPlain accepts what is bound as a number, text, time, array or JSON and compared deeply. Interfaces are welcome
// inside JSON.
func checkPlain(t reflect.Type, seen map[reflect.Type]bool, inside bool) string {
	if seen[t] || t == timeType {
		return ""
	}
	seen[t] = true
	switch t.Kind() {
	case reflect.Chan, reflect.Func, reflect.Complex64, reflect.Complex128, reflect.UnsafePointer, reflect.Uintptr:
		return fmt.Sprintf("a %s is no SQL value: %s, or %s", t, columnMovesAs, leaveOut)
	case reflect.Interface:
		if !inside {
			return "an interface has no column type: give it a concrete type"
		}
	case reflect.Slice, reflect.Array, reflect.Pointer:
		return checkPlain(t.Elem(), seen, inside)
	case reflect.Map:
		if why := checkPlain(t.Key(), seen, true); why != "" {
			return why
		}
		return checkPlain(t.Elem(), seen, true)
	case reflect.Struct:
		return checkStruct(t, seen)
	}
	return ""
}

func checkStruct(t reflect.Type, seen map[reflect.Type]bool) string {
	if _, ok := equalMethod(t); ok {
		return ""
	}
	marshals := t.Implements(textType) || t.Implements(jsonType)
	for i := range t.NumField() {
		f := t.Field(i)
		if !f.IsExported() && !(f.Anonymous && f.Type.Kind() == reflect.Struct) {
			if marshals && t.Comparable() {
				continue
			}
			return plainStructOnly
		}
		if why := checkPlain(f.Type, seen, true); why != "" {
			return fmt.Sprintf("its field %s does not fit: %s", f.Name, why)
		}
	}
	return ""
}

// equalMethod is t's method Equal(t) bool.
func equalMethod(t reflect.Type) (reflect.Method, bool) {
	m, ok := t.MethodByName("Equal")
	if !ok || m.Type.NumIn() != 2 || m.Type.In(1) != t || m.Type.NumOut() != 1 || m.Type.Out(0).Kind() != reflect.Bool {
		return reflect.Method{}, false
	}
	return m, true
}
