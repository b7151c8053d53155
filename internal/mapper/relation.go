package mapper

import (
	"fmt"
	"reflect"
	"strings"
)

// relation is a field with a rel tag, before its target is looked at.
type relation struct {
	relationTag
	field  string
	offset uintptr
	typ    reflect.Type
	target reflect.Type // a struct
}

// relates takes f for a relationship when its tag says that it is one. Rows leave relationships out.
func (b *builder) relates(f reflect.StructField, name string, tagged bool, p place) bool {
	text, ok := f.Tag.Lookup("rel")
	if !ok || b.gathers {
		return ok
	}
	r := relation{relationTag: parseRelation(text), field: name, offset: p.offset + f.Offset, typ: f.Type, target: pointed(f.Type)}
	switch {
	case !f.IsExported():
		r.mistake("it has a rel tag but is not exported: export it, or drop the tag")
	case p.inside():
		r.mistake("a struct with a prefix, or behind a pointer, holds columns only: move the relationship to %s itself", b.typ.Name())
	case tagged:
		r.mistake("a relationship has no column of its own: drop the db tag")
	case len(r.mistakes) == 0:
		r.checkType()
	}
	for _, mistake := range r.mistakes {
		b.mistake(name, "%s", mistake)
	}
	b.relations = append(b.relations, r)
	return true
}

// pointed returns the struct that t leads to, whatever number of pointers and slices is around it; else nil.
func pointed(t reflect.Type) reflect.Type {
	for t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice {
		t = t.Elem()
	}
	if t.Kind() != reflect.Struct {
		return nil
	}
	return t
}

// checkType finds a field of another type than its kind has.
func (r *relation) checkType() {
	if r.target == nil || r.target.Name() == "" || IsValue(r.target) {
		r.mistake("a %s is no entity: a relationship leads to *T or []*T, where T is one", r.typ)
		return
	}
	want := reflect.PointerTo(r.target)
	if r.kind == HasMany || r.kind == ManyToMany {
		want = reflect.SliceOf(want)
	}
	if r.typ != want {
		r.mistake("a %s relationship is a %s, not a %s%s", r.kind, want, r.typ, r.mended())
	}
}

// mended returns what to do about a field that is not of its kind's type.
func (r *relation) mended() string {
	why := copies(r.typ)
	if why == "" {
		why = fmt.Sprintf(": make it one, or say another kind of %s", strings.Join(kindNames[1:], ", "))
	}
	return why
}

// copies returns why t does not lead to an entity where it holds one by value, "" where it does not.
func copies(t reflect.Type) string {
	if t.Kind() == reflect.Slice {
		t = t.Elem()
	}
	if t.Kind() != reflect.Struct {
		return ""
	}
	return ": a value is a copy, and in a session one row is one entity, whose changes are found by its pointer"
}

// untagged is the mistake of a field that holds an entity and does not say how.
func (b *builder) untagged(f reflect.StructField, name string) {
	if b.gathers {
		b.mistake(name, "a row holds an entity as a pointer: make it a *T")
		return
	}
	kind := BelongsTo
	if strings.HasPrefix(strings.TrimLeft(f.Type.String(), "*"), "[]") {
		kind = HasMany
	}
	if why := copies(f.Type); why != "" {
		b.mistake(name, `%s is an entity%s: make the field a %s tagged rel:"%s", or %s`, pointed(f.Type), why, pointers(f.Type), kind, leaveOut)
		return
	}
	b.mistake(name, `%s is an entity: say how it is reached, as in rel:"%s", or %s`, pointed(f.Type), kind, leaveOut)
}

// pointers returns t, or what t is a list of, as a pointer.
func pointers(t reflect.Type) reflect.Type {
	if t.Kind() == reflect.Slice {
		return reflect.SliceOf(reflect.PointerTo(t.Elem()))
	}
	return reflect.PointerTo(t)
}
