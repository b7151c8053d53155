package conformance

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
)

// What the error of a misread write says.
const (
	andCommitted     = "the statement writes, and was carried out and is committed, so do not run it again"
	inTheTransaction = "the statement writes, and was carried out in the transaction, so do not run it again there"
)

// misreads is each way to misread what a statement that writes three rows answers, with the kind of its error.
func misreads(ctx context.Context) map[string]func(on repo.Reader) error {
	type other struct{ Other int }
	type plain struct{ Label string }
	write := func(returning string) builder.Sqlizer {
		return builder.Text("INSERT INTO toys (label, size) VALUES ('x', 1), ('y', 2), ('z', 3) RETURNING " + returning)
	}
	update := builder.Update(toys).Set(label.To("x")).AllRows()
	return map[string]func(on repo.Reader) error{
		"All": func(on repo.Reader) error { _, err := repo.All(ctx, on, builder.As[other](write("label"))); return err },
		"All of NULL": func(on repo.Reader) error {
			_, err := repo.All(ctx, on, builder.As[plain](write("CASE WHEN size = 3 THEN NULL ELSE label END AS label")))
			return err
		},
		"One": func(on repo.Reader) error {
			_, err := repo.One(ctx, on, builder.As[string](write("label")))
			return err
		},
		"OneOrNone": func(on repo.Reader) error {
			_, _, err := repo.OneOrNone(ctx, on, builder.As[int64](update.Returning(builder.Col(&toys.ID))))
			return err
		},
		"First": func(on repo.Reader) error {
			_, _, err := repo.First(ctx, on, builder.As[int](write("label")))
			return err
		},
		"Scalar":  func(on repo.Reader) error { _, err := repo.Scalar[int](ctx, on, write("label")); return err },
		"Scalars": func(on repo.Reader) error { _, err := repo.Scalars[int](ctx, on, update.Returning(label)); return err },
		"Each": func(on repo.Reader) (err error) {
			for _, failed := range repo.Each(ctx, on, builder.As[int](write("label"))) {
				err = failed
			}
			return err
		},
		"Each of other columns": func(on repo.Reader) (err error) {
			for _, failed := range repo.Each(ctx, on, builder.As[other](write("label"))) {
				err = failed
			}
			return err
		},
		"of a WITH": func(on repo.Reader) error {
			d := builder.Derived[struct{ Label string }]("changed")
			_, err := repo.Scalars[int](ctx, on, builder.SelectColumns(builder.Col(&d.Label)).From(d).With(builder.CTE(d, update.Returning(label))))
			return err
		},
	}
}

// MisreadWritesSayWhatBecameOfThem: where the rows of a statement that writes do not fit, are too many, or are refused by a hook, the error
// says that the statement was carried out, and whether it is committed: whoever ran it again would have its rows twice.
func MisreadWritesSayWhatBecameOfThem(t *testing.T, b Backend) {
	db := b.open(t)
	ctx := t.Context()
	kinds := map[string]error{"One": repo.ErrMultipleResults, "OneOrNone": repo.ErrMultipleResults, "Scalar": repo.ErrDataException, "All of NULL": repo.ErrDataException}
	for what, read := range misreads(ctx) {
		if what == "of a WITH" && b.Dialect.Name == builder.SQLite().Name {
			continue
		}
		t.Run(what, func(t *testing.T) {
			alone := db.session(t, repo.WithAutocommit(true))
			for _, on := range []repo.Reader{db.Engine, alone} {
				db.exec(t, "DELETE FROM toys")
				db.exec(t, "INSERT INTO toys (label, size) VALUES ('x', 1), ('x', 2)")
				misreadAs(t, read(on), kinds[what], andCommitted)
				expect(t, "written", db.stored(t, "SELECT count(*) FROM toys WHERE label IN ('x', 'y')") > 1, true)
			}
			s := db.session(t)
			misreadAs(t, read(s), kinds[what], inTheTransaction)
			u := value(s.UnitOfWork(ctx))(t)
			misreadAs(t, read(db.Over(u)), kinds[what], inTheTransaction)
			misreadAs(t, read(value(db.Within(u))(t)), kinds[what], inTheTransaction)
			misreadAs(t, read(db.session(t, repo.WithTx(u), repo.WithAutocommit(true))), kinds[what], inTheTransaction)
			must(t, s.Rollback(ctx))
		})
	}
	readsSayNothing(t, db)
}

