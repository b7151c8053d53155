package conformance

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
)

// Emblem has columns whose types change, or are made anew.
type Emblem struct {
	ID    int64 `db:"id,pk,noidentity"`
	Tint  string
	Size  int64
	Mood  string `db:"mood,type=emblem_mood"`
	Grade int64  `db:"grade,type=emblem_grade"`
}

// TableName names the table.
func (Emblem) TableName() string { return "emblems" }

var emblems = builder.Model[Emblem]()

// retypings are what another program may do to the table of emblems, each with what follows it, which brings the next one back.
var retypings = []string{
	"ALTER TYPE emblem_mood RENAME TO mood_old; CREATE TYPE emblem_mood AS ENUM ('happy', 'sad', 'new'); " +
		"ALTER TABLE emblems ALTER COLUMN mood TYPE emblem_mood USING mood::text::emblem_mood; DROP TYPE mood_old",
	"ALTER TABLE emblems ALTER COLUMN grade TYPE bigint; DROP DOMAIN emblem_grade; CREATE DOMAIN emblem_grade AS bigint; ALTER TABLE emblems ALTER COLUMN grade TYPE emblem_grade",
	"ALTER TABLE emblems ALTER COLUMN tint TYPE emblem_tint USING tint::emblem_tint", // from text
	"ALTER TABLE emblems ALTER COLUMN tint TYPE varchar(9)",
	"ALTER TABLE emblems ALTER COLUMN tint TYPE text",
	"ALTER TABLE emblems ALTER COLUMN size TYPE numeric",
	"ALTER TABLE emblems ALTER COLUMN size TYPE integer",
	"ALTER TABLE emblems ALTER COLUMN size TYPE bigint",
	"ALTER TABLE emblems ADD COLUMN note text",
	"ALTER TABLE emblems DROP COLUMN note",
	"CREATE TABLE emblems_new (LIKE emblems INCLUDING ALL); INSERT INTO emblems_new SELECT * FROM emblems; DROP TABLE emblems; ALTER TABLE emblems_new RENAME TO emblems",
	"ALTER TABLE emblems DROP COLUMN size; ALTER TABLE emblems ADD COLUMN size bigint NOT NULL DEFAULT 1",
}

// emblemDoors are ways to read and write emblems; n is a key that no other call has.
var emblemDoors = map[string]func(ctx context.Context, s *repo.Session, n int64) error{
	"all": func(ctx context.Context, s *repo.Session, _ int64) error {
		mood, tint, size := builder.Col(&emblems.Mood), builder.Col(&emblems.Tint), builder.Col(&emblems.Size)
		return second(repo.All(ctx, s, builder.Select(emblems).Where(mood.Eq("happy"), tint.Eq("red"), size.Gt(0), builder.Col(&emblems.Grade).Eq(1))))
	},
	"a list": func(ctx context.Context, s *repo.Session, _ int64) error {
		return second(repo.All(ctx, s, builder.Select(emblems).Where(builder.Col(&emblems.Mood).In("happy", "sad"), builder.Col(&emblems.Tint).In("red", "blue"))))
	},
	"count": func(ctx context.Context, s *repo.Session, _ int64) error {
		return second(repo.Count(ctx, s, builder.Select(emblems).Where(builder.Col(&emblems.Mood).Ne("happy"), builder.Col(&emblems.Tint).Eq("red"))))
	},
	"update": func(ctx context.Context, s *repo.Session, n int64) error {
		list, err := repo.All(ctx, s, builder.Select(emblems).Where(builder.Col(&emblems.ID).Eq(1)))
		if err == nil {
			list[0].Mood, list[0].Tint, list[0].Size = []string{"sad", "happy"}[n%2], []string{"red", "blue"}[n%2], n
			err = s.Flush(ctx)
		}
		return err
	},
	"add one": func(ctx context.Context, s *repo.Session, n int64) error {
		err := s.Add(&Emblem{n, "red", 1, "sad", 1})
		if err == nil {
			err = s.Flush(ctx)
		}
		return err
	},
	"add several, at the commit": func(_ context.Context, s *repo.Session, n int64) error {
		return s.Add(&Emblem{n, "red", 1, "sad", 1}, &Emblem{n + 1, "blue", 1, "happy", 1})
	},
	"insert all": func(ctx context.Context, s *repo.Session, n int64) error {
		return repo.InsertAll(ctx, s, []*Emblem{{n, "red", 1, "sad", 1}, {n + 1, "blue", 1, "happy", 1}})
	},
	"upsert all": func(ctx context.Context, s *repo.Session, n int64) error {
		return repo.UpsertAll(ctx, s, []*Emblem{{1, "red", n, "sad", 1}, {n + 1, "blue", 1, "happy", 1}})
	},
	"update all": func(ctx context.Context, s *repo.Session, n int64) error {
		return repo.UpdateAll(ctx, s, []*Emblem{{1, "red", n, "sad", 1}, {2, "blue", n, "happy", 1}})
	},
	"update by criteria": func(ctx context.Context, s *repo.Session, n int64) error {
		mood, tint := builder.Col(&emblems.Mood), builder.Col(&emblems.Tint)
		return second(s.Exec(ctx, builder.Update(emblems).Set(mood.To("happy"), tint.To("blue"), builder.Col(&emblems.Size).To(n)).Where(mood.Eq("sad"), tint.Eq("red"))))
	},
	"delete by criteria": func(ctx context.Context, s *repo.Session, n int64) error {
		return second(s.Exec(ctx, builder.Delete(emblems).Where(builder.Col(&emblems.Tint).Eq("grey"), builder.Col(&emblems.Size).Eq(n))))
	},
	"a text": func(ctx context.Context, s *repo.Session, n int64) error {
		return second(s.Exec(ctx, builder.Text("UPDATE emblems SET tint = :tint, size = :n WHERE id = 1", map[string]any{"tint": "red", "n": n})))
	},
}

