package conformance

import (
	"testing"
	"time"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
	"github.com/drey-db/drey/schema"
)

// castOf asks for CAST(v AS name) of a value.
func castOf[R, V any](t *testing.T, db *database, v V, name string) (R, error) {
	t.Helper()
	return repo.Scalar[R](t.Context(), db, builder.SelectColumns(builder.Cast[R](builder.Literal(v), name)))
}

// CastsMeanTheSame: what a cast to a type makes of a value is the same on every backend, or an error.
func CastsMeanTheSame(t *testing.T, b Backend) {
	db := b.open(t)
	for text, want := range map[string]bool{"true": true, " T\n": true, "ye": true, "on": true, "1": true, "FALSE": false, "f": false, "no": false, "of": false, "0": false} {
		expect(t, "boolean of "+text, value(castOf[bool](t, db, text, "boolean"))(t), want)
	}
	for number, want := range map[int]bool{0: false, 1: true, -7: true} {
		expect(t, "boolean of a number", value(castOf[bool](t, db, int32(number), "bool"))(t), want)
	}
	expect(t, "boolean of one", value(castOf[bool](t, db, true, "boolean"))(t), true)
	expect(t, "uuid", value(castOf[string](t, db, "A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11", "uuid"))(t), "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11")
	expect(t, "jsonb", value(castOf[map[string]int](t, db, `{"b": 1,  "a":2}`, "jsonb"))(t), map[string]int{"a": 2, "b": 1})
	expect(t, "json", value(castOf[string](t, db, `{"b": 1,  "a":2}`, "json"))(t), `{"b": 1,  "a":2}`)
	expect(t, "bytea", value(castOf[[]byte](t, db, "aß", "bytea"))(t), []byte("aß"))
	expect(t, "bytea of one", value(castOf[[]byte](t, db, []byte(`\x0`), "bytea"))(t), []byte(`\x0`))
	expect(t, "varchar(2)", value(castOf[string](t, db, "äöü", "varchar(2)"))(t), "äö")
	expect(t, "character varying (9)", value(castOf[string](t, db, "true", "character varying (9)"))(t), "true")
	expect(t, "smallint", value(castOf[int64](t, db, int64(-32768), "smallint"))(t), int64(-32768))
	expect(t, "a list", value(castOf[[]int64](t, db, []int32{3, 4}, "bigint[]"))(t), []int64{3, 4})
	for _, name := range []string{"boolean", "uuid", "json", "jsonb", "bytea", "varchar(2)", "smallint", "bigint", "text"} {
		expect(t, name+" of NULL", value(castOf[*string, *string](t, db, nil, name))(t), (*string)(nil))
	}
}

// CastsFailAlike: what is no value of a type is an error, and types that a database does not know are refused by name.
func CastsFailAlike(t *testing.T, b Backend) {
	db := b.open(t)
	for name, texts := range map[string][]string{
		"boolean": {"", "2", "o", "truth"}, "uuid": {"", "x", "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a1"}, "json": {"", "{", "nul"}, "jsonb": {"{'a': 1}"}, "bytea": {`\9`}, "smallint": {"70000"},
	} {
		for _, text := range texts {
			refused(t, second(castOf[any](t, db, text, name)), backends.ErrDataException)
		}
	}
	refused(t, second(castOf[any](t, db, int64(70000), "smallint")), backends.ErrDataException)
	for name, move := range map[string]string{"numeric(9,2)": "say numeric", "char(3)": "say varchar", "inet": "TypeCoerce", "numeric(9,2)[]": "say numeric", "money": "TypeCoerce"} {
		_, err := castOf[any, *string](t, db, nil, name)
		if b.Dialect.Features&builder.FeatureAffinities == 0 {
			must(t, err)
			continue
		}
		refused(t, err, backends.ErrUnsupported)
		says(t, err, "CAST to "+name, move)
	}
}

// Lease has times that may be for ever.
type Lease struct {
	ID    int64 `db:"id,pk,noidentity"`
	Until time.Time
	Day   time.Time `db:"day,type=date"`
}

// TableName names the table.
func (Lease) TableName() string { return "leases" }

// TimesBeyondTheCalendar: where a database keeps times of some years alone, what is computed beyond them is compared as elsewhere, and never
// kept as something else.
func TimesBeyondTheCalendar(t *testing.T, b Backend) {
	db, leases := b.open(t), builder.Model[Lease]()
	db.create(t, schema.MustOf(leases))
	id, until, day := builder.Col(&leases.ID), builder.Col(&leases.Until), builder.Col(&leases.Day)
	first, last := moment("0001-01-01 12:00:00"), moment("9999-12-31 12:00:00")
	must(t, db.Begin(t.Context(), func(s *repo.Session) error {
		return s.Add(&Lease{1, first, first}, &Lease{2, moment("2024-01-31 00:00:00"), moment("2024-01-31 00:00:00")}, &Lease{3, last, last})
	}))
	years, one := builder.Interval{Years: 4}, builder.Interval{Days: 1}
	found := builder.SelectColumns(id).OrderBy(id)
	for what, q := range map[string]builder.Sqlizer{
		"later": found.Where(until.AddInterval(one).GtCol(until)), "a later day": found.Where(day.AddInterval(one).GtCol(day)),
		"earlier": found.Where(until.SubInterval(years).LtCol(until)), "an earlier day": found.Where(day.SubInterval(years).LtCol(day)),
	} {
		expect(t, what, all[int64](t, db, q), []int64{1, 2, 3})
	}
	expect(t, "before", all[int64](t, db, found.Where(until.AddInterval(one).Lt(last))), []int64{1, 2})
	for row, sets := range map[int64][]builder.Assignment{
		3: {until.ToExpr(until.AddInterval(one)), day.ToExpr(day.AddInterval(one))}, 1: {until.ToExpr(until.SubInterval(years)), day.ToExpr(day.SubInterval(years))},
	} {
		for _, set := range sets {
			err := second(db.Exec(t.Context(), builder.Update(leases).Set(set).Where(id.Eq(row))))
			if b.Dialect.Features&builder.FeatureIntervals != 0 {
				must(t, err)
				continue
			}
			refused(t, err, backends.ErrDataException)
			says(t, err, "the years 0 to 9999")
		}
	}
	if b.Dialect.Features&builder.FeatureIntervals == 0 {
		expect(t, "kept", all[time.Time](t, db, builder.SelectColumns(until).OrderBy(id))[0].UTC(), first)
	}
}
