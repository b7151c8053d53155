package conformance

import (
	"errors"
	"testing"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
	"github.com/drey-db/drey/schema"
)

// Account is a row of which queries read some columns.
type Account struct {
	ID      int64
	Name    string
	Balance int64
	Note    *string
	BankID  *int64 `db:"bank_id,fk=banks.id"`
	Bank    *Bank  `rel:"belongs-to"`
	Version int64  `db:"version,version"`
}

// TableName names the table.
func (Account) TableName() string { return "accounts" }

// Bank has accounts.
type Bank struct {
	ID       int64
	Name     string
	Accounts []*Account `rel:"has-many,order=id"`
}

// TableName names the table.
func (Bank) TableName() string { return "banks" }

var (
	accounts = builder.Model[Account]()
	banks    = builder.Model[Bank]()
)

// accountsInPart returns a session that has read the names of two accounts alone.
func (b Backend) accountsInPart(t *testing.T) (*database, *repo.Session, []*Account) {
	t.Helper()
	db := b.open(t)
	db.create(t, schema.MustOf(accounts, banks))
	ctx, s, note := t.Context(), db.session(t), "n"
	must(t, s.Add(&Bank{ID: 1, Name: "b", Accounts: []*Account{{ID: 1, Name: "a", Balance: 100, Note: &note}, {ID: 2, Name: "b", Balance: 50}}}, &Bank{ID: 2, Name: "c"}))
	must(t, s.Commit(ctx))
	s = db.session(t)
	list := value(repo.All(ctx, s, builder.Select(accounts).LoadOnly(builder.Col(&accounts.Name)).OrderBy(builder.Col(&accounts.ID).Asc())))(t)
	expect(t, "in part: list[0].Balance", list[0].Balance, int64(0))
	expect(t, "in part: list[0].Note == nil", list[0].Note == nil, true)
	return db, s, list
}

// GetReadsTheRest: an entity that was read in part has the columns that Get promises, and what was edited in it.
func GetReadsTheRest(t *testing.T, b Backend) {
	db, s, list := b.accountsInPart(t)
	ctx := t.Context()
	list[0].Name = "edited"
	db.log.take()
	got := value(repo.Get[Account](ctx, s, 1))(t)
	expect(t, "read: got == list[0]", got == list[0], true)
	expect(t, "read: got.Balance", got.Balance, int64(100))
	expect(t, "read: *got.Note", *got.Note, "n")
	expect(t, "read: got.Version", got.Version, int64(1))
	expect(t, "read: got.Name", got.Name, "edited")
	expect(t, "selects", db.selects(), 1)
	value(repo.Get[Account](ctx, s, 1))(t)
	expect(t, "no more", db.selects(), 0)
	list[1].Balance = 7
	expect(t, "an edit of what was not read", value(repo.Get[Account](ctx, s, 2))(t).Balance, int64(7))
	must(t, s.Commit(ctx))
	expect(t, "stored", listed(t, db, "SELECT name || balance FROM accounts ORDER BY id"), "edited100, b7")

	s = db.session(t)
	value(repo.All(ctx, s, builder.Select(accounts).LoadOnly(builder.Col(&accounts.Name))))(t)
	value(s.Exec(ctx, builder.Text("DELETE FROM accounts WHERE id = 2")))(t)
	_, err := repo.Get[Account](ctx, s, 2)
	refused(t, err, repo.ErrNotFound)
	must(t, s.Close())
}

// MergeReadsTheRest: an entity that was read in part is compared with what its row has, zeros of the form included.
func MergeReadsTheRest(t *testing.T, b Backend) {
	db, s, list := b.accountsInPart(t)
	ctx := t.Context()
	merged := value(repo.Merge(ctx, s, &Account{ID: 1, Name: "form"}))(t)
	expect(t, "the same", merged == list[0], true)
	form := &Account{ID: 2}
	value(repo.Merge(ctx, s, form, &form.Balance))(t)
	must(t, s.Commit(ctx))
	expect(t, "zeros are written", listed(t, db, "SELECT name || balance || coalesce(note, '-') || coalesce(bank_id, 0) FROM accounts ORDER BY id"), "form0-0, b0-1")

	_, s, list = b.accountsInPart(t)
	_, err := repo.Merge(ctx, s, &Account{ID: 1, Name: "form", Version: 5})
	var stale *repo.StaleDataError
	expect(t, "the version is read", errors.As(err, &stale), true)
	bank := value(repo.Merge(ctx, s, &Bank{ID: 2, Accounts: []*Account{{ID: 1, Name: "moved"}}}))(t)
	expect(t, "by a list: bank.Accounts[0] == list[0]", bank.Accounts[0] == list[0], true)
	expect(t, "by a list: list[0].Balance", list[0].Balance, int64(0))
	list[1].Name = "kept"
	value(repo.Merge(ctx, s, &Account{ID: 2, Bank: &Bank{ID: 2, Name: "c"}}, &accounts.Bank))(t)
	must(t, s.Commit(ctx))
	expect(t, "by pointers: list[0].Bank == bank", list[0].Bank == bank, true)
	expect(t, "by pointers: list[1].Bank == bank", list[1].Bank == bank, true)
	expect(t, "by pointers: list[1].Name", list[1].Name, "kept")
	expect(t, "by pointers: len(bank.Accounts)", len(bank.Accounts), 2)
}

// EveryWriteCounts: however a row was read, and whatever writes it, its version is counted up, so that who read it before is told.
func EveryWriteCounts(t *testing.T, b Backend) {
	balance, id := builder.Col(&accounts.Balance), builder.Col(&accounts.ID)
	one := builder.Select(accounts).Where(id.Eq(1))
	reads := map[string]builder.Query[*Account]{
		"whole": one, "a column": one.LoadOnly(builder.Col(&accounts.Name)), "text": builder.As[*Account](builder.Text("SELECT id, name FROM accounts WHERE id = 1")),
	}
	writes := map[string]func(s *repo.Session, a *Account) error{
		"edit":         func(_ *repo.Session, a *Account) error { a.Name = "new"; return nil },
		"Set":          func(s *repo.Session, a *Account) error { return s.Set(a, &a.Balance, balance.Add(5)) },
		"Set and edit": func(s *repo.Session, a *Account) error { a.Name = "new"; return s.Set(a, &a.Balance, balance.Add(5)) },
		"pointer":      func(_ *repo.Session, a *Account) error { a.Bank = &Bank{ID: 3, Name: "new"}; return nil },
	}
	for read, q := range reads {
		for write, edit := range writes {
			t.Run(read+", "+write, func(t *testing.T) {
				db, before, _ := b.accountsInPart(t)
				must(t, before.Close())
				ctx, other, s := t.Context(), db.session(t), db.session(t)
				old := value(repo.Get[Account](ctx, other, 1))(t)
				must(t, other.Commit(ctx))
				must(t, edit(s, value(repo.One(ctx, s, q))(t)))
				must(t, s.Commit(ctx))
				expect(t, "version", db.stored(t, "SELECT version FROM accounts WHERE id = 1"), int64(2))
				old.Balance = 1
				var stale *repo.StaleDataError
				expect(t, "told", errors.As(other.Commit(ctx), &stale), true)
				must(t, other.Rollback(ctx))
			})
		}
	}
}
