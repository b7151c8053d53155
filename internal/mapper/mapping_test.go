package mapper

import (
	"database/sql"
	"encoding/json"
	"net/netip"
	"reflect"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/require"
)

type Times struct {
	CreatedAt time.Time `db:"created_at,default=now()"`
	UpdatedOn time.Time `db:",onupdate=now()"`
}

type owner struct {
	OwnerID int64
	hidden  int
}

type hero struct {
	ID     uuid.UUID `db:"id,pk,uuid7"`
	Name   string    `db:"name,unique"`
	Power  *float64
	AppSrc string   `db:"app_src,default='web'"`
	Rank   int      `db:",omitzero"`
	Skip   chan int `db:"-"`
	note   string
	Times
	owner
	Revision int32  `db:"rev,version"`
	Password string `db:"password,secret"`
	Total    int    `db:"total,readonly"`
}

func (hero) TableName() string { return "app.heroes" }

func TestOf(t *testing.T) {
	m, err := Of(reflect.TypeFor[hero]())
	require.NoError(t, err)
	var names, fields []string
	for i, c := range m.Columns {
		require.Equal(t, i, c.Index)
		require.Same(t, c, m.Column(c.Name))
		require.Equal(t, reflect.TypeFor[hero]().FieldByIndex(c.Path).Type, c.Type)
		names, fields = append(names, c.Name), append(fields, c.Field)
	}
	require.Equal(t, []string{"id", "name", "power", "app_src", "rank", "created_at", "updated_on", "owner_id", "rev",
		"password", "total"}, names)
	require.Equal(t, "Times.CreatedAt", fields[5])
	require.Equal(t, "app.heroes", m.Table)
	require.Equal(t, []*Column{m.Column("id")}, m.Key)
	require.Same(t, m.Column("rev"), m.Version)
	require.Nil(t, m.CountedKey())
	require.True(t, m.Column("created_at").OmitZero, "a default stands in for a zero time")
	require.False(t, m.Column("app_src").OmitZero, "a string keeps its zero")
	require.True(t, m.Column("password").Secret)

	again, err := Of(reflect.TypeFor[hero]())
	require.NoError(t, err)
	require.Same(t, m, again)
}

type membership struct {
	TeamID int64 `db:"team_id,pk"`
	HeroID int64 `db:"hero_id,pk"`
}

func (*membership) TableName() string { return "memberships" }

type counted struct{ ID int32 }

func (counted) TableName() string { return "counted" }

func TestKeys(t *testing.T) {
	m, err := Of(reflect.TypeFor[membership]())
	require.NoError(t, err, "a pointer's TableName is good as well")
	require.Equal(t, []*Column{m.Column("team_id"), m.Column("hero_id")}, m.Key)
	require.Nil(t, m.CountedKey())
	m, err = Of(reflect.TypeFor[counted]())
	require.NoError(t, err)
	require.Same(t, m.Column("id"), m.CountedKey())
}

type embeddedPointer struct{ N int }

type wrong struct {
	*embeddedPointer
	A      chan int
	B      any
	C      complex128
	D      struct{}
	E      **int
	F      sync.Mutex
	G      string `db:"g,nonsense"`
	H      string `db:"g"`
	secret string `db:"secret"`
	I      string `db:"i,uuid7"`
	J      string `db:"j,version"`
	K      int    `db:"k,readonly,omitzero"`
	L      int    `db:"l,fk=teams"`
	M      []*hero
	N      map[string]func()
	O      float64         `db:"o,pk"`
	P      json.RawMessage `db:"p,pk"`
}

