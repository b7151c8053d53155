package pgxconn

import (
	"fmt"
	"reflect"
	"unsafe"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgtype"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/backends/kit"
)

// plan says how rows of some types go into one layout. It is compiled once and holds nothing of a connection. Statements
// share it, so the names in fields are those of whichever came first.
type plan struct {
	fields []pgconn.FieldDescription
	steps  []step
	texts  []int // the columns with text, which shares memory
}

// step is one column of a plan.
type step struct {
	column int
	typ    reflect.Type
	offset uintptr
	kind   kind    // how its bytes are read; viaScan: as Scan reads them
	null   null    // what NULL is
	box    uintptr // of a pointer: where behind the base its value goes; 0: into memory of its own
	valid  uintptr // of a sql.Null: where in it Valid stands; 0: it is none
	size   int     // of its bytes, or of a list's elements; 0: any
}

// null is what a column's NULL is read as.
type null uint8

const (
	nullViaScan null = iota // what Scan makes of it, mostly an error
	nullPointer
	nullSlice
	nullStruct // of package database/sql
	nullZero   // the type's zero value
)

// planFor returns the layout's plan, compiled anew when the statement's columns are of other types than last time.
func planFor(l *backends.Layout, fields []pgconn.FieldDescription) (*plan, error) {
	if p, ok := l.Plan().(*plan); ok && p.fits(fields) {
		return p, nil
	}
	if len(l.Types) != len(fields) || len(l.Offsets) != len(fields) {
		return nil, &backends.Error{Kind: backends.ErrDataException, Message: fmt.Sprintf(
			"the row has %d columns and the layout %d", len(fields), len(l.Types))}
	}
	p := &plan{fields: append([]pgconn.FieldDescription(nil), fields...)}
	for i, t := range l.Types {
		if t == nil {
			continue
		}
		s := stepFor(fields[i], t)
		if s.column, s.offset = i, l.Offsets[i]; l.Boxes != nil && s.null == nullPointer {
			s.box = l.Boxes[i]
		}
		if l.Zeros != nil && l.Zeros[i] {
			s.null = nullZero
		}
		if s.kind == text || s.kind == textList {
			p.texts = append(p.texts, i)
		}
		p.steps = append(p.steps, s)
	}
	l.SetPlan(p)
	return p, nil
}

// stepFor returns how a column is read into a t.
func stepFor(f pgconn.FieldDescription, t reflect.Type) step {
	s := step{typ: t, kind: kindOf(f, t), size: sizes[f.DataTypeOID]}
	switch {
	case t.Kind() == reflect.Pointer:
		if s.kind = kindOf(f, t.Elem()); !kit.IsNative(t.Elem()) {
			s.null = nullPointer
		}
	case kit.IsNull(t):
		if s.kind = kindOf(f, t.Field(0).Type); s.kind != viaScan {
			s.null, s.valid = nullStruct, t.Field(1).Offset
		}
	case t.Kind() == reflect.Slice && s.kind != viaScan:
		s.null = nullSlice
	}
	return s
}

func (p *plan) fits(fields []pgconn.FieldDescription) bool {
	if len(p.fields) != len(fields) {
		return false
	}
	for i := range fields {
		if p.fields[i].DataTypeOID != fields[i].DataTypeOID || p.fields[i].Format != fields[i].Format {
			return false
		}
	}
	return true
}

// decode reads values, which fields describe, into the memory at base.
func (p *plan) decode(m *pgtype.Map, fields []pgconn.FieldDescription, values [][]byte, base unsafe.Pointer) error {
	texts := p.reserve(values)
	for i := range p.steps {
		s := &p.steps[i]
		raw, at := values[s.column], unsafe.Add(base, s.offset)
		if raw == nil && s.storeNull(at) || raw != nil && s.kind != viaScan && s.store(&texts, raw, base, at) {
			continue
		}
		if err := scan(m, &fields[s.column], raw, reflect.NewAt(s.typ, at).Interface()); err != nil {
			return err
		}
	}
	return nil
}

// reserve makes room for the short text of one row.
func (p *plan) reserve(values [][]byte) store {
	n := 0
	for _, i := range p.texts {
		if size := len(values[i]); size <= shared {
			n += size
		}
	}
	return store{free: make([]byte, n)}
}

// storeNull writes NULL where that is a matter of memory alone.
func (s *step) storeNull(at unsafe.Pointer) bool {
	switch s.null {
	case nullPointer:
		*(*unsafe.Pointer)(at) = nil
	case nullSlice:
		*(*[]byte)(at) = nil // every slice begins alike
	case nullStruct, nullZero:
		reflect.NewAt(s.typ, at).Elem().SetZero()
	default:
		return false
	}
	return true
}

// read writes wire bytes to p. It returns false for bytes that it does not understand, which pgtype then reads, or refuses.
func (s *step) read(texts *store, raw []byte, p unsafe.Pointer) bool {
	if s.kind >= textList {
		return texts.readList(s.kind, s.size, raw, p)
	}
	return (s.size == 0 || s.size == len(raw)) && texts.read(s.kind, raw, p)
}

// store writes a value that is not NULL.
func (s *step) store(texts *store, raw []byte, base, at unsafe.Pointer) bool {
	switch {
	case s.typ.Kind() == reflect.Pointer:
		value := unsafe.Add(base, s.box)
		if s.box == 0 {
			value = reflect.New(s.typ.Elem()).UnsafePointer()
		}
		if !s.read(texts, raw, value) {
			return false
		}
		*(*unsafe.Pointer)(at) = value
	case s.valid != 0:
		if !s.read(texts, raw, at) {
			return false
		}
		*(*bool)(unsafe.Add(at, s.valid)) = true
	default:
		return s.read(texts, raw, at)
	}
	return true
}
