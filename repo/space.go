package repo

import (
	"container/list"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/internal/mapper"
	"github.com/drey-db/drey/internal/persistence"
	"github.com/drey-db/drey/internal/prototype"
	"github.com/drey-db/drey/internal/render"
)

// WithSchema has every table that says no schema itself stand in one: in PostgreSQL a schema, in SQLite an attached database.
// It holds for all that the session sends, association tables included, but for text and squirrel's statements, which name
// their tables themselves. A session has one schema for its life, and so its entities are of one alone. What is compiled for a
// schema is kept for the schemas that an engine used last.
func WithSchema(name string) SessionOption {
	return sessionOption(func(c *config) error {
		if render.IsWrongName(name) {
			return invalid("WithSchema(%q): name a schema, without quotes", name)
		}
		c.tables = c.tables.with(func(t *tableNames) { t.schema = name })
		return nil
	})
}

// WithTable has the table of model, a prototype, stand under another name, with its schema if need be: a partition, an
// archive. It holds for all that the session sends, as [WithSchema] does, and wins over it.
func WithTable[T any](model *T, name string) SessionOption {
	return sessionOption(func(c *config) error {
		t, ok := prototype.TableOf(model)
		if !ok || t.Derived {
			return invalid("WithTable was given a %T that is no prototype: give it what builder.Model answered", model)
		}
		if slices.ContainsFunc(strings.Split(name, "."), render.IsWrongName) {
			return invalid("WithTable(%q): name a table, or schema.table, without quotes", name)
		}
		c.tables = c.tables.with(func(of *tableNames) { of.names[t.Mapping.Table] = name })
		return nil
	})
}

// tableNames are names under which tables stand. They are not changed.
type tableNames struct {
	schema string
	names  map[string]string
}

// with returns a copy of t that change has changed.
func (t *tableNames) with(change func(*tableNames)) *tableNames {
	changed := &tableNames{names: map[string]string{}}
	if t != nil {
		changed.schema = t.schema
		maps.Copy(changed.names, t.names)
	}
	change(changed)
	return changed
}

// key is the same for the same names.
func (t *tableNames) key() string {
	key := t.schema
	for _, table := range slices.Sorted(maps.Keys(t.names)) {
		key += fmt.Sprintf("\x00%s\x00%s", table, t.names[table])
	}
	return key
}

// space is a database whose tables stand under certain names, and what is known of it.
type space struct {
	dialect   builder.Dialect
	getters   sync.Map // *mapper.Mapping -> *getter
	copied    sync.Map // table -> whether it takes COPY
	uncounted persistence.Uncounted
	key       string
}

// mostSpaces is of how many an engine keeps what it knows: those that were used last.
const mostSpaces = 64

// spaces are an engine's, but the one of tables under their own names. The zero value is empty.
type spaces struct {
	mutex sync.Mutex
	known map[string]*list.Element
	order list.List // of *space, the one used last first
}

// of returns the space of names over base.
func (l *spaces) of(t *tableNames, base builder.Dialect) *space {
	key := t.key()
	l.mutex.Lock()
	defer l.mutex.Unlock()
	if found, ok := l.known[key]; ok {
		l.order.MoveToFront(found)
		return found.Value.(*space)
	}
	if l.known == nil {
		l.known = map[string]*list.Element{}
	}
	made := &space{dialect: base, key: key}
	made.dialect.Tables = render.NewTables(t.schema, t.names)
	l.known[key] = l.order.PushFront(made)
	if last := l.order.Back(); l.order.Len() > mostSpaces {
		delete(l.known, l.order.Remove(last).(*space).key)
	}
	return made
}

// spaceOf returns where a session with these settings stands.
func (e *Engine) spaceOf(c *config) *space {
	if c.tables == e.config.tables {
		return e.config.space
	}
	return e.spaces.of(c.tables, e.base)
}

// getterOf returns the getter of a mapping.
func (p *space) getterOf(m *mapper.Mapping) *getter {
	if g, ok := p.getters.Load(m); ok {
		return g.(*getter)
	}
	g, _ := p.getters.LoadOrStore(m, newGetter(m, render.Dialect(p.dialect)))
	return g.(*getter)
}
