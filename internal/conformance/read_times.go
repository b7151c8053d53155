package conformance

import (
	"database/sql"
	"fmt"
	"testing"
	"time"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
)

// spelledTimes are texts that say a time, and the Unix seconds of that.
var spelledTimes = map[string]int64{
	"2024-01-02 03:04:05": 1704164645, "2024-01-02T03:04:05Z": 1704164645, "2024-01-02T05:04:05+02:00": 1704164645, "2024-01-02 05:04:05+02": 1704164645,
	"2024-01-02 05:04:05 +0200 CET": 1704164645, "2024-01-02T03:04:05": 1704164645, "2024-01-02": 1704153600, "2024-01-02 03:04": 1704164640,
	"2024-01-02T05:04+02:00": 1704164640, "2024-01-02 05:04:05 +02:00": 1704164645, `"2024-01-02T03:04:05Z"`: 1704164645, "12024-01-02 03:04:05": 317273684645,
}

// TextsThatSayTimes: a text that says a time is read as that time, in UTC, alone, behind a pointer, in sql.Null and in lists; any other is refused.
func TextsThatSayTimes(t *testing.T, b Backend) {
	db, ctx := b.open(t), t.Context()
	for text, seconds := range spelledTimes {
		want := time.Unix(seconds, 0).UTC()
		query := builder.Text(fmt.Sprintf("SELECT CAST('%s' AS text)", text))
		expect(t, text, value(repo.Scalar[time.Time](ctx, db, query))(t), want)
		expect(t, text+" behind a pointer", *value(repo.Scalar[*time.Time](ctx, db, query))(t), want)
		expect(t, text+" in sql.Null", value(repo.Scalar[sql.Null[time.Time]](ctx, db, query))(t), sql.Null[time.Time]{V: want, Valid: true})
		if b.Dialect.Name != builder.Postgres().Name {
			continue
		}
		query = builder.Text(fmt.Sprintf("SELECT CAST('%s' AS varchar(40))", text))
		expect(t, text+" of varchar", value(repo.Scalar[time.Time](ctx, db, query))(t), want)
		if text[0] == '"' {
			continue
		}
		list := builder.Text(fmt.Sprintf("SELECT ARRAY['%[1]s', '%[1]s']::text[]", text))
		expect(t, text+" in a list", value(repo.Scalar[[]time.Time](ctx, db, list))(t), []time.Time{want, want})
		expect(t, text+" in a list of pointers", *value(repo.Scalar[[]*time.Time](ctx, db, list))(t)[1], want)
	}
	for _, text := range []string{"", "soon", "2024-13-01", "infinity", "24:00:00", "7"} {
		_, err := repo.Scalar[time.Time](ctx, db, builder.Text(fmt.Sprintf("SELECT CAST('%s' AS text)", text)))
		refused(t, err, repo.ErrDataException)
	}
	none := value(repo.Scalar[*time.Time](ctx, db, builder.Text("SELECT CAST(NULL AS text)")))(t)
	expect(t, "NULL", none == nil, true)
}

// NoTimesOfOtherTypes: what is no moment is refused for a time.Time, and an xid8 is its text for any, as the table of backends.md says.
func NoTimesOfOtherTypes(t *testing.T, b Backend) {
	if b.Dialect.Name != builder.Postgres().Name {
		return
	}
	db, ctx := b.open(t), t.Context()
	for _, sample := range []string{
		"'24:00'::time", "'02:03:04+02'::timetz", "'02:03:04'::interval", "7::int2", "7::int4", "7::int8", "7.5::float4", "7.5::float8", "7.5::numeric", "true", "'7'::oid",
		"'7'::xid", "'7'::cid", "'7'::xid8", "'(1,2)'::tid", "'1'::money", "'101'::bit(3)", "'10.0.0.1'::inet", "'0/7'::pg_lsn", "'018f2f4e-0000-7000-8000-000000000001'::uuid",
	} {
		got, err := repo.Scalar[time.Time](ctx, db, builder.Text("SELECT "+sample))
		if err == nil {
			t.Fatalf("%s is read as %v", sample, got)
		}
		refused(t, err, repo.ErrDataException)
	}
	for sample, want := range map[string]any{
		"'7'::oid": int64(7), "'7'::xid": int64(7), "'7'::cid": int64(7), "'7'::xid8": "7", "'18446744073709551615'::xid8": "18446744073709551615", "'(1,2)'::tid": "(1,2)",
		"'24:00'::time": "24:00:00", "'0/7'::pg_lsn": "0/7", "'x'::name": "x", "'101'::bit(3)": "101", "'$.a'::jsonpath": `$."a"`, "'pg_type'::regclass": "pg_type",
	} {
		expect(t, sample, value(repo.One(ctx, db, builder.As[map[string]any](builder.Text("SELECT "+sample+" AS x"))))(t)["x"], want)
	}
	expect(t, "an xid8 is a number", value(repo.Scalar[int64](ctx, db, builder.Text("SELECT '7'::xid8")))(t), int64(7))
}
