package conformance

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
	"github.com/drey-db/drey/repo/flush"
	"github.com/drey-db/drey/schema"
)

var (
	blanks    = builder.Model[Blank]()
	blankMeta = sync.OnceValue(func() *schema.MetaData { return schema.MustOf(blanks) })
)

// Mood is a string of its own.
type Mood string

// Blank is a row whose zero values are NULL.
type Blank struct {
	ID     int64
	Name   string         `db:"name,nullzero,unique"`
	Mood   Mood           `db:"mood,nullzero"`
	Small  int16          `db:"small,nullzero"`
	Number int            `db:"number,nullzero"`
	Ratio  float64        `db:"ratio,nullzero"`
	Yes    bool           `db:"yes,nullzero"`
	At     time.Time      `db:"at,nullzero"`
	Day    time.Time      `db:"day,nullzero,type=date"`
	Code   uuid.UUID      `db:"code,nullzero"`
	Doc    map[string]int `db:"doc"`
	Pin    string         `db:"pin,nullzero,secret"`
}

// TableName names the table.
func (Blank) TableName() string { return "blanks" }

// full returns a row without a zero value.
func fullBlank(id int64) *Blank {
	day := time.Date(2024, 2, 29, 0, 0, 0, 0, time.UTC)
	return &Blank{id, fmt.Sprint("n", id), "glad", 2, 3, 4.5, true, day.Add(time.Hour), day, uuid.UUID{15: 1}, map[string]int{"a": 1}, "1234"}
}

const nullBlanks = "SELECT count(*) FROM blanks WHERE name IS NULL AND mood IS NULL AND small IS NULL AND number IS NULL AND ratio IS NULL " +
	"AND yes IS NULL AND at IS NULL AND day IS NULL AND code IS NULL AND pin IS NULL"

// ZeroValuesAreNull: by nullzero the zero value of a column is written as NULL, and NULL is read as the zero value.
func ZeroValuesAreNull(t *testing.T, b Backend) {
	db := b.open(t)
	db.create(t, blankMeta())
	ctx, s := t.Context(), db.session(t)
	one := &Blank{ID: 1}
	must(t, s.Add(one))
	must(t, s.Commit(ctx))
	must(t, s.Add(&Blank{ID: 2}, fullBlank(3), &Blank{ID: 4}))
	must(t, s.Commit(ctx))
	expect(t, "inserted", db.stored(t, nullBlanks), int64(3))
	blanksAreRead(t, db)

	full := value(repo.Get[Blank](ctx, s, 3))(t)
	*one, *full = *fullBlank(1), Blank{ID: 3}
	must(t, s.Commit(ctx))
	expect(t, "one at a time", db.stored(t, nullBlanks+" AND id > 1"), int64(3))
	list := value(repo.All(ctx, s, builder.Select(blanks).OrderBy(builder.Col(&blanks.ID).Asc())))(t)
	*list[1], *list[2] = *fullBlank(2), *fullBlank(3)
	must(t, s.Commit(ctx))
	*list[1], *list[2] = Blank{ID: 2}, Blank{ID: 3}
	must(t, s.Commit(ctx))
	expect(t, "several", db.stored(t, nullBlanks), int64(3))
	db.log.take()
	value(repo.All(ctx, s, builder.Select(blanks).PopulateExisting()))(t)
	must(t, s.Commit(ctx))
	for _, e := range db.log.take() {
		expect(t, "nothing has changed: "+e.SQL, strings.HasPrefix(e.SQL, "UPDATE"), false)
	}
	zerosInBulk(t, db)
	zerosInStatements(t, db)
	zerosAreTold(t, db)
}

