package conformance

import (
	"database/sql"
	"errors"
	"strings"
	"testing"
	"unicode/utf8"

	sq "github.com/Masterminds/squirrel"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
)

// Injections are what somebody sends who wants to leave the quotes: whatever reaches the database as SQL drops the canaries, or is
// refused where it is harmless.
var Injections = []string{
	"'", "''", `"`, `""`, "`", `\`, `\\`, `\'`, `a"b`, "a'b", "a.b", "a b", "é", "SELECT", "NULL", "DEFAULT", `\N`, `\.`, "", " ", "\n", "\t\v", "\r\n", "\ufeff", "\u2028",
	"'; DROP TABLE canaries; --", `"; DROP TABLE canaries; --`, "`; DROP TABLE canaries; --", "]; DROP TABLE canaries; --", `\'; DROP TABLE canaries; --`,
	"'); DELETE FROM canaries; --", `"); DELETE FROM canaries; --`, ") FROM canaries; DROP TABLE canaries; --", "x FROM canaries; DROP TABLE canaries; --",
	"; COMMIT; DROP TABLE canaries; --", "1; DROP TABLE canaries", "\n; DROP TABLE canaries; --", "*/; DROP TABLE canaries; --", "/*", "--", ";", "*/",
	"$$; DROP TABLE canaries; --", "$q$; DROP TABLE canaries; --", "$1", "$", "?", "??", "?|", ":name", "::text", "@p", "%s", "%", "_", `\%`, "%'; DROP TABLE canaries; --",
	"' OR '1'='1", "1 OR 1=1", "' UNION SELECT word FROM canaries --", "'||(SELECT word FROM canaries)||'", `'||pg_sleep(9)||'`,
	"{a,b}", "{", `{"a"}`, `{"a": "b"}`, `["a"]`, `"}'; DROP TABLE canaries; --`, `"]'; DROP TABLE canaries; --`, "$.a", `$."a"`, `$[0]`, `$.a"'; DROP TABLE canaries; --`, "a->b", "a,b", "(1,2)",
	`U&"\0022"; DROP TABLE canaries; --`, `E'\''; DROP TABLE canaries; --`, "ʼ; DROP TABLE canaries; --", "＇; DROP TABLE canaries; --", "public.canaries; DROP TABLE canaries; --",
	"';DROP/**/TABLE/**/canaries;--", `";DROP/**/TABLE/**/canaries;--`, `\';DROP/**/TABLE/**/canaries;--`, "\r;DROP/**/TABLE/**/canaries;--",
	"\x00'; DROP TABLE canaries; --", "a\x00", "\xbf'; DROP TABLE canaries; --", "\xf0\x28\x8c'; DROP TABLE canaries; --", "\xc0\xa7; DROP TABLE canaries; --",
	strings.Repeat("'", 4000), strings.Repeat(`"`, 70) + "; DROP TABLE canaries; --", strings.Repeat("x", 61) + `"; DROP TABLE canaries; --`,
}

// openCanaries is a database with canaries, which no injection may touch.
func (b Backend) openCanaries(t *testing.T) *database {
	t.Helper()
	return b.open(t).withCanaries(t)
}

func (db *database) withCanaries(t *testing.T) *database {
	t.Helper()
	db.exec(t, "CREATE TABLE canaries (id integer PRIMARY KEY, word varchar(20) NOT NULL)")
	db.exec(t, "INSERT INTO canaries VALUES (1, 'sings'), (2, 'sings'), (3, 'sings')")
	return db
}

// sings expects that the canaries are as they were, which the database alone can tell.
func (db *database) sings(t *testing.T, injection string) {
	t.Helper()
	if n := db.stored(t, "SELECT count(*) FROM canaries WHERE word = 'sings'"); n != 3 {
		t.Fatalf("%q: %d canaries are left", injection, n)
	}
}

// textIn reports whether a database takes s for text. SQLite takes any bytes.
func (b Backend) textIn(s string) bool {
	return b.Dialect.Name == builder.SQLite().Name || utf8.ValidString(s) && !strings.Contains(s, "\x00")
}

// ValuesAreNeverSQL: whatever stands where a value may stand comes back as it was given, or is refused as what no text is; the canaries
// sing on.
func ValuesAreNeverSQL(t *testing.T, b Backend) {
	db := b.openCanaries(t)
	for i, injection := range Injections {
		for _, road := range valueRoads {
			got, err := road.take(t, db, injection, int64(i))
			switch {
			case !b.textIn(injection) || road.json && !utf8.ValidString(injection):
				if err != nil {
					refused(t, err, repo.ErrDataException)
				}
			case err != nil:
				t.Fatalf("%s of %q: %v", road.name, injection, err)
			case got != injection:
				t.Fatalf("%s of %q came back as %q", road.name, injection, got)
			}
		}
		db.sings(t, injection)
	}
	db.idle(t)
}

