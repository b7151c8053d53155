package oracle_test

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"

	"github.com/drey-db/drey/internal/mapper"
)

var kindNames = slices.Sorted(maps.Keys(kinds))

// schema is what the Python side needs to map the same classes on the same tables: all of it is read from the tags here.
type schema struct {
	DDL     []string `json:"ddl"`
	Tables  []table  `json:"tables"`
	Classes []class  `json:"classes"`
}

type table struct {
	Name    string   `json:"name"`
	Columns []column `json:"columns"`
	Keys    []key    `json:"keys"`
}

type column struct {
	Name     string `json:"name"`
	Type     string `json:"type"`
	PK       bool   `json:"pk"`
	Nullable bool   `json:"nullable"`

	unique, counted bool
}

// key is a foreign key.
type key struct {
	Columns  []string `json:"columns"`
	Table    string   `json:"table"`
	Refers   []string `json:"refers"`
	onDelete string
	late     bool // it is part of a circle
}

type class struct {
	Name          string `json:"name"`
	Table         string `json:"table"`
	Version       string `json:"version"`
	Relationships []link `json:"relationships"`
}

type link struct {
	Name           string   `json:"name"`
	Target         string   `json:"target"`
	Many           bool     `json:"many"`
	HoldsKey       bool     `json:"holds_key"`
	Local          []string `json:"local"`
	Remote         []string `json:"remote"`
	Through        *through `json:"through"`
	Cascade        string   `json:"cascade"`
	PassiveDeletes bool     `json:"passive_deletes"`
	PostUpdate     bool     `json:"post_update"`
	Inverse        string   `json:"inverse"`
}

type through struct {
	Table  string   `json:"table"`
	Local  []string `json:"local"`
	Remote []string `json:"remote"`
}

var tables = allTables()

func schemaOf() schema {
	s := schema{Tables: tables, DDL: ddl("integer PRIMARY KEY", false)}
	for _, name := range kindNames {
		k := kinds[name]
		c := class{Name: name, Table: k.Table}
		if k.Version != nil {
			c.Version = k.Version.Name
		}
		for _, r := range k.links {
			c.Relationships = append(c.Relationships, linkOf(r))
		}
		s.Classes = append(s.Classes, c)
	}
	return s
}

func linkOf(r *mapper.Relationship) link {
	l := link{
		Name: r.Field, Target: r.Target.Name(), Many: r.Many(), HoldsKey: r.HoldsKey(), Local: columnNames(r.Local), Remote: columnNames(r.Remote),
		Cascade: cascadeOf(r), PassiveDeletes: r.PassiveDeletes, PostUpdate: r.PostUpdate,
	}
	if r.Through != nil {
		l.Through = &through{r.Through.Table, r.Through.Local, r.Through.Remote}
	}
	if r.Inverse != nil {
		l.Inverse = r.Inverse.Field
	}
	return l
}

func columnNames(columns []*mapper.Column) (names []string) {
	for _, c := range columns {
		names = append(names, c.Name)
	}
	return names
}

// cascadeOf spells a cascade as SQLAlchemy does.
func cascadeOf(r *mapper.Relationship) string {
	var parts []string
	for _, c := range []struct {
		has  mapper.Cascade
		word string
	}{
		{mapper.SaveUpdate, "save-update"}, {mapper.DeleteWith, "delete"}, {mapper.DeleteOrphan, "delete-orphan"},
		{mapper.MergeWith, "merge"}, {mapper.ExpungeWith, "expunge"}, {mapper.RefreshExpire, "refresh-expire"},
	} {
		if r.Has(c.has) {
			parts = append(parts, c.word)
		}
	}
	return strings.Join(parts, ", ")
}

func allTables() (list []table) {
	met := map[string]bool{}
	for _, name := range kindNames {
		k := kinds[name]
		t := table{Name: k.Table}
		for _, c := range k.Columns {
			t.Columns = append(t.Columns, column{
				Name: c.Name, Type: typeOf(c.Type), PK: c.PrimaryKey, Nullable: c.Nullable(), unique: len(c.Unique) > 0,
				counted: c == k.CountedKey() && k.countsKeys(),
			})
		}
		for _, r := range foreignKeys(k.Mapping) {
			t.Keys = append(t.Keys, foreignKey(r))
		}
		list = append(list, t)
		for _, r := range k.links {
			if r.Through != nil && !met[r.Through.Table] {
				met[r.Through.Table] = true
				list = append(list, association(r))
			}
		}
	}
	return list
}

func typeOf(t reflect.Type) string {
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if t.Kind() == reflect.String {
		return "text"
	}
	return "integer"
}

// countsKeys says that the database makes the keys of the type: it has no db tag on its key.
func (k *kind) countsKeys() bool {
	return k.name == "Author" || k.name == "Book" || k.name == "Person"
}

func foreignKey(r *mapper.Relationship) key {
	own, other, at := r.Local, r.Remote, r.Target
	if !r.HoldsKey() {
		own, other, at = r.Remote, r.Local, r.Owner
	}
	return key{Columns: columnNames(own), Table: at.Table, Refers: columnNames(other), onDelete: own[0].OnDelete, late: r.PostUpdate}
}

func association(r *mapper.Relationship) table {
	t := table{Name: r.Through.Table}
	for i, c := range r.Local {
		t.Columns = append(t.Columns, column{Name: r.Through.Local[i], Type: typeOf(c.Type), PK: true})
	}
	for i, c := range r.Remote {
		t.Columns = append(t.Columns, column{Name: r.Through.Remote[i], Type: typeOf(c.Type), PK: true})
	}
	t.Keys = []key{
		{Columns: r.Through.Local, Table: r.Owner.Table, Refers: columnNames(r.Local)},
		{Columns: r.Through.Remote, Table: r.Target.Table, Refers: columnNames(r.Remote)},
	}
	return t
}

// ddl makes the tables; apart puts all foreign keys behind them, as a database wants that looks at them at once.
func ddl(counted string, apart bool) (statements []string) {
	var late []string
	for _, t := range tables {
		var parts, pk []string
		for _, c := range t.Columns {
			if c.counted {
				parts = append(parts, c.Name+" "+counted)
				continue
			}
			if c.PK {
				pk = append(pk, c.Name)
			}
			parts = append(parts, c.Name+" "+c.Type+word(!c.Nullable, " NOT NULL")+word(c.unique, " UNIQUE"))
		}
		if len(pk) > 0 {
			parts = append(parts, "PRIMARY KEY ("+strings.Join(pk, ", ")+")")
		}
		for _, k := range t.Keys {
			refers := fmt.Sprintf("FOREIGN KEY (%s) REFERENCES %s (%s) ON UPDATE CASCADE%s",
				strings.Join(k.Columns, ", "), k.Table, strings.Join(k.Refers, ", "), word(k.onDelete != "", " ON DELETE "+k.onDelete))
			if apart {
				late = append(late, "ALTER TABLE "+t.Name+" ADD "+refers)
			} else {
				parts = append(parts, refers)
			}
		}
		statements = append(statements, "CREATE TABLE "+t.Name+" ("+strings.Join(parts, ", ")+")")
	}
	return append(statements, late...)
}

func word(is bool, text string) string {
	if is {
		return text
	}
	return ""
}
