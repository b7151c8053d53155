package conformance

import (
	"database/sql"
	"net"
	"testing"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
	"github.com/drey-db/drey/schema"
)

// Code is bytes that have text of their own.
type Code [3]byte

// MarshalText writes c as itself.
func (c Code) MarshalText() ([]byte, error) { return c[:], nil }

// UnmarshalText reads c.
func (c *Code) UnmarshalText(text []byte) error { copy(c[:], text); return nil }

// Packet is a column of each Go type whose column type follows from more than its kind.
type Packet struct {
	ID        int64
	Four      [4]byte
	FourP     *[4]byte
	FourN     sql.Null[[4]byte]
	Fours     [][4]byte
	NullFours []sql.Null[[4]byte]
	Code      Code
	CodeP     *Code
	Codes     []Code
	IP        net.IP
	Hundred   [100]byte
	IDs       [][16]byte
}

// TableName names the table.
func (Packet) TableName() string { return "packets" }

// ColumnsTakeTheirValues: what schema makes of a model's types is what their values are bound as.
func ColumnsTakeTheirValues(t *testing.T, b Backend) {
	db := b.open(t)
	packets := builder.Model[Packet]()
	db.create(t, schema.MustOf(packets))
	full := Packet{
		ID: 1, Four: [4]byte{0, 255, 1}, FourP: &[4]byte{1}, FourN: sql.Null[[4]byte]{V: [4]byte{2}, Valid: true}, Fours: [][4]byte{{1}, {255}},
		NullFours: []sql.Null[[4]byte]{{}, {V: [4]byte{7}, Valid: true}}, Code: Code{'a', 'b', 'c'}, CodeP: &Code{'1', '2', '3'}, Codes: []Code{{'x', 'y', 'z'}},
		IP: net.ParseIP("10.0.0.1"), Hundred: [100]byte{99: 1}, IDs: [][16]byte{{1}},
	}
	again, empty := full, Packet{ID: 3, Code: Code{'0', '0', '0'}}
	again.ID = 2
	must(t, db.Begin(t.Context(), func(s *repo.Session) error { return s.Add(&full, &empty) }))
	must(t, db.Begin(t.Context(), func(s *repo.Session) error { return repo.InsertAll(t.Context(), s, []*Packet{&again}) }))
	rows := value(repo.All(t.Context(), db, builder.Select(packets).OrderBy(builder.Col(&packets.ID))))(t)
	for i, want := range []Packet{full, again, empty} {
		expect(t, "row", *rows[i], want)
	}
	same := builder.Select(packets).Where(builder.Col(&packets.Code).Eq(full.Code), builder.Col(&packets.Four).Eq(full.Four), builder.Col(&packets.IP).Eq(full.IP))
	expect(t, "found", value(repo.Count(t.Context(), db, same))(t), int64(2))
}
