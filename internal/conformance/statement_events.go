package conformance

import (
	"bytes"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"github.com/google/uuid"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
)

// work is a unit of work of every kind of statement, with keys that are always the same.
func work(t *testing.T, b Backend) (sent string, db *database) {
	t.Helper()
	n := byte(0)
	db = b.open(t, repo.WithUUIDs(func() uuid.UUID { n++; return uuid.UUID{n} }), repo.WithInsertPage(3))
	s := db.session(t)
	a, z := &Hero{Name: "a", AppSrc: "test"}, &Hero{Name: "z", AppSrc: "test"}
	must(t, s.Add(a, z, &Toy{Label: "one"}, &Toy{Label: "two"}, &Toy{Label: "three"}, &Toy{Label: "four"}))
	must(t, s.Add(&Team{Code: "x", Year: 1}, &Team{Code: "x", Year: 2}))
	must(t, s.Commit(t.Context()))
	z.Name, a.AppSrc = "y", "prod"
	value(repo.All(t.Context(), s, builder.Select(heroes).Where(name.In("a", "y"), power.IsNull()).OrderBy(name.Asc()).Limit(5)))(t)
	must(t, s.Commit(t.Context()))
	_, err := repo.Get[Team](t.Context(), s, "none", 1)
	refused(t, err, repo.ErrNotFound)
	must(t, s.Rollback(t.Context()))
	return db.log.sent(), db
}

// TextsAreTheDialects: what is sent follows from the dialect, not from the backend, and is the same on every run.
func TextsAreTheDialects(t *testing.T, b Backend) {
	sent, _ := work(t, b)
	expect(t, "sent", sent, strings.Join(texts[b.Dialect.Name], "\n"))
}

var texts = map[string][]string{
	"postgres": {
		`BEGIN`,
		`INSERT INTO "heroes" ("id", "name", "power", "app_src") SELECT unnest(coalesce($1, ARRAY[(NULL::"heroes")."id"])), unnest(coalesce($2, ARRAY[(NULL::"heroes")."name"])), unnest(coalesce($3, ARRAY[(NULL::"heroes")."power"])), unnest(coalesce($4, ARRAY[(NULL::"heroes")."app_src"])) RETURNING "id", "created_at", "updated_on"`,
		`INSERT INTO "toys" ("label", "size") SELECT unnest(coalesce($1, ARRAY[(NULL::"toys")."label"])), unnest(coalesce($2, ARRAY[(NULL::"toys")."size"])) RETURNING "id"`,
		`INSERT INTO "toys" ("label", "size") VALUES ($1, $2) RETURNING "id"`,
		`INSERT INTO "teams" ("code", "year", "rev", "name") SELECT unnest(coalesce($1, ARRAY[(NULL::"teams")."code"])), unnest(coalesce($2, ARRAY[(NULL::"teams")."year"])), unnest(coalesce($3, ARRAY[(NULL::"teams")."rev"])), unnest(coalesce($4, ARRAY[(NULL::"teams")."name"]))`,
		`COMMIT`,
		`BEGIN`,
		`UPDATE "heroes" SET "app_src" = $1, "updated_on" = now() WHERE "id" = $2 RETURNING "updated_on"`,
		`UPDATE "heroes" SET "name" = $1, "updated_on" = now() WHERE "id" = $2 RETURNING "updated_on"`,
		`SELECT "heroes"."id", "heroes"."name", "heroes"."power", "heroes"."app_src", "heroes"."created_at", "heroes"."updated_on" FROM "heroes" WHERE "heroes"."name" = ANY($1) AND "heroes"."power" IS NULL ORDER BY "heroes"."name" ASC LIMIT $2`,
		`COMMIT`,
		`BEGIN`,
		`SELECT "code", "year", "rev", "name" FROM "teams" WHERE "code" = $1 AND "year" = $2`,
		`ROLLBACK`,
	},
	"sqlite": {
		`BEGIN`,
		`INSERT INTO "heroes" ("id", "name", "power", "app_src") VALUES (?, ?, ?, ?) RETURNING "created_at", "updated_on"`,
		`INSERT INTO "heroes" ("id", "name", "power", "app_src") VALUES (?, ?, ?, ?) RETURNING "created_at", "updated_on"`,
		`INSERT INTO "toys" ("label", "size") VALUES (?, ?) RETURNING "id"`,
		`INSERT INTO "toys" ("label", "size") VALUES (?, ?) RETURNING "id"`,
		`INSERT INTO "toys" ("label", "size") VALUES (?, ?) RETURNING "id"`,
		`INSERT INTO "toys" ("label", "size") VALUES (?, ?) RETURNING "id"`,
		`INSERT INTO "teams" ("code", "year", "rev", "name") VALUES (?, ?, ?, ?), (?, ?, ?, ?)`,
		`COMMIT`,
		`BEGIN`,
		`UPDATE "heroes" SET "app_src" = ?, "updated_on" = rtrim(rtrim(strftime('%Y-%m-%d %H:%M:%f', 'now'), '0'), '.') WHERE "id" = ? RETURNING "updated_on"`,
		`UPDATE "heroes" SET "name" = ?, "updated_on" = rtrim(rtrim(strftime('%Y-%m-%d %H:%M:%f', 'now'), '0'), '.') WHERE "id" = ? RETURNING "updated_on"`,
		`SELECT "heroes"."id", "heroes"."name", "heroes"."power", "heroes"."app_src", "heroes"."created_at", "heroes"."updated_on" FROM "heroes" WHERE "heroes"."name" IN (?,?) AND "heroes"."power" IS NULL ORDER BY "heroes"."name" ASC LIMIT ?`,
		`COMMIT`,
		`BEGIN`,
		`SELECT "code", "year", "rev", "name" FROM "teams" WHERE "code" = ? AND "year" = ?`,
		`ROLLBACK`,
	},
}

