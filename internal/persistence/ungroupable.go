package persistence

import (
	"iter"
	"reflect"
	"slices"
	"unicode/utf8"
	"unsafe"

	"github.com/drey-db/drey/backends/kit"
	"github.com/drey-db/drey/internal/mapper"
)

// ungroupable says which rows go alone, though others of their shape go together: a value could be one to whose column no
// null row gives a type. It returns nil when none does.
func ungroupable(columns []*mapper.Column, rows []unsafe.Pointer, before []bool) (rowsAlone []bool) {
	rowsAlone = before
	for _, c := range columns {
		t := traitsOf(c)
		look := t.look
		if t.bytes {
			look = lookAtBytes(columnOf(c, rows))
		}
		if look == nil {
			continue
		}
		for i, row := range rows {
			if look(c.Pointer(row)) {
				if rowsAlone == nil {
					rowsAlone = make([]bool, len(rows))
				}
				rowsAlone[i] = true
			}
		}
	}
	return rowsAlone
}

// runs cuts n rows, in their order, into pages of neighbours that go together: from, to.
func runs(n, page int, alone []bool) iter.Seq2[int, int] {
	return func(yield func(from, to int) bool) {
		for from, to := 0, 0; from < n; from = to {
			to = from + 1
			for to < n && to-from < page && alone != nil && !alone[from] && !alone[to] {
				to++
			}
			if alone == nil {
				to = min(from+max(page, 1), n)
			}
			if !yield(from, to) {
				return
			}
		}
	}
}

// lookAtBytes tells bytes apart that a bytea reads in another way than text does. Where others among them can be no text
// the column is a bytea, and nobody need look.
func lookAtBytes(values *kit.Column) func(p unsafe.Pointer) bool {
	if slices.ContainsFunc(values.Rows, func(p unsafe.Pointer) bool { return isBinary(bytesAt(values, p)) }) {
		return nil
	}
	of := &kit.Column{Type: values.Type}
	return func(p unsafe.Pointer) bool { return !kit.PlainBytes(bytesAt(of, p)) }
}

// isBinary reports whether no text has the bytes of b.
func isBinary(b []byte) bool { return slices.Contains(b, 0) || !utf8.Valid(b) }

// bytesAt returns the bytes in row, nil for NULL.
func bytesAt(values *kit.Column, row unsafe.Pointer) []byte {
	v := reflect.NewAt(values.Type, unsafe.Add(row, values.Offset)).Elem()
	if v.Kind() == reflect.Slice {
		return v.Bytes()
	}
	arg, _ := kit.Argument(v.Interface())
	b, _ := arg.([]byte)
	return b
}
