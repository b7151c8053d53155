package conformance

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
)

// Arrival has, but for its key, columns whose types its fields do not tell.
type Arrival struct {
	ID    int64 `db:"id,pk"`
	At    time.Time
	Day   time.Time
	Seen  *time.Time
	Mood  string
	Ref   string
	Host  *string
	Doc   string
	Span  string
	Cost  float64
	Price string
	Raw   json.RawMessage
	Short string
	Box   string
	Words string
	Tags  []string
	Marks []int64 `db:"marks,type=integer[]"`
	Blob  []byte
	Note  []byte
}

// TableName names the table.
func (Arrival) TableName() string { return "arrivals" }

// arrivalColumns are the table's columns on PostgreSQL, and what the literals of the visit that arrivalOf makes are there.
var arrivalColumns = []struct{ name, typ, literal string }{
	{"id", "bigint PRIMARY KEY", "%d"}, {"at", "timestamp", "'2024-03-01 12:00:00'"}, {"day", "date", "'2024-03-01'"},
	{"seen", "timestamptz", "'2024-03-01 12:00:00Z'"}, {"mood", "arrival_mood", "'so-so'"},
	{"ref", "uuid", "'018F2F4E-0000-7000-8000-000000000001'"}, {"host", "inet", "'10.0.0.1'"}, {"doc", "jsonb", `'{"b": 1, "a": [2]}'`},
	{"span", "interval", "'1 day 02:00'"}, {"cost", "numeric", "'0.12345678901234568'"}, {"price", "money", "'12.50'"},
	{"raw", "json", `'{"b":  1, "a": 2}'`}, {"short", "varchar(3)", "'abc'"}, {"box", "box", "'(1,2),(3,4)'"}, {"words", "text[]", `'{a,"b,c"}'`},
	{"tags", "text[]", `'{"x","y,\"z"}'`}, {"marks", "integer[]", "'{1,2}'"}, {"blob", "bytea", `'\x00ff5c'`}, {"note", "text", `'a\b'`},
}

func arrivalOf(id int64) *Arrival {
	at := time.Date(2024, 3, 1, 12, 0, 0, 0, time.UTC)
	host := "10.0.0.1"
	return &Arrival{
		ID: id, At: at, Day: at, Seen: &at, Mood: "so-so", Ref: "018F2F4E-0000-7000-8000-000000000001", Host: &host, Doc: `{"b": 1, "a": [2]}`,
		Span: "1 day 02:00", Cost: 0.12345678901234568, Price: "12.50", Raw: json.RawMessage(`{"b":  1, "a": 2}`), Short: "abc", Box: "(1,2),(3,4)",
		Words: `{a,"b,c"}`, Tags: []string{"x", `y,"z`}, Marks: []int64{1, 2}, Blob: []byte{0, 255, 92}, Note: []byte(`a\b`),
	}
}

// openArrivals is a database with a table of visits, whose sessions are in a zone.
func (b Backend) openArrivals(t *testing.T, zone string) *database {
	t.Helper()
	db := b.openURL(t, b.inZone(t, zone))
	var columns []string
	for _, c := range arrivalColumns {
		typ := c.typ
		if b.Dialect.Name == builder.SQLite().Name {
			typ = map[bool]string{true: "integer PRIMARY KEY", false: ""}[c.name == "id"]
		}
		columns = append(columns, c.name+" "+typ)
	}
	if b.Dialect.Name != builder.SQLite().Name {
		db.exec(t, "CREATE TYPE arrival_mood AS ENUM ('happy', 'so-so')")
	}
	db.exec(t, "CREATE TABLE arrivals ("+strings.Join(columns, ", ")+")")
	return db
}

// truth stores a visit as the database makes it of literals; where no types are, as one row alone.
func (db *database) truth(t *testing.T, id int64) {
	t.Helper()
	if db.backend.Dialect.Name == builder.SQLite().Name {
		s := db.session(t)
		must(t, s.Add(arrivalOf(id)))
		must(t, s.Commit(t.Context()))
		return
	}
	var literals []string
	for _, c := range arrivalColumns {
		literals = append(literals, c.literal)
	}
	db.exec(t, fmt.Sprintf("INSERT INTO arrivals VALUES ("+strings.Join(literals, ", ")+")", id))
}

// arrivals is each row as text, but for its key.
func (db *database) arrivals(t *testing.T, from, to int64) []string {
	t.Helper()
	var names []string
	for _, c := range arrivalColumns[1:] {
		names = append(names, "coalesce(CAST("+c.name+" AS text), 'NULL')")
	}
	query := fmt.Sprintf("SELECT %s FROM arrivals WHERE id BETWEEN %d AND %d ORDER BY id", strings.Join(names, " || ' | ' || "), from, to)
	return value(repo.Scalars[string](t.Context(), db, builder.Text(query)))(t)
}

