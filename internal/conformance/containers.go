package conformance

import (
	"database/sql"
	"database/sql/driver"
	"encoding/json"
	"errors"
	"math"
	"net/netip"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
)

// Box is a T in every container.
type Box[T any] struct {
	ID       int64
	One      T
	Maybe    *T
	Null     sql.Null[T]
	List     []T
	Pointers []*T
	Nulls    []sql.Null[T]
	Nested   [][]T
	Two      [2]T
	Listed   *[]T
	NullList sql.Null[[]T]
	TwoAt    *[2]T
	NestedAt *[][]T
}

// TableName is one for each T.
func (Box[T]) TableName() string { return "box_of_" + boxNames[reflect.TypeFor[T]()] }

var boxNames = map[reflect.Type]string{
	reflect.TypeFor[bool](): "bool", reflect.TypeFor[int64](): "int64", reflect.TypeFor[uint32](): "uint32", reflect.TypeFor[float64](): "float64",
	reflect.TypeFor[string](): "text", reflect.TypeFor[[]byte](): "bytes", reflect.TypeFor[uuid.UUID](): "uuid", reflect.TypeFor[[16]byte](): "sixteen",
	reflect.TypeFor[time.Time](): "time", reflect.TypeFor[netip.Addr](): "address", reflect.TypeFor[Note](): "note", reflect.TypeFor[map[string]int](): "map",
	reflect.TypeFor[json.RawMessage](): "raw", reflect.TypeFor[rubber](): "rubber", reflect.TypeFor[heat](): "heat", reflect.TypeFor[tone](): "tone",
}

// rubber is a word with Value, Scan, Equal and IsZero on its pointer.
type rubber struct{ word string }

func (r *rubber) Value() (driver.Value, error) { return "R:" + r.word, nil }

func (r *rubber) Scan(src any) error {
	text, ok := src.(string)
	if b, isBytes := src.([]byte); isBytes {
		text, ok = string(b), true
	}
	if !ok || !strings.HasPrefix(text, "R:") {
		return errors.New("no rubber")
	}
	r.word = text[2:]
	return nil
}

// heat is text by methods of its pointer.
type heat struct{ Degrees string }

func (h *heat) MarshalText() ([]byte, error) { return []byte(h.Degrees + "°"), nil }

func (h *heat) UnmarshalText(text []byte) error {
	h.Degrees = strings.TrimSuffix(string(text), "°")
	return nil
}

// tone is a number that is stored as a word.
type tone uint8

func (n tone) Value() (driver.Value, error) { return []string{"low", "high"}[n], nil }

func (n *tone) Scan(src any) error {
	text, _ := src.(string)
	if b, ok := src.([]byte); ok {
		text = string(b)
	}
	*n = tone(strings.Index("low high", text) / 4)
	return nil
}

