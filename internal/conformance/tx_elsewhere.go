package conformance

import (
	"testing"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
)

// pretender is a pool that says of itself that it speaks another dialect.
type pretender struct {
	backends.Pool
	dialect string
}

// Dialect implements backends.Pool.
func (p pretender) Dialect() string { return p.dialect }

// TransactionsOfOtherDatabasesAreRefused: a transaction that is certainly of another database than the engine's, since that is of another
// kind, is refused by every door, and nothing is sent. Where a dialect is the user's own nobody knows, and the transaction is taken.
func TransactionsOfOtherDatabasesAreRefused(t *testing.T, b Backend) {
	db, ctx := b.open(t), t.Context()
	u := value(db.Pool().Begin(ctx, backends.TxOptions{}))(t)
	defer func() { must(t, u.Rollback(ctx)) }()
	other := map[string]string{"postgres": "sqlite", "sqlite": "postgres"}[b.Dialect.Name]
	pool := pretender{db.Pool(), other}
	elsewhere := value(repo.New(pool))(t)
	read := func(r repo.Reader) error { _, err := repo.Count(ctx, r, builder.Select(heroes)); return err }

	for name, door := range map[string]func(e *repo.Engine, p backends.Pool) error{
		"Session": func(e *repo.Engine, _ backends.Pool) error {
			s := e.Session(repo.WithTx(u))
			defer s.Close()
			return read(s)
		},
		"Begin": func(e *repo.Engine, _ backends.Pool) error {
			return e.Begin(ctx, func(s *repo.Session) error { return read(s) }, repo.WithTx(u))
		},
		"Within": func(e *repo.Engine, _ backends.Pool) error { _, err := e.Within(u); return err },
		"New":    func(_ *repo.Engine, p backends.Pool) error { _, err := repo.New(p, repo.WithTx(u)); return err },
		"Over":   func(e *repo.Engine, _ backends.Pool) error { return read(e.Over(u)) },
	} {
		db.log.take()
		err := door(elsewhere, pool)
		refused(t, err, repo.ErrInvalidRequest)
		says(t, err, other, b.Dialect.Name, "engine's own database")
		expect(t, name+": sent", db.log.sent(), "")
		must(t, door(db.Engine, db.Pool()))
	}

	custom := value(repo.New(pretender{db.Pool(), "ours"}, repo.WithDialect(b.Dialect)))(t)
	must(t, read(custom.Over(u)))
}
