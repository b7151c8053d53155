package schema

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/internal/atlas"
	"github.com/drey-db/drey/internal/statement"
)

// Object is something of a schema that tags cannot say. Its kinds are this package's.
type Object interface{ addTo(b *modelling) }

// IndexObject is an index, as [Index] makes it.
type IndexObject struct {
	name    string
	on      []builder.Sqlizer
	unique  bool
	where   builder.Sqlizer
	using   string
	include []builder.Sqlizer
	of      any
}

// Index is an index on columns and expressions, such as builder.Col(&heroes.Name).Desc() or builder.Lower(name).
func Index(name string, on ...builder.Sqlizer) IndexObject { return IndexObject{name: name, on: on} }

// Unique returns the index as a unique one.
func (i IndexObject) Unique() IndexObject { i.unique = true; return i }

// Where returns the index of only those rows that pred is true for.
func (i IndexObject) Where(pred builder.Sqlizer) IndexObject { i.where = pred; return i }

// Using returns the index with another method than btree: gin, gist, brin or hash, on PostgreSQL alone.
func (i IndexObject) Using(method string) IndexObject { i.using = method; return i }

// Include returns the index that stores columns beside those that it is on, on PostgreSQL alone.
func (i IndexObject) Include(columns ...builder.Sqlizer) IndexObject {
	i.include = slices.Concat(i.include, columns)
	return i
}

// On returns the index of a prototype's table, for expressions that name no column by builder.Col.
func (i IndexObject) On(prototype any) IndexObject { i.of = prototype; return i }

func (i IndexObject) addTo(b *modelling) {
	what := "index " + i.name
	index := atlas.Index{Name: i.name, Named: true, Unique: i.unique, Using: i.using}
	var table *atlas.Table
	if i.of != nil {
		table = b.tableOf(what, i.of)
	}
	for _, on := range i.on {
		t, text := b.placed(what, on)
		if t == nil {
			t = table
		}
		if t == nil || table != nil && t != table {
			b.mistake("%s: it is on columns of one model's table", what)
			return
		}
		table, index.Parts = t, append(index.Parts, withAttributes(partOf(text), on))
	}
	if table == nil {
		b.mistake("%s: it is on nothing", what)
		return
	}
	if i.where != nil {
		_, index.Where = b.placed(what, i.where)
	}
	if len(i.include) > 0 {
		_, index.Include = b.columns(what, i.include)
	}
	table.Indexes = append(table.Indexes, index)
}