// EchoShowsEverythingButSecrets: statements, arguments, trips and errors, and no secret value anywhere.
func EchoShowsEverythingButSecrets(t *testing.T, b Backend) {
	var out bytes.Buffer
	db := b.open(t, repo.WithEcho(slog.New(slog.NewTextHandler(&out, nil))))
	pin := builder.Col(&things.Pin)
	s := db.session(t)
	one, two := &Thing{Pin: hidden, Tags: []string{"shown"}}, &Thing{Pin: hidden}
	must(t, s.Add(one, two, &Toy{Label: "shown"}, &Toy{Label: "too"}))
	must(t, s.Flush(t.Context()))
	one.Pin = hidden + "2"
	value(repo.All(t.Context(), s, builder.Select(things).Where(pin.Eq(hidden+"2"), pin.In(hidden+"2", hidden))))(t)
	_, err := s.Exec(t.Context(), builder.Insert(things).Values(&Thing{ID: one.ID, Pin: hidden}))
	refused(t, err, repo.ErrUniqueViolation)
	must(t, s.Rollback(t.Context()))
	for _, e := range db.log.take() {
		if strings.Contains(fmt.Sprintf("%v %v %#v", e.SQL, e.Err, e.Args), hidden) {
			t.Errorf("a hook is told a secret: %v", e.SQL)
		}
	}
	if strings.Contains(out.String(), hidden) || !strings.Contains(out.String(), "***") {
		t.Errorf("a log shows a secret:\n%s", out.String())
	}
	for _, part := range []string{"sql=BEGIN", "sql=ROLLBACK", "shown", "rows=1", "error="} {
		if !strings.Contains(out.String(), part) {
			t.Errorf("the log does not say %q:\n%s", part, out.String())
		}
	}
}

// TripsAreCounted: a unit of new entities is one round trip where the backend pipelines, whoever makes the keys.
func TripsAreCounted(t *testing.T, b Backend) {
	if !b.Socket {
		return // a database in this process has no trips
	}
	db := b.openCounted(t)
	commit := func() (trips, reported int) {
		s := db.session(t)
		must(t, s.Add(&Team{Code: uuid.NewString()}, &Team{Code: uuid.NewString()}, &Toy{}, &Toy{}))
		must(t, s.Add(&Hero{Name: uuid.NewString(), AppSrc: "test"}, &Hero{Name: uuid.NewString(), AppSrc: "test"}))
		db.log.take()
		db.counter.Reset()
		must(t, s.Commit(t.Context()))
		trips = db.counter.Trips()
		events := db.log.take()
		return trips, events[len(events)-1].Trip
	}
	commit() // the connection learns the texts
	trips, reported := commit()
	if b.Pipelined {
		expect(t, "round trips, as counted and as told", []int{trips, reported}, []int{1, 1})
	} else {
		expect(t, "trips told", reported, 5) // BEGIN, three INSERTs, COMMIT
	}
}
