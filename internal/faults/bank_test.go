package faults

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
	"github.com/drey-db/drey/schema"
)

// Account has a balance that is the sum of its entries.
type Account struct {
	ID      int64 `db:"id,pk"`
	Balance int64
	Rev     int `db:"rev,version"`
}

// TableName names the table.
func (Account) TableName() string { return "accounts" }

// Transfer says by a key that the client makes that the transfer was done.
type Transfer struct {
	Key    string `db:"key,pk"`
	Amount int64
}

// TableName names the table.
func (Transfer) TableName() string { return "transfers" }

// Entry is one side of a transfer. Its key is the database's.
type Entry struct {
	ID       int64
	Transfer string `db:"transfer,index"`
	Account  int64
	Amount   int64
}

// TableName names the table.
func (Entry) TableName() string { return "entries" }

// Receipt is the row of repo.Once.
type Receipt struct {
	Key string `db:"key,pk"`
}

// TableName names the table.
func (Receipt) TableName() string { return "receipts" }

// accounts is how many there are: few, so that transfers meet.
const accounts = 12

func openBank(t *testing.T, engine *repo.Engine) {
	t.Helper()
	ctx := t.Context()
	models := []any{builder.Model[Account](), builder.Model[Transfer](), builder.Model[Entry](), builder.Model[Receipt]()}
	require.NoError(t, schema.CreateAll(ctx, engine, models...))
	require.NoError(t, engine.Begin(ctx, func(s *repo.Session) error {
		for id := range int64(accounts) {
			if err := s.Add(&Account{ID: id + 1}); err != nil {
				return err
			}
		}
		return nil
	}))
}

// plan is a transfer to be made.
type plan struct {
	key    string
	locks  bool // rows are locked; else versions tell who came too late
	pieces bool // what is written is flushed before the commit
}

// make makes the transfer in a session.
func (p plan) make(ctx context.Context, s *repo.Session) error {
	ids := rand.Perm(accounts)[:2]
	low, high := int64(min(ids[0], ids[1])+1), int64(max(ids[0], ids[1])+1)
	from, err := p.account(ctx, s, low)
	if err != nil {
		return err
	}
	to, err := p.account(ctx, s, high)
	if err != nil {
		return err
	}
	amount := rand.Int64N(100) + 1
	from.Balance, to.Balance = from.Balance-amount, to.Balance+amount
	err = s.Add(&Transfer{p.key, amount}, &Entry{Transfer: p.key, Account: low, Amount: -amount}, &Entry{Transfer: p.key, Account: high, Amount: amount})
	if p.pieces && err == nil {
		err = s.Flush(ctx)
	}
	return err
}

func (p plan) account(ctx context.Context, s *repo.Session, id int64) (*Account, error) {
	if p.locks {
		return repo.Get[Account](ctx, s, id, repo.ForUpdate())
	}
	return repo.Get[Account](ctx, s, id)
}

// outcome is what the client was told of a transfer in the end.
type outcome int

const (
	failed outcome = iota
	done
	unknown
)

func outcomeOf(err error) outcome {
	switch {
	case err == nil:
		return done
	case errors.Is(err, repo.ErrCommitUnknown):
		return unknown
	}
	return failed
}

// tally is what came of the transfers on one backend.
type tally struct {
	backend                                         string
	transfers, faults, done, failed, unknown, there int
	lost, doubled, torn, leaked, falseWords         int
}

func (c tally) String() string {
	return fmt.Sprintf("| %s | %d | %d | %d | %d | %d (%d) | %d | %d | %d | %d | %d |",
		c.backend, c.transfers, c.faults, c.done, c.failed, c.unknown, c.there, c.lost, c.doubled, c.torn, c.leaked, c.falseWords)
}

const heading = `
| backend | transfers | faults | committed | failed | unknown (of which there) | lost | doubled | torn accounts | leaked | false words |
|---|---|---|---|---|---|---|---|---|---|---|`

// audit compares what clients were told with what is there.
func (c *tally) audit(t *testing.T, engine *repo.Engine, outcomeOf map[string]outcome, heard map[string]error) {
	t.Helper()
	entries := map[string]int{}
	balances := map[int64]int64{}
	for _, e := range all[Entry](t, engine) {
		entries[e.Transfer]++
		balances[e.Account] += e.Amount
	}
	ledger := map[string]bool{}
	for _, transfer := range all[Transfer](t, engine) {
		ledger[transfer.Key] = true
	}
	for _, a := range all[Account](t, engine) {
		if a.Balance != balances[a.ID] {
			c.torn++
		}
	}
	for key, n := range entries {
		if n > 2 {
			c.doubled++
		}
		if n == 1 || !ledger[key] {
			c.torn++
		}
	}
	for key, what := range outcomeOf {
		if c.compare(what, ledger[key]); what == failed && ledger[key] {
			t.Logf("%s is there, and failed with: %v", key, heard[key])
		}
	}
}

func (c *tally) compare(what outcome, there bool) {
	switch what {
	case done:
		if c.done++; !there {
			c.lost++
		}
	case failed:
		if c.failed++; there {
			c.falseWords++
		}
	case unknown:
		if c.unknown++; there {
			c.there++
		}
	}
}

// intact expects that nothing went wrong.
func (c tally) intact(t *testing.T) {
	t.Helper()
	require.Zero(t, c.lost+c.doubled+c.torn+c.leaked+c.falseWords, "%s\n%s", heading, c)
	require.NotZero(t, c.done, "something was done")
}

func all[T any](t *testing.T, engine *repo.Engine) []*T {
	t.Helper()
	list, err := repo.All(t.Context(), engine, builder.Select(builder.Model[T]()))
	require.NoError(t, err)
	return list
}
