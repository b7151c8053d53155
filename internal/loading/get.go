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
	lock    bool
}

var getTexts sync.Map // textKey -> string

// Get is the SELECT of one entity by key, FOR UPDATE where lock says so, and which of its arguments no log may show. The
// struct at key holds the key.
func Get(m *mapper.Mapping, d statement.Dialect, key unsafe.Pointer, lock bool) (s backends.Stmt, secret []bool) {
	s = backends.Stmt{SQL: getText(m, d, lock), Rows: true}
	for _, c := range m.Key {
		s.Args = append(s.Args, c.Value(key))
		secret = append(secret, c.Secret)
	}
	return s, secret
}

func getText(m *mapper.Mapping, d statement.Dialect, lock bool) string {
	key := textKey{m, d, lock}
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
	if lock {
		text += " FOR UPDATE"
	}
	getTexts.Store(key, text)
	return text
}
