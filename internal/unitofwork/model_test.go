package unitofwork_test

import (
	"fmt"
	"reflect"
	"strings"
	"testing"
	"unsafe"

	"github.com/stretchr/testify/require"

	"github.com/drey-db/drey/internal/identity"
	"github.com/drey-db/drey/internal/mapper"
	"github.com/drey-db/drey/internal/unitofwork"
)

type team struct {
	ID      int64
	Name    string
	Members []*hero `rel:"has-many"`
}

func (team) TableName() string { return "teams" }

type hero struct {
	ID     int64
	Name   string
	TeamID *int64
	Team   *team    `rel:"belongs-to"`
	Toys   []*toy   `rel:"has-many,cascade=all+delete-orphan"`
	Powers []*power `rel:"many-to-many,through=hero_powers"`
}

func (hero) TableName() string { return "heroes" }

type toy struct {
	ID     int64
	Label  string
	HeroID int64
	Hero   *hero `rel:"belongs-to"`
}

func (toy) TableName() string { return "toys" }

type power struct {
	ID     int64
	Name   string
	Heroes []*hero `rel:"many-to-many,through=hero_powers"`
}

func (power) TableName() string { return "powers" }

type node struct {
	ID       int64
	ParentID *int64
	Parent   *node   `rel:"belongs-to"`
	Children []*node `rel:"has-many,fk=parent_id"`
}

func (node) TableName() string { return "nodes" }

type guest struct {
	ID       int64
	HostID   *int64
	Host     *guest `rel:"belongs-to"`
	FriendID *int64
	Friend   *guest `rel:"belongs-to"`
}

func (guest) TableName() string { return "guests" }

type widget struct {
	ID      int64
	EntryID *int64
	Entry   *entry   `rel:"belongs-to,post-update"`
	Entries []*entry `rel:"has-many"`
}

func (widget) TableName() string { return "widgets" }

type entry struct {
	ID       int64
	WidgetID *int64
	Widget   *widget `rel:"belongs-to"`
}

func (entry) TableName() string { return "entries" }

type egg struct {
	ID    int64
	HenID *int64
	Hen   *hen `rel:"belongs-to"`
}

func (egg) TableName() string { return "eggs" }

type hen struct {
	ID    int64
	EggID *int64
	Egg   *egg `rel:"belongs-to"`
}

func (hen) TableName() string { return "hens" }

func mapping[T any](t testing.TB) *mapper.Mapping {
	t.Helper()
	m, err := mapper.Of(reflect.TypeFor[T]())
	require.NoError(t, err)
	_, err = m.Relationships()
	require.NoError(t, err)
	return m
}

// load has a session know v as a row that was just read, its relationships not.
func load[T any](t *testing.T, m *identity.Map, v *T) *T {
	t.Helper()
	p := unsafe.Pointer(v)
	m.Load(mapping[T](t), identity.KeyOf(mapping[T](t), p), p, mapping[T](t).All)
	return v
}

// full returns load of v with everything that its relationships hold.
func full[T any](t *testing.T, m *identity.Map, v *T) *T {
	t.Helper()
	load(t, m, v)
	return linked(t, m, v)
}

// linked says that the relationships of v hold everything.
func linked[T any](t *testing.T, m *identity.Map, v *T) *T {
	t.Helper()
	all, err := mapping[T](t).Relationships()
	require.NoError(t, err)
	for _, r := range all {
		m.Find(v).Link(r, false)
	}
	return v
}

func add[T any](t *testing.T, m *identity.Map, v *T) *T {
	t.Helper()
	require.NoError(t, m.Cascade(nil, m.Add(mapping[T](t), v)))
	return v
}

func markDeleted(m *identity.Map, entities ...any) {
	for _, e := range entities {
		m.Find(e).ToDelete = true
	}
}

// find cascades and returns the changes.
func find(t *testing.T, m *identity.Map) unitofwork.Set {
	t.Helper()
	require.NoError(t, m.Cascade(nil, m.Entries()...))
	set, err := unitofwork.Of(m)
	require.NoError(t, err)
	return set
}

// refused answers why changes make no sense.
func refused(t *testing.T, m *identity.Map) error {
	t.Helper()
	require.NoError(t, m.Cascade(nil, m.Entries()...))
	_, err := unitofwork.Of(m)
	require.Error(t, err)
	return err
}

var verbs = map[unitofwork.Verb]string{
	unitofwork.Inserts: "insert", unitofwork.Updates: "update", unitofwork.Deletes: "delete", unitofwork.Links: "link",
	unitofwork.Unlinks: "unlink", unitofwork.UnlinksAll: "sever", unitofwork.Nullifies: "nullify",
}

// describe returns a set as text, a line a step.
func describe(set unitofwork.Set) string {
	var lines []string
	for _, step := range set.Steps {
		parts := []string{verbs[step.Verb]}
		if step.Relation != nil && step.Verb != unitofwork.Updates {
			parts = append(parts, step.Relation.Name())
		} else {
			parts = append(parts, step.Mapping.Name())
		}
		for _, row := range step.Rows {
			parts = append(parts, tellRow(row, step.Verb))
		}
		for _, p := range step.Pairs {
			parts = append(parts, called(p.Owner)+"-"+called(p.Target))
		}
		lines = append(lines, strings.Join(parts, " "))
	}
	return strings.Join(lines, "\n")
}

func tellRow(row unitofwork.Row, v unitofwork.Verb) string {
	var parts []string
	if v == unitofwork.Updates {
		for _, c := range row.Columns {
			parts = append(parts, c.Name)
		}
	}
	for _, f := range row.Fills {
		from := "NULL"
		if f.From != nil {
			from = called(f.From)
		}
		parts = append(parts, f.Column.Name+"<"+from)
	}
	name := called(row.Entry)
	if row.Replaced != nil {
		name += "/" + called(row.Replaced)
	}
	if row.Late {
		name += "!"
	}
	return name + "(" + strings.Join(parts, ",") + ")"
}

// called returns an entity's name, or else its key.
func called(e *identity.Entry) string {
	v := reflect.ValueOf(e.Entity()).Elem()
	for _, field := range []string{"Name", "Label"} {
		if f := v.FieldByName(field); f.IsValid() && f.String() != "" {
			return f.String()
		}
	}
	return fmt.Sprint(v.FieldByName("ID").Int())
}

// relation returns the relationship of T in a field.
func relation[T any](t *testing.T, field string) *mapper.Relationship {
	t.Helper()
	all, err := mapping[T](t).Relationships()
	require.NoError(t, err)
	for _, r := range all {
		if r.Field == field {
			return r
		}
	}
	require.Fail(t, "no relationship "+field)
	return nil
}

// write does to entities what a flush does, and accepts the set.
func write(m *identity.Map, set unitofwork.Set) {
	for _, step := range set.Steps {
		for _, row := range step.Rows {
			for _, f := range row.Fills {
				if f.From == nil {
					f.Column.SetZero(row.Entry.Base)
				} else {
					mapper.Carry(f.Column, row.Entry.Base, f.Key, f.From.Base)
				}
			}
			switch step.Verb {
			case unitofwork.Inserts:
				row.Entry.Inserted(nil, nil)
				m.Rekey(row.Entry)
			case unitofwork.Updates:
				row.Entry.Written(row.Columns, nil, nil)
			case unitofwork.Deletes:
				m.Delete(row.Entry)
			}
		}
	}
	set.Accept()
}
