package conformance

import (
	"database/sql"
	"fmt"
	"strings"
	"testing"

	sq "github.com/Masterminds/squirrel"
	"github.com/google/uuid"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
)

// nobody is no entity: it has no table.
type nobody struct{ ID int64 }

// BadInputIsRefused: what cannot be meant is a typed error that says the next move, before anything is sent, and the
// session goes on.
func BadInputIsRefused(t *testing.T, b Backend) {
	db := b.open(t)
	ctx, s := t.Context(), db.session(t)
	good := &Toy{Label: "ball"}
	t.Run("all or nothing", func(t *testing.T) {
		for _, wrong := range []any{nil, (*Toy)(nil), Toy{}, new(int), func() {}, &nobody{}, toys, []*Toy{good}} {
			refused(t, s.Add(good, wrong), repo.ErrInvalidRequest)
			refused(t, s.Attach(wrong), repo.ErrInvalidRequest)
			refused(t, s.Delete(wrong), repo.ErrInvalidRequest)
			refused(t, s.Refresh(ctx, wrong), repo.ErrInvalidRequest)
			refused(t, s.Expire(wrong), repo.ErrInvalidRequest)
			refused(t, s.Expunge(wrong), repo.ErrInvalidRequest)
			refused(t, s.Set(wrong, &good.Label, builder.Null()), repo.ErrInvalidRequest)
			expect(t, "all or nothing", s.State(good), repo.Transient)
		}
	})
	_, err := repo.Get[nobody](ctx, s, 1)
	t.Run("types that are not mapped, and prototypes", func(t *testing.T) {
		refused(t, err, repo.ErrInvalidRequest)
		says(t, s.Add(toys), "is a prototype")
	})
	t.Run("keys that cannot be meant", func(t *testing.T) {
		for _, key := range [][]any{nil, {1, 2}, {"one"}, {1.5}, {nil}, {uuid.New()}, {[]int{1}}, {struct{}{}}} {
			_, err := repo.Get[Toy](ctx, s, key...)
			refused(t, err, repo.ErrInvalidRequest)
			_, err = repo.Get[Toy](ctx, db, key...)
			refused(t, err, repo.ErrInvalidRequest)
		}
		_, err = repo.Get[Team](ctx, s, "x")
		refused(t, err, repo.ErrInvalidRequest)
		value := builder.Text("SELECT :a", sql.Named("a", 1), sql.Named("b", 2))
		missing := builder.Text("SELECT :a, :b", sql.Named("a", 1))
		loose := builder.Select(heroes).Where(builder.Col(&(&Hero{}).Name).Eq("x"))
		for message, stmt := range map[string]builder.Sqlizer{"no argument called b": value, "b": missing, "outside every prototype": loose} {
			_, err := s.Exec(ctx, stmt)
			refused(t, err, repo.ErrInvalidRequest)
			says(t, err, "repo: exec: ", message)
			_, err = db.Query(ctx, stmt)
			refused(t, err, repo.ErrInvalidRequest)
			says(t, err, "repo: query: ", message)
			_, err = repo.Scalars[string](ctx, s, stmt)
			says(t, err, "repo: scalars: ", message)
		}
		_, err = s.Exec(ctx, builder.Update(toys).Set(label.To("x")))
		refused(t, err, builder.ErrMissingWhere)
		_, err = s.Exec(ctx, nil)
		refused(t, err, repo.ErrInvalidRequest)
		expect(t, "sent", db.log.sent(), "")
	})

	t.Run("added twice is stored once", func(t *testing.T) {
		must(t, s.Add(good))
		must(t, s.Add(good))
		must(t, s.Commit(ctx))
		expect(t, "added twice is stored once", db.stored(t, "SELECT count(*) FROM toys"), int64(1))
	})
}

// KeysAreTakenOnce: two entities with one key, or one whose key the session has, are refused before anything is sent.
func KeysAreTakenOnce(t *testing.T, b Backend) {
	db := b.open(t)
	ctx, s := t.Context(), db.session(t)
	id := uuid.New()
	one, twin := &Hero{ID: id, Name: "one", AppSrc: "test"}, &Hero{ID: id, Name: "twin", AppSrc: "test"}
	must(t, s.Add(one, twin))
	refused(t, s.Flush(ctx), repo.ErrInvalidRequest)
	expect(t, "sent", db.log.sent(), "")
	expect(t, "active", s.IsActive(), true)
	must(t, s.Expunge(twin))
	must(t, s.Commit(ctx))
	must(t, s.Add(twin))
	db.log.take()
	err := s.Flush(ctx)
	refused(t, err, repo.ErrInvalidRequest)
	says(t, err, "Hero")
	expect(t, "sent", db.log.sent(), "")
	must(t, s.Rollback(ctx))
	refused(t, s.Attach(&Hero{ID: id}), repo.ErrInvalidRequest)
	expect(t, "stored", db.stored(t, "SELECT count(*) FROM heroes WHERE name = 'one'"), int64(1))
}

