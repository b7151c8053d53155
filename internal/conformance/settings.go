package conformance

import (
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
	"github.com/drey-db/drey/schema"
)

// Beacon has columns whose text depends on what a database or a role has set.
type Beacon struct {
	ID     int64
	Place  string
	Day    time.Time `db:"day,type=date"`
	At     time.Time
	Stated string `db:"stated,type=date"`
	Since  string `db:"since,type=timestamptz"`
	Ratio  float64
	Single float32
	Raw    []byte
	Words  []string
	Gaps   []*string
	Notes  map[string]any `db:"notes,type=jsonb"`
}

// TableName implements [builder.TableNamer].
func (Beacon) TableName() string { return "beacons" }

var beacons = builder.Model[Beacon]()

func beacon(id int64) *Beacon {
	null := "NULL"
	return &Beacon{
		ID: id, Place: "Käse € \\ '", Day: time.Date(2024, 3, 4, 0, 0, 0, 0, time.UTC), At: time.Date(2024, 3, 4, 5, 6, 7, 123456000, time.UTC),
		Stated: "2024-03-04", Since: "2024-03-04 05:06:07+00", Ratio: 1.0 / 3, Single: 1.0 / 3, Raw: []byte("\x00\xff\\'é"), Words: []string{"é", "NULL", `\`, "€"},
		Gaps: []*string{nil, &null}, Notes: map[string]any{"ü": "€"},
	}
}

// SettingsOfADatabase: what a database has set for its sessions, and the encoding that it has, change neither what is written nor what is read.
func SettingsOfADatabase(t *testing.T, b Backend) {
	if !b.Socket {
		settingsOfAFile(t, b)
		return
	}
	at := b.URL(t)
	plain := b.openEmpty(t, at)
	plain.create(t, value(schema.Of(beacons))(t))
	must(t, plain.Begin(t.Context(), func(s *repo.Session) error { return s.Add(beacon(1)) }))
	want := plain.beacon(t, 1)
	name := value(backends.ParseURL(at))(t).Database
	for i, setting := range []string{
		"DateStyle TO 'German'", "DateStyle TO 'SQL, DMY'", "DateStyle TO 'Postgres, MDY'", "IntervalStyle TO 'iso_8601'", "bytea_output TO 'escape'",
		"extra_float_digits TO -5", "TimeZone TO 'Asia/Kathmandu'", "client_encoding TO 'LATIN1'", "client_encoding TO 'SQL_ASCII'",
		"client_encoding TO 'SJIS'", "quote_all_identifiers TO on", "transform_null_equals TO on",
	} {
		if b.Driver == "pq" && strings.HasPrefix(setting, "extra_float_digits") {
			continue // it reads numbers as the server writes them, and PgBouncer refuses who asks for more digits as it connects
		}
		plain.exec(t, `ALTER DATABASE "`+name+`" SET `+setting)
		plain.agrees(t, b.openEmpty(t, at), setting, int64(i+2), want)
		plain.exec(t, `ALTER DATABASE "`+name+`" RESET `+setting[:strings.Index(setting, " ")])
	}
}

// settingsOfAFile are those of a URL of SQLite: with each of them rows mean the same, or it is refused.
func settingsOfAFile(t *testing.T, b Backend) {
	file := filepath.Join(t.TempDir(), "beacons.db")
	plain := b.openEmpty(t, "sqlite:///"+file)
	plain.create(t, value(schema.Of(beacons))(t))
	must(t, plain.Begin(t.Context(), func(s *repo.Session) error { return s.Add(beacon(1)) }))
	want := plain.beacon(t, 1)
	for i, c := range []struct {
		setting string
		refused bool
	}{
		{"_timezone=Asia%2FTokyo", true}, {"_timezone=UTC", false}, {"_time_format=sqlite", false}, {"_time_integer_format=unix", false}, {"_inttotime=1", false},
		{"_texttotime=1", false}, {"_dqs=0", false}, {"_defensive=1", false}, {"_error_rc=1", false}, {"_pragma=case_sensitive_like(1)", false},
		{"_pragma=reverse_unordered_selects(1)", false}, {"_pragma=recursive_triggers(1)", false},
	} {
		at := "sqlite:///" + file + "?" + c.setting
		if c.refused {
			_, err := repo.Open(t.Context(), at, repo.WithBackend(b.Backend))
			refused(t, err, backends.ErrInvalidURL)
			continue
		}
		plain.agrees(t, b.openEmpty(t, at), c.setting, int64(i+2), want)
	}
}

func (db *database) beacon(t *testing.T, id int64) *Beacon {
	t.Helper()
	return value(repo.One(t.Context(), db, builder.Select(beacons).Where(builder.Col(&beacons.ID).Eq(id))))(t)
}

// agrees expects that an engine reads a row as db does, writes one that db reads so, and finds it.
func (db *database) agrees(t *testing.T, other *database, setting string, id int64, want *Beacon) {
	t.Helper()
	sameBeacon(t, setting+": read", other.beacon(t, 1), want)
	must(t, other.Begin(t.Context(), func(s *repo.Session) error { return s.Add(beacon(id)) }))
	sameBeacon(t, setting+": written", db.beacon(t, id), want)
	for _, alike := range []builder.Sqlizer{builder.Col(&beacons.Place).Eq(want.Place), builder.Col(&beacons.At).Eq(want.At), builder.Col(&beacons.Day).Eq(want.Day)} {
		n := value(repo.Scalar[int64](t.Context(), other, builder.SelectColumns(builder.Count()).From(beacons).Where(alike, builder.Col(&beacons.ID).Eq(id))))(t)
		expect(t, setting+": found", n, int64(1))
	}
}

func sameBeacon(t *testing.T, what string, got, want *Beacon) {
	t.Helper()
	g, w := *got, *want
	g.ID = w.ID
	expect(t, what+" at", g.At.Equal(w.At), true)
	g.At = w.At
	expect(t, what, g, w)
}

// EncodingsOfADatabase: text goes to a database of another encoding and back, and what it has no character for is refused.
func EncodingsOfADatabase(t *testing.T, b Backend) {
	if !b.Socket {
		return
	}
	at := value(backends.ParseURL(b.URL(t)))(t)
	outer := b.openEmpty(t, at.Reveal())
	name := at.Database + "_latin"
	outer.exec(t, `CREATE DATABASE "`+name+`" TEMPLATE template0 ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C'`)
	defer func() { outer.exec(t, `DROP DATABASE "`+name+`" WITH (FORCE)`) }()
	inner := at
	inner.Database = name
	db := b.openEmpty(t, inner.Reveal())
	db.create(t, base())
	must(t, db.Begin(t.Context(), func(s *repo.Session) error { return s.Add(&Toy{Label: "Käse"}) }))
	expect(t, "its length", db.stored(t, "SELECT length(label) FROM toys"), int64(4))
	expect(t, "its code", db.stored(t, "SELECT ascii(substr(label, 2, 1)) FROM toys"), int64(0xe4))
	expect(t, "read", value(repo.One(t.Context(), db, builder.Select(toys).Where(label.Eq("Käse"))))(t).Label, "Käse")
	refused(t, db.Begin(t.Context(), func(s *repo.Session) error { return s.Add(&Toy{Label: "€"}) }), repo.ErrDataException)

	for said, fits := range map[string]bool{
		"client_encoding=UTF8": true, "client_encoding=utf-8": true, "client_encoding=LATIN1": false, "client_encoding=auto": false,
		"array_nulls=off": false, "array_nulls=on": true,
		"dbname=" + at.Database: true, "dbname=other": false, "user=nobody": false, "host=/tmp": false, "port=1": false, "password=other": false,
	} {
		u := at
		name, set, _ := strings.Cut(said, "=")
		u.Query = map[string][]string{"sslmode": {"disable"}, name: {set}}
		_, err := b.asks(t, u)
		if fits {
			must(t, err)
			continue
		}
		refused(t, err, backends.ErrInvalidURL)
	}
	at.Query = map[string][]string{"sslmode": {"require", "disable"}}
	_, err := b.asks(t, at)
	refused(t, err, backends.ErrInvalidURL)
}
