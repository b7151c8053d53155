package conformance

import (
	"database/sql/driver"
	"errors"
	"fmt"
	"testing"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
)

// Engraved is a text whose Value gives bytes, as that of many types does.
type Engraved struct{ text string }

// Value implements driver.Valuer.
func (e Engraved) Value() (driver.Value, error) { return []byte(e.text), nil }

// Scan implements sql.Scanner.
func (e *Engraved) Scan(v any) error {
	switch v := v.(type) {
	case string:
		e.text = v
	case []byte:
		e.text = string(v)
	default:
		return fmt.Errorf("an Engraved of a %T", v)
	}
	return nil
}

// Inscription has columns of several types whose values are bytes in Go, beside texts that are right.
type Inscription struct {
	ID    int64 `db:"id,pk,noidentity"`
	Name  string
	Owner string   `db:"owner,type=uuid"`
	Maker []byte   `db:"maker,type=uuid"`
	Doc   Engraved `db:"doc,type=jsonb"`
	Raw   string   `db:"raw,type=jsonb"`
	Hung  Engraved `db:"hung,type=date"`
	Made  string   `db:"made,type=date"`
	Count Engraved `db:"count,type=integer"`
	Bits  Engraved `db:"bits,type=bit(3)"`
}

// TableName names the table.
func (Inscription) TableName() string { return "inscriptions" }

func inscription(id int64, wrong func(*Inscription)) *Inscription {
	const owner = "018f2f4e-0000-7000-8000-000000000001"
	p := &Inscription{
		ID: id, Name: "fine", Owner: owner, Maker: []byte(owner), Doc: Engraved{"{}"}, Raw: "{}", Hung: Engraved{"2024-02-29"}, Made: "2024-02-29", Count: Engraved{"7"}, Bits: Engraved{"101"},
	}
	wrong(p)
	return p
}

// ErrorsBlameBytesToo: where a value that is bytes in Go does not fit, its column is named, and none whose text is right.
func ErrorsBlameBytesToo(t *testing.T, b Backend) {
	db := b.open(t)
	if b.Dialect.Name == builder.SQLite().Name {
		return // which has no such types
	}
	db.exec(t, "CREATE TABLE inscriptions (id bigint PRIMARY KEY, name text NOT NULL, owner uuid NOT NULL, maker uuid NOT NULL, doc jsonb NOT NULL, raw jsonb NOT NULL,"+
		" hung date NOT NULL, made date NOT NULL, count integer NOT NULL, bits bit(3) NOT NULL)")
	for column, wrong := range map[string]func(*Inscription){
		"maker": func(p *Inscription) { p.Maker = []byte("neither a uuid nor of sixteen bytes") }, "doc": func(p *Inscription) { p.Doc = Engraved{"nope"} },
		"hung": func(p *Inscription) { p.Hung = Engraved{"2024-02-31"} }, "count": func(p *Inscription) { p.Count = Engraved{"many"} }, "bits": func(p *Inscription) { p.Bits = Engraved{"1012"} },
	} {
		for door, err := range refusedInscriptions(t, db, wrong) {
			t.Run(column+" by "+door, func(t *testing.T) {
				if err == nil && column == "maker" {
					return // sqlx with pgx makes sixteen of the bytes, outside a pipeline
				}
				var refusal *backends.Error
				if !errors.As(err, &refusal) || !errors.Is(err, repo.ErrDataException) {
					t.Fatalf("the error is %v, want a refusal of the value", err)
				}
				expect(t, fmt.Sprintf("the column that %v names", err), refusal.Table+"."+refusal.Column, "inscriptions."+column)
			})
		}
	}
}

// refusedInscriptions writes a inscription that is wrong by every door.
func refusedInscriptions(t *testing.T, db *database, wrong func(*Inscription)) map[string]error {
	t.Helper()
	ctx, inscriptions := t.Context(), builder.Model[Inscription]()
	right := func(*Inscription) {}
	try := func(do func(*repo.Session) error) (err error) {
		s := db.session(t)
		must(t, s.Add(inscription(1, right), inscription(2, right)))
		must(t, s.Flush(ctx))
		if err = do(s); err == nil {
			err = s.Flush(ctx)
		}
		must(t, s.Rollback(ctx))
		must(t, s.Close())
		return err
	}
	return map[string]error{
		"Add":        try(func(s *repo.Session) error { return s.Add(inscription(3, wrong)) }),
		"Add of two": try(func(s *repo.Session) error { return s.Add(inscription(3, right), inscription(4, wrong)) }),
		"InsertAll":  try(func(s *repo.Session) error { return repo.InsertAll(ctx, s, []*Inscription{inscription(3, wrong)}) }),
		"UpdateAll": try(func(s *repo.Session) error {
			return repo.UpdateAll(ctx, s, []*Inscription{inscription(1, wrong), inscription(2, right)})
		}),
		"UpsertAll": try(func(s *repo.Session) error {
			return repo.UpsertAll(ctx, s, []*Inscription{inscription(1, wrong), inscription(3, right)})
		}),
		"a statement": try(func(s *repo.Session) error {
			_, err := s.Exec(ctx, builder.Insert(inscriptions).Values(inscription(3, wrong)))
			return err
		}),
		"an edit": try(func(s *repo.Session) error {
			p := value(repo.Get[Inscription](ctx, s, 1))(t)
			wrong(p)
			p.Name, p.Raw = "also fine", "[]"
			return nil
		}),
	}
}
