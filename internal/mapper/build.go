package mapper

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
)

// builder maps one type and gathers the mistakes on the way.
type builder struct {
	typ       reflect.Type
	called    Names
	gathers   bool // fields that are entities: rows hold some, tables none
	keyless   bool // the type says that it has no key
	unread    bool // the type says that its table refuses RETURNING
	columns   []*Column
	members   []Member
	relations []relation
	names     map[string]*Column
	mistakes  []string
}

func newBuilder(t reflect.Type, called Names) *builder {
	b := &builder{typ: t, called: called, names: map[string]*Column{}}
	switch {
	case t.Kind() == reflect.Struct:
	case t.Kind() == reflect.Pointer && t.Elem().Kind() == reflect.Struct:
		b.mistake("", "it is a pointer: name the struct itself, %s, without the star", t.Elem().Name())
	default:
		b.mistake("", "it is no struct but of kind %s: name a struct type", t.Kind())
	}
	return b
}

func (b *builder) mistake(field, format string, args ...any) {
	text := fmt.Sprintf(format, args...)
	if field != "" {
		text = "field " + field + ": " + text
	}
	b.mistakes = append(b.mistakes, text)
}

func (b *builder) err() error {
	if len(b.mistakes) == 0 {
		return nil
	}
	return &Error{Type: b.typ, Mistakes: b.mistakes}
}

func (b *builder) record() *Record {
	if b.typ.Kind() == reflect.Struct {
		b.walk(b.typ, place{})
	}
	if b.typ.Kind() == reflect.Struct && len(b.columns)+len(b.members) == 0 {
		b.mistake("", "it has no column: export a field")
	}
	return &Record{Type: b.typ, Columns: b.columns, Members: b.members, names: b.names, ways: waysOf(b.columns), same: samenessOf(b.columns), pack: packingOf(b.columns), layout: new(slabLayout)}
}

// place is where a struct stands inside the mapped one.
type place struct {
	field  string // what names of its fields in Go begin with
	column string // what names of its columns begin with
	path   []int  // for reflect.Value.FieldByIndex
	hops   []hop  // the pointers that lead there
	offset uintptr
	within []reflect.Type // the structs behind those pointers, to find one that holds itself
}

// of returns where a field of the struct stands; the names of its columns begin with prefix as well.
func (p place) of(f reflect.StructField, prefix string) place {
	return place{p.field + f.Name + ".", p.column + prefix, append(p.path[:len(p.path):len(p.path)], f.Index...), p.hops, p.offset + f.Offset, p.within}
}

// behind returns where the struct stands that the pointer at p leads to.
func (p place) behind(t reflect.Type) place {
	p.hops, p.offset = append(p.hops[:len(p.hops):len(p.hops)], hop{p.offset, t}), 0
	p.within = append(p.within[:len(p.within):len(p.within)], t)
	return p
}

// inside reports whether names or pointers of a struct's own stand between the mapped struct and p.
func (p place) inside() bool { return p.column != "" || p.hops != nil }

// walk adds the columns of the struct type t, which stands at p.
func (b *builder) walk(t reflect.Type, p place) {
	for i := range t.NumField() {
		f := t.Field(i)
		text, tagged := f.Tag.Lookup("db")
		b.readsTag(f, p.field+f.Name)
		prefix, prefixed := prefixOf(text)
		switch name := p.field + f.Name; {
		case text == "-":
		case b.marks(f, name, text):
		case b.relates(f, name, tagged, p):
		case prefixed && b.takesPrefix(f, name, text):
			b.enter(f.Type, p.of(f, prefix))
		case prefixed:
		case b.holds(f):
			b.hold(f, name, p)
		case embeds(f, tagged):
			b.enter(f.Type, p.of(f, ""))
		case f.Anonymous && !tagged && f.Type.Kind() == reflect.Pointer && structOf(f.Type) != nil && !f.IsExported():
			b.mistake(name, "an embedded pointer to a type that is not exported cannot be filled: export %[1]s, or embed %[1]s itself", f.Type.Elem().Name())
		case !f.IsExported():
			if tagged {
				b.mistake(name, "it has a db tag but is not exported: export it, or drop the tag")
			}
		default:
			b.field(f, name, p)
		}
	}
}

// enter adds the columns of a struct that stands at p, or behind a pointer there.
func (b *builder) enter(t reflect.Type, p place) {
	if t.Kind() == reflect.Struct {
		b.walk(t, p)
		return
	}
	t = t.Elem()
	if t == b.typ || slices.Contains(p.within, t) {
		b.mistake(strings.TrimSuffix(p.field, "."), "a %s holds itself, so its columns have no end: leave the field out with db:\"-\"", t)
		return
	}
	b.walk(t, p.behind(t))
}

// hold adds a field that holds an entity.
func (b *builder) hold(f reflect.StructField, name string, p place) {
	if p.hops != nil {
		b.mistake(name, "what is behind a pointer is columns only: move the %s to %s itself", f.Type, b.typ.Name())
	}
	b.members = append(b.members, Member{Field: name, Offset: p.offset + f.Offset, Entity: f.Type.Elem()})
}

// structOf returns the struct that a t is, or points to; else nil.
func structOf(t reflect.Type) reflect.Type {
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if t.Kind() != reflect.Struct {
		return nil
	}
	return t
}

// prefixOf returns what a tag says that the columns of a struct begin with.
func prefixOf(text string) (prefix string, said bool) {
	t := parseTag(text)
	return t.options.Prefix, t.options.Prefix != ""
}

