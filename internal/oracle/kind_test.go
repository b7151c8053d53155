package oracle_test

import (
	"context"
	"reflect"
	"strings"
	"unsafe"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/internal/mapper"
	"github.com/drey-db/drey/repo"
)

// kind is a mapped type, with the typed doors of package repo behind plain functions.
type kind struct {
	*mapper.Mapping
	name  string
	links []*mapper.Relationship
	parts map[string]builder.Loading // lists that can be loaded in part
	lists map[string]listDoors       // lists that can be replaced, and added to unseen
	proto unsafe.Pointer

	get   func(ctx context.Context, s *repo.Session, key []any) (any, error)
	all   func(ctx context.Context, s *repo.Session) ([]any, error)
	sizes func(ctx context.Context, s *repo.Session) ([]any, error) // all, with their sizes alone
	load  func(ctx context.Context, s *repo.Session, e, what any) error
	merge func(ctx context.Context, s *repo.Session, e any) (any, error)
}

// kindOf is the kind of T.
func kindOf[T any]() *kind {
	proto := builder.Model[T]()
	m, err := mapper.Of(reflect.TypeFor[T]())
	if err != nil {
		panic(err)
	}
	return &kind{
		Mapping: m, name: m.Name(), proto: unsafe.Pointer(proto), parts: map[string]builder.Loading{}, lists: map[string]listDoors{},
		get: func(ctx context.Context, s *repo.Session, key []any) (any, error) {
			return repo.Get[T](ctx, s, key...)
		},
		all:   allOf(builder.Select(proto)),
		sizes: allOf(builder.Select(proto).LoadOnly(builder.Col(reflect.ValueOf(proto).Elem().FieldByName("Size").Addr().Interface().(*int64)))),
		load: func(ctx context.Context, s *repo.Session, e, what any) error {
			return repo.Load(ctx, s, []*T{e.(*T)}, what)
		},
		merge: func(ctx context.Context, s *repo.Session, e any) (any, error) {
			return repo.Merge(ctx, s, e.(*T))
		},
	}
}

func allOf[T any](q builder.Query[*T]) func(context.Context, *repo.Session) ([]any, error) {
	return func(ctx context.Context, s *repo.Session) (list []any, err error) {
		found, err := repo.All(ctx, s, q)
		for _, e := range found {
			list = append(list, e)
		}
		return list, err
	}
}

// listDoors are the doors of package repo for one list.
type listDoors struct {
	replace   func(ctx context.Context, s *repo.Session, e any, with []any) error
	put, take func(ctx context.Context, s *repo.Session, e, item any) error
}

// listsOf are the doors of the list that field leads to.
func listsOf[T, E any](field func(*T) *[]*E) listDoors {
	return listDoors{
		replace: func(ctx context.Context, s *repo.Session, e any, with []any) error {
			var list []*E
			for _, item := range with {
				list = append(list, item.(*E))
			}
			return repo.Replace(ctx, s, e.(*T), field(e.(*T)), list)
		},
		put: func(_ context.Context, s *repo.Session, e, item any) error {
			list, err := repo.Collection(s, e.(*T), field(e.(*T)))
			if err != nil {
				return err
			}
			return list.Add(item.(*E))
		},
		take: func(ctx context.Context, s *repo.Session, e, item any) error {
			list, err := repo.Collection(s, e.(*T), field(e.(*T)))
			if err != nil {
				return err
			}
			return list.Remove(ctx, item.(*E))
		},
	}
}

// scene is types that a program plays with.
type scene []string

// scenes are what programs are about: few types each, so that edits meet.
var scenes = []scene{
	{"Order", "Line", "Note", "Invoice"}, {"Order", "Line"}, {"Team", "Player", "Mascot"}, {"Team", "Player"}, {"Node"},
	{"Shelf", "Jar", "Sticker"}, {"Author", "Book", "Genre"}, {"Author", "Book"}, {"Book", "Genre"}, {"Person", "Photo"},
	{"Person", "Ticket", "Event"}, {"Country", "City", "Order"}, {"Course", "Student", "Enrolment"}, {"Room", "Desk"},
}

var kinds = allKinds()

