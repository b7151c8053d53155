package pgxconn

import (
	"reflect"
	"time"
	"unsafe"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"

	"github.com/drey-db/drey/backends/kit"
)

// array is a column of values: elements in binary where their type in Go and the column's are known to mean the same, else
// PostgreSQL's array literal, which the server's own input functions read.
type array struct {
	column   *kit.Column
	element  element // nil: elements are boxed one by one
	pointers bool    // the column holds pointers to what element reads
	boxed    []any
}

var (
	_ pgtype.ArrayGetter = array{}
	_ pgtype.TextValuer  = array{}
)

// newArray returns a column as pgx binds it. What holds lists goes as a literal: pgtype wants their dimensions flat.
func newArray(conn *pgx.Conn, column *kit.Column) any {
	t, pointers := column.Type, false
	if kit.Binds(t) == kit.Reference {
		t, pointers = t.Elem(), true
	}
	if e := elementOf(t); e != nil {
		return newBinaryArray(conn, array{column: column, element: e, pointers: pointers})
	}
	if column.Nested() {
		return literal{column}
	}
	boxed := make([]any, column.Len())
	for i := range boxed {
		v, ok := binaryElement(conn, column.At(i).Interface())
		if !ok {
			return literal{column}
		}
		boxed[i] = v
	}
	return array{column: column, boxed: boxed}
}

func (a array) Dimensions() []pgtype.ArrayDimension {
	return []pgtype.ArrayDimension{{Length: int32(a.column.Len()), LowerBound: 1}}
}

func (a array) Index(i int) any {
	if a.element == nil {
		return a.boxed[i]
	}
	p := a.at(i)
	if p == nil {
		return nil
	}
	a.element.read(p)
	return a.element
}

// at returns where element i stands; nil for NULL.
func (a array) at(i int) unsafe.Pointer {
	p := unsafe.Add(a.column.Rows[i], a.column.Offset)
	if a.pointers {
		return *(*unsafe.Pointer)(p)
	}
	return p
}

func (a array) IndexType() any {
	if a.element != nil {
		return a.element
	}
	for _, v := range a.boxed {
		if v != nil {
			return v
		}
	}
	return nil
}

func (a array) TextValue() (pgtype.Text, error) { return literal{a.column}.TextValue() }

// literal is an array that is only ever sent as text.
type literal struct{ column *kit.Column }

func (l literal) TextValue() (pgtype.Text, error) {
	text, err := l.column.Literal()
	if err == nil {
		err = kit.Storable(text)
	}
	return pgtype.Text{String: text, Valid: true}, err
}

// binaryElement returns one value for an array in binary; not ok: only as text does it mean what it means alone.
func binaryElement(conn *pgx.Conn, v any) (element any, ok bool) {
	switch v.(type) {
	case pgtype.RangeValuer, pgtype.MultirangeGetter, pgtype.CompositeIndexGetter:
		return v, true
	}
	if t := reflect.TypeOf(v); isWire(t) {
		return v, true
	}
	if own, structured := structured(conn, v); structured {
		_, isMap := own.(document)
		return own, !isMap
	}
	arg, err := kit.Argument(v)
	if err != nil {
		return nil, false
	}
	switch v := arg.(type) {
	case nil:
		return nil, true
	case int64:
		return &int64Element{v: v}, true
	case float64:
		return &float64Element{v: v}, true
	case bool:
		return &boolElement{v: v}, true
	case []byte:
		return bytesElement(v), true
	case time.Time:
		return &timeElement{v: v}, true
	}
	return nil, false
}

// isWire reports whether t, or what it points at, is one of pgtype's own that nobody but pgtype binds.
func isWire(t reflect.Type) bool {
	unwrapped := kit.Unwrapped(t)
	return kit.IsNative(unwrapped) && kit.Binds(unwrapped) == kit.NoValue
}
