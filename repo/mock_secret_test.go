package repo_test

import (
	"testing"

	"github.com/DATA-DOG/go-sqlmock"
	"github.com/jmoiron/sqlx"
	"github.com/stretchr/testify/require"

	"github.com/drey-db/drey/backends/sqlxbackend"
	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
)

// Vault has a secret, and one that may be NULL.
type Vault struct {
	ID   int64   `db:"id,pk,noidentity"`
	Code string  `db:"code,secret"`
	Hint *string `db:"hint,secret"`
	Name string  `db:"name"`
}

// TableName names the table.
func (Vault) TableName() string { return "vaults" }

var vaults = builder.Model[Vault]()

// What a driver that nobody knows says of the arguments of a write has no secret in the errors of drey's.
func TestSecretsInTheWordsOfAnUnknownDriver(t *testing.T) {
	hint := "qZ8vhint"
	vault := func() *Vault { return &Vault{ID: 1, Code: "qZ8vhunter2", Hint: &hint, Name: "plain"} }
	for what, write := range map[string]func(e *repo.Engine) error{
		"a flush": func(e *repo.Engine) error {
			return e.Begin(t.Context(), func(s *repo.Session) error { return s.Add(vault()) })
		},
		"an insert": func(e *repo.Engine) error {
			_, err := e.Exec(t.Context(), builder.Insert(vaults).Values(vault()))
			return err
		},
		"InsertAll": func(e *repo.Engine) error {
			return e.Begin(t.Context(), func(s *repo.Session) error { return repo.InsertAll(t.Context(), s, []*Vault{vault()}) })
		},
		"an update": func(e *repo.Engine) error {
			_, err := e.Exec(t.Context(), builder.Update(vaults).Set(builder.Col(&vaults.Code).To("qZ8vhunter2")).AllRows())
			return err
		},
		"a deletion": func(e *repo.Engine) error {
			_, err := e.Exec(t.Context(), builder.Delete(vaults).Where(builder.Col(&vaults.Code).Eq("qZ8vhunter2")))
			return err
		},
	} {
		t.Run(what, func(t *testing.T) {
			db, mock, err := sqlmock.New()
			require.NoError(t, err)
			e, err := repo.New(sqlxbackend.New(sqlx.NewDb(db, "postgres")))
			require.NoError(t, err)
			defer func() {
				require.NoError(t, e.Close())
				mock.ExpectClose()
				require.NoError(t, db.Close())
			}()
			mock.MatchExpectationsInOrder(false)
			mock.ExpectBegin()
			mock.ExpectExec(".*").WithArgs("another")
			mock.ExpectQuery(".*").WithArgs("another")
			err = write(e)
			require.Error(t, err)
			require.NotContains(t, err.Error(), "qZ8v")
		})
	}
}