// ContainersGoThereAndBack: every kind of value in every container, which a read finds unchanged and an edit in place does
// not leave unseen.
func ContainersGoThereAndBack(t *testing.T, b Backend) {
	db := b.open(t)
	at := time.Date(2026, 1, 2, 3, 4, 5, 678901000, time.UTC)
	one, two := uuid.MustParse("018f2f4e-0000-7000-8000-000000000001"), uuid.MustParse("018f2f4e-0000-7000-8000-000000000002")
	boxed(t, db, "boolean", true, false)
	boxed[int64](t, db, "bigint", math.MaxInt64, -1)
	boxed[uint32](t, db, "bigint", math.MaxUint32, 1)
	boxed(t, db, "{double}", 0.1, math.MaxFloat64)
	boxed(t, db, "text", `{"a",NULL}`, `\`)
	boxed(t, db, "{bytes}", []byte{0, 255}, []byte{})
	boxed(t, db, "{uuid}", one, two)
	boxed(t, db, "{uuid}", [16]byte(one), [16]byte(two))
	boxed(t, db, "{time}", at, at.AddDate(-100, 0, 0))
	boxed(t, db, "text", netip.MustParseAddr("::1"), netip.MustParseAddr("10.0.0.1"))
	boxed(t, db, "{json}", Note{Lines: []string{"a"}}, Note{Lines: []string{}})
	boxed(t, db, "{json}", map[string]int{"a": 1}, map[string]int{})
	boxed(t, db, "{json}", json.RawMessage(`[5]`), json.RawMessage(`"x"`))
	boxed(t, db, "text", rubber{"a"}, rubber{`"`})
	boxed(t, db, "text", heat{"1"}, heat{"2"})
	boxed[tone](t, db, "text", 1, 0)
}

func boxed[T any](t *testing.T, db *database, sqlType string, a, b T) {
	t.Helper()
	db.makeBoxes(t, Box[T]{}.TableName(), sqlType)
	kept := a
	full := Box[T]{
		One: a, Maybe: &kept, Null: sql.Null[T]{V: a, Valid: true}, List: []T{a, b}, Pointers: []*T{nil, &b}, Nulls: []sql.Null[T]{{}, {V: a, Valid: true}},
		Nested: [][]T{{a, b}}, Two: [2]T{a, b}, Listed: &[]T{a}, NullList: sql.Null[[]T]{V: []T{a}, Valid: true}, TwoAt: &[2]T{b, a}, NestedAt: &[][]T{{a}, {b}},
	}
	plain := Box[T]{One: b, List: []T{}, Pointers: []*T{}, Two: [2]T{b, b}, Listed: &[]T{}, NestedAt: &[][]T{}}
	for _, box := range []Box[T]{full, plain} {
		stored := box
		must(t, db.Begin(t.Context(), func(s *repo.Session) error { return s.Add(&stored) }))
		box.ID = stored.ID
		unboxed(t, db, &box)
	}
	rebox(t, db, 1, a, b)
	model := builder.Model[Box[T]]()
	if sqlType == "text" {
		q := builder.Select(model).Where(builder.Col(&model.One).Eq(b))
		expect(t, "found by value", value(repo.Count(t.Context(), db, q))(t), int64(1))
		q = builder.Select(model).Where(builder.Col(&model.One).In(a, b))
		expect(t, "found in a list", value(repo.Count(t.Context(), db, q))(t), int64(2))
	}
}

func (db *database) makeBoxes(t *testing.T, table, sqlType string) {
	t.Helper()
	lists := sqlType + "[]"
	if db.backend.Dialect.Name == builder.SQLite().Name {
		lists = "text"
	}
	columns := "id {counted}"
	for _, name := range []string{"one", "maybe", "null"} {
		columns += `, "` + name + `" ` + sqlType
	}
	for _, name := range []string{"list", "pointers", "nulls", "nested", "two", "listed", "null_list", "two_at", "nested_at"} {
		columns += `, "` + name + `" ` + lists
	}
	db.exec(t, db.backend.spell("CREATE TABLE "+table+" ("+columns+")"))
}

// unboxed expects the same box in a new session, and nothing to write about it.
func unboxed[T any](t *testing.T, db *database, want *Box[T]) {
	t.Helper()
	s := db.session(t)
	got := value(repo.Get[Box[T]](t.Context(), s, want.ID))(t)
	expect(t, "read back", got, want)
	db.log.take()
	must(t, s.Flush(t.Context()))
	expect(t, "sent for what was read", db.log.sent(), "")
	must(t, s.Close())
}

// rebox edits each container in place, and takes all of that back; what stays is written.
func rebox[T any](t *testing.T, db *database, id int64, a, b T) {
	t.Helper()
	s := db.session(t)
	box := value(repo.Get[Box[T]](t.Context(), s, id))(t)
	for i, place := range []*T{
		&box.One, box.Maybe, &box.Null.V, &box.List[0], &box.Nulls[1].V, &box.Nested[0][0], &box.Two[0], &(*box.Listed)[0],
		&box.NullList.V[0], &box.TwoAt[1], &(*box.NestedAt)[0][0],
	} {
		*place = b
		expect(t, "an edit in place is seen: i", i, i)
		expect(t, "an edit in place is seen: s.IsModified(box)", s.IsModified(box), true)
		*place = a
		expect(t, "and that it was taken back: i", i, i)
		expect(t, "and that it was taken back: s.IsModified(box)", s.IsModified(box), false)
	}
	*box.Pointers[1], box.Pointers[0] = a, &b
	*box.Maybe, box.List[1], box.Nested[0][1], (*box.Listed)[0] = b, a, a, b
	must(t, s.Commit(t.Context()))
	must(t, s.Close())
	unboxed(t, db, box)
}