func TestOfReportsEveryMistake(t *testing.T) {
	_, err := Of(reflect.TypeFor[wrong]())
	var e *Error
	require.ErrorAs(t, err, &e)
	require.Equal(t, reflect.TypeFor[wrong](), e.Type)
	for _, want := range []string{
		"mapping mapper.wrong:", "field embeddedPointer: an embedded pointer", "field A: a chan int is no SQL value", "field B: an interface",
		"field C: a complex128", "field D: it has no size", "field E: a pointer to a pointer is no SQL value: make it *int",
		"field F: it has unexported fields", `field G: unknown option "nonsense"`, `field H: column "g" is field G already`,
		"field secret: it has a db tag but is not exported", "field I: uuid7 makes values of 16 bytes",
		"field J: a version is a plain integer", "field K: a read-only column", "field L: fk names a table and a column",
		`field M: mapper.hero is an entity: say how it is reached, as in rel:"has-many", or leave it out`, "field N: a func() is no SQL value", "it has no table: add func (wrong) TableName() string",
		"field O: a float64 cannot be a key", "field P: a json.RawMessage cannot be a key",
	} {
		require.ErrorContains(t, err, want)
	}
	require.Len(t, e.Mistakes, 19)

	_, err = Of(reflect.TypeFor[struct{ Name string }]())
	require.ErrorContains(t, err, "no primary key")
	_, err = Of(reflect.TypeFor[int]())
	require.EqualError(t, err, "mapping int:\n\tit is no struct but of kind int: name a struct type")
	_, err = Of(reflect.TypeFor[*struct{ ID int }]())
	require.ErrorContains(t, err, "it is a pointer: name the struct itself")
	_, err = RecordOf(reflect.TypeFor[struct{ n int }]())
	require.ErrorContains(t, err, "it has no column")
}

type badTable struct{ ID int }

func (badTable) TableName() string { return `a."b"` }

func TestTableName(t *testing.T) {
	_, err := Of(reflect.TypeFor[badTable]())
	require.ErrorContains(t, err, "without quotes")
}

type document struct {
	Lines []string
	At    time.Time
	Next  *document
}

type everything struct {
	ID   int64
	A    netip.Addr
	B    decimal.Decimal
	C    sql.Null[string]
	D    []string
	E    map[string]any
	F    document
	G    *document
	H    [4]byte
	I    []byte
	J    [][]int
	K    uuid.NullUUID
	L    time.Duration
	M, N *time.Time
}

func (everything) TableName() string { return "everything" }

func TestEveryKindOfValueMaps(t *testing.T) {
	m, err := Of(reflect.TypeFor[everything]())
	require.NoError(t, err)
	require.Len(t, m.Columns, 15)
}

func TestIsValue(t *testing.T) {
	for _, v := range []any{1, "", time.Time{}, decimal.Decimal{}, sql.Null[int]{}, netip.Addr{}, []string{}, uuid.UUID{}} {
		require.True(t, IsValue(reflect.TypeOf(v)), "%T", v)
	}
	require.False(t, IsValue(reflect.TypeFor[document]()))
}

func TestSet(t *testing.T) {
	var s Set
	require.False(t, s.Has(0))
	a, b := s.With(3).With(70), s.With(3)
	require.True(t, a.Has(3) && a.Has(70) && !a.Has(4) && !a.Has(71) && !a.Has(700))
	require.False(t, b.Has(70), "a set is never changed in place")
	require.Equal(t, a, b.Union(a))
	require.Equal(t, a, a.Union(b).Union(Set{}))
	require.Equal(t, a, s.With(70).With(3))
	m, err := Of(reflect.TypeFor[hero]())
	require.NoError(t, err)
	require.Equal(t, s.With(0).With(8), SetOf([]*Column{m.Column("rev"), m.Column("id")}))
	for i := range m.Columns {
		require.True(t, m.All.Has(i))
	}
}

func TestColumnsIn(t *testing.T) {
	m, err := Of(reflect.TypeFor[hero]())
	require.NoError(t, err)
	some := SetOf(nil).With(0).With(2)
	require.Equal(t, []*Column{m.Columns[0], m.Columns[2]}, m.ColumnsIn(some))
	require.Empty(t, m.ColumnsIn(Set{}))
	list := m.ColumnsIn(some)
	require.Same(t, &list[0], &m.ColumnsIn(some)[0], "one set is one list")
	require.Equal(t, len(list), cap(list), "who appends gets a list of its own")
	require.Zero(t, testing.AllocsPerRun(10, func() { m.ColumnsIn(some) }))
}