func allKinds() map[string]*kind {
	all := map[string]*kind{}
	for _, k := range []*kind{
		kindOf[Team](), kindOf[Player](), kindOf[Mascot](), kindOf[Order](), kindOf[Line](), kindOf[Note](), kindOf[Invoice](),
		kindOf[Node](), kindOf[Shelf](), kindOf[Jar](), kindOf[Sticker](), kindOf[Author](), kindOf[Book](), kindOf[Genre](),
		kindOf[Person](), kindOf[Photo](), kindOf[Ticket](), kindOf[Event](), kindOf[Country](), kindOf[City](),
		kindOf[Course](), kindOf[Student](), kindOf[Enrolment](), kindOf[Room](), kindOf[Desk](),
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
	all["Order"].lists["Lines"] = listsOf(func(o *Order) *[]*Line { return &o.Lines })
	all["Team"].lists["Players"] = listsOf(func(t *Team) *[]*Player { return &t.Players })
	all["Node"].lists["Children"] = listsOf(func(n *Node) *[]*Node { return &n.Children })
	all["Shelf"].lists["Jars"] = listsOf(func(s *Shelf) *[]*Jar { return &s.Jars })
	all["Shelf"].lists["Stickers"] = listsOf(func(s *Shelf) *[]*Sticker { return &s.Stickers })
	all["Author"].lists["Books"] = listsOf(func(a *Author) *[]*Book { return &a.Books })
	all["Book"].lists["Genres"] = listsOf(func(b *Book) *[]*Genre { return &b.Genres })
	all["Person"].lists["Friends"] = listsOf(func(p *Person) *[]*Person { return &p.Friends })
	all["Person"].lists["Photos"] = listsOf(func(p *Person) *[]*Photo { return &p.Photos })
	all["Room"].lists["Desks"] = listsOf(func(r *Room) *[]*Desk { return &r.Desks })
	all["Order"].parts["Lines"] = builder.SelectIn(&builder.Model[Order]().Lines).Limit(1)
	all["Team"].parts["Players"] = builder.SelectIn(&builder.Model[Team]().Players).Limit(1)
	all["Node"].parts["Children"] = builder.SelectIn(&builder.Model[Node]().Children).Limit(1)
	all["Book"].parts["Genres"] = builder.SelectIn(&builder.Model[Book]().Genres).Limit(1)
	all["Course"].parts["Enrolments"] = builder.SelectIn(&builder.Model[Course]().Enrolments).Limit(1)
	return all
}

// kindFor is the kind of the entity with that label.
func kindFor(label string) *kind {
	name, _, _ := strings.Cut(label, "-")
	return kinds[name]
}

func base(e any) unsafe.Pointer { return reflect.ValueOf(e).UnsafePointer() }

// label is an entity's own.
func label(e any) string { return reflect.ValueOf(e).Elem().FieldByName("Label").String() }

func (k *kind) link(name string) *mapper.Relationship {
	for _, r := range k.links {
		if r.Field == name {
			return r
		}
	}
	return nil
}

func (k *kind) column(name string) *mapper.Column {
	for _, c := range k.Columns {
		if c.Name == name {
			return c
		}
	}
	return nil
}

// foreign is the relationship that the column is a foreign key of, nil when it is none.
func (k *kind) foreign(c *mapper.Column) *mapper.Relationship {
	for _, r := range foreignKeys(k.Mapping) {
		for _, other := range foreignColumns(r) {
			if other == c {
				return r
			}
		}
	}
	return nil
}

// foreignColumns are the columns of the foreign key that r stands for.
func foreignColumns(r *mapper.Relationship) []*mapper.Column {
	if r.HoldsKey() {
		return r.Local
	}
	return r.Remote
}

// foreignKeys are relationships that stand for the foreign keys of a table, each once.
func foreignKeys(m *mapper.Mapping) (list []*mapper.Relationship) {
	met := map[mapper.Set]bool{}
	for _, name := range kindNames {
		for _, r := range kinds[name].links {
			holder := r.Target
			if r.HoldsKey() {
				holder = r.Owner
			}
			if set := mapper.SetOf(foreignColumns(r)); r.Kind != mapper.ManyToMany && holder == m && !met[set] {
				met[set] = true
				list = append(list, r)
			}
		}
	}
	return list
}

// plain is a column's value as JSON has it: nil, a number or a string. A foreign key or a counted key of zero is none.
func (k *kind) plain(c *mapper.Column, p unsafe.Pointer) any {
	v := reflect.ValueOf(c.Value(p))
	if v.Kind() == reflect.Pointer {
		if v.IsNil() {
			return nil
		}
		return v.Elem().Interface()
	}
	if v.IsZero() && (k.foreign(c) != nil || c.PrimaryKey) {
		return nil
	}
	return v.Interface()
}

// put gives a column such a value.
func put(c *mapper.Column, p unsafe.Pointer, value any) {
	if value == nil {
		c.SetZero(p)
		return
	}
	v := reflect.ValueOf(value)
	if c.Type.Kind() == reflect.Pointer {
		held := reflect.New(c.Type.Elem())
		held.Elem().Set(v.Convert(c.Type.Elem()))
		v = held
	}
	c.Set(p, v.Interface())
}

// keyOf is a key that the database made, as each made its own: that of the entity with the label.
type keyOf struct {
	Label  string `json:"key_of"`
	Column string `json:"key"`
}

// values are the columns of an entity, but those that say nothing. ok says that every key that a database made is one of an
// entity in cast.
func (k *kind) values(e any, cast map[string]any) (values map[string]any, ok bool) {
	values = map[string]any{}
	for _, c := range k.Columns {
		v := k.plain(c, base(e))
		if v == nil || c.Version && c.IsZero(base(e)) {
			continue
		}
		if holder, counted := k.counts(c); counted {
			if v = keyAmong(cast, holder, v); v == nil {
				return nil, false
			}
		}
		values[c.Name] = v
	}
	return values, true
}

// counts says whether a column holds keys that the database makes, and of which kind.
func (k *kind) counts(c *mapper.Column) (*kind, bool) {
	if c.PrimaryKey && k.countsKeys() {
		return k, true
	}
	if r := k.foreign(c); r != nil && parentOf(r).countsKeys() {
		return parentOf(r), true
	}
	return nil, false
}

func keyAmong(cast map[string]any, holder *kind, v any) any {
	for name, e := range cast {
		if kindFor(name) == holder && holder.plain(holder.Key[0], base(e)) == v {
			return keyOf{name, holder.Key[0].Name}
		}
	}
	return nil
}