// valueRoads are the ways on which a value travels: each sends it, and returns what the database has made of it. Rows of earlier values
// are there.
var valueRoads = []struct {
	name string
	json bool // JSON has no other text than UTF-8
	take func(t *testing.T, db *database, v string, i int64) (string, error)
}{
	{name: "a row", take: func(t *testing.T, db *database, v string, _ int64) (string, error) {
		toy := &Toy{Label: v}
		return v, db.Begin(t.Context(), func(s *repo.Session) error { return s.Add(toy) })
	}},
	{name: "a comparison", take: foundBy(func(v string) builder.Sqlizer { return label.Eq(v) })},
	{name: "a list", take: foundBy(func(v string) builder.Sqlizer { return label.In(v, v+"x") })},
	{name: "the beginning", take: foundBy(func(v string) builder.Sqlizer { return builder.And(label.StartsWith(v), label.Eq(v)) })},
	{name: "the end", take: foundBy(func(v string) builder.Sqlizer { return builder.And(label.EndsWith(v), label.Eq(v)) })},
	{name: "the middle", take: foundBy(func(v string) builder.Sqlizer { return builder.And(label.Contains(v), label.Eq(v)) })},
	{name: "a tuple", take: foundBy(func(v string) builder.Sqlizer { return builder.Tuple(label, size).In([]any{v, 0}) })},
	{name: "squirrel", take: foundBy(func(v string) builder.Sqlizer { return sq.Eq{"label": v} })},
	{name: "text", take: foundBy(func(v string) builder.Sqlizer { return builder.Raw[bool]("label = ?", v) })},
	{name: "a document", json: true, take: func(t *testing.T, db *database, v string, _ int64) (string, error) {
		thing, doc := &Thing{Doc: &Note{Lines: []string{v}}, Pin: v}, builder.JSON(builder.Col(&things.Doc))
		if err := db.Begin(t.Context(), func(s *repo.Session) error { return s.Add(thing) }); err != nil {
			return "", err
		}
		none, err := repo.Count(t.Context(), db, builder.Select(things).Where(builder.Or(doc.Get(v, 0).IsNotNull(), doc.HasKey(v)), builder.Col(&things.Pin).Eq(v)))
		if err != nil || none != 0 {
			return "found a key", err
		}
		return repo.Scalar[string](t.Context(), db, builder.SelectColumns(doc.Get("lines", 0).Text()).Where(builder.Col(&things.ID).Eq(thing.ID)))
	}},
	{name: "a key", take: func(t *testing.T, db *database, v string, i int64) (string, error) {
		err := db.Begin(t.Context(), func(s *repo.Session) error {
			return repo.InsertAll(t.Context(), s, []*Team{{Code: v, Year: int(i), Rev: 1, Name: v}})
		})
		if err != nil {
			return "", err
		}
		team, err := repo.Get[Team](t.Context(), db, v, int(i))
		if err != nil {
			return "", err
		}
		return team.Name, nil
	}},
	{name: "rows in bulk", take: func(t *testing.T, db *database, v string, i int64) (got string, err error) {
		rows := []*Toy{{ID: -2*i - 1, Label: v}, {ID: -2*i - 2, Label: v}}
		for _, write := range []func(s *repo.Session) error{
			func(s *repo.Session) error { return repo.InsertAll(t.Context(), s, rows) },
			func(s *repo.Session) error { return repo.UpsertAll(t.Context(), s, rows) },
			func(s *repo.Session) error { return repo.UpdateAll(t.Context(), s, rows) },
		} {
			if err := db.Begin(t.Context(), write); err != nil {
				return "", err
			}
		}
		return repo.Scalar[string](t.Context(), db, builder.SelectColumns(label).Where(builder.Col(&toys.ID).Eq(rows[1].ID)))
	}},
	{name: "an expression", take: func(t *testing.T, db *database, v string, _ int64) (string, error) {
		e := builder.Case[string]().When(label.Eq(v), v).Else("other")
		return repo.Scalar[string](t.Context(), db, builder.SelectColumns(builder.Coalesce(e, builder.Literal(v))).Where(label.Eq(v)).Limit(1))
	}},
	{name: "an update", take: func(t *testing.T, db *database, v string, _ int64) (string, error) {
		return repo.Scalar[string](t.Context(), db, builder.Update(toys).Set(label.To(v)).Where(label.Eq(v)).Returning(label))
	}},
	{name: "named text", take: func(t *testing.T, db *database, v string, _ int64) (string, error) {
		return repo.Scalar[string](t.Context(), db, builder.Text("SELECT CAST(:v AS text) WHERE ':v' <> :v", sql.Named("v", v)))
	}},
	{name: "a stream", take: func(t *testing.T, db *database, v string, _ int64) (got string, err error) {
		s := db.session(t)
		for page, err := range repo.Pages(t.Context(), s, builder.Select(toys).Where(label.Eq(v)), 1) {
			if err != nil {
				return "", errors.Join(err, s.Rollback(t.Context()))
			}
			got = page[0].Label
		}
		return got, s.Commit(t.Context())
	}},
}

// foundBy looks for a toy whose label is a value.
func foundBy(where func(v string) builder.Sqlizer) func(t *testing.T, db *database, v string, i int64) (string, error) {
	return func(t *testing.T, db *database, v string, _ int64) (string, error) {
		return repo.Scalar[string](t.Context(), db, builder.SelectColumns(label).Where(where(v)).Limit(1))
	}
}

// isClear reports whether err is one of drey's own, which names what is wrong.
func isClear(err error) bool {
	var refusal *backends.Error
	var unsupported *builder.UnsupportedError
	return errors.Is(err, repo.ErrInvalidRequest) || errors.As(err, &refusal) || errors.As(err, &unsupported)
}
