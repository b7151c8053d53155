package conformance

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"testing"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
)

// Seal is a type that is its text.
type Seal struct{ text string }

// MarshalText implements encoding.TextMarshaler.
func (s Seal) MarshalText() ([]byte, error) { return []byte(s.text), nil }

// UnmarshalText implements encoding.TextUnmarshaler.
func (s *Seal) UnmarshalText(text []byte) error { s.text = string(text); return nil }

// TypesThatAreTextReadEveryColumn: what is bound as its text is read from the text of the column, whatever type that is of.
func TypesThatAreTextReadEveryColumn(t *testing.T, b Backend) {
	db := b.open(t)
	for typ, text := range map[string]string{
		"text": "a", "varchar(3)": "a", "json": `{"b":  1}`, "jsonb": `"b"`, "inet": "10.0.0.1", "cidr": "10.0.0.0/8", "macaddr": "08:00:2b:01:02:03",
		"numeric": "1.50", "uuid": "018f2f4e-0000-7000-8000-000000000001", "interval": "1 day 02:00:00", "varbit": "101", "int4range": "[1,3)",
		"tsvector": "''a'':1", "bigint": "7", "boolean": "true", "double precision": "1.5", "point": "(1,2)", "name": "a", "xml": "<a/>",
	} {
		if b.Dialect.Name == builder.SQLite().Name {
			typ = "text"
		}
		read := builder.As[struct {
			Seal  Seal
			Again *Seal
			None  *Seal
		}](builder.Text(fmt.Sprintf("SELECT CAST('%[1]s' AS %[2]s) AS seal, CAST('%[1]s' AS %[2]s) AS again, CAST(NULL AS %[2]s) AS none", text, typ)))
		found, want := value(repo.One(t.Context(), db, read))(t), strings.ReplaceAll(text, "''", "'")
		expect(t, typ, found.Seal.text, want)
		expect(t, typ+" behind a pointer", found.Again.text, want)
		expect(t, typ+" and NULL", found.None == nil, true)
	}
	type parts struct{ A int }
	documents := builder.As[struct {
		Map  map[string]int
		Part parts
		Ptr  *parts
		None *parts
	}](builder.Text(`SELECT CAST('{"A":1}' AS text) AS map, CAST('{"A":1}' AS varchar(9)) AS part, CAST('{"A":1}' AS text) AS ptr, CAST(NULL AS text) AS none`))
	doc := value(repo.One(t.Context(), db, documents))(t)
	expect(t, "JSON in text", fmt.Sprint(doc.Map, doc.Part, *doc.Ptr, doc.None == nil), "map[A:1] {1} {1} true")
	rows := value(db.Query(t.Context(), builder.Text(`SELECT CAST('{"A":1}' AS text) AS part UNION ALL SELECT CAST('{}' AS text)`)))(t)
	var again parts
	var seen []int
	for rows.Next() {
		must(t, rows.Scan(&again))
		seen = append(seen, again.A)
	}
	must(t, rows.Close())
	slices.Sort(seen)
	expect(t, "one destination for every row", seen, []int{0, 1})
	_, err := repo.Scalar[map[string]int](t.Context(), db, builder.Text("SELECT CAST('no JSON' AS text)"))
	refused(t, err, repo.ErrDataException)
	quoted := builder.As[struct{ Host netip.Addr }](builder.Text(`SELECT '"10.0.0.1"' AS host`))
	if b.Dialect.Name != builder.SQLite().Name {
		quoted = builder.As[struct{ Host netip.Addr }](builder.Text(`SELECT CAST('"10.0.0.1"' AS jsonb) AS host`))
	}
	expect(t, "a string in JSON, to what wants no quotes", value(repo.One(t.Context(), db, quoted))(t).Host, netip.MustParseAddr("10.0.0.1"))
}
