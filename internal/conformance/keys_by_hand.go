package conformance

import (
	"errors"
	"strings"
	"testing"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
)

// KeysByHandAndCountedOnes: keys that the database counts up go on behind those that were given by hand, or the error has the statement that sees to it.
func KeysByHandAndCountedOnes(t *testing.T, b Backend) {
	for what, write := range map[string]func(t *testing.T, db *database) error{
		"flush": func(t *testing.T, db *database) error { return countToys(t, db.session(t), 1) },
		"flush of many": func(t *testing.T, db *database) error {
			return countToys(t, db.session(t), 3)
		},
		"keys fetched before": func(t *testing.T, db *database) error {
			return countToys(t, db.session(t, repo.WithKeyPreallocation()), 2)
		},
		"InsertAll": func(t *testing.T, db *database) error {
			return db.Begin(t.Context(), func(s *repo.Session) error {
				return repo.InsertAll(t.Context(), s, []*Toy{{Label: "a"}, {Label: "b"}})
			})
		},
		"a statement": func(t *testing.T, db *database) error {
			return errorOf(db.Exec(t.Context(), builder.Insert(toys).Values(&Toy{Label: "a"})))
		},
		"a statement of a session": func(t *testing.T, db *database) error {
			return db.Begin(t.Context(), func(s *repo.Session) error {
				return errorOf(s.Exec(t.Context(), builder.Insert(toys).Values(&Toy{Label: "a"}, &Toy{Label: "b"})))
			})
		},
		"a statement that reads back": func(t *testing.T, db *database) error {
			return db.Begin(t.Context(), func(s *repo.Session) error {
				return errorOf(repo.All(t.Context(), s, builder.Insert(toys).Values(&Toy{Label: "a"}).Returning()))
			})
		},
		"columns": func(t *testing.T, db *database) error {
			return errorOf(db.Exec(t.Context(), builder.Insert(toys).Set(label.To("a"), builder.Col(&toys.Size).To(1))))
		},
		"a query": func(t *testing.T, db *database) error {
			size := builder.Col(&toys.Size)
			some := builder.SelectColumns(builder.Raw[string]("label || 'x'"), size).From(toys).Limit(1)
			return errorOf(db.Exec(t.Context(), builder.Insert(toys).FromSelect(some, label, size)))
		},
		"Upsert": func(t *testing.T, db *database) error {
			return db.Begin(t.Context(), func(s *repo.Session) error {
				_, err := repo.Upsert(t.Context(), s, &Toy{Label: "a"}, label)
				return err
			})
		},
	} {
		t.Run(what, func(t *testing.T) {
			db := b.open(t)
			db.exec(t, "CREATE UNIQUE INDEX labels_once ON toys (label)")
			must(t, db.Begin(t.Context(), func(s *repo.Session) error {
				return repo.InsertAll(t.Context(), s, []*Toy{{ID: 1, Label: "by hand"}, {ID: 2, Label: "as well"}, {ID: 3, Label: "and this"}})
			}))
			caughtUp(t, db, write(t, db))
			must(t, write(t, db))
			expect(t, "behind those by hand", db.stored(t, "SELECT count(*) FROM toys WHERE id > 3") != int64(0), true)
		})
	}
}

// countToys commits n toys whose keys the database counts up.
func countToys(t *testing.T, s *repo.Session, n int) error {
	t.Helper()
	for i := range n {
		must(t, s.Add(&Toy{Label: string(rune('a' + i))}))
	}
	return s.Commit(t.Context())
}

// caughtUp runs the statement that the refusal of a key tells, if one was refused.
func caughtUp(t *testing.T, db *database, err error) {
	t.Helper()
	if err == nil {
		db.exec(t, "DELETE FROM toys WHERE id > 3")
		return
	}
	var refusal *backends.Error
	refused(t, err, repo.ErrUniqueViolation)
	expect(t, "it has a refusal", errors.As(err, &refusal), true)
	_, statement, named := strings.Cut(refusal.Message, "once: ")
	expect(t, "a statement is named: "+refusal.Message, named, true)
	db.exec(t, statement)
}
