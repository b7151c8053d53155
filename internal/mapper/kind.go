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
	untextType      = reflect.TypeFor[encoding.TextUnmarshaler]()
	byteType        = reflect.TypeFor[byte]()
	columnMovesAs   = "give it a Value method (driver.Valuer) and a Scan method (sql.Scanner)"
	leaveOut        = `leave it out with db:"-"`
	plainStructOnly = "it has unexported fields, which no column can hold: " + columnMovesAs + ", or " + leaveOut
)

// IsValue reports whether a t is one SQL value rather than a row of them: everything but structs, and of those times, and
// what has a Value, Scan, MarshalText or MarshalJSON method.
func IsValue(t reflect.Type) bool {
	if t.Kind() != reflect.Struct || t == timeType {
		return true
	}
	return has(t, valuerType) || has(t, scannerType) || has(t, textType) || has(t, jsonType)
}

// has reports whether t or its pointer has the methods: a field can be asked for both. Package backends binds and reads by the
// same rule (kit.Has).
func has(t, methods reflect.Type) bool {
	return t.Implements(methods) || t.Kind() != reflect.Interface && reflect.PointerTo(t).Implements(methods)
}

// IsValuer reports whether a t has a Value method, of its own or of its pointer.
func IsValuer(t reflect.Type) bool { return has(t, valuerType) }

// IsText reports whether a t has a MarshalText method, of its own or of its pointer.
func IsText(t reflect.Type) bool { return has(t, textType) }

// ValuerOf returns v, or the address of a copy of it, as what has a Value method; nil when neither has one.
func ValuerOf(v any) driver.Valuer {
	if valuer, ok := v.(driver.Valuer); ok {
		return valuer
	}
	t := reflect.TypeOf(v)
	if t == nil || !reflect.PointerTo(t).Implements(valuerType) {
		return nil
	}
	place := reflect.New(t)
	place.Elem().Set(reflect.ValueOf(v))
	return place.Interface().(driver.Valuer)
}

// checkType returns why a field of type t cannot be a column, "" when it can.
func checkType(t reflect.Type) string {
	switch {
	case t.Size() == 0:
		return "it has no size, so its address names nothing: " + leaveOut
	case t.Kind() == reflect.Pointer && t.Elem().Kind() == reflect.Pointer:
		return fmt.Sprintf("a pointer to a pointer is no SQL value: make it %s", t.Elem())
	case t.Kind() == reflect.Pointer:
		return checkType(t.Elem())
	case t.Kind() == reflect.Interface:
		return "an interface has no column type: give it a concrete type (any is for rows that are no entities)"
	}
	if why := checkReceiver(t); why != "" {
		return why
	}
	if why := checkPlain(t, map[reflect.Type]bool{}, false); why != "" {
		return why
	}
	return checkMaps(t, map[reflect.Type]bool{})
}

func checkValuer(t reflect.Type) string {
	if t.Kind() == reflect.Struct && !has(t, scannerType) {
		return "it has a Value method but no Scan method: add one, so that it can be read back"
	}
	return ""
}

// checkText refuses what is written as text, as its MarshalText says, and cannot be read back.
func checkText(t reflect.Type) string {
	if t.Kind() == reflect.Struct && has(t, textType) && !has(t, scannerType) && !has(t, untextType) {
		return "it has a MarshalText method but no UnmarshalText method: add one, so that it can be read back"
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
	switch {
	case isSQLNull(t):
		return checkPlain(t.Field(0).Type, seen, inside)
	case t.Kind() != reflect.Pointer && has(t, valuerType):
		return checkValuer(t)
	}
	switch t.Kind() {
	case reflect.Chan, reflect.Func, reflect.Complex64, reflect.Complex128, reflect.UnsafePointer, reflect.Uintptr:
		return fmt.Sprintf("a %s is no SQL value: %s, or %s", t, columnMovesAs, leaveOut)
	case reflect.Interface:
		if !inside {
			return "an interface has no column type: give it a concrete type (any is for rows that are no entities)"
		}
	case reflect.Slice, reflect.Array, reflect.Pointer:
		return checkPlain(t.Elem(), seen, inside)
	case reflect.Map:
		if why := checkPlain(t.Key(), seen, true); why != "" {
			return why
		}
		return checkPlain(t.Elem(), seen, true)
	case reflect.Struct:
		if why := checkText(t); why != "" && !inside {
			return why
		}
		return checkStruct(t, seen)
	}
	return ""
}

func checkStruct(t reflect.Type, seen map[reflect.Type]bool) string {
	if _, ok := equalMethod(t); ok {
		return checkSurvival(t) // it compares itself, which keeps nothing
	}
	marshals := (has(t, textType) || has(t, jsonType)) && (t.Comparable() || copiesHidden(t))
	for i := range t.NumField() {
		f := t.Field(i)
		if !f.IsExported() && !(f.Anonymous && f.Type.Kind() == reflect.Struct) {
			if marshals {
				continue
			}
			return plainStructOnly
		}
		if why := checkPlain(f.Type, seen, true); why != "" {
			return fmt.Sprintf("its field %s does not fit: %s", f.Name, why)
		}
	}
	return checkSurvival(t)
}

// equalMethod returns the method of t or of its pointer that is Equal(t) bool or Equal(*t) bool, as one of the pointer.
func equalMethod(t reflect.Type) (reflect.Method, bool) {
	p := reflect.PointerTo(t)
	m, ok := p.MethodByName("Equal")
	if !ok || m.Type.NumIn() != 2 || m.Type.In(1) != t && m.Type.In(1) != p || m.Type.NumOut() != 1 ||
		m.Type.Out(0).Kind() != reflect.Bool {
		return reflect.Method{}, false
	}
	return m, true
}