func misreadAs(t *testing.T, err, kind error, outcome string) {
	t.Helper()
	says(t, err, outcome)
	expect(t, "said once", strings.Count(err.Error(), "so do not run it again"), 1)
	if kind != nil {
		refused(t, err, kind)
	}
}

// readsSayNothing: what only reads may be run again, and what the database refuses has written nothing.
func readsSayNothing(t *testing.T, db *database) {
	ctx := t.Context()
	db.exec(t, "DELETE FROM toys")
	db.exec(t, "INSERT INTO toys (label, size) VALUES ('x', 1), ('y', 2)")
	_, several := repo.One(ctx, db, builder.Select(toys))
	_, misfit := repo.Scalars[int](ctx, db, builder.Text("SELECT label FROM toys"))
	_, within := repo.Scalars[int](ctx, db, builder.Text("WITH t AS (SELECT label FROM toys) SELECT label FROM t"))
	_, refusal := repo.Scalars[int](ctx, db, builder.Text("INSERT INTO toys (label, size) VALUES ('a', 1), ('b', -1) RETURNING label"))
	errs := []error{several, misfit, within, refusal}
	if db.backend.Dialect.Name == builder.Postgres().Name {
		s := db.session(t)
		_, locking := repo.Scalars[int](ctx, s, builder.Text("WITH t AS (SELECT 1) SELECT label FROM toys FOR UPDATE"))
		_, softly := repo.Scalars[int](ctx, s, builder.Text("WITH t AS (SELECT 1) SELECT label FROM toys FOR NO KEY UPDATE"))
		errs = append(errs, locking, softly)
	}
	for _, err := range errs {
		if expect(t, "failed", err != nil, true); strings.Contains(err.Error(), "run it again") {
			t.Errorf("%v", err)
		}
	}
	expect(t, "rows", db.stored(t, "SELECT count(*) FROM toys"), int64(2))
}

// MisreadWritesAmongOthers: of several reads the error says that the write before it stays, or that it may.
func MisreadWritesAmongOthers(t *testing.T, b Backend) {
	db := b.open(t)
	ctx := t.Context()
	var labels []string
	var sizes []int
	write := repo.Into(&labels, builder.As[string](builder.Text("INSERT INTO toys (label, size) VALUES ('x', 1) RETURNING label")))
	wrong := repo.Into(&sizes, builder.As[int](builder.Text("SELECT label FROM toys")))
	err := repo.Gather(ctx, db, write, wrong)
	refused(t, err, repo.ErrDataException)
	if !errors.Is(err, repo.ErrCommitUnknown) {
		says(t, err, "a statement before it writes, and was carried out and is committed, so do not run it again")
	}
	expect(t, "written", db.stored(t, "SELECT count(*) FROM toys"), int64(1))
	s := db.session(t)
	says(t, repo.Gather(ctx, s, write, wrong), "a statement before it writes, and was carried out in the transaction")
	err = repo.Gather(ctx, s, write, repo.Into(&sizes, builder.As[int](builder.Text("UPDATE toys SET size = 2 RETURNING label"))))
	says(t, err, inTheTransaction)
	must(t, s.Rollback(ctx))
	rows := builder.Text("INSERT INTO toys (label, size) VALUES (:label, 1) RETURNING label", []Toy{{Label: "p"}, {Label: "q"}})
	_, err = repo.Scalars[int](ctx, s, rows)
	says(t, err, inTheTransaction)
	must(t, s.Rollback(ctx))
}
