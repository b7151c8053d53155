package backendtest

import (
	"testing"

	"github.com/drey-db/drey/backends"
)

func refusalTopic() topic {
	return topic{name: "a refusal", tests: []test{
		{name: "tells kind, code and names, and no value", run: violations},
	}}
}

// violations breaks each rule in each way that there is to run a statement.
func violations(t *testing.T, db *database) {
	db.heroes(t)
	for _, v := range []Violation{PrimaryKey, Unique, ForeignKey, NotNull, Check, Excluded, Misfit} {
		if v == Excluded && !db.h.has(Exclusion) {
			continue
		}
		t.Run(string(v), func(t *testing.T) {
			sql, args := db.violation(v)
			db.everywhere(t, func(t *testing.T, r backends.Runner) { db.expectRefusal(t, v, db.try(t.Context(), r, sql, args...)) })
			db.everywhere(t, func(t *testing.T, r backends.Runner) {
				db.expectRefusal(t, v, db.tryQuery(t, r, sql+" returning id", args...))
			})
			db.everywhere(t, func(t *testing.T, r backends.Runner) {
				db.expectRefusal(t, v, r.Pipeline(t.Context(), []backends.Stmt{db.stmt(sql, args...)}, backends.PipelineOptions{}, nil))
			})
		})
	}
}

// expectRefusal expects the refusal that the dialect states.
func (db *database) expectRefusal(t *testing.T, v Violation, err error) {
	t.Helper()
	want, ok := db.h.Dialect.Refusals[v]
	if !ok {
		t.Fatalf("the Dialect does not say how %q is refused", v)
	}
	got := refusal(t, err, want.Kind)
	equal(t, "the refusal", backends.Error{Kind: got.Kind, Code: got.Code, Constraint: got.Constraint, Table: got.Table, Column: got.Column}, want)
	if got.Err == nil {
		t.Fatalf("the driver's own error is not behind %v", err)
	}
}

// heroes makes the tables whose rules are broken, with a row each.
func (db *database) heroes(t *testing.T) {
	t.Helper()
	for _, sql := range []string{
		"create table heroes (id integer primary key, name text not null unique, power integer, constraint power_positive check (power > 0))",
		"create table toys (id integer primary key, hero_id integer references heroes (id), name text)",
		"create table sizes (id integer, width integer)" + db.h.Dialect.Strict,
	} {
		db.exec(t, db.pool, sql)
	}
	db.exec(t, db.pool, "insert into heroes values (1, ?, 5)", secret)
	if db.h.has(Exclusion) {
		db.exec(t, db.pool, "create table stays (id integer, name text, span int4range, exclude using gist (span with &&))")
		db.exec(t, db.pool, "insert into stays values (1, 'x', '[1,5)')")
	}
}

// violation is a statement that breaks the rule, without its RETURNING.
func (db *database) violation(v Violation) (sql string, args []any) {
	switch v {
	case PrimaryKey:
		return "insert into heroes (id, name) values (1, ?)", []any{"other " + secret}
	case Unique:
		return "insert into heroes (id, name) values (2, ?)", []any{secret}
	case ForeignKey:
		return "insert into toys (id, hero_id, name) values (?, 9, ?)", []any{1, secret}
	case NotNull:
		return "insert into heroes (id, name) values (?, ?)", []any{3, nil}
	case Check:
		return "insert into heroes (id, name, power) values (4, ?, ?)", []any{"other " + secret, -1}
	case Excluded:
		return "insert into stays values (2, ?, '[4,6)')", []any{secret}
	}
	return "insert into sizes (id, width) values (1, ?)", []any{secret}
}

func (db *database) tryQuery(t *testing.T, r backends.Runner, sql string, args ...any) error {
	t.Helper()
	rows, err := r.Query(t.Context(), db.rowsStmt(sql, args...))
	_, err = drain(rows, err)
	return err
}
