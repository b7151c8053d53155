package conformance

import (
	"testing"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
)

// serverTexts are expressions whose text PostgreSQL writes otherwise than Go would.
var serverTexts = []string{
	`point(1e-5,1e30)`, `point '(NaN,Infinity)'`, `point '(-Infinity,-0)'`, `point(0.0001,1e14)`, `point(1e15,123456789012345678)`, `point(5e-324,1.7976931348623157e308)`, `lseg '[(1e-5,1),(1e20,2)]'`,
	`circle '<(1e-5,1e20),Infinity>'`, `line '{1e-5,1e20,3}'`, `path '[(1e-5,1e20),(1,2)]'`, `path '((1,2),(NaN,4))'`, `box '(1e20,1e20),(1e-5,1)'`, `polygon '((1e-5,2),(3,4))'`,
	`ARRAY[box '(1,1),(0,1e-5)', box '(2,2),(1,1)', NULL]`, `ARRAY[point(1e-5,1)]`, `ARRAY[circle '<(0,1e20),2>',NULL]`, `ARRAY[path '[(1e-5,1e20)]']`,
	`'it''s:1'::tsvector`, `$$'it''s':1A,3 'a\\b':2B 'c' 'd e':4C,16383$$::tsvector`, `''::tsvector`, `ARRAY['it''s:1'::tsvector]`,
	`ARRAY['Infinity'::float8,'-Infinity','NaN',NULL]`, `ARRAY[1e15::float8,1e16,123456789012345678,1e14,1e-4,1e-5,-0.0,0.1]`, `ARRAY['Infinity'::float4,1e6,123456,1e5,1e-5,0.1,16777216]`,
	`row(1e-5::float8,'Infinity'::float4,'true'::jsonb)`, `ARRAY['true'::jsonb,'false','null','1','"t"','[true]',NULL]`, `ARRAY['true'::json,'false',' {"a": 1}']`, `ARRAY[ARRAY['true'::jsonb]]`,
	`ARRAY['-Infinity'::numeric]`, `1e15::float8::text`,
}

// TextsAreTheServers: what is read as text is what the server writes, of documents in lists, of shapes, of search vectors and of floats inside others.
func TextsAreTheServers(t *testing.T, b Backend) {
	if b.Dialect.Name != builder.Postgres().Name {
		return
	}
	db, ctx := b.open(t), t.Context()
	for _, expression := range serverTexts {
		want := value(repo.Scalar[string](ctx, db, builder.Text("SELECT ("+expression+")::text")))(t)
		query := builder.Text("SELECT " + expression + " AS x")
		expect(t, expression+" as text", value(repo.Scalar[string](ctx, db, query))(t), want)
		expect(t, expression+" as bytes", string(value(repo.Scalar[[]byte](ctx, db, query))(t)), want)
		expect(t, expression+" as any", value(repo.One(ctx, db, builder.As[map[string]any](query)))(t)["x"], any(want))
	}
	for _, array := range serverTexts {
		if array[:5] != "ARRAY" || array[:11] == "ARRAY[ARRAY" || array[:10] == "ARRAY[box " {
			continue
		}
		want := value(repo.Scalars[*string](ctx, db, builder.Text("SELECT unnest("+array+")::text")))(t)
		expect(t, array+" as texts", value(repo.Scalar[[]*string](ctx, db, builder.Text("SELECT "+array)))(t), want)
	}
}
