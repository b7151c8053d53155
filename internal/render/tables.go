package render

import (
	"strings"
	"sync"
	"sync/atomic"

	"github.com/drey-db/drey/internal/kept"
)

// Tables says under which names tables stand, where those are not the names of their mappings. It keeps the texts that name
// them, which go when it goes. It is not changed, and may be shared.
type Tables struct {
	schema string            // of tables that say none; "": none
	names  map[string]string // by the name of the mapping

	cache atomic.Pointer[cache]
	texts sync.Map // *ByDialect[V] -> V
	kept  atomic.Int64
}

// NewTables returns tables that stand in a schema, unless they say one themselves, or under names of their own.
func NewTables(schema string, names map[string]string) *Tables {
	return &Tables{schema: schema, names: names}
}

// IsWrongName reports whether a name cannot be one part of a table's.
func IsWrongName(name string) bool { return name == "" || strings.ContainsAny(name, "\x00\"`.") }

// Of returns the name under which a table stands.
func (t *Tables) Of(table string) string {
	if t == nil {
		return table
	}
	if name, ok := t.names[table]; ok {
		return name
	}
	if t.schema != "" && !strings.Contains(table, ".") {
		return t.schema + "." + table
	}
	return table
}

// cacheFor returns the cache of a dialect with these tables, nil where they are shared by two.
func (t *Tables) cacheFor(d *Dialect) *cache {
	c := t.cache.Load()
	if c == nil {
		t.cache.CompareAndSwap(nil, newCache(d))
		c = t.cache.Load()
	}
	if c.dialect != *d {
		return nil
	}
	return c
}

// mostTexts is how many texts are kept for the names of tables.
const mostTexts = 1 << 12

// ByDialect is what is worked out once for a dialect. That of one whose tables have other names is kept with them. The zero
// value is empty and safe for concurrent use.
type ByDialect[V any] struct{ own kept.Map[Dialect, V] }

// Get returns what is kept for d, and whether there is anything.
func (b *ByDialect[V]) Get(d Dialect) (v V, ok bool) {
	if d.Tables == nil {
		return b.own.Get(d)
	}
	found, ok := d.Tables.texts.Load(b)
	if ok {
		v = found.(V)
	}
	return v, ok
}

// Put keeps v for d and returns it, or what was there already. When there is too much it keeps nothing.
func (b *ByDialect[V]) Put(d Dialect, v V) V {
	if d.Tables == nil {
		return b.own.Put(d, v)
	}
	if d.Tables.kept.Add(1) > mostTexts {
		return v
	}
	there, _ := d.Tables.texts.LoadOrStore(b, v)
	return there.(V)
}
