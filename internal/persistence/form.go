package persistence

import (
	"reflect"
	"strings"
	"sync"
	"time"
	"unsafe"

	"github.com/drey-db/drey/backends/kit"
	"github.com/drey-db/drey/internal/mapper"
)

// form is how the values of one column travel in a page of rows. What is bound means what it would mean alone: the column
// decides its type, never the Go value.
type form uint8

const (
	alone    form = iota // they do not: only the column can say what a value is, one by one
	typed                // one array, whose type a null row of the table tells
	binary               // typed, of a column that must be a bytea
	cast                 // texts, which the type in the column's tag reads
	document             // texts in JSON, which a null row of the table reads
)

// traits are what a column says about its values in pages.
type traits struct {
	form  form
	bytes bool                        // bytes of which nobody knows whether they hold text
	place bool                        // COPY takes the place of a value, so that none is boxed
	look  func(p unsafe.Pointer) bool // whether the value at p goes alone all the same; nil: none does
}

var traitsKept sync.Map // *mapper.Column -> traits

func traitsOf(c *mapper.Column) traits {
	if kept, ok := traitsKept.Load(c); ok {
		return kept.(traits)
	}
	t := newTraits(c)
	t.place = !c.UUID7 && !c.Version && !c.NullZero && !c.IsBehind() && !c.IsDay() && isCommon(c.Type)
	traitsKept.Store(c, t)
	return t
}

func newTraits(c *mapper.Column) traits {
	named := strings.ToLower(strings.TrimSpace(c.SQLType))
	t := kit.Unwrapped(c.Type)
	binds := kit.Binds(t)
	switch {
	case strings.HasSuffix(named, "]"):
		return traits{form: arrayForm(t, named)}
	case named == "box": // whose array has semicolons between
		return traits{}
	case native(t), named == "" && binds == kit.Own && isList(t):
		return traits{}
	case binds == kit.List:
		return traits{form: document}
	case binds == kit.Bytes && named == "" && !isUUID(t):
		return traits{form: typed, bytes: true}
	case named != "":
		return traits{form: typed}
	}
	return traits{form: typed, look: lookFor(c.Type)}
}

// isCommon reports whether a t is what nearly every column is, or a pointer to such.
func isCommon(t reflect.Type) bool {
	if t == reflect.TypeFor[[]string]() {
		return true
	}
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	switch t {
	case reflect.TypeFor[string](), reflect.TypeFor[int64](), reflect.TypeFor[int](), reflect.TypeFor[int32](),
		reflect.TypeFor[float64](), reflect.TypeFor[bool](), reflect.TypeFor[time.Time]():
		return true
	}
	return false
}

// isList reports whether a t is a list in Go, of something else than bytes.
func isList(t reflect.Type) bool {
	return (t.Kind() == reflect.Slice || t.Kind() == reflect.Array) && t.Elem().Kind() != reflect.Uint8
}

// isUUID reports whether a t is 16 bytes, which are bound as a UUID's text.
func isUUID(t reflect.Type) bool { return t.Kind() == reflect.Array && t.Len() == 16 }

// native reports whether a t is an array to pgx alone.
func native(t reflect.Type) bool {
	_, ok := t.MethodByName("IndexType")
	return ok
}

// arrayForm returns the form of ts whose tag names an array type: cast, unless a cast would cut what the column refuses.
func arrayForm(t reflect.Type, named string) form {
	switch {
	case native(t), t.Kind() != reflect.String && kit.Binds(t) != kit.List && kit.Binds(t) != kit.Own:
		return alone
	case cuts(named):
		return document
	}
	return cast
}

// cuts reports whether values are cut to the length or the precision of a type, which some names imply.
func cuts(named string) bool {
	if strings.Contains(named, "(") || strings.HasPrefix(named, "interval ") {
		return true
	}
	switch strings.TrimRight(named, "[]0123456789 ") {
	case "char", "character", "nchar", "bit", "national char", "national character":
		return true
	}
	return false
}

// lookFor tells values apart by what they hold, where a t is text that may stand over a column of any type.
func lookFor(t reflect.Type) func(p unsafe.Pointer) bool {
	unwrapped := kit.Unwrapped(t)
	binds := kit.Binds(unwrapped)
	switch {
	case t.Kind() == reflect.String && binds == kit.Basic:
		return func(p unsafe.Pointer) bool { return ambiguous(*(*string)(p)) }
	case unwrapped.Kind() != reflect.String && binds != kit.Own && binds != kit.Text, knownText(unwrapped):
		return nil
	}
	return func(p unsafe.Pointer) bool {
		v, err := kit.Argument(reflect.NewAt(t, p).Interface())
		_, list := v.(*kit.Column)
		text, _ := v.(string)
		return err == nil && (list || ambiguous(text))
	}
}

// knownText reports whether the text of a t is never an array's or a box's literal.
func knownText(t reflect.Type) bool {
	switch t.PkgPath() {
	case "net/netip", "math/big":
		return true
	}
	return t.Kind() == reflect.Array && t.Elem().Kind() == reflect.Uint8
}

// ambiguous reports whether text could be the literal of an array or of a box, whose columns no null row can type.
func ambiguous(text string) bool {
	for text != "" && (text[0] == ' ' || text[0] >= '\t' && text[0] <= '\r') {
		text = text[1:]
	}
	if text == "" {
		return false
	}
	switch text[0] {
	case '{':
		return !isObject(text[1:])
	case '[':
		return strings.Contains(text, "]=") || strings.Contains(text, "] =")
	}
	for i := range len(text) {
		if !inBox[text[i]] {
			return false
		}
	}
	return text[0] == '(' || strings.Count(text, ",") > 2
}

// inBox says of each byte whether the literal of a box may hold it.
var inBox = func() (in [256]bool) {
	for _, b := range []byte("()0123456789+-.,eEinftyINFTYa \t\r\n\v\f") {
		in[b] = true
	}
	return in
}()

// isObject reports whether what is behind a { makes it a JSON object, which is no array's literal: a name and a colon.
func isObject(rest string) bool {
	rest = strings.TrimLeft(rest, " \t\r\n")
	if !strings.HasPrefix(rest, `"`) {
		return false
	}
	for i := 1; i < len(rest); i++ {
		switch rest[i] {
		case '\\':
			i++
		case '"':
			return strings.HasPrefix(strings.TrimLeft(rest[i+1:], " \t\r\n"), ":")
		}
	}
	return false
}
