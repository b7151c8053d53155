package persistence

import (
	"slices"
	"sync"

	"github.com/drey-db/drey/internal/decoding"
	"github.com/drey-db/drey/internal/kept"
	"github.com/drey-db/drey/internal/mapper"
	"github.com/drey-db/drey/internal/render"
)

// facts are what the flushes of a mapping work out once.
type facts struct {
	shapes  kept.Map[mapper.Set, *shape] // by what the database makes
	edits   kept.Map[change, *edit]
	layouts kept.Map[mapper.Set, *decoding.Layout]
}

var allFacts sync.Map // *mapper.Mapping -> *facts

func factsOf(m *mapper.Mapping) *facts {
	if f, ok := allFacts.Load(m); ok {
		return f.(*facts)
	}
	f, _ := allFacts.LoadOrStore(m, &facts{})
	return f.(*facts)
}

// layoutOf returns where columns, in mapped order, stand in the mapping's struct. It is kept, since a backend compiles it once.
func layoutOf(m *mapper.Mapping, columns []*mapper.Column) *decoding.Layout {
	layouts, set := &factsOf(m).layouts, mapper.SetOf(columns)
	if l, ok := layouts.Get(set); ok {
		return l
	}
	l := decoding.NewLayout(len(columns))
	for i, c := range columns {
		l.Place(i, c)
	}
	return layouts.Put(set, l)
}

// shape is what the INSERTs of like entities have in common.
type shape struct {
	mapping       *mapper.Mapping
	written, made []*mapper.Column
	unread        []*mapper.Column // made as well, and not read back
	answered      []*mapper.Column // that come back for several rows: what was made, and the key that tells whose it is
	secret        []bool           // of written
	byCount       bool             // rows find their entities by keys that the database counted up; else by keys that were sent
	keyed         bool             // returned rows can find their entities when several go together

	texts render.ByDialect[insertTexts]
}

// insertTexts are the statements of a shape in one dialect.
type insertTexts struct {
	one     string // of one row
	several string // of rows that travel as arrays, each column in its usual form; "": they do not
}

// shapeOf returns the shape of rows of m of which the database makes some columns.
func shapeOf(m *mapper.Mapping, made mapper.Set) *shape {
	shapes := &factsOf(m).shapes
	if s, ok := shapes.Get(made); ok {
		return s
	}
	return shapes.Put(made, newShape(m, made))
}

func newShape(m *mapper.Mapping, made mapper.Set) *shape {
	s := &shape{mapping: m}
	for i, c := range m.Columns {
		if made.Has(i) {
			s.made = append(s.made, c)
		} else {
			s.written = append(s.written, c)
		}
	}
	s.made, s.unread = m.ReadBack(s.made)
	s.answered = answeredWith(m, s.made)
	s.secret = secrets(s.written)
	s.byCount = m.CountedKey() != nil && slices.Contains(s.made, m.CountedKey())
	s.keyed = s.byCount || !slices.ContainsFunc(m.Key, func(c *mapper.Column) bool { return slices.Contains(s.made, c) })
	return s
}

// answeredWith returns the columns that come back for several rows of which some columns are made: those, and the key that tells
// whose they are.
func answeredWith(m *mapper.Mapping, made []*mapper.Column) (columns []*mapper.Column) {
	for _, c := range m.Columns {
		if len(made) > 0 && (c.PrimaryKey || slices.Contains(made, c)) {
			columns = append(columns, c)
		}
	}
	return columns
}

// textsIn returns the statements of the shape in a dialect.
func (s *shape) textsIn(d render.Dialect) insertTexts {
	if t, ok := s.texts.Get(d); ok {
		return t
	}
	t := insertTexts{one: insertText(d, d.TableName(s.mapping.Table), s.written, 1, s.made)}
	if len(s.written) > 0 && unnests(d, s.mapping.Table, s.written) {
		t.several = usual(s.mapping.Table, s.written).insertText(d).returning(s.answered)
	}
	return s.texts.Put(d, t)
}
