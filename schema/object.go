package schema

import (
	"slices"
	"strconv"
	"strings"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/internal/atlas"
	"github.com/drey-db/drey/internal/prototype"
)

// Object is something of a schema that tags cannot say. Its kinds are this package's.
type Object interface{ addTo(b *modelling) }

// IndexObject is an index, as [Index] makes it.
type IndexObject struct {
	name    string
	on      []builder.Sqlizer
	unique  bool
	partial bool
	where   builder.Sqlizer
	using   string
	include []builder.Sqlizer
	of      []any // prototypes
}

// Index is an index on columns and expressions of one table, such as builder.Col(&heroes.Name).Desc() or builder.Lower(name).
func Index(name string, on ...builder.Sqlizer) IndexObject { return IndexObject{name: name, on: on} }

// Unique returns the index as a unique one.
func (i IndexObject) Unique() IndexObject { i.unique = true; return i }

// Where returns the index of only those rows that pred is true for.
func (i IndexObject) Where(pred builder.Sqlizer) IndexObject {
	i.partial, i.where = true, pred
	return i
}

// Using returns the index with another method than btree: gin, gist, brin or hash, on PostgreSQL alone.
func (i IndexObject) Using(method string) IndexObject { i.using = method; return i }

// Include returns the index that stores columns beside those that it is on, on PostgreSQL alone.
func (i IndexObject) Include(columns ...builder.Sqlizer) IndexObject {
	i.include = slices.Concat(i.include, columns)
	return i
}

// On returns the index of a prototype's table, for expressions that name no column by builder.Col.
func (i IndexObject) On(prototype any) IndexObject { i.of = []any{prototype}; return i }

func (i IndexObject) addTo(b *modelling) {
	what := "index " + i.name
	index := atlas.Index{Name: i.name, Named: true, Unique: i.unique, Using: i.using}
	var table *atlas.Table
	for _, p := range i.of {
		if table = b.tableOf(what, p); table == nil {
			return
		}
	}
	for _, on := range i.on {
		var text string
		if table, text = b.placed(what, table, on); table == nil {
			b.mistake("%s: it is on columns of one model's table: name one by builder.Col, or the table by On", what)
			return
		}
		index.Parts = append(index.Parts, withAttributes(partOf(text), on))
	}
	if table == nil {
		b.mistake("%s: it is on nothing: give it columns", what)
		return
	}
	if i.partial {
		_, index.Where = b.placed(what+", Where", table, i.where)
	}
	if len(i.include) > 0 {
		_, index.Include = b.columns(what+", Include", table, i.include)
	}
	table.Indexes = append(table.Indexes, index)
}

// partOf is a part of an index from its text.
func partOf(text string) (p atlas.Part) {
	text, p.Descending = strings.CutSuffix(text, " DESC")
	text = strings.TrimSuffix(text, " ASC")
	if name, ok := bareName(text); ok {
		p.Column = name
	} else {
		p.Expression = "(" + text + ")"
	}
	return p
}

// bareName is the name in text that is nothing but a quoted identifier.
func bareName(text string) (string, bool) {
	if len(text) < 2 || text[0] != '"' || text[len(text)-1] != '"' || strings.Count(text, `"`) != 2 {
		return "", false
	}
	return text[1 : len(text)-1], true
}

// object is an Object that is a function.
type object func(b *modelling)

func (o object) addTo(b *modelling) { o(b) }

// Check is a check constraint of a prototype's table, whose columns alone pred names.
func Check(name string, prototype any, pred builder.Sqlizer) Object {
	return object(func(b *modelling) {
		if t := b.tableOf("check "+name, prototype); t != nil {
			_, text := b.placed("check "+name, t, pred)
			c := atlas.Check{Name: name, Named: name != "", Expression: text}
			if !c.Named {
				c.Name = b.model.Names.Name("ck", t.Name, strconv.Itoa(len(t.Checks)+1))
			}
			t.Checks = append(t.Checks, c)
		}
	})
}

// Unique is a unique constraint on columns of one table.
func Unique(name string, columns ...builder.Sqlizer) Object {
	return object(func(b *modelling) {
		if t, names := b.columns("unique "+name, nil, columns); t != nil {
			if len(slices.Compact(slices.Sorted(slices.Values(names)))) < len(names) {
				b.mistake("unique %s: give each column once", name)
			}
			made, named := b.orConventional(name, "uq", t.Name, names)
			t.Uniques = append(t.Uniques, atlas.Unique{Name: made, Named: named, Columns: names})
		}
	})
}

// PrimaryKey names a table's primary key, and its columns in another order than the fields'. Without a name it has the conventional
// one. The columns are those of the model's key, by which sessions tell rows apart: others are a mistake.
func PrimaryKey(name string, columns ...builder.Sqlizer) Object {
	return object(func(b *modelling) {
		what := "primary key " + name
		t, names := b.columns(what, nil, columns)
		if t == nil {
			return
		}
		if t.Key != nil && !slices.Equal(slices.Sorted(slices.Values(t.Key.Columns)), slices.Sorted(slices.Values(names))) {
			b.mistake("%s: it is on (%s), and the key of table %s is (%s): give each of its columns once, in the order that they are to have, or tag the fields of another key with pk; "+
				"columns that are unique beside the key are schema.Unique's", what, strings.Join(names, ", "), t.Name, strings.Join(t.Key.Columns, ", "))
			return
		}
		if name == "" {
			name = b.model.Names.Name("pk", t.Name)
		}
		b.once("the primary key of " + t.Qualified())
		t.Key = &atlas.Key{Name: name, Columns: names}
	})
}

// Comment is the comment of a prototype's table, on PostgreSQL alone.
func Comment(prototype any, text string) Object {
	return object(func(b *modelling) {
		if t := b.tableOf("comment", prototype); t != nil {
			if b.once("the comment of " + t.Qualified()); !keepable(text) {
				b.mistake("comment: that of table %s %s", t.Qualified(), notKept)
			}
			t.Comment = text
		}
	})
}

// tableOf is the table of a prototype.
func (b *modelling) tableOf(what string, p any) *atlas.Table {
	found, ok := prototype.TableOf(p)
	if !ok {
		b.mistake("%s: %s", what, noPrototype(p))
		return nil
	}
	t := b.at(found.Mapping.Table)
	if t == nil {
		b.mistake("%s: %s is not among the models", what, found.Mapping.Name())
	}
	return t
}

// columns are the names of columns, which stand in one table: the given one, where there is one.
func (b *modelling) columns(what string, of *atlas.Table, list []builder.Sqlizer) (table *atlas.Table, names []string) {
	table = of
	for _, x := range list {
		t, text := b.placed(what, table, x)
		name, ok := bareName(text)
		if t == nil || !ok {
			b.mistake("%s: give columns of one model's table, as builder.Col names them", what)
			return nil, nil
		}
		table, names = t, append(names, name)
	}
	if table == nil {
		b.mistake("%s: it has no columns", what)
	}
	return table, names
}
