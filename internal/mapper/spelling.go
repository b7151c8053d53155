package mapper

import (
	"reflect"
	"strings"
	"unsafe"
)

// Spelling is bytes as an argument for a column of text: the text that they are.
type Spelling string

// AsBytes returns s as what it is in Go, for databases whose columns take bytes and texts alike (kit.Spelling).
func (s Spelling) AsBytes() []byte { return []byte(s) }

// IsSpelled reports whether the column's tag says that the bytes in its values are text: it names another type than one of bytes.
func (c *Column) IsSpelled() bool { return c.spelled }

// Spells reports whether bytes in a column whose tag names a type are text.
func Spells(sqlType string) bool {
	name := strings.ToLower(sqlType)
	return strings.TrimSpace(name) != "" && !strings.Contains(name, "bytea") && !strings.Contains(name, "blob") && !strings.Contains(name, "binary")
}

// Spelled returns v with the bytes in it as Spelling: of pointers, of sql.Null and of lists. NULL is nil.
func Spelled(v any) any {
	switch v := v.(type) {
	case nil, string, Spelling:
		return v
	case []byte:
		if v == nil {
			return nil
		}
		return Spelling(v)
	}
	rv := reflect.ValueOf(v)
	if !holdsBytes(rv.Type()) {
		return v
	}
	if rv = heldIn(rv); !rv.IsValid() || rv.Kind() == reflect.Slice && rv.IsNil() {
		return nil
	}
	if isBytes(rv.Type()) {
		return spellingOf(rv)
	}
	list := reflect.New(spellingType(rv.Type())).Elem()
	setSpelling(list, rv)
	return list.Interface()
}

// spellings returns the column's values in rows.
func (c *Column) spellings(rows []unsafe.Pointer) reflect.Value {
	list := reflect.MakeSlice(reflect.SliceOf(spellingType(c.Type)), len(rows), len(rows))
	for i, row := range rows {
		if !c.IsAbsent(row) && !(c.NullZero && c.IsZero(row)) {
			setSpelling(list.Index(i), at(c.Type, c.Pointer(row)))
		}
	}
	return list
}

// setSpelling puts what v spells into dest, which is of its type; NULL leaves it nil.
func setSpelling(dest, v reflect.Value) {
	switch v = heldIn(v); {
	case !v.IsValid(), v.Kind() == reflect.Slice && v.IsNil():
	case dest.Kind() == reflect.Pointer:
		s := spellingOf(v)
		dest.Set(reflect.ValueOf(&s))
	default:
		dest.Set(reflect.MakeSlice(dest.Type(), v.Len(), v.Len()))
		for i := range v.Len() {
			setSpelling(dest.Index(i), v.Index(i))
		}
	}
}

// spellingType returns the type of what a t spells: a *Spelling, or a list of such as deep.
func spellingType(t reflect.Type) reflect.Type {
	if t = NotNull(t); !isBytes(t) {
		return reflect.SliceOf(spellingType(t.Elem()))
	}
	return reflect.TypeFor[*Spelling]()
}

func spellingOf(bytes reflect.Value) Spelling {
	if bytes.Kind() == reflect.Slice {
		return Spelling(bytes.Bytes())
	}
	array := reflect.New(bytes.Type()).Elem() // only what can be addressed has Bytes
	array.Set(bytes)
	return Spelling(array.Bytes())
}

// heldIn returns what v holds behind pointers and sql.Null; the zero Value for NULL.
func heldIn(v reflect.Value) reflect.Value {
	for {
		switch {
		case v.Kind() == reflect.Pointer:
			v = v.Elem() // of nil: the zero Value
		case v.IsValid() && isSQLNull(v.Type()):
			if !v.Field(1).Bool() {
				return reflect.Value{}
			}
			v = v.Field(0)
		default:
			return v
		}
	}
}

// holdsBytes reports whether values of t are bytes, or lists of them.
func holdsBytes(t reflect.Type) bool {
	switch t = NotNull(t); {
	case isBytes(t):
		return true
	case t.Kind() != reflect.Slice && t.Kind() != reflect.Array, has(t, valuerType), has(t, textType), has(t, jsonType):
		return false
	}
	return holdsBytes(t.Elem())
}

// isBytes reports whether a t is bound as bytes (kit.Bytes), and not as a UUID.
func isBytes(t reflect.Type) bool {
	if t.Kind() != reflect.Slice && (t.Kind() != reflect.Array || t.Len() == 16) {
		return false
	}
	element := t.Elem()
	return element.Kind() == reflect.Uint8 && t != rawJSON && !has(t, valuerType) && !has(t, textType) &&
		!has(element, valuerType) && !has(element, scannerType) && !has(element, textType) && !has(element, untextType)
}