// zerosAreTold has a hook hear of a change by the values of the fields, whatever the database has for them.
func zerosAreTold(t *testing.T, db *database) {
	t.Helper()
	reported := map[string]flush.Column{}
	s := db.session(t, repo.WithHooks(repo.Hooks{AfterFlush: func(_ context.Context, s *repo.Session) error {
		for _, c := range s.Flushed()[0].Columns {
			reported[c.Field] = c
		}
		return nil
	}}))
	row := fullBlank(30)
	must(t, s.Add(row))
	must(t, s.Commit(t.Context()))
	expect(t, "a day", reported["Day"].New, any(row.Day))
	*row = Blank{ID: 30, Day: row.Day.AddDate(0, 0, 1)}
	must(t, s.Commit(t.Context()))
	expect(t, "changed: reported[\"Name\"].Old", reported["Name"].Old, "n30")
	expect(t, "changed: reported[\"Name\"].New", reported["Name"].New, "")
	expect(t, "changed: reported[\"Number\"].Old", reported["Number"].Old, 3)
	expect(t, "changed: reported[\"Number\"].New", reported["Number"].New, 0)
	expect(t, "changed: reported[\"At\"].New", reported["At"].New, time.Time{})
	expect(t, "changed: reported[\"Day\"].New", reported["Day"].New, row.Day)
}

// blanksAreRead reads NULL by each door.
func blanksAreRead(t *testing.T, db *database) {
	t.Helper()
	ctx, s := t.Context(), db.session(t, repo.WithReadOnly())
	expect(t, "Get", *value(repo.Get[Blank](ctx, s, 1))(t), Blank{ID: 1})
	list := value(repo.All(ctx, db, builder.Select(blanks).OrderBy(builder.Col(&blanks.ID).Asc())))(t)
	expect(t, "All", []Blank{*list[1], *list[2], *list[3]}, []Blank{{ID: 2}, *fullBlank(3), {ID: 4}})
	type row struct {
		Name   string `db:"name,nullzero"`
		Number int    `db:"number,nullzero"`
	}
	rows := value(repo.All(ctx, db, builder.As[row](builder.Text("SELECT name, number FROM blanks WHERE id IN (1, 3) ORDER BY id"))))(t)
	expect(t, "a row", rows, []row{{}, {"n3", 3}})
	zerosAlone(t, db)
}

// zerosAlone reads columns by themselves, into types that know nothing of nullzero.
func zerosAlone(t *testing.T, db *database) {
	t.Helper()
	ctx := t.Context()
	name, id := builder.Col(&blanks.Name), builder.Col(&blanks.ID)
	names := builder.SelectColumns(name).Where(id.In(1, 3)).OrderBy(id.Asc())
	expect(t, "scalars", value(repo.Scalars[string](ctx, db, names))(t), []string{"", "n3"})
	expect(t, "one of them", value(repo.Scalar[time.Time](ctx, db, builder.SelectColumns(builder.Col(&blanks.At), id).Where(id.Eq(1))))(t), time.Time{})
	expect(t, "as NULL", value(repo.Scalars[*string](ctx, db, names))(t)[0] == nil, true)
	type row struct {
		ID    int64
		Title string
		Ratio float64
		Code  uuid.UUID
	}
	rows := builder.As[row](builder.SelectColumns(id, name.Label("title"), builder.Col(&blanks.Ratio), builder.Col(&blanks.Code)).Where(id.Eq(1)))
	expect(t, "a row without tags", value(repo.All(ctx, db, rows))(t), []row{{ID: 1}})
	first := builder.As[string](builder.SelectColumns(name).Where(id.Eq(1)))
	expect(t, "a union", value(repo.All(ctx, db, builder.Union(first, first)))(t), []string{""})
	type pair struct {
		Blank *Blank
		Name  string
	}
	pairs := value(repo.All(ctx, db, builder.As[pair](builder.SelectColumns(builder.Entity(blanks), name).Where(id.Eq(1)))))(t)
	expect(t, "beside an entity: *pairs[0].Blank", *pairs[0].Blank, Blank{ID: 1})
	expect(t, "beside an entity: pairs[0].Name", pairs[0].Name, "")
	_, err := repo.Scalars[string](ctx, db, builder.Text("SELECT name FROM blanks WHERE id = 1"))
	refused(t, err, repo.ErrDataException)
	written := builder.Update(blanks).Set(builder.Col(&blanks.Doc).To(nil)).Where(id.Eq(1)).Returning(name)
	s := db.session(t)
	expect(t, "returned", value(repo.Scalars[string](ctx, s, written))(t), []string{""})
	must(t, s.Close())
}

