package kit

import (
	"database/sql"
	"database/sql/driver"
	"encoding"
	"encoding/json"
	"reflect"
	"strings"
	"sync"
	"time"
)

// Form is what a Go type is on its way to a column, as [Binds] says it, or back, as [Reads] does.
type Form uint8

// The forms of Go types.
const (
	NoValue   Form = iota // channels, functions, complex numbers
	Dynamic               // an interface: what it holds decides
	Basic                 // bool, numbers, strings, also of named types
	Instant               // time.Time
	Bytes                 // slices and arrays of bytes
	List                  // other slices and arrays: an array of their elements
	Document              // JSON: maps, structs, what has MarshalJSON
	Text                  // what has MarshalText or UnmarshalText and is no number or string
	Own                   // what has Value or Scan
	Optional              // sql.Null[T], sql.NullTime and their like
	Reference             // a pointer: NULL, or what it points at
)

// forms are what was found out about types, in both directions.
var forms [2]sync.Map // reflect.Type -> Form

// Binds returns how a value of type t is bound. Methods count whether they are declared on the type or on its pointer.
func Binds(t reflect.Type) Form { return cachedForm(0, t) }

// Reads returns how a value of type t is read. Methods count whether they are declared on the type or on its pointer.
func Reads(t reflect.Type) Form { return cachedForm(1, t) }

// Inside returns the value that dest holds behind pointers and sql.Null, which it makes not to be NULL. dest can be set, and no
// other goroutine uses it.
func Inside(dest reflect.Value) reflect.Value {
	for {
		switch Reads(dest.Type()) {
		case Reference:
			dest.Set(reflect.New(dest.Type().Elem()))
			dest = dest.Elem()
		case Optional:
			dest.Field(1).SetBool(true)
			dest = dest.Field(0)
		default:
			return dest
		}
	}
}

func cachedForm(direction int, t reflect.Type) Form {
	if f, ok := forms[direction].Load(t); ok {
		return f.(Form)
	}
	f := formOf(t, methods[direction])
	forms[direction].Store(t, f)
	return f
}

// methods are the interfaces by which types say how they bind, and how they are read.
var methods = [2]struct{ own, text, json reflect.Type }{
	{reflect.TypeFor[driver.Valuer](), reflect.TypeFor[encoding.TextMarshaler](), reflect.TypeFor[json.Marshaler]()},
	{reflect.TypeFor[sql.Scanner](), reflect.TypeFor[encoding.TextUnmarshaler](), reflect.TypeFor[json.Unmarshaler]()},
}

func formOf(t reflect.Type, by struct{ own, text, json reflect.Type }) Form {
	kind := t.Kind()
	switch {
	case kind == reflect.Interface:
		return Dynamic
	case kind == reflect.Pointer:
		return Reference
	case t == reflect.TypeFor[time.Time]():
		return Instant
	case IsNull(t):
		return Optional
	case Has(t, by.own):
		return Own
	case isBasic(kind):
		return Basic
	case Has(t, by.text) && (kind != reflect.Map || !Has(t, by.json)):
		return Text
	case t == reflect.TypeFor[json.RawMessage](), kind == reflect.Map, kind == reflect.Struct && !IsNative(t):
		return Document
	case kind != reflect.Slice && kind != reflect.Array:
		return NoValue
	case isByte(t.Elem()):
		return Bytes
	case Has(t, by.json):
		return Document
	}
	return List
}

// Has reports whether t or its pointer has the methods of the interface.
func Has(t, methods reflect.Type) bool {
	return t.Implements(methods) || t.Kind() != reflect.Interface && reflect.PointerTo(t).Implements(methods)
}

// IsNull reports whether t is sql.Null[T], sql.NullTime or another of database/sql: a value and whether it is there.
func IsNull(t reflect.Type) bool {
	return t.Kind() == reflect.Struct && t.PkgPath() == "database/sql" && strings.HasPrefix(t.Name(), "Null") && t.NumField() == 2
}

func isBasic(kind reflect.Kind) bool {
	return kind >= reflect.Bool && kind <= reflect.Float64 || kind == reflect.String
}

// isByte reports whether slices of t are bytes: t is one, and no small number that binds or reads itself.
func isByte(t reflect.Type) bool {
	return t.Kind() == reflect.Uint8 && !Has(t, methods[0].own) && !Has(t, methods[1].own) &&
		!Has(t, methods[0].text) && !Has(t, methods[1].text)
}

// IsNative reports whether t is one of pgtype's own, of which those without a Value method are bound and read by pgx alone:
// ranges and arrays of several dimensions, which as JSON would be something else.
func IsNative(t reflect.Type) bool { return strings.HasSuffix(t.PkgPath(), "jackc/pgx/v5/pgtype") }

// Unwrapped returns what is left of t when pointers and what else stands for NULL are taken away: T of *T and of sql.Null[*T].
func Unwrapped(t reflect.Type) reflect.Type {
	for {
		switch {
		case t.Kind() == reflect.Pointer:
			t = t.Elem()
		case IsNull(t):
			t = t.Field(0).Type
		default:
			return t
		}
	}
}
