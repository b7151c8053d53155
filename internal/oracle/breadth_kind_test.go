package oracle_test

import (
	"database/sql"
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"time"
	"unsafe"

	"github.com/drey-db/drey/internal/mapper"
)

// breadthScene is types that a program plays with, those first whose rows others refer to.
type breadthScene []string

var breadthScenes = []breadthScene{
	{"Region", "Village", "Castle", "Crown"}, {"Guest", "Bill"}, {"Human", "Firm", "Memo", "Portrait"}, {"Cell", "Battery", "Gadget"},
	{"Drawer", "Binder", "Sheet", "Stamp"}, {"Client", "Deal"},
}

var breadthKinds = func() map[string]*kind {
	all := map[string]*kind{}
	for _, k := range []*kind{
		kindOf[Region](), kindOf[Village](), kindOf[Castle](), kindOf[Crown](), kindOf[Guest](), kindOf[Bill](), kindOf[Human](), kindOf[Firm](),
		kindOf[Memo](), kindOf[Portrait](), kindOf[Gadget](), kindOf[Battery](), kindOf[Cell](), kindOf[Drawer](), kindOf[Binder](),
		kindOf[Sheet](), kindOf[Stamp](), kindOf[Client](), kindOf[Deal](),
	} {
		all[k.name] = k
	}
	for _, k := range all {
		links, err := k.Relationships()
		if err != nil {
			panic(err)
		}
		k.links = links
	}
	return all
}()

// tag is by what both sides know an entity: Region#1.
func tag(e any) string {
	v := reflect.ValueOf(e).Elem()
	return fmt.Sprintf("%s#%d", v.Type().Name(), v.FieldByName("ID").Int())
}

// breadthKind is the kind of the entity with that tag.
func breadthKind(tag string) *kind {
	name, _, _ := strings.Cut(tag, "#")
	return breadthKinds[name]
}

// shown is a value as both sides write it: of a moment only whether it is there.
func shown(v any) any {
	switch v := v.(type) {
	case *time.Time:
		return v != nil
	case sql.NullTime:
		return v.Valid
	}
	if r := reflect.ValueOf(v); r.Kind() == reflect.Pointer {
		if r.IsNil() {
			return nil
		}
		return r.Elem().Interface()
	}
	return v
}

// line is what an entity shows: its columns, or some of them, and the relationships that are named.
func (k *kind) line(e any, columns, rels []string) string {
	values := map[string]any{}
	for _, c := range k.Columns {
		if columns == nil || slices.Contains(columns, c.Name) {
			values[c.Name] = shown(reflect.ValueOf(c.Addr(base(e))).Elem().Interface())
		}
	}
	text, err := json.Marshal(values)
	if err != nil {
		return err.Error()
	}
	fields := []string{tag(e), string(text)}
	for _, rel := range rels {
		fields = append(fields, rel+"="+strings.Join(targetTags(k.link(rel), e), ","))
	}
	return strings.Join(fields, " ")
}

// targetTags are those that a field leads to, in the field's order where the tag says one.
func targetTags(r *mapper.Relationship, e any) (tags []string) {
	for _, t := range r.Targets(base(e)) {
		tags = append(tags, tag(r.Target.Pointer(t)))
	}
	if len(r.Order) == 0 {
		slices.Sort(tags)
	}
	return tags
}

// field is the address of a relationship's field, in an entity or a prototype.
func field(r *mapper.Relationship, at unsafe.Pointer) any {
	return reflect.NewAt(r.Type, unsafe.Add(at, r.Offset)).Interface()
}

// writes are the relationships of a kind that a flush writes, of those that fit.
func (k *kind) writes(fits func(*mapper.Relationship) bool) (list []*mapper.Relationship) {
	for _, r := range k.links {
		if !r.ViewOnly && fits(r) {
			list = append(list, r)
		}
	}
	return list
}

func every(*mapper.Relationship) bool { return true }

// wayless says whether a field leads to children that have no way back.
func wayless(r *mapper.Relationship) bool { return !r.HoldsKey() && r.Inverse == nil }