// zerosInBulk writes past the session.
func zerosInBulk(t *testing.T, db *database) {
	t.Helper()
	ctx, s := t.Context(), db.session(t)
	value(s.Exec(ctx, builder.Delete(blanks).AllRows()))(t)
	must(t, repo.InsertAll(ctx, s, []*Blank{{ID: 1}, {ID: 2}, fullBlank(3)}))
	must(t, s.Commit(ctx))
	expect(t, "InsertAll", db.stored(t, nullBlanks), int64(2))
	must(t, repo.UpdateAll(ctx, s, []*Blank{fullBlank(1), {ID: 3}}))
	must(t, s.Commit(ctx))
	expect(t, "UpdateAll", db.stored(t, nullBlanks), int64(2))
	must(t, repo.UpsertAll(ctx, s, []*Blank{{ID: 1}, {ID: 9}}))
	must(t, s.Commit(ctx))
	expect(t, "UpsertAll", db.stored(t, nullBlanks), int64(4))
}

// zerosInStatements compares with zero, and assigns it.
func zerosInStatements(t *testing.T, db *database) {
	t.Helper()
	ctx, s := t.Context(), db.session(t)
	name, number, pin := builder.Col(&blanks.Name), builder.Col(&blanks.Number), builder.Col(&blanks.Pin)
	expect(t, "equal", value(repo.Count(ctx, s, builder.Select(blanks).Where(name.Eq(""), number.Eq(0), pin.Eq(""))))(t), int64(4))
	expect(t, "not distinct", value(repo.Count(ctx, s, builder.Select(blanks).Where(name.IsNotDistinctFrom(""), number.IsNotDistinctFrom(0))))(t), int64(4))
	expect(t, "distinct", value(repo.Count(ctx, s, builder.Select(blanks).Where(name.IsDistinctFrom(""))))(t), int64(0))
	expect(t, "not equal", value(repo.Count(ctx, s, builder.Select(blanks).Where(name.Ne(""))))(t), int64(0))
	value(s.Exec(ctx, builder.Update(blanks).Set(number.To(7), name.To("seven")).Where(builder.Col(&blanks.ID).Eq(1))))(t)
	value(s.Exec(ctx, builder.Update(blanks).Set(number.To(0), pin.To("")).Where(name.Eq("seven"))))(t)
	value(s.Exec(ctx, builder.Insert(blanks).Values(&Blank{ID: 20}, fullBlank(21))))(t)
	must(t, s.Commit(ctx))
	expect(t, "assigned", db.stored(t, "SELECT count(*) FROM blanks WHERE number IS NULL AND name = 'seven'"), int64(1))
	expect(t, "inserted", db.stored(t, nullBlanks+" AND id = 20"), int64(1))
	zerosByName(t, db)
}

// zerosByName has text ask for the fields of structs by name.
func zerosByName(t *testing.T, db *database) {
	t.Helper()
	ctx, s := t.Context(), db.session(t)
	const insert = "INSERT INTO blanks (id, name, mood, small, number, ratio, yes, at, day, code, pin) " +
		"VALUES (:id, :name, :mood, :small, :number, :ratio, :yes, :at, :day, :code, :pin)"
	value(s.Exec(ctx, builder.Text(insert, &Blank{ID: 40})))(t)
	value(s.Exec(ctx, builder.Text(insert, []Blank{{ID: 41}, {ID: 42}, *fullBlank(43)})))(t)
	must(t, s.Commit(ctx))
	expect(t, "by name", db.stored(t, nullBlanks+" AND id >= 40"), int64(3))
	full := fullBlank(43)
	full.Doc = nil
	expect(t, "what is not zero", *value(repo.Get[Blank](ctx, db, 43))(t), *full)
	type who struct {
		Name string `db:"name,nullzero"`
	}
	nameless := builder.Text("SELECT count(*) FROM blanks WHERE id = 40 AND name IS NOT DISTINCT FROM :name", who{})
	expect(t, "compared by name", value(repo.Scalar[int64](ctx, db, nameless))(t), int64(1))
}