// partOf is a part of an index from its text.
func partOf(text string) (p atlas.Part) {
	text, p.Descending = strings.CutSuffix(text, " DESC")
	text = strings.TrimSuffix(text, " ASC")
	if name, bare := bareName(text); bare {
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

// Check is a check constraint of a prototype's table.
func Check(name string, prototype any, pred builder.Sqlizer) Object {
	return object(func(b *modelling) {
		if t := b.tableOf("check "+name, prototype); t != nil {
			_, text := b.placed("check "+name, pred)
			c := atlas.Check{Name: name, Named: name != "", Expression: text}
			if !c.Named {
				c.Name = conventional("ck", t.Name, strconv.Itoa(len(t.Checks)+1))
			}
			t.Checks = append(t.Checks, c)
		}
	})
}

// Unique is a unique constraint on columns of one table.
func Unique(name string, columns ...builder.Sqlizer) Object {
	return object(func(b *modelling) {
		if t, names := b.columns("unique "+name, columns); t != nil {
			made, named := orConventional(name, "uq", t.Name, names)
			t.Uniques = append(t.Uniques, atlas.Unique{Name: made, Named: named, Columns: names})
		}
	})
}

// PrimaryKey names a table's primary key, and its columns in another order than the fields'.
func PrimaryKey(name string, columns ...builder.Sqlizer) Object {
	return object(func(b *modelling) {
		if t, names := b.columns("primary key "+name, columns); t != nil {
			t.Key = &atlas.Key{Name: name, Columns: names}
		}
	})
}

// ForeignKeyObject is a foreign key, as [ForeignKey] makes it.
type ForeignKeyObject struct {
	name               string
	columns, referred  []builder.Sqlizer
	onDelete, onUpdate string
	deferrable         bool
}

// ForeignKey is a foreign key of several columns, or of one without a relationship. Without a name it has the conventional one, as
// [Unique] and [Check] have, and is compared by what it says.
func ForeignKey(name string, columns, referred []builder.Sqlizer) ForeignKeyObject {
	return ForeignKeyObject{name: name, columns: columns, referred: referred}
}

// OnDelete returns the foreign key with what happens when the row that is referred to goes: cascade, set null, set default,
// restrict.
func (f ForeignKeyObject) OnDelete(action string) ForeignKeyObject { f.onDelete = action; return f }

// OnUpdate returns the foreign key with what happens when the key that is referred to changes.
func (f ForeignKeyObject) OnUpdate(action string) ForeignKeyObject { f.onUpdate = action; return f }

// Deferrable returns the foreign key as one that is checked at commit.
func (f ForeignKeyObject) Deferrable() ForeignKeyObject { f.deferrable = true; return f }

func (f ForeignKeyObject) addTo(b *modelling) {
	t, names := b.columns("foreign key "+f.name, f.columns)
	referred, keys := b.columns("foreign key "+f.name, f.referred)
	if t == nil || referred == nil {
		return
	}
	fk := newForeignKey(t, names, referred.Qualified(), keys)
	if fk.Named = f.name != "" && f.name != fk.Name; fk.Named {
		fk.Name = f.name
	}
	fk.OnDelete, fk.OnUpdate, fk.Deferrable = f.onDelete, f.onUpdate, f.deferrable
	t.AddForeignKey(fk)
}

// Comment is the comment of a prototype's table, on PostgreSQL alone.
func Comment(prototype any, text string) Object {
	return object(func(b *modelling) {
		if t := b.tableOf("comment", prototype); t != nil {
			t.Comment = text
		}
	})
}

// Enum is an enumerated type; type=NAME in a tag uses it. Where there are none, columns of the type get a check.
func Enum(name string, values ...string) Object {
	return object(func(b *modelling) {
		if b.postgres() {
			e := atlas.Enum{Values: values}
			e.Schema, e.Name = split(name)
			b.model.Enums = append(b.model.Enums, e)
			return
		}
		b.enumChecks(name, values)
	})
}

// enumChecks lets columns tagged with an enum's name hold its values alone.
func (b *modelling) enumChecks(name string, values []string) {
	quoted := make([]string, len(values))
	for i, v := range values {
		quoted[i] = "'" + strings.ReplaceAll(v, "'", "''") + "'"
	}
	for _, place := range b.typed[name] {
		t := b.at(place.table)
		t.Checks = append(t.Checks, atlas.Check{
			Name:       conventional("ck", t.Name, place.column),
			Expression: b.dialect.Identifier(place.column) + " IN (" + strings.Join(quoted, ", ") + ")",
		})
	}
}

// tableOf is the table of a prototype.
func (b *modelling) tableOf(what string, prototype any) *atlas.Table {
	found, ok := statement.TableOf(prototype)
	if !ok {
		b.mistake("%s: a %T is no prototype: give what builder.Model returns", what, prototype)
		return nil
	}
	t := b.at(found.Mapping.Table)
	if t == nil {
		b.mistake("%s: %s is not among the models", what, found.Mapping.Name())
	}
	return t
}

// columns are the names of columns, which stand in one table.
func (b *modelling) columns(what string, list []builder.Sqlizer) (table *atlas.Table, names []string) {
	for _, x := range list {
		t, text := b.placed(what, x)
		name, bare := bareName(text)
		if t == nil || !bare || table != nil && t != table {
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

// placed is the one table that an expression is about, and the expression as it stands in a definition: columns without their
// table, values as literals.
func (b *modelling) placed(what string, x builder.Sqlizer) (table *atlas.Table, text string) {
	sql, args, err := x.ToSql()
	if err != nil {
		b.mistake("%s: %v", what, err)
		return nil, ""
	}
	for i := range b.model.Tables {
		t := &b.model.Tables[i]
		name := b.dialect.TableName(t.Qualified()) + "."
		if !strings.Contains(sql, name) {
			continue
		}
		if table != nil {
			b.mistake("%s: it names columns of %s and of %s: a definition is about one table", what, table.Name, t.Name)
		}
		table, sql = t, strings.ReplaceAll(sql, name, "")
	}
	if sql, err = inlined(sql, args); err != nil {
		b.mistake("%s: %v", what, err)
	}
	return table, sql
}

// inlined is text with its arguments as literals in place of ?.
func inlined(sql string, args []any) (string, error) {
	var out strings.Builder
	quote := byte(0)
	for i := range len(sql) {
		c := sql[i]
		switch {
		case quote != 0 && c == quote:
			quote = 0
		case quote == 0 && (c == '\'' || c == '"'):
			quote = c
		case quote == 0 && c == '?' && len(args) > 0:
			value, err := inline(args[0])
			if err != nil {
				return "", err
			}
			out.WriteString(value)
			args = args[1:]
			continue
		}
		out.WriteByte(c)
	}
	return out.String(), nil
}

// inline is a value as a literal.
func inline(v any) (string, error) {
	bound, err := backends.Argument(v)
	if err != nil {
		return "", err
	}
	switch v := bound.(type) {
	case nil:
		return "NULL", nil
	case bool:
		return strings.ToUpper(strconv.FormatBool(v)), nil
	case int64:
		return strconv.FormatInt(v, 10), nil
	case float64:
		if !math.IsNaN(v) && !math.IsInf(v, 0) {
			return strconv.FormatFloat(v, 'g', -1, 64), nil
		}
	case string:
		return "'" + strings.ReplaceAll(v, "'", "''") + "'", nil
	case time.Time:
		return "'" + v.Format("2006-01-02 15:04:05.999999Z07:00") + "'", nil
	}
	return "", fmt.Errorf("a %T has no literal: write it as builder.Raw", v)
}
