package pgxbackend

import (
	"fmt"
	"reflect"
	"unsafe"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgtype"

	"github.com/drey-db/drey/backends"
)

// plan says how the rows of one statement go into one layout. It is compiled once and holds nothing of a connection.
type plan struct {
	layout *backends.Layout
	fields []pgconn.FieldDescription
	direct []decoder // nil: through pgtype
}

// decoder writes the wire bytes of one value that is not NULL to p. It answers false for bytes that it does not understand,
// which pgtype then reads, or refuses.
type decoder func(raw []byte, p unsafe.Pointer) bool

// planFor answers the layout's plan, compiled anew when the statement's columns are of other types than last time.
func planFor(l *backends.Layout, fields []pgconn.FieldDescription) (*plan, error) {
	if p, ok := l.Plan().(*plan); ok && p.fits(fields) {
		return p, nil
	}
	if len(l.Types) != len(fields) || len(l.Offsets) != len(fields) {
		return nil, &backends.Error{Kind: backends.ErrDataException, Message: fmt.Sprintf(
			"the row has %d columns and the layout %d", len(fields), len(l.Types))}
	}
	p := &plan{layout: l, fields: append([]pgconn.FieldDescription(nil), fields...), direct: make([]decoder, len(fields))}
	for i, f := range fields {
		p.direct[i] = decoderOf(f, l.Types[i])
	}
	l.SetPlan(p)
	return p, nil
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

func (p *plan) decode(m *pgtype.Map, values [][]byte, base unsafe.Pointer) error {
	for i, raw := range values {
		t := p.layout.Types[i]
		if t == nil {
			continue
		}
		at := unsafe.Add(base, p.layout.Offsets[i])
		if d := p.direct[i]; d != nil && raw != nil && d(raw, at) {
			continue
		}
		if err := scan(m, &p.fields[i], raw, reflect.NewAt(t, at).Interface()); err != nil {
			return err
		}
	}
	return nil
}