// WhatIsOutdatedIsRunAgain: whatever another program does to types and tables under a running one, a transaction whose statements were prepared
// before is refused as one that may be run again, and then succeeds, by every door, also on a pinned connection, which no other replaces.
func WhatIsOutdatedIsRunAgain(t *testing.T, b Backend) {
	if b.Dialect.Name == builder.SQLite().Name {
		return
	}
	db := b.open(t)
	ddl := func(sql string) {
		for _, statement := range strings.Split(sql, "; ") {
			db.exec(t, statement)
		}
	}
	ddl("CREATE TYPE emblem_mood AS ENUM ('happy', 'sad'); CREATE TYPE emblem_tint AS ENUM ('red', 'blue', 'grey'); CREATE DOMAIN emblem_grade AS bigint")
	ddl("CREATE TABLE emblems (id bigint PRIMARY KEY, tint text, size bigint, mood emblem_mood, grade emblem_grade)")
	ddl("INSERT INTO emblems VALUES (1, 'red', 1, 'sad', 1), (2, 'blue', 1, 'happy', 1)")
	last := int64(10)
	pinned := value(db.Pin(t.Context()))(t)
	for name, on := range map[string]*repo.Engine{"": db.Engine, ", pinned": pinned} {
		for door := range emblemDoors {
			for i, change := range retypings {
				for range 3 { // lib/pq prepares what comes for the second time
					must(t, second(emblemsBy(t, on, door, &last)))
				}
				ddl(change)
				if tried, err := emblemsBy(t, on, door, &last); err != nil || tried > 3 {
					t.Errorf("change %d (%s), %s%s: %d attempts, %v", i, change, door, name, tried, err)
				}
			}
		}
	}
	must(t, pinned.Close())
	db.idle(t)
}

// emblemsBy goes through the door, behind a read, and returns how often. last is the last key that was given.
func emblemsBy(t *testing.T, on *repo.Engine, door string, last *int64) (tried int, err error) {
	err = on.Begin(t.Context(), func(s *repo.Session) error {
		tried++
		*last += 2
		value(repo.Scalar[int64](t.Context(), s, builder.Text("SELECT 1")))(t)
		return emblemDoors[door](t.Context(), s, *last)
	}, repo.WithRetry(5))
	return tried, err
}

// MistakesOfTypesAreNotOutdated: a statement whose types never fitted is refused as what it is, and is not run again.
func MistakesOfTypesAreNotOutdated(t *testing.T, b Backend) {
	if b.Dialect.Name == builder.SQLite().Name {
		return
	}
	db := b.open(t)
	db.exec(t, "CREATE TABLE emblems (id bigint PRIMARY KEY, tint text, size bigint)")
	for _, mistake := range []string{
		"UPDATE emblems SET size = CAST(:v AS text)", "SELECT * FROM emblems WHERE size = CAST(:v AS text)", "SELECT coalesce(size, CAST(:v AS text)) FROM emblems",
		"SELECT lower(size), CAST(:v AS text) FROM emblems", "INSERT INTO emblems (id, size) VALUES (1, CAST(:v AS text))", "SELECT CAST(CAST(:v AS text) AS nothing)",
	} {
		for range 3 {
			tried := 0
			err := db.Begin(t.Context(), func(s *repo.Session) error {
				tried++
				value(repo.Scalar[int64](t.Context(), s, builder.Text("SELECT 1")))(t)
				return second(s.Exec(t.Context(), builder.Text(mistake, map[string]any{"v": "x"})))
			}, repo.WithRetry(5))
			expect(t, mistake+": attempts, retryable", fmt.Sprint(err != nil, tried, repo.Retryable(err)), "true 1 false")
		}
	}
}
