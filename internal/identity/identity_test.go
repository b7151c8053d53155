package identity

import (
	"math"
	"reflect"
	"testing"
	"time"
	"unsafe"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/drey-db/drey/internal/mapper"
)

type hero struct {
	ID    int64
	Name  string
	Tags  []string
	Total int `db:"total,readonly"`
}

func (hero) TableName() string { return "heroes" }

type visit struct {
	Hero uuid.UUID `db:"hero,pk"`
	Door string    `db:"door,pk"`
	Seq  int32     `db:"seq,pk"`
	At   time.Time `db:"at,pk"`
	Back bool      `db:"back,pk"`
	Size uint8     `db:"size,pk"`
	Hash []byte    `db:"hash,pk"`
}

func (visit) TableName() string { return "visits" }

type counted struct {
	ID uint64
}

func (counted) TableName() string { return "counted" }

func mapping[T any](t *testing.T) *mapper.Mapping {
	t.Helper()
	m, err := mapper.Of(reflect.TypeFor[T]())
	require.NoError(t, err)
	return m
}

func keyOf[T any](t *testing.T, v T) Key {
	t.Helper()
	return KeyOf(mapping[T](t), unsafe.Pointer(&v))
}

func TestKeys(t *testing.T) {
	at := time.Date(2026, 1, 2, 3, 4, 5, 1999, time.UTC)
	one := visit{Door: "a", Seq: 1, At: at, Back: true}
	same := visit{Door: "a", Seq: 1, At: at.In(time.FixedZone("x", 3600)).Truncate(time.Microsecond), Back: true}
	require.Equal(t, keyOf(t, one), keyOf(t, same))
	for _, other := range []visit{
		{Door: "a", Seq: 2, At: at, Back: true}, {Door: "b", Seq: 1, At: at, Back: true}, {Door: "a", Seq: 1, At: at},
		{Door: "a", Seq: 1, At: at.Add(time.Microsecond), Back: true}, {Hero: uuid.UUID{1}, Door: "a", Seq: 1, At: at, Back: true},
		{Door: "a", Seq: 1, At: at, Back: true, Size: 1}, {Door: "a", Seq: 1, At: at, Back: true, Hash: []byte{0}},
	} {
		require.NotEqual(t, keyOf(t, one), keyOf(t, other))
	}
	require.NotEqual(t, keyOf(t, hero{ID: 1}), keyOf(t, counted{ID: 1}), "keys of two types are never the same")
	require.Negative(t, keyOf(t, hero{ID: -5}).Compare(keyOf(t, hero{ID: 3})))
	require.Negative(t, keyOf(t, counted{ID: 3}).Compare(keyOf(t, counted{ID: math.MaxUint64})))
	require.Negative(t, keyOf(t, visit{Door: "a", Seq: -1}).Compare(keyOf(t, visit{Door: "a", Seq: 1})))
	require.Equal(t, []any{int64(7)}, Values(mapping[hero](t), unsafe.Pointer(&hero{ID: 7})))
}

func TestConvert(t *testing.T) {
	type short string
	id := uuid.MustParse("018f0000-0000-7000-8000-000000000001")
	at := time.Now()
	p, err := Convert(mapping[visit](t), []any{id.String(), short("a"), int64(7), at, true, 9, "x"})
	require.ErrorContains(t, err, "the key visit.Hash is of type []uint8, which this string is not")
	require.Nil(t, p)
	p, err = Convert(mapping[visit](t), []any{id.String(), short("a"), int64(7), at, true, 9, []byte("x")})
	require.NoError(t, err)
	require.Equal(t, visit{Hero: id, Door: "a", Seq: 7, At: at, Back: true, Size: 9, Hash: []byte("x")}, *(*visit)(p))
	p, err = Convert(mapping[visit](t), []any{id[:], "a", int32(7), at, true, uint64(9), []byte("x")})
	require.NoError(t, err)
	require.Equal(t, id, (*visit)(p).Hero)

	_, err = Convert(mapping[hero](t), []any{1, 2})
	require.ErrorContains(t, err, "the key of hero is ID (int64): give 1 of these, not 2")
	for _, wrong := range []any{nil, "1", 1.5, uint64(math.MaxUint64), true} {
		_, err = Convert(mapping[hero](t), []any{wrong})
		require.ErrorContains(t, err, "the key hero.ID is of type int64")
	}
	for _, wrong := range []any{-1, int8(-1)} {
		_, err = Convert(mapping[counted](t), []any{wrong})
		require.Error(t, err)
	}
	_, err = Convert(mapping[visit](t), []any{"nonsense", "a", 1, at, true, 1, []byte{}})
	require.ErrorContains(t, err, "the key visit.Hero")
	_, err = Convert(mapping[visit](t), []any{id, "a", 1 << 40, at, true, 1, []byte{}})
	require.ErrorContains(t, err, "the key visit.Seq is of type int32")
}

// loaded returns a map with one persistent hero, of whom columns were read.
func loaded(t *testing.T, h *hero, columns ...string) (*Map, *Entry) {
	t.Helper()
	m := mapping[hero](t)
	set := m.All
	if len(columns) > 0 {
		set = mapper.Set{}
		for _, name := range columns {
			set = set.With(m.Column(name).Index)
		}
	}
	var im Map
	return &im, im.Load(m, KeyOf(m, unsafe.Pointer(h)), unsafe.Pointer(h), set)
}