// takesPrefix reports whether the fields of f can be columns whose names begin alike.
func (b *builder) takesPrefix(f reflect.StructField, name, text string) bool {
	alone := parseTag(text)
	alone.options.Prefix = ""
	switch t := structOf(f.Type); {
	case t == nil, IsValue(t):
		b.mistake(name, "prefix is for a struct whose fields are columns, and a %s is one value: drop it", f.Type)
	case isEntity(f.Type):
		b.mistake(name, "a %s has a table of its own: make it a relationship, by a rel tag", f.Type)
	case !f.IsExported():
		b.mistake(name, "it has a db tag but is not exported: export it, or drop the tag")
	case alone.name != "" || !reflect.DeepEqual(alone.options, Options{}) || len(alone.mistakes) > 0:
		b.mistake(name, "a struct's columns say by themselves what they are: keep nothing but prefix")
	default:
		return true
	}
	return false
}

// embeds reports whether the fields of f are columns of the struct around it.
func embeds(f reflect.StructField, tagged bool) bool {
	t := structOf(f.Type)
	return f.Anonymous && !tagged && t != nil && !IsValue(t) && (t == f.Type || f.IsExported() && !isEntity(t))
}

// takesAny reports whether t is any, and the struct a row of any statement, whose columns have types that nobody knows.
func (b *builder) takesAny(t reflect.Type) bool {
	return b.gathers && t.Kind() == reflect.Interface && t.NumMethod() == 0
}

// checkType returns why a field of type t cannot be a column. A row of any statement is never bound, so what reads itself may stand there.
func (b *builder) checkType(t reflect.Type) string {
	why := checkType(t)
	if why == "" || b.takesAny(t) {
		return ""
	}
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if b.gathers && t.Kind() != reflect.Interface && t.Size() > 0 && (has(t, scannerType) || has(t, untextType)) {
		return checkReceiver(t)
	}
	return why
}

// holds reports whether f is an entity in a row.
func (b *builder) holds(f reflect.StructField) bool {
	return b.gathers && f.IsExported() && f.Type.Kind() == reflect.Pointer && IsEntity(f.Type.Elem())
}

func (b *builder) field(f reflect.StructField, name string, p place) {
	if isEntity(f.Type) {
		b.untagged(f, name)
		return
	}
	if why := b.checkType(f.Type); why != "" {
		b.mistake(name, "%s", why)
		return
	}
	t := tagOf(f)
	for _, mistake := range t.mistakes {
		b.mistake(name, "%s", mistake)
	}
	if t.name == "" {
		if t.name = b.called.column(f); t.name == "" || strings.ContainsAny(t.name, "\x00\"`") {
			b.mistake(name, "it is to be called %q: a column's name is not empty, and has no quotes", t.name)
		}
	}
	at := p.of(f, "")
	if t.options.Prefix = p.column; t.options.PrimaryKey && p.inside() {
		b.mistake(name, "a key stands in the entity itself: move it out of the struct with a prefix")
	}
	c := &Column{
		Options: t.options, Name: p.column + t.name, Field: name, Index: len(b.columns), Path: at.path, Offset: at.offset, Type: f.Type, hops: p.hops,
		day: isDate(t.options.SQLType), equal: equalFor(f.Type), byteComparison: byteComparisonBehind(f.Type), clone: cloneFor(f.Type), zero: zeroFor(f.Type), boxes: boxesFor(f.Type),
	}
	c.width, c.spelled = widthOf(c), Spells(c.SQLType) && holdsBytes(c.Type)
	if c.IsBehind() {
		c.none = reflect.New(c.Type).UnsafePointer()
	}
	if c.day && holdsTimes(f.Type) {
		c.equal, c.byteComparison = equalDays(f.Type), bytesUndecided
	}
	b.checkOtherTags(f, c)
	b.add(c)
}

func (b *builder) add(c *Column) {
	if other, ok := b.names[c.Name]; ok {
		b.mistake(c.Field, "column %q is field %s already: give one of them another name", c.Name, other.Field)
		return
	}
	if c.Default != "" && zeroIsAbsent(c.Type) {
		c.OmitZero = true
	}
	b.names[c.Name] = c
	b.columns = append(b.columns, c)
}

// zeroIsAbsent reports whether a zero t is no plausible value, so that a default stands in for it.
func zeroIsAbsent(t reflect.Type) bool {
	switch t.Kind() {
	case reflect.Pointer, reflect.Slice, reflect.Map:
		return true
	}
	return t == timeType || isUUID(t) || (t.PkgPath() == "database/sql" && strings.HasPrefix(t.Name(), "Null"))
}

func isUUID(t reflect.Type) bool {
	return t.Kind() == reflect.Array && t.Len() == 16 && t.Elem() == byteType
}

// IsEntity reports whether t is a struct with a table: it names one, or is mapped already.
func IsEntity(t reflect.Type) bool {
	if t.Kind() != reflect.Struct {
		return false
	}
	_, mapped := mappings.Load(t)
	return mapped || !IsValue(t) && reflect.PointerTo(t).Implements(reflect.TypeFor[Named]())
}

// isEntity reports whether t leads to a struct with a table of its own.
func isEntity(t reflect.Type) bool {
	for t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice {
		t = t.Elem()
	}
	return t.Kind() == reflect.Struct && !IsValue(t) && reflect.PointerTo(t).Implements(reflect.TypeFor[Named]())
}
