package backendtest

import (
	"database/sql/driver"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"net/netip"
	"strings"
	"time"

	"github.com/google/uuid"
)

// stamp is a Valuer whose methods are its pointer's.
type stamp struct{ Word string }

func (s *stamp) Value() (driver.Value, error) { return "stamped " + s.Word, nil }

func (s *stamp) Scan(src any) error {
	text, _ := src.(string)
	if b, isBytes := src.([]byte); isBytes {
		text = string(b)
	}
	word, stamped := strings.CutPrefix(text, "stamped ")
	if !stamped {
		return errors.New("not stamped")
	}
	s.Word = word
	return nil
}

// shade is a number that is stored as a word.
type shade uint8

func (s shade) Value() (driver.Value, error) { return []string{"light", "dark"}[s], nil }

func (s *shade) Scan(src any) error {
	switch fmt.Sprintf("%s", src) {
	case "light":
		*s = 0
	case "dark":
		*s = 1
	default:
		return errors.New("no shade")
	}
	return nil
}

// count is a number that reads nothing but numbers.
type count struct{ n int64 }

func (c count) Value() (driver.Value, error) { return c.n, nil }

func (c *count) Scan(src any) error {
	n, ok := src.(int64)
	if c.n = n; !ok {
		return fmt.Errorf("a %T is no count", src)
	}
	return nil
}

// degrees is text of its own whose methods are its pointer's.
type degrees struct{ N string }

func (d *degrees) MarshalText() ([]byte, error) { return []byte(d.N + "°"), nil }

func (d *degrees) UnmarshalText(text []byte) (err error) {
	d.N = strings.TrimSuffix(string(text), "°")
	return nil
}

// sealed is JSON of its own whose methods are its pointer's.
type sealed struct{ n int }

func (s *sealed) MarshalJSON() ([]byte, error) { return json.Marshal(map[string]int{"sealed": s.n}) }

func (s *sealed) UnmarshalJSON(b []byte) error {
	var m map[string]int
	err := json.Unmarshal(b, &m)
	s.n = m["sealed"]
	return err
}

// elements are values of every kind, in each container.
func elements() []Value {
	at, early := time.Date(2026, 1, 2, 3, 4, 5, 6_000, time.UTC), time.Date(1, 1, 1, 0, 0, 0, 0, time.UTC)
	other := uuid.MustParse("018f2f4e-0000-7000-8000-000000000002")
	lists := [][]Value{
		Contained("bool", Boolean, Booleans, true, false),
		Contained("int", Bigint, Bigints, math.MaxInt64, math.MinInt64), Contained[int8]("int8", Bigint, Bigints, -128, 127),
		Contained[int16]("int16", Bigint, Bigints, -1, 0), Contained[int32]("int32", Bigint, Bigints, math.MinInt32, 7),
		Contained[uint16]("uint16", Bigint, Bigints, math.MaxUint16, 0), Contained[uint32]("uint32", Bigint, Bigints, math.MaxUint32, 0),
		Contained[uint64]("uint64", Decimal, Decimals, math.MaxInt64, 0), Contained[uint]("uint", Bigint, Bigints, 1, 0),
		Contained("float64", Double, Doubles, math.MaxFloat64, -0.1), Contained[float32]("float32", Double, Doubles, 1.1, -math.MaxFloat32),
		Contained("string", Text, Texts, ``, `{"NULL",\`), Contained[mood]("named string", Enum, Enums, "sad", "so-so"),
		Contained[level]("named int", Bigint, Bigints, -1, 2), Contained("bytes", Bytes, Blobs, []byte{0, 255}, []byte{}),
		Contained("four bytes", Bytes, Blobs, [4]byte{1, 0, 255, '\\'}, [4]byte{}),
		Contained("sixteen bytes", UUID, UUIDs, [16]byte(id), [16]byte{}), Contained("UUID", UUID, UUIDs, id, other),
		Contained("time", Time, Times, at, early), Contained("address", Text, Texts, netip.MustParseAddr("::1"), netip.MustParseAddr("10.0.0.1")),
		Contained("network", Text, Texts, netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("::/0")),
		Contained("raw JSON", JSON, Documents, json.RawMessage(`[5]`), json.RawMessage(`"x"`)),
		Contained("struct", JSON, Documents, doc{1, `"x"`}, doc{}), Contained("map", JSON, Documents, map[string]int{"a": 1}, map[string]int{}),
		Contained("JSON on the pointer", JSON, Documents, sealed{1}, sealed{}),
		Contained("Valuer", Decimal, Decimals, digits{"1.50"}, digits{"-2"}), Contained("Valuer on the pointer", Text, Texts, stamp{"a"}, stamp{`",{}\`}),
		Contained[shade]("number that is a word", Text, Texts, 1, 0), Contained("Valuer of numbers", Bigint, Bigints, count{-5}, count{}),
		Contained("text", Text, Texts, celsius{"21"}, celsius{"-1"}), Contained("text on the pointer", Text, Texts, degrees{"5"}, degrees{"{}"}),
	}
	var all []Value
	for _, list := range lists {
		all = append(all, list...)
	}
	return all
}
