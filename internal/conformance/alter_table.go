package conformance

import (
	"errors"
	"testing"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
)

// alterations change what statements that are prepared on the pool's connections know of their tables, from the second on
// in ways that SQLite lacks.
var alterations = []string{
	"ALTER TABLE toys ADD COLUMN extra text",
	"ALTER TABLE toys ALTER COLUMN size TYPE bigint",
	"ALTER TABLE toys ALTER COLUMN label TYPE varchar(100)",
	"ALTER TABLE toys ADD COLUMN at timestamp DEFAULT now()",
	"ALTER TABLE toys ALTER COLUMN at TYPE timestamptz",
	"ALTER TABLE toys ALTER COLUMN at TYPE date",
	"ALTER TABLE toys DROP COLUMN extra",
}

const pooled = 3 // connections that know the statements

// SchemasChange: after ALTER TABLE, or after a pooler dropped what was prepared, statements outside a transaction go on, on
// every connection of the pool; a transaction fails as one that may be run again, and succeeds then.
func SchemasChange(t *testing.T, b Backend) {
	db := b.open(t)
	some := append([]string{"DEALLOCATE ALL"}, alterations...)
	if b.Dialect.Name == builder.SQLite().Name {
		some = alterations[:1]
	}
	for _, change := range some {
		if db.warm(t, change == "DEALLOCATE ALL"); change != "DEALLOCATE ALL" {
			db.exec(t, change)
		}
		t.Run("outside: "+change, db.readOutside)
		if db.warm(t, change == "DEALLOCATE ALL"); change != "DEALLOCATE ALL" {
			db.exec(t, "ALTER TABLE toys ADD COLUMN once text")
		}
		t.Run("inside: "+change, db.writeInside)
		if change != "DEALLOCATE ALL" {
			db.exec(t, "ALTER TABLE toys DROP COLUMN once")
		}
	}
	db.idle(t)
}

// everything is a statement whose columns are the table's.
var everything = builder.Text("SELECT * FROM toys WHERE id > :least", map[string]any{"least": -1})

// warm has several connections prepare the statements; forget has them lose those behind the driver's back.
func (db *database) warm(t *testing.T, forget bool) {
	t.Helper()
	sessions := make([]*repo.Session, pooled)
	if db.backend.Dialect.Name == builder.SQLite().Name {
		sessions = sessions[:1] // one writes at a time
	}
	for i := range sessions {
		sessions[i] = db.session(t)
		err := useToys(t, sessions[i])
		for repo.Retryable(err) {
			must(t, sessions[i].Rollback(t.Context()))
			err = useToys(t, sessions[i])
		}
		must(t, err)
		if forget {
			_, err := sessions[i].Exec(t.Context(), builder.Text("DEALLOCATE ALL"))
			must(t, err)
		}
	}
	for _, s := range sessions {
		must(t, s.Close())
	}
	open := db.queries(t)
	for _, rows := range open {
		must(t, rows.Close())
	}
}

// queries are rows of as many connections.
func (db *database) queries(t *testing.T) (open []repo.Rows) {
	t.Helper()
	for range pooled {
		open = append(open, value(db.Query(t.Context(), everything))(t))
	}
	return open
}

// readOutside reads outside a transaction, on each of the connections.
func (db *database) readOutside(t *testing.T) {
	for _, rows := range db.queries(t) {
		must(t, rows.Close())
	}
	for range pooled {
		_, err := repo.All(t.Context(), db.Engine, builder.Select(builder.Model[Toy]()))
		must(t, err)
		_, err = db.Exec(t.Context(), builder.Text("UPDATE toys SET size = size + :n WHERE label = :label", map[string]any{"n": 1, "label": "a"}))
		must(t, err)
	}
}

// writeInside reads and writes in transactions, which may be run again.
func (db *database) writeInside(t *testing.T) {
	attempts := 0
	for range pooled {
		must(t, db.Begin(t.Context(), func(s *repo.Session) error {
			attempts++
			return useToys(t, s)
		}, repo.WithRetry(2)))
	}
	if attempts > 2*pooled {
		t.Errorf("%d attempts", attempts)
	}
}

// useToys reads and writes toys: one, and several at once.
func useToys(t *testing.T, s *repo.Session) error {
	t.Helper()
	rows, err := s.Query(t.Context(), everything)
	if err == nil {
		err = rows.Close()
	}
	if err != nil {
		return err
	}
	one := &Toy{Label: "a", Size: 1}
	if err := errors.Join(s.Add(one), s.Flush(t.Context())); err != nil {
		return err
	}
	one.Size++
	return errors.Join(s.Add(&Toy{Label: "b"}, &Toy{Label: "c"}), s.Flush(t.Context()))
}
