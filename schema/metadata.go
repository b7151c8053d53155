package schema

import (
	"errors"
	"fmt"
	"reflect"
	"slices"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/internal/atlas"
	"github.com/drey-db/drey/internal/mapper"
	"github.com/drey-db/drey/internal/prototype"
	"github.com/drey-db/drey/internal/render"
)

// MetaData is a set of tables and the objects beside them: of models, or of a database. Immutable, safe to share.
type MetaData struct {
	mappings []*mapper.Mapping // of models, in the order given
	objects  []Object          // that tags cannot say
	found    *atlas.Model      // of a database; nil for models
	within   reflecting        // what found is all of
	dialect  string            // that found speaks
	unseen   []Change          // beside found
}

// Of describes the tables of prototypes ([builder.Model] values), those of keyless types too unless a [View] is called so, and the association tables that their relationships go
// through. All mistakes come back at once as one *[Error].
func Of(prototypes ...any) (*MetaData, error) {
	m := &MetaData{}
	var mistakes []string
	for _, p := range prototypes {
		t, ok := prototype.TableOf(p)
		switch {
		case !ok:
			mistakes = append(mistakes, noPrototype(p))
		case t.Alias != "":
			mistakes = append(mistakes, fmt.Sprintf("%s is an alias of %s: give what builder.Model returns", t.Alias, t.Mapping.Name()))
		case slices.Contains(m.mappings, t.Mapping):
		default:
			m.mappings = append(m.mappings, t.Mapping)
		}
	}
	var of *Error
	if _, err := m.model(builder.Postgres()); errors.As(err, &of) {
		mistakes = append(mistakes, of.Mistakes...)
	}
	if err := mistaken(mistakes); err != nil {
		return nil, err
	}
	return m, nil
}

// noPrototype says that p is none.
func noPrototype(p any) string {
	what := fmt.Sprintf("a %T", p)
	if p == nil {
		what = "nil"
	}
	return what + " is no prototype: give what builder.Model returns"
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
	if m == nil {
		return nil
	}
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

// Unseen returns what [Reflect] found and tables of models cannot say: views, triggers, functions, what a table, column or
// constraint has beside its definition, and foreign keys to tables that were left out or are not there. Of models there is nothing.
func (m *MetaData) Unseen() []Change {
	if m == nil {
		return nil
	}
	return slices.Clone(m.unseen)
}

// model is the tables and objects in a dialect.
func (m *MetaData) model(d builder.Dialect) (dialectModel, error) {
	if m == nil {
		return dialectModel{}, errNoMetaData
	}
	if m.found != nil && len(m.objects) == 0 {
		return dialectModel{model: *m.found}, nil
	}
	b := modelling{dialect: render.Dialect(d), mappings: m.mappings, of: map[reflect.Type]bool{}, typed: map[string][]place{}, named: map[string]bool{}}
	if m.found != nil {
		b.model = m.found.Clone()
	}
	if slices.Contains(m.objects, Object(naming{})) {
		b.model.Names = atlas.Suffixed
	}
	for _, mapping := range m.mappings {
		b.of[mapping.Type] = true
	}
	for _, mapping := range m.mappings {
		b.table(mapping)
	}
	b.unresolved(mapper.Resolve(m.mappings...))
	for _, mapping := range m.mappings {
		b.relationships(mapping)
	}
	for _, o := range m.objects {
		if o == nil {
			b.mistake("With was given nil: give what Index, Check, View and their kin return")
			continue
		}
		o.addTo(&b)
	}
	for _, mapping := range m.mappings {
		b.unreferred(mapping)
	}
	b.checkViews()
	b.withoutViews(m.mappings)
	b.checkReferred()
	b.checkTypes()
	b.withoutRedundant()
	b.withoutDeferrable()
	b.compareDecimals()
	b.check()
	names := b.move(m.mappings, render.Dialect(d).Tables)
	return dialectModel{b.model, b.raw, names}, mistaken(b.mistakes)
}
