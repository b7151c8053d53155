package conformance

import (
	"database/sql"
	"fmt"
	"testing"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
	"github.com/drey-db/drey/schema"
)

// Placard has bytes, in every form, in columns of text.
type Placard struct {
	ID     int64
	Plain  []byte           `db:"plain,type=text"`
	Maybe  *[]byte          `db:"maybe,type=text"`
	Null   sql.Null[[]byte] `db:"null,type=varchar(30)"`
	Fixed  [3]byte          `db:"fixed,type=text"`
	Called *[3]byte         `db:"called,type=varchar"`
	Lamps  []Lamp           `db:"lamps,type=text"`
	List   [][]byte         `db:"list,type=text[]"`
	Gaps   []*[]byte        `db:"gaps,type=varchar(30)[]"`
	Trios  [][3]byte        `db:"trios,type=text[]"`
	Rows   [][][]byte       `db:"rows,type=text[]"`
}

// TableName names the table.
func (Placard) TableName() string { return "placards" }

var placards = builder.Model[Placard]()

// placard has the bytes of one text in every field.
func placard(id int64, text string) *Placard {
	b, trio := []byte(text), [3]byte([]byte(text))
	return &Placard{
		ID: id, Plain: b, Maybe: &b, Null: sql.Null[[]byte]{V: b, Valid: true}, Fixed: trio, Called: &trio, Lamps: []Lamp{Lamp(b[0]), Lamp(b[1]), Lamp(b[2])},
		List: [][]byte{b}, Gaps: []*[]byte{&b, nil}, Trios: [][3]byte{trio}, Rows: [][][]byte{{b, b}, {b, b}},
	}
}

// BytesOfTextAreText: bytes in a column of text are stored as the text that they are, by every door, alone and among others, and are found by it.
func BytesOfTextAreText(t *testing.T, b Backend) {
	db, ctx, n := b.open(t), t.Context(), int64(0)
	db.create(t, schema.MustOf(placards))
	add := func(s *repo.Session, rows []*Placard) error {
		for _, row := range rows {
			if err := s.Add(row); err != nil {
				return err
			}
		}
		return s.Flush(ctx)
	}
	doors := map[string]func(s *repo.Session, rows []*Placard) error{
		"added":    add,
		"inserted": func(s *repo.Session, rows []*Placard) error { return repo.InsertAll(ctx, s, rows) },
		"upserted": func(s *repo.Session, rows []*Placard) error { return repo.UpsertAll(ctx, s, rows) },
		"valued": func(s *repo.Session, rows []*Placard) error {
			_, err := s.Exec(ctx, builder.Insert(placards).Values(rows...))
			return err
		},
		"updated": func(s *repo.Session, rows []*Placard) error {
			var empty []*Placard
			for _, row := range rows {
				empty = append(empty, &Placard{ID: row.ID, Fixed: [3]byte{'x', 'x', 'x'}})
			}
			if err := repo.InsertAll(ctx, s, empty); err != nil {
				return err
			}
			return repo.UpdateAll(ctx, s, rows)
		},
	}
	for _, text := range []string{`a\b`, `one`, `{"}`, `\x4`, `é,`} {
		for door, write := range doors {
			for _, count := range []int{1, 3} {
				var rows []*Placard
				for range count {
					n++
					rows = append(rows, placard(n, text))
				}
				must(t, db.Begin(ctx, func(s *repo.Session) error { return write(s, rows) }))
				db.readPlacards(t, fmt.Sprintf("%s %s of %d", text, door, count), text, rows)
			}
		}
	}
}

// readPlacards expects rows as they were written, and as plain SQL and conditions find them.
func (db *database) readPlacards(t *testing.T, what, text string, rows []*Placard) {
	t.Helper()
	b := []byte(text)
	for _, row := range rows {
		found := value(repo.One(t.Context(), db, builder.As[struct{ List [][]byte }](builder.SelectColumns(builder.Col(&placards.List)).Where(builder.Col(&placards.ID).Eq(row.ID)))))(t)
		expect(t, what+", read", found.List, row.List)
		for _, column := range []string{"plain", "maybe", "null", "fixed", "called", "lamps"} {
			expect(t, what+", "+column, db.stored(t, fmt.Sprintf(`SELECT count(*) FROM placards WHERE id = %d AND CAST("%s" AS text) = :text`, row.ID, column), sql.Named("text", text)), int64(1))
		}
		if db.backend.Dialect.Name == builder.Postgres().Name {
			for _, element := range []string{"list[1]", "gaps[1]", "trios[1]", `"rows"[2][2]`} {
				expect(t, what+", "+element, db.stored(t, fmt.Sprintf(`SELECT count(*) FROM placards WHERE id = %d AND %s = :text`, row.ID, element), sql.Named("text", text)), int64(1))
			}
		}
	}
	id := builder.Col(&placards.ID).Between(rows[0].ID, rows[len(rows)-1].ID)
	for i, condition := range []builder.Sqlizer{
		builder.Col(&placards.Plain).Eq(b), builder.Col(&placards.Maybe).Eq(&b), builder.Col(&placards.Fixed).Eq(rows[0].Fixed), builder.Col(&placards.Fixed).In(rows[0].Fixed, [3]byte{1, 2, 3}),
		builder.Col(&placards.Plain).In(b, []byte("other")), builder.Col(&placards.List).Eq(rows[0].List), builder.Col(&placards.Rows).Eq(rows[0].Rows), builder.Col(&placards.Gaps).Eq(rows[0].Gaps),
	} {
		expect(t, fmt.Sprint(what, ", condition ", i), value(repo.Count(t.Context(), db, builder.Select(placards).Where(id, condition)))(t), int64(len(rows)))
	}
}
