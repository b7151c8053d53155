package persistence_test

import (
	"reflect"
	"testing"
	"time"
	"unsafe"

	"github.com/google/uuid"
	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/require"
	pgquery "github.com/wasilibs/go-pgquery"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/internal/identity"
	"github.com/drey-db/drey/internal/mapper"
	"github.com/drey-db/drey/internal/persistence"
	"github.com/drey-db/drey/internal/render"
	"github.com/drey-db/drey/internal/unitofwork"
)

type hero struct {
	ID        uuid.UUID `db:"id,pk,uuid7"`
	Name      string    `db:"name"`
	Pin       string    `db:"pin,secret"`
	CreatedAt time.Time `db:"created_at,default=now()"`
	UpdatedOn time.Time `db:"updated_on,default=now(),onupdate=now()"`
}

func (hero) TableName() string { return "heroes" }

type toy struct {
	ID    int64
	Label string
	Size  int `db:"size,readonly"`
}

func (toy) TableName() string { return "app.toys" }

type team struct {
	A, B int    `db:"-"`
	Code string `db:"code,pk"`
	Year int    `db:"year,pk"`
	Rev  int32  `db:"rev,version"`
	Name string
}

func (team) TableName() string { return "teams" }

type list struct {
	ID    int64
	Items []string
}

func (list) TableName() string { return "lists" }

type price struct {
	Code   string          `db:"code,pk"`
	Amount decimal.Decimal `db:"amount"`
}

func (price) TableName() string { return "prices" }

type token struct {
	ID   uuid.UUID `db:"id,pk,default=gen_random_uuid()"`
	Name string
}

func (token) TableName() string { return "tokens" }

type empty struct {
	ID int64
}

func (empty) TableName() string { return "empties" }

func mapping[T any](t *testing.T) *mapper.Mapping {
	t.Helper()
	m, err := mapper.Of(reflect.TypeFor[T]())
	require.NoError(t, err)
	return m
}

func add[T any](t *testing.T, known *identity.Map, entities ...*T) {
	t.Helper()
	for _, e := range entities {
		known.Add(mapping[T](t), e)
	}
}

func load[T any](t *testing.T, known *identity.Map, v *T) {
	t.Helper()
	p := unsafe.Pointer(v)
	known.Load(mapping[T](t), identity.KeyOf(mapping[T](t), p), p, mapping[T](t).All)
}

// made returns ids in the order of asking.
func made() func() [16]byte {
	n := byte(0)
	return func() [16]byte { n++; return uuid.UUID{n} }
}

// planned is a plan of one stage.
type planned struct {
	*persistence.Plan
	*persistence.Stage
}

func plan(t *testing.T, known *identity.Map, d builder.Dialect) planned {
	t.Helper()
	p, err := persistence.New(changed(t, known), known, options(d))
	require.NoError(t, err)
	require.Len(t, p.Stages, 1)
	require.NoError(t, p.Stages[0].Open())
	if d.Name == "postgres" {
		for _, stmt := range p.Stages[0].Stmts {
			_, err := pgquery.Parse(stmt.SQL)
			require.NoError(t, err, stmt.SQL)
		}
	}
	return planned{p, p.Stages[0]}
}

func options(d builder.Dialect) persistence.Options {
	return persistence.Options{Dialect: render.Dialect(d), Page: 3, MaxParams: 7, NextUUID: made()}
}

func texts(p planned) (texts []string) {
	for _, s := range p.Stmts {
		texts = append(texts, s.SQL)
	}
	return texts
}

// rows answers structs by the layout, as a Decoder would.
type rows[T any] struct {
	backends.Rows
	list []T
	at   int
}

func (r *rows[T]) Next() bool { r.at++; return r.at <= len(r.list) }
func (r *rows[T]) Err() error { return nil }
func (r *rows[T]) Decode(l *backends.Layout, base unsafe.Pointer) error {
	for i, offset := range l.Offsets {
		from := reflect.NewAt(l.Types[i], unsafe.Add(unsafe.Pointer(&r.list[r.at-1]), offset)).Elem()
		reflect.NewAt(l.Types[i], unsafe.Add(base, offset)).Elem().Set(from)
	}
	return nil
}

// answer hands rows to statement i.
func answer[T any](t *testing.T, p planned, i int, list ...T) {
	t.Helper()
	n, err := p.Receive(i, &rows[T]{list: list}, backends.Result{})
	require.NoError(t, err)
	require.Len(t, list, int(n))
}

// changed returns what a flush of known would write.
func changed(t *testing.T, known *identity.Map) unitofwork.Set {
	t.Helper()
	set, err := unitofwork.Of(known)
	require.NoError(t, err)
	return set
}
