package values

import (
	"database/sql"
	"fmt"
	"reflect"
	"strings"
	"time"

	"github.com/drey-db/drey/builder"
)

// row is an entity with a column of type V.
type row[V any] struct {
	ID int64 `db:"id,pk"`
	V  V     `db:"v"`
}

func (row[V]) TableName() string { return "cell" }

// kind is a Go type of a column, with the roads of entities that have one.
type kind struct {
	name   string
	only   string               // the one column type that it is for, as a tag names it; "": all
	values func(c column) []any // to put into a column of that type
	fails  error                // why the mapper refuses it
	writes []road
	finds  []road
	keys   []road // none where it cannot be a key
}

// of is the kind of rows with a V.
func of[V any](values func(c column) []V) kind {
	return mapped[row[V], V](values)
}

// key is the kind of a V that may be a key as well.
func key[V any](values func(c column) []V) kind {
	k := of(values)
	k.finds, k.keys = append(k.finds, in[V](doorsOf[row[V], V]())), keyRoads[V]()
	return k
}

// tagged is the kind of entities E, whose field V has a tag that names the type of the column.
func tagged[E, V any](only string, values func(c column) []V) kind {
	k := mapped[E, V](values)
	k.only, k.name = only, k.name+" type="+only
	return k
}

func mapped[E, V any](values func(c column) []V) kind {
	k := kind{name: nameOf(reflect.TypeFor[V]()), values: erased(values)}
	if k.fails = refusal(func() { builder.Model[E]() }); k.fails == nil {
		d := doorsOf[E, V]()
		k.writes, k.finds = d.writes(), d.finds()
	}
	return k
}

func nameOf(t reflect.Type) string {
	return strings.NewReplacer("github.com/drey-db/drey/internal/values", "", "values.", "").Replace(t.String())
}

func erased[V any](values func(c column) []V) func(c column) []any {
	return func(c column) (list []any) {
		for _, v := range values(c) {
			list = append(list, v)
		}
		return list
	}
}

// refusal is what the mapper says against a type.
func refusal(model func()) (err error) {
	defer func() {
		if why := recover(); why != nil {
			err = fmt.Errorf("%v", why)
		}
	}()
	model()
	return nil
}

// fixed are values for columns of every type.
func fixed[V any](list ...V) func(column) []V { return func(column) []V { return list } }

// around is what may stand around a V: a pointer, sql.Null, and lists. Each kind costs the compiler a tenth of a second or
// two, so not every V has all of them.
func around[V any](values func(c column) []V) []kind {
	return append(few(values), of(nulls(values)), of(listed(pointers(values))))
}

// few are the usual ones of them.
func few[V any](values func(c column) []V) []kind {
	return []kind{of(pointers(values)), of(listed(values))}
}

func pointers[V any](values func(c column) []V) func(column) []*V {
	return func(c column) []*V {
		list := []*V{nil}
		for _, v := range values(c) {
			if !isNil(v) {
				list = append(list, &v)
			}
		}
		return list
	}
}

func nulls[V any](values func(c column) []V) func(column) []sql.Null[V] {
	return func(c column) []sql.Null[V] {
		list := []sql.Null[V]{{}}
		for _, v := range values(c) {
			if !isNil(v) {
				list = append(list, sql.Null[V]{V: v, Valid: true})
			}
		}
		return list
	}
}

// isNil reports whether v is a nil list or map: one NULL inside another is nothing to ask for.
func isNil(v any) bool {
	r := reflect.ValueOf(v)
	return (r.Kind() == reflect.Slice || r.Kind() == reflect.Map) && r.IsNil()
}

// listed are lists of values for the elements of c, or for c itself where it has none.
func listed[V any](values func(c column) []V) func(column) [][]V {
	return func(c column) [][]V {
		if elem := c.elem(); elem != "" {
			c = columnOf(elem)
		}
		all := values(c)
		lists := [][]V{nil, {}, all}
		if len(all) > 0 {
			lists = append(lists, all[len(all)-1:])
		}
		return lists
	}
}

// columnOf is the column type of a name.
func columnOf(sql string) column {
	for _, c := range columns {
		if c.sql == sql {
			return c
		}
	}
	panic("no column type " + sql)
}

// texts are the texts of the column's own type, and some that are hardly of any.
func texts[V ~string](c column) []V {
	list := []V{V(c.base), V(odd), "abcdefghi"}
	for _, text := range c.texts {
		list = append(list, V(text))
	}
	return list
}

// day is a point in time, in the zone of a name.
func day(zone, text string) time.Time {
	location, err := time.LoadLocation(zone)
	if err != nil {
		panic(err)
	}
	t, err := time.ParseInLocation("2006-01-02 15:04:05.999999999", text, location)
	if err != nil {
		panic(err)
	}
	return t
}
