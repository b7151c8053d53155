package loading

import (
	"strings"
	"sync"
	"unsafe"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/internal/mapper"
	"github.com/drey-db/drey/internal/statement"
)

type textKey struct {
	mapping *mapper.Mapping
	dialect statement.Dialect
}

var getTexts sync.Map // textKey -> string

// Get is the SELECT of one entity by key, and which of its arguments no log may show. The struct at key holds the key.
func Get(m *mapper.Mapping, d statement.Dialect, key unsafe.Pointer) (s backends.Stmt, secret []bool) {
	s = backends.Stmt{SQL: getText(m, d), Rows: true}
	for _, c := range m.Key {
		s.Args = append(s.Args, c.Value(key))
		secret = append(secret, c.Secret)
	}
	return s, secret
}

func getText(m *mapper.Mapping, d statement.Dialect) string {
	key := textKey{m, d}
	if text, ok := getTexts.Load(key); ok {
		return text.(string)
	}
	var columns, where []string
	for _, c := range m.Columns {
		columns = append(columns, d.Identifier(c.Name))
	}
	for i, c := range m.Key {
		where = append(where, d.Identifier(c.Name)+" = "+d.Mark(i+1))
	}
	text := "SELECT " + strings.Join(columns, ", ") + " FROM " + d.TableName(m.Table) + " WHERE " + strings.Join(where, " AND ")
	getTexts.Store(key, text)
	return text
}
