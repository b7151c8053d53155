package values

import (
	"reflect"
	"unsafe"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
)

// doors are those of one entity type, without its type: what the compiler makes anew for every type is kept small, and the
// roads are made once.
type doors struct {
	typ                             reflect.Type // of the entity
	prototype                       any
	v                               builder.Column[any] // of the value; statements hold values, whatever their types
	insertAll, updateAll, upsertAll func(t *trial, s *repo.Session, list []any) error
	get                             func(t *trial, s *repo.Session, id int64) (any, error)
	insert, upsert                  func(list []any) builder.Sqlizer
	set                             func(values ...builder.Assignment) builder.Sqlizer // in a new row
	update                          func(values ...builder.Assignment) builder.Sqlizer // of the row 1
}

func doorsOf[E, V any]() *doors {
	m := builder.Model[E]()
	d := &doors{typ: reflect.TypeFor[E](), prototype: m}
	column := builder.Col(d.field(m).Interface().(*V))
	d.v = *(*builder.Column[any])(unsafe.Pointer(&column)) // Column[V] would make a hundred methods for each V
	d.insertAll = func(t *trial, s *repo.Session, list []any) error { return repo.InsertAll(t.ctx, s, cast[E](list)) }
	d.updateAll = func(t *trial, s *repo.Session, list []any) error { return repo.UpdateAll(t.ctx, s, cast[E](list)) }
	d.upsertAll = func(t *trial, s *repo.Session, list []any) error { return repo.UpsertAll(t.ctx, s, cast[E](list)) }
	d.get = func(t *trial, s *repo.Session, id int64) (any, error) { return repo.Get[E](t.ctx, s, id) }
	d.insert = func(list []any) builder.Sqlizer { return builder.Insert(m).Values(cast[E](list)...) }
	d.upsert = func(list []any) builder.Sqlizer {
		return builder.Insert(m).Values(cast[E](list)...).OnConflict(d.id()).DoUpdate()
	}
	d.set = func(values ...builder.Assignment) builder.Sqlizer { return builder.Insert(m).Set(values...) }
	d.update = func(values ...builder.Assignment) builder.Sqlizer {
		return builder.Update(m).Set(values...).Where(d.id().Eq(1))
	}
	return d
}

func cast[E any](list []any) []*E {
	entities := make([]*E, len(list))
	for i, e := range list {
		entities[i] = e.(*E)
	}
	return entities
}

// entity is one with a key and a value.
func (d *doors) entity(id int64, v any) any {
	e := reflect.New(d.typ)
	e.Elem().FieldByName("ID").SetInt(id)
	e.Elem().FieldByName("V").Set(reflect.ValueOf(v))
	return e.Interface()
}

// entities are n of them, with the keys 1, 2 and so on.
func (d *doors) entities(n int, v any) []any {
	list := make([]any, n)
	for i := range list {
		list[i] = d.entity(int64(i+1), v)
	}
	return list
}

// field is the address of an entity's value, and what it holds.
func (d *doors) field(e any) reflect.Value { return reflect.ValueOf(e).Elem().FieldByName("V").Addr() }

func (d *doors) id() builder.Column[int64] {
	return builder.Col(reflect.ValueOf(d.prototype).Elem().FieldByName("ID").Addr().Interface().(*int64))
}