// WhatTheDatabaseRefuses: a column that is not there, and a value that does not fit, end the transaction and nothing else.
func WhatTheDatabaseRefuses(t *testing.T, b Backend) {
	db := b.open(t)
	ctx, s := t.Context(), db.session(t)
	for _, stmt := range []builder.Query[*Hero]{
		builder.Select(heroes).Where(sq.Eq{"nowhere": 1}), builder.Select(heroes).Where(sq.Expr("nowhere > ?", 1)),
	} {
		_, err := repo.All(ctx, s, stmt)
		says(t, err, "repo: all: ", "nowhere")
		_, err = s.Exec(ctx, builder.Text("SELECT 1"))
		refused(t, err, backends.ErrTxAborted)
		must(t, s.Rollback(ctx))
		_, err = repo.All(ctx, db, stmt)
		says(t, err, "nowhere")
	}
	_, err := repo.Scalar[int8](ctx, s, builder.Text("SELECT 300"))
	refused(t, err, repo.ErrDataException)
	_, err = repo.Scalar[int](ctx, s, builder.Text("SELECT 'many'"))
	refused(t, err, repo.ErrDataException)
	must(t, s.Rollback(ctx))
	must(t, s.Add(&Toy{Label: "ball", Size: -1}))
	refused(t, s.Flush(ctx), repo.ErrCheckViolation)
	must(t, s.Rollback(ctx))
	if b.Dialect.Name == "postgres" { // SQLite has no narrow integers
		must(t, s.Add(&Toy{Label: "ball", Size: 1 << 40}))
		refused(t, s.Flush(ctx), repo.ErrDataException)
		must(t, s.Rollback(ctx))
	}
	must(t, s.Add(&Toy{Label: "ball"}))
	must(t, s.Commit(ctx))
	db.idle(t)
}

// Wide has 50 columns.
type Wide struct {
	ID uuid.UUID `db:"id,pk,uuid7"`

	A0, A1, A2, A3, A4, A5, A6, A7, A8, A9 int64
	B0, B1, B2, B3, B4, B5, B6, B7, B8, B9 int64
	C0, C1, C2, C3, C4, C5, C6, C7, C8, C9 int64
	D0, D1, D2, D3, D4, D5, D6, D7, D8, D9 int64
	E0, E1, E2, E3, E4, E5, E6, E7, E8     int64
}

// TableName names the table.
func (Wide) TableName() string { return "wide" }

// WideRowsStayBelowTheLimit: 1,000 rows of 50 columns, written and changed, never hand a statement more parameters than
// the database takes.
func WideRowsStayBelowTheLimit(t *testing.T, b Backend) {
	db := b.open(t)
	columns := []string{"id {uuid} PRIMARY KEY"}
	for i := range 49 {
		columns = append(columns, fmt.Sprintf("%c%d bigint NOT NULL", 'a'+i/10, i%10))
	}
	db.exec(t, b.spell("CREATE TABLE wide ("+strings.Join(columns, ", ")+")"))
	limit := db.Pool().Capabilities().MaxParams
	if limit == 0 {
		limit = backends.DefaultMaxParams
	}
	s := db.session(t)
	list := make([]*Wide, 1_000)
	for i := range list {
		n := int64(i)
		list[i] = &Wide{A0: n, B5: n * 2, E8: n * 3}
		must(t, s.Add(list[i]))
	}
	must(t, s.Commit(t.Context()))
	for _, w := range list {
		w.A1, w.E7 = w.A0, w.E8
	}
	must(t, s.Commit(t.Context()))
	for _, e := range db.log.take() {
		if len(e.Args) > limit {
			t.Errorf("a statement has %d parameters, and the database takes %d", len(e.Args), limit)
		}
	}
	expect(t, "rows", db.stored(t, "SELECT count(*) FROM wide WHERE a1 = a0 AND b5 = a0 * 2 AND e8 = a0 * 3 AND e7 = e8"), int64(1_000))
}