func names(columns []*mapper.Column) (names []string) {
	for _, c := range columns {
		names = append(names, c.Name)
	}
	return names
}

func TestChanged(t *testing.T) {
	h := &hero{ID: 1, Name: "a", Tags: []string{"x"}}
	im, e := loaded(t, h)
	require.Same(t, e, im.Find(h))
	require.Same(t, e, im.At(e.Key()))
	require.Empty(t, e.Changed())
	h.Tags[0], h.Name, h.Total = "y", "b", 9
	require.Equal(t, []string{"name", "tags"}, names(e.Changed()), "a read-only column is never written")
	h.Tags[0], h.Name = "x", "a"
	require.Empty(t, e.Changed(), "set and reverted")
}

func TestWhatWasNotLoaded(t *testing.T) {
	h := &hero{ID: 1}
	_, e := loaded(t, h, "id")
	require.Empty(t, e.Changed())
	h.Name = "b"
	require.Equal(t, []string{"name"}, names(e.Changed()))
	e.Receive(unsafe.Pointer(&hero{ID: 1, Name: "a", Tags: []string{"x"}}), mapping[hero](t).All, false)
	require.Equal(t, &hero{ID: 1, Name: "b", Tags: []string{"x"}}, h, "a later row fills what is empty")
	require.Equal(t, []string{"name"}, names(e.Changed()))
}

func TestReceive(t *testing.T) {
	h := &hero{ID: 1, Name: "a"}
	_, e := loaded(t, h)
	row := &hero{ID: 1, Name: "b", Tags: []string{"y"}}
	e.Receive(unsafe.Pointer(row), mapping[hero](t).All, false)
	require.Equal(t, "a", h.Name, "a row does not overwrite an entity")
	e.Expired = true
	h.Tags = []string{"mine"}
	e.Receive(unsafe.Pointer(row), mapping[hero](t).All, false)
	require.Equal(t, &hero{ID: 1, Name: "b", Tags: []string{"mine"}}, h, "but an expired one, except for edits")
	require.Equal(t, []string{"tags"}, names(e.Changed()))
	require.False(t, e.Expired)
	e.Receive(unsafe.Pointer(row), mapping[hero](t).All, true)
	require.Equal(t, row, h, "one that overwrites wins over edits as well")
	require.Empty(t, e.Changed())
}

func TestRollback(t *testing.T) {
	m := mapping[hero](t)
	old := &hero{ID: 1, Name: "a"}
	im, e := loaded(t, old)
	old.Name, old.ID = "b", 5
	e.Written(e.Changed(), nil, nil)
	im.Rekey(e)
	require.Nil(t, im.At(keyOf(t, hero{ID: 1})))
	require.Same(t, e, im.At(keyOf(t, hero{ID: 5})))
	old.Name = "c"
	e.Written(e.Changed(), nil, nil)
	require.Empty(t, e.Changed())

	fresh, pending, gone := &hero{Name: "n"}, &hero{ID: 8}, &hero{ID: 9}
	f := im.Add(m, fresh)
	require.True(t, f.Keep(m.Column("tags")))
	require.False(t, f.Keep(m.Column("tags")))
	f.Inserted(unsafe.Pointer(&hero{ID: 2, Total: 3}), []*mapper.Column{m.Column("id"), m.Column("total")})
	im.Rekey(f)
	require.Equal(t, &hero{ID: 2, Name: "n", Total: 3}, fresh)
	im.Add(m, pending)
	g := im.Load(m, keyOf(t, *gone), unsafe.Pointer(gone), m.All)
	im.Gone(g)
	require.Nil(t, im.Find(gone))
	fresh.Name, fresh.Tags = "edited", []string{"filled"}

	im.Rollback()
	require.Equal(t, &hero{ID: 1, Name: "a"}, old)
	require.True(t, e.Expired)
	require.Same(t, e, im.At(keyOf(t, hero{ID: 1})))
	require.Nil(t, im.At(keyOf(t, hero{ID: 5})))
	require.Equal(t, &hero{Name: "edited"}, fresh, "what the flush gave is put back, what the user wrote stays")
	require.Nil(t, im.Find(fresh))
	require.Nil(t, im.Find(pending))
	require.Same(t, g, im.Find(gone))
	require.Same(t, g, im.At(g.Key()))
	require.Len(t, im.Entries(), 2)
}

func TestCommit(t *testing.T) {
	h := &hero{ID: 1, Name: "a"}
	im, e := loaded(t, h)
	h.Name = "b"
	e.Written(e.Changed(), nil, nil)
	im.Commit()
	h.Name = "c"
	im.Rollback()
	require.Equal(t, "b", h.Name)
	im.Clear()
	require.Nil(t, im.Find(h))
	require.Empty(t, im.Entries())
}

func TestRollbackEmptiesWhatWasNotLoaded(t *testing.T) {
	h := &hero{ID: 1}
	im, e := loaded(t, h, "id")
	h.Name = "b"
	e.Written(e.Changed(), nil, nil)
	require.True(t, e.Loaded().Has(1))
	h.Tags = []string{"x"}
	im.Rollback()
	require.Equal(t, &hero{ID: 1}, h)
	require.False(t, e.Loaded().Has(1))
}
