package conformance

import (
	"strings"
	"testing"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
)

// raising are triggers that quote what is written, in the words of each database.
var raising = map[string][]string{
	builder.Postgres().Name: {
		"RAISE EXCEPTION 'bad code %', NEW.code",
		"RAISE EXCEPTION 'bad code %', NEW.code USING ERRCODE = 'check_violation'",
		"EXECUTE NEW.code",
	},
	builder.SQLite().Name: {"SELECT RAISE(ABORT, 'bad code ' || NEW.code)"},
}

// WhatATriggerSaysHasNoSecrets: a trigger's words may quote what is written; the errors of drey have the values of secret columns as ***.
func WhatATriggerSaysHasNoSecrets(t *testing.T, b Backend) {
	vaults := builder.Model[Vault]()
	for _, body := range raising[b.Dialect.Name] {
		t.Run(body, func(t *testing.T) {
			db := b.open(t)
			db.exec(t, b.spell("CREATE TABLE vaults (id {counted}, name varchar(9) NOT NULL UNIQUE, code varchar(20) NOT NULL)"))
			db.exec(t, "INSERT INTO vaults (name, code) VALUES ('old', 'plain')")
			if b.Dialect.Name == builder.SQLite().Name {
				db.exec(t, "CREATE TRIGGER tells BEFORE INSERT ON vaults BEGIN "+body+"; END")
				db.exec(t, "CREATE TRIGGER tells_too BEFORE UPDATE ON vaults BEGIN "+body+"; END")
			} else {
				db.exec(t, "CREATE FUNCTION tells() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "+body+"; END $$")
				db.exec(t, "CREATE TRIGGER tells BEFORE INSERT OR UPDATE ON vaults FOR EACH ROW EXECUTE FUNCTION tells()")
			}
			ctx := t.Context()
			db.tells(t, "a flush", func(s *repo.Session) error { return s.Add(&Vault{Name: "a", Code: hidden}) })
			db.tells(t, "two of a flush", func(s *repo.Session) error {
				return s.Add(&Vault{Name: "a", Code: hidden}, &Vault{Name: "b", Code: hidden + "2"})
			})
			db.tells(t, "a change", func(s *repo.Session) error {
				value(repo.One(ctx, s, builder.Select(vaults)))(t).Code = hidden
				return nil
			})
			db.tells(t, "InsertAll", func(s *repo.Session) error { return repo.InsertAll(ctx, s, []*Vault{{Name: "a", Code: hidden}}) })
			db.tells(t, "an insert", func(s *repo.Session) error {
				_, err := s.Exec(ctx, builder.Insert(vaults).Values(&Vault{Name: "a", Code: hidden}))
				return err
			})
			_, err := db.Exec(ctx, builder.Update(vaults).Set(builder.Col(&vaults.Code).To(hidden)).AllRows())
			db.quoted(t, "an update", err)
		})
	}
}

// tells expects that work is refused in words in which the secret is not.
func (db *database) tells(t *testing.T, what string, work func(s *repo.Session) error) {
	t.Helper()
	db.quoted(t, what, db.Begin(t.Context(), work))
}

func (db *database) quoted(t *testing.T, what string, err error) {
	t.Helper()
	quiet(t, what, err)
	if err != nil && !strings.Contains(err.Error(), "***") {
		t.Errorf("%s: no *** in %q", what, err)
	}
}
