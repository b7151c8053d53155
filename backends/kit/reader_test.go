package kit_test

import (
	"errors"
	"reflect"
	"testing"
	"unsafe"

	"github.com/stretchr/testify/require"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/backends/kit"
)

// scanned is one row, 1 and "x", that only scans.
type scanned struct{ backends.Rows }

func (scanned) Scan(dest ...any) error {
	if p, ok := dest[0].(*any); ok {
		*p = int64(1)
	} else {
		*dest[0].(*int64) = 1
	}
	*dest[1].(*string) = "x"
	return nil
}

// decoded is a row that only decodes.
type decoded struct{ backends.Rows }

func (decoded) Decode(l *backends.Layout, base unsafe.Pointer) error {
	*(*string)(unsafe.Add(base, l.Offsets[1])) = "decoded"
	return errors.New("of Decode")
}

type pair struct {
	text   string
	number int64
}

func TestReader(t *testing.T) {
	var p pair
	number, text := reflect.TypeFor[int64](), reflect.TypeFor[string]()
	layout := &backends.Layout{Types: []reflect.Type{number, text}, Offsets: []uintptr{unsafe.Offsetof(p.number), unsafe.Offsetof(p.text)}}
	require.NoError(t, kit.NewReader(scanned{}, layout).Read(unsafe.Pointer(&p)))
	require.Equal(t, pair{"x", 1}, p)

	p = pair{}
	skipping := &backends.Layout{Types: []reflect.Type{nil, text}, Offsets: layout.Offsets}
	require.NoError(t, kit.NewReader(scanned{}, skipping).Read(unsafe.Pointer(&p)))
	require.Equal(t, pair{"x", 0}, p)

	require.EqualError(t, kit.NewReader(decoded{}, layout).Read(unsafe.Pointer(&p)), "of Decode")
	require.Equal(t, "decoded", p.text)
}
