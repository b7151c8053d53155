package schema

import (
	"fmt"
	"reflect"
	"slices"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/internal/atlas"
	"github.com/drey-db/drey/internal/mapper"
	"github.com/drey-db/drey/internal/statement"
)

// MetaData is a set of tables and the objects beside them: of models, or of a database. Immutable, safe to share.
type MetaData struct {
	mappings []*mapper.Mapping // of models, in the order given
	objects  []Object          // that tags cannot say
	found    *atlas.Model      // of a database; nil for models
	dialect  string            // that found speaks
}

// Of describes the tables of prototypes ([builder.Model] values), those of keyless types too unless a [View] is called so, and the association tables that their relationships go
// through. All mistakes come back at once as one *[Error].
func Of(prototypes ...any) (*MetaData, error) {
	m := &MetaData{}
	var mistakes []string
	for _, p := range prototypes {
		t, ok := statement.TableOf(p)
		switch {
		case !ok || t.Alias != "":
			mistakes = append(mistakes, fmt.Sprintf("a %T is no prototype: give what builder.Model returns", p))
		case slices.Contains(m.mappings, t.Mapping):
		default:
			m.mappings = append(m.mappings, t.Mapping)
		}
	}
	if err := mistaken(mistakes); err != nil {
		return nil, err
	}
	if _, err := m.model(builder.Postgres()); err != nil {
		return nil, err
	}
	return m, nil
}

// MustOf is [Of] for package variables: it panics, as regexp.MustCompile does.
func MustOf(prototypes ...any) *MetaData {
	m, err := Of(prototypes...)
	if err != nil {
		panic(err)
	}
	return m
}

// With returns m with objects that tags cannot say. Their mistakes come back from the first call that can return an error.
func (m *MetaData) With(objects ...Object) *MetaData {
	with := *m
	with.objects = slices.Concat(m.objects, objects)
	return &with
}

// Tables returns the tables, each behind those that it refers to as far as there is such an order. The types of models' columns
// are PostgreSQL's; of reflected ones, their database's.
func (m *MetaData) Tables() []Table {
	s, err := m.model(builder.Postgres())
	if err != nil {
		return nil
	}
	tables := make([]Table, len(s.model.Tables))
	for i, t := range atlas.InOrder(s.model.Tables) {
		tables[i] = publicTable(t)
	}
	return tables
}

// model is the tables and objects in a dialect.
func (m *MetaData) model(d builder.Dialect) (settled, error) {
	if m.found != nil {
		return settled{model: *m.found}, nil
	}
	b := modelling{dialect: statement.Dialect(d), of: map[reflect.Type]bool{}, typed: map[string][]place{}}
	for _, mapping := range m.mappings {
		b.of[mapping.Type] = true
	}
	for _, mapping := range m.mappings {
		b.table(mapping)
	}
	for _, mapping := range m.mappings {
		b.relationships(mapping)
	}
	for _, o := range m.objects {
		o.addTo(&b)
	}
	b.withoutViews(m.mappings)
	b.check()
	return settled{b.model, b.raw}, mistaken(b.mistakes)
}
