package atlas

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestCanonicalIsWhatAnExpressionSays(t *testing.T) {
	for _, same := range [][]string{
		{`a>0 AND b <= 1`, `("A" > 0 and [b]<=1)`, "((`a` > 0\n\tAND b -- so\n <= 1))", `a /* so */ > 0 AND b <= 1`},
		{`lower(name)`, `LOWER ( "name" )`, `(lower([NAME]))`},
		{`x = 'It''s ( -- "so"'`, `(X == 'It''s ( -- "so"')`},
		{`a != 1`, `"a" <> 1`}, {`TRUE`, `1`}, {`"odd name" = 1`, "`odd name` = 1", `[odd name]=1`},
	} {
		for _, sql := range same {
			require.Equal(t, Canonical(same[0]), Canonical(sql), sql)
		}
	}
	for _, other := range [][2]string{{"a > 0", "a >= 0"}, {"x = 'a'", "x = 'A'"}, {"(a) or (b)", "a or b)"}, {`"a b"`, `a b`}, {"a - -1", "a --1"}} {
		require.NotEqual(t, Canonical(other[0]), Canonical(other[1]), other)
	}
}

func TestDefinitionTakesATableApart(t *testing.T) {
	d := define("CREATE TABLE \"a (b\" (\n id integer CONSTRAINT \"the key\" PRIMARY KEY AUTOINCREMENT, -- , not here\n" +
		"`x y` text DEFAULT 'a, (' NOT NULL ON CONFLICT FAIL COLLATE NOCASE CHECK (x <> ',') REFERENCES b (c) ON DELETE SET NULL ON UPDATE SET DEFAULT NOT DEFERRABLE,\n" +
		"[z] int GENERATED ALWAYS AS (id * (2)) STORED, CONSTRAINT f FOREIGN KEY (\"x y\", z) REFERENCES q DEFERRABLE INITIALLY DEFERRED) STRICT, WITHOUT ROWID")
	require.Len(t, d.clauses, 4)
	require.Equal(t, []string{"id", "x y", "z", ""}, []string{d.clauses[0].column, d.clauses[1].column, d.clauses[2].column, d.clauses[3].column})
	var said []string
	for _, c := range d.clauses {
		for _, one := range c.terms {
			said = append(said, strings.TrimSpace(one.name+" "+source(d.sql, one.tokens)))
		}
	}
	require.Equal(t, []string{
		"integer", "the key PRIMARY KEY AUTOINCREMENT", "text", "DEFAULT 'a, ('", "NOT NULL ON CONFLICT FAIL", "COLLATE NOCASE", "CHECK (x <> ',')",
		"REFERENCES b (c) ON DELETE SET NULL ON UPDATE SET DEFAULT NOT DEFERRABLE", "int", "GENERATED ALWAYS AS (id * (2)) STORED",
		`f FOREIGN KEY ("x y", z) REFERENCES q DEFERRABLE INITIALLY DEFERRED`,
	}, said)
	key := d.clauses[3].terms[0]
	require.True(t, key.refers() && key.deferred())
	require.Equal(t, []string{"x y", "z"}, key.columns(d.clauses[3]))
	require.False(t, d.clauses[1].terms[5].deferred())
	require.Equal(t, "STRICT, WITHOUT ROWID", source(d.sql, d.options))
}

// Any text is taken apart into pieces of itself, and nothing of it is read twice.
func FuzzDefinition(f *testing.F) {
	for _, sql := range []string{"CREATE TABLE a (b int, c text CHECK (c <> ')'))", "((", "'", "a,,(b", "CREATE INDEX a ON b (c COLLATE x DESC) WHERE d", "[", "/*", "--", "x'00'", "é\"\""} {
		f.Add(sql)
	}
	f.Fuzz(func(t *testing.T, sql string) {
		at, whole := 0, true
		for _, own := range tokens(sql) {
			if own.at < at || own.end <= own.at || sql[own.at:own.end] != own.text {
				t.Fatalf("%q: %+v", sql, own)
			}
			at, whole = own.end, whole && !(own.kind == signToken && strings.Contains("'\"`[", own.text))
			_ = own.named()
		}
		d := define(sql)
		for _, c := range d.clauses {
			for _, one := range c.terms {
				_, _ = one.columns(c), one.deferred()
			}
		}
		indexed(sql)
		if once := Canonical(sql); whole && Canonical(once) != once {
			t.Fatalf("%q: %q, then %q", sql, once, Canonical(once))
		}
	})
}

func TestPlainIsWhatPostgreSQLMeans(t *testing.T) {
	for _, same := range [][2]string{
		{
			"(((state)::text = ANY ((ARRAY['new'::character varying, 'done'::character varying])::text[])) AND ((state)::text <> ''::text))",
			"(((state)::text = ANY (ARRAY[('new'::character varying)::text, ('done'::character varying)::text])) AND ((state)::text <> ''::text))",
		},
		{"((a)::bpchar = 'x'::bpchar)", "(a = 'x'::bpchar)"},
	} {
		require.Equal(t, plain(same[0]), plain(same[1]))
	}
	for _, other := range [][2]string{
		{"(a = ANY (ARRAY['x'::text, 'y'::text]))", "(a = ANY (ARRAY['x'::text]))"}, {"((a OR b) AND c)", "(a OR (b AND c))"}, {"f(a)", "(f a)"},
		{"((a)::integer > 0)", "(a > 0)"}, {"a[1] = 2", "a[2] = 2"}, {"lower((a)::text)", "upper((a)::text)"},
	} {
		require.NotEqual(t, plain(other[0]), plain(other[1]))
	}
}
