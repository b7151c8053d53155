package mapper

import (
	"fmt"
	"reflect"
	"sync"
)

// NamedField is a field of a struct whose fields are arguments by name. Unlike a column's, its type may be any.
type NamedField struct {
	Name   string
	Path   []int // for reflect.Value.FieldByIndex; embedded pointers may stand in it
	Secret bool

	day     bool // its times are days
	spelled bool // its bytes are text
	null    zero // reports whether a value stands for NULL; nil: none does
}

// Bound returns the value of the field as an INSERT of such a struct has it: a zero that stands for NULL is nil, and in a date the times
// are days, in a text the bytes are text.
func (f *NamedField) Bound(v reflect.Value) any {
	if f.null != nil {
		value := reflect.New(v.Type())
		if value.Elem().Set(v); f.null(value.UnsafePointer()) {
			return nil
		}
	}
	switch {
	case f.day:
		return Days(v.Interface())
	case f.spelled:
		return Spelled(v.Interface())
	}
	return v.Interface()
}

var namedFields sync.Map // reflect.Type -> []NamedField

// NamedFieldsOf returns the exported fields of a struct type by their columns' names, embedded structs' where they stand, but
// those tagged db:"-" and relationships. Mistakes come back together as an *Error.
func NamedFieldsOf(t reflect.Type) ([]NamedField, error) {
	if fields, ok := namedFields.Load(t); ok {
		return fields.([]NamedField), nil
	}
	b := &fieldsBuilder{builder: builder{typ: t}, taken: map[string]string{}, inside: map[reflect.Type]bool{}}
	b.walk(t, place{})
	if err := b.err(); err != nil {
		return nil, err
	}
	namedFields.Store(t, b.fields)
	return b.fields, nil
}

type fieldsBuilder struct {
	builder
	fields []NamedField
	taken  map[string]string     // names, by which field
	inside map[reflect.Type]bool // of which the walk is inside: types may embed themselves by pointer
}

func (b *fieldsBuilder) walk(t reflect.Type, p place) {
	if b.inside[t] {
		return
	}
	b.inside[t] = true
	defer delete(b.inside, t)
	for i := range t.NumField() {
		f := t.Field(i)
		text, tagged := f.Tag.Lookup("db")
		_, related := f.Tag.Lookup("rel")
		b.readsTag(f, p.field+f.Name)
		name := p.field + f.Name
		prefix, prefixed := prefixOf(text)
		switch inner := embedded(f, tagged && !prefixed); {
		case text == "-" || related:
		case inner != nil:
			b.walk(inner, p.of(f, prefix))
		case prefixed && b.takesPrefix(f, name, text):
			b.walk(structOf(f.Type), p.of(f, prefix))
		case prefixed:
		case !f.IsExported() && tagged:
			b.mistake(name, "it has a db tag but is not exported: export it, or drop the tag")
		case f.IsExported():
			b.add(name, tagOf(f), f, p.of(f, ""))
		}
	}
}

// embedded returns the struct whose fields are those of the struct around it; nil for none.
func embedded(f reflect.StructField, tagged bool) reflect.Type {
	t := f.Type
	if t.Kind() == reflect.Pointer && f.IsExported() {
		t = t.Elem()
	}
	if !f.Anonymous || tagged || t.Kind() != reflect.Struct || IsValue(t) {
		return nil
	}
	return t
}

func (b *fieldsBuilder) add(field string, t tag, f reflect.StructField, p place) {
	for _, mistake := range t.mistakes {
		b.mistake(field, "%s", mistake)
	}
	if t.name == "" {
		t.name = SnakeCase(f.Name)
	}
	t.name = p.column + t.name
	if other, ok := b.taken[t.name]; ok {
		b.mistakes = append(b.mistakes, fmt.Sprintf("field %s: argument %q is field %s already: give one of them another name", field, t.name, other))
		return
	}
	b.taken[t.name] = field
	made := NamedField{Name: t.name, Path: p.path, Secret: t.options.Secret, day: isDate(t.options.SQLType), spelled: Spells(t.options.SQLType)}
	if t.options.NullZero {
		made.null = zeroFor(f.Type)
	}
	b.fields = append(b.fields, made)
}
