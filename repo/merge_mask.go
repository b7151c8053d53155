package repo

import (
	"slices"

	"github.com/drey-db/drey/internal/mapper"
	"github.com/drey-db/drey/internal/prototype"
)

// mask is the fields that are merged; nil stands for all.
type mask struct {
	columns   mapper.Set
	relations []*mapper.Relationship
}

func maskOf(m *mapper.Mapping, entity any, fields []any) (*mask, error) {
	if len(fields) == 0 {
		return nil, nil
	}
	t, err := prototype.TableFor(m.Type, "")
	if err != nil {
		return nil, err
	}
	var found mask
	for _, field := range fields {
		if !found.add(m, entity, field) && !found.add(m, t.Prototype, field) {
			return nil, invalid("a %T that is no field of this %s is to be merged: "+giveField, field, m.Name())
		}
	}
	return &found, nil
}

// add adds the field that an address in an entity is of, and reports whether there is one.
func (k *mask) add(m *mapper.Mapping, entity, field any) bool {
	if columns, err := columnsAt(m, entity, field); err == nil {
		k.columns = k.columns.Union(mapper.SetOf(columns))
		return true
	}
	r, err := relationAt(m, entity, field)
	if err == nil {
		k.relations = append(k.relations, r)
	}
	return err == nil
}

// set returns the columns that are merged.
func (k *mask) set(m *mapper.Mapping) mapper.Set {
	if k == nil {
		return m.All
	}
	return k.columns
}

func (k *mask) has(c *mapper.Column) bool { return k == nil || k.columns.Has(c.Index) }

func (k *mask) includes(r *mapper.Relationship) bool {
	return k == nil || slices.Contains(k.relations, r)
}