// roads are the ways on which rows reach the table; all of them write the visits from to.
var roads = []struct {
	name string
	take func(t *testing.T, db *database, s *repo.Session, rows []*Arrival)
}{
	{"one by one", func(t *testing.T, _ *database, s *repo.Session, rows []*Arrival) {
		for _, row := range rows {
			must(t, s.Add(row))
			must(t, s.Commit(t.Context()))
		}
	}},
	{"together", func(t *testing.T, _ *database, s *repo.Session, rows []*Arrival) {
		must(t, s.Add(anyOf(rows)...))
		must(t, s.Commit(t.Context()))
	}},
	{"in bulk", func(t *testing.T, _ *database, s *repo.Session, rows []*Arrival) {
		must(t, repo.InsertAll(t.Context(), s, rows))
		must(t, s.Commit(t.Context()))
	}},
	{"as upserts", func(t *testing.T, _ *database, s *repo.Session, rows []*Arrival) {
		must(t, repo.UpsertAll(t.Context(), s, rows))
		must(t, s.Commit(t.Context()))
	}},
	{"as updates", updateArrivals},
	{"as updates in bulk", func(t *testing.T, db *database, s *repo.Session, rows []*Arrival) {
		emptyArrivals(t, db, rows)
		must(t, repo.UpdateAll(t.Context(), s, rows))
		must(t, s.Commit(t.Context()))
	}},
	{"as expressions", func(t *testing.T, db *database, s *repo.Session, rows []*Arrival) {
		emptyArrivals(t, db, rows)
		v := builder.Model[Arrival]()
		never := builder.Col(&v.ID).Eq(-1)
		for _, row := range rows {
			must(t, repo.UpdateAll(t.Context(), s, []*Arrival{row}))
			found := value(repo.Get[Arrival](t.Context(), s, row.ID))(t)
			must(t, s.Set(found, &found.At, builder.Case[time.Time]().When(never, noon).Else(row.At)))
			must(t, s.Set(found, &found.Day, builder.Literal(row.Day)))
			must(t, s.Set(found, &found.Mood, builder.Coalesce(builder.Literal(row.Mood), builder.Literal("happy"))))
			must(t, s.Commit(t.Context()))
			must(t, s.Expunge(found))
		}
	}},
}

// emptyArrivals stores rows without values.
func emptyArrivals(t *testing.T, db *database, rows []*Arrival) {
	t.Helper()
	for _, row := range rows {
		db.exec(t, fmt.Sprintf("INSERT INTO arrivals (id) VALUES (%d)", row.ID))
	}
}

func updateArrivals(t *testing.T, db *database, s *repo.Session, rows []*Arrival) {
	emptyArrivals(t, db, rows)
	for _, row := range rows {
		given := *row
		*row = Arrival{ID: row.ID}
		must(t, s.Attach(row))
		*row = given
	}
	must(t, s.Commit(t.Context()))
}

// RowsMeanTheSameOnEveryRoad: the column decides what a value is, however many rows travel with it, on whatever road, in
// whatever zone. The truth is what the database makes of the same literals.
func RowsMeanTheSameOnEveryRoad(t *testing.T, b Backend) {
	for _, zone := range zones {
		db := b.openArrivals(t, zone)
		db.truth(t, 1)
		want := db.arrivals(t, 1, 1)[0]
		for i, road := range roads {
			for _, n := range []int64{1, 2, 5} {
				from := int64(100*i) + 10*n
				var rows []*Arrival
				for id := from; id < from+n; id++ {
					rows = append(rows, arrivalOf(id))
				}
				road.take(t, db, db.session(t), rows)
				for _, got := range db.arrivals(t, from, from+n-1) {
					expect(t, fmt.Sprintf("%d %s in %s", n, road.name, zone), got, want)
				}
			}
		}
	}
}

// tooLong is text longer than its column.
const tooLong = "abcd"

// RowsAreRefusedAlike: what a column refuses of one row it refuses of several.
func RowsAreRefusedAlike(t *testing.T, b Backend) {
	db := b.openArrivals(t, "UTC")
	if b.Dialect.Name == builder.SQLite().Name {
		return // it refuses none of this
	}
	for what, spoil := range map[string]func(*Arrival){
		"too long": func(v *Arrival) { v.Short = tooLong }, "an unknown mood": func(v *Arrival) { v.Mood = "odd" },
		"no UUID": func(v *Arrival) { v.Ref = "x" }, "too large": func(v *Arrival) { v.Marks = []int64{1 << 40} },
		"no JSON": func(v *Arrival) { v.Doc = "{" }, "a NUL": func(v *Arrival) { v.Tags = []string{"\x00"} },
	} {
		for n := range int64(3) {
			for _, road := range roads[1:4] {
				s := db.session(t)
				var rows []*Arrival
				for id := range n + 1 {
					rows = append(rows, arrivalOf(id))
					spoil(rows[id])
				}
				var err error
				switch road.name {
				case "together":
					must(t, s.Add(anyOf(rows)...))
					err = s.Commit(t.Context())
				case "in bulk":
					err = repo.InsertAll(t.Context(), s, rows)
				default:
					err = repo.UpsertAll(t.Context(), s, rows)
				}
				if err == nil {
					t.Errorf("%s: %d rows %s were stored", what, n+1, road.name)
				}
				refused(t, err, repo.ErrDataException)
				must(t, s.Rollback(t.Context()))
			}
		}
	}
}

func anyOf[T any](rows []T) []any {
	list := make([]any, len(rows))
	for i, row := range rows {
		list[i] = row
	}
	return list
}
