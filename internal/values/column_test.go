package values

import (
	"slices"
	"strings"
)

// column is a type that a column of PostgreSQL may have.
type column struct {
	sql  string
	base string // a value that is always right, as a literal
	// texts are more values, as a user writes them in quotes.
	texts []string
	// notNull says that the type itself refuses NULL.
	notNull bool
	// said says that the field's tag names the type.
	said bool
}

// elem is the type of the elements of an array, "" for what is none.
func (c column) elem() string {
	elem, ok := strings.CutSuffix(c.sql, "[]")
	switch {
	case ok:
		return elem
	case c.sql == "texts_domain":
		return "text"
	}
	return ""
}

// isJSON reports whether documents go in.
func (c column) isJSON() bool { return c.sql == "json" || c.sql == "jsonb" }

// timely reports whether settings of the session change what texts mean. Two settings are enough for the others.
func (c column) timely() bool {
	return slices.ContainsFunc([]string{"date", "time", "interval", "ts", "money"}, func(part string) bool { return strings.Contains(c.sql, part) })
}

// isText reports whether any text goes in.
func (c column) isText() bool {
	switch c.sql {
	case "text", "varchar(5)", "char(5)", "name", `"char"`, "citext", "text_domain", "some_domain", "tsvector", "tsquery", "xml", "bytea":
		return true
	}
	return false
}

// definitions are of the types that PostgreSQL does not bring along.
var definitions = []string{
	`CREATE EXTENSION hstore`, `CREATE EXTENSION ltree`, `CREATE EXTENSION citext`,
	`CREATE TYPE mood AS ENUM ('sad', 'ok', 'it''s "fine", really')`,
	`CREATE TYPE pair AS (a integer, b text)`,
	`CREATE DOMAIN text_domain AS text CHECK (length(VALUE) < 50)`,
	`CREATE DOMAIN int_domain AS integer CHECK (VALUE < 1000000)`,
	`CREATE DOMAIN timestamp_domain AS timestamp`,
	`CREATE DOMAIN texts_domain AS text[]`,
	`CREATE DOMAIN some_domain AS text NOT NULL`,
}

// odd is text that has to be quoted wherever values are lists, documents or literals.
const odd = "a\"b\\c,{d}'e'\t(f)\n $1 ? :g ☃"

var columns = append(append(scalars, timely...), append(rare, lists...)...)

var scalars = []column{
	{sql: "smallint", base: "7", texts: []string{"0", "-32768", "32767"}},
	{sql: "integer", base: "7", texts: []string{"0", "-2147483648", " 12 "}},
	{sql: "bigint", base: "7", texts: []string{"0", "9223372036854775807"}},
	{sql: "real", base: "7", texts: []string{"0.1", "1e30", "NaN", "-Infinity"}},
	{sql: "double precision", base: "7", texts: []string{"0.1", "1e300", "123456789.123456789", "NaN"}},
	{sql: "numeric", base: "7", texts: []string{"0.10", "123456789012345678901234567890.123456789", "1e300", "NaN"}},
	{sql: "numeric(10,2)", base: "7", texts: []string{"0.1", "12345678.999", "-0.005"}},
	{sql: "money", base: "7", texts: []string{"0.10", "-92233720368547758.08", "$1,234.56"}},
	{sql: "boolean", base: "true", texts: []string{"f", "yes"}},
	{sql: "char(5)", base: "a", texts: []string{"ab", "abcde", `"\,{}`}},
	{sql: "varchar(5)", base: "a", texts: []string{"", "abcde", `"\,{}`, "é☃"}},
	{sql: "text", base: "a", texts: []string{"", "NULL", odd, "  "}},
	{sql: "name", base: "a", texts: []string{"pg_class", `"\,{}'`}},
	{sql: `"char"`, base: "a", texts: []string{"b", `"`}},
	{sql: "bytea", base: "a", texts: []string{`\x00ff`, `\\a\000`, ""}},
	{sql: "uuid", base: "00000000-0000-0000-0000-000000000007", texts: []string{"6f1ed002-ab59-47c8-a9a8-5a1e1a5b0c3d", "{A0EEBC99-9C0B4EF8-BB6D6BB9-BD380A11}"}},
	{sql: "json", base: "7", texts: []string{`{"b": 1,  "a": [1, "x\"y"]}`, `"a"`, "null", "0.10"}},
	{sql: "jsonb", base: "7", texts: []string{`{"b": 1,  "a": [1, "x\"y"]}`, `"a"`, "null", "0.10"}},
	{sql: "mood", base: "ok", texts: []string{"sad", `it's "fine", really`}},
	{sql: "text_domain", base: "a", texts: []string{"", odd}},
	{sql: "int_domain", base: "7", texts: []string{"0", "-1"}},
	{sql: "some_domain", base: "a", texts: []string{"", odd}, notNull: true},
	{sql: "citext", base: "a", texts: []string{"Abc", odd}},
}

var timely = []column{
	{sql: "date", base: "2007-07-07", texts: []string{"2024-12-31", "infinity", "0044-03-15 BC"}},
	{sql: "time", base: "07:07", texts: []string{"23:59:59.999999", "24:00"}},
	{sql: "timetz", base: "07:07+00", texts: []string{"12:00:00.5+05:30", "23:59:59-08"}},
	{sql: "timestamp", base: "2007-07-07", texts: []string{"2024-03-10 02:30:00.123456", "-infinity", "1969-12-31 23:59:59.9"}},
	{sql: "timestamptz", base: "2007-07-07 00:00+00", texts: []string{"2024-07-01 12:00", "2024-03-10 02:30:00.123456+05:30", "infinity"}},
	{sql: "timestamptz(0)", base: "2007-07-07 00:00+00", texts: []string{"2024-07-01 12:00:00.6Z"}},
	{sql: "interval", base: "7 days", texts: []string{"1 day 02:03:04.5", "-1 mon +2 days -00:00:01", "P1Y2M3DT4H"}},
	{sql: "timestamp_domain", base: "2007-07-07", texts: []string{"2024-12-31 23:00:00.5"}},
	{sql: "int4range", base: "[7,8)", texts: []string{"[1,5]", "empty", "(,3)"}},
	{sql: "int8range", base: "[7,8)", texts: []string{"[1,5]"}},
	{sql: "numrange", base: "[7,8)", texts: []string{"(0.1,0.20]"}},
	{sql: "daterange", base: "[2007-07-07,2007-07-08)", texts: []string{"[2024-01-01,2024-12-31]"}},
	{sql: "tsrange", base: "[2007-07-07,2007-07-08)", texts: []string{`["2024-01-01 00:00","2024-12-31 12:00:00.5")`}},
	{sql: "tstzrange", base: "[2007-07-07,2007-07-08)", texts: []string{`["2024-01-01 00:00+02","2024-12-31 12:00:00.5Z")`}},
}

var rare = []column{
	{sql: "jsonpath", base: "$", texts: []string{`$.a[*] ? (@ > 1 && @ != 3)`}},
	{sql: "xml", base: "<a/>", texts: []string{`<a b="c,d">e &amp; 'f'</a>`}},
	{sql: "inet", base: "10.0.0.7", texts: []string{"10.1.2.3/8", "::1", "2001:db8::/32"}},
	{sql: "cidr", base: "10.0.0.7", texts: []string{"10.0.0.0/8", "2001:db8::/32"}},
	{sql: "macaddr", base: "08:00:2b:01:02:07", texts: []string{"0800.2b01.0203"}},
	{sql: "macaddr8", base: "08:00:2b:01:02:03:04:07", texts: []string{"08:00:2b:01:02:03:04:05"}},
	{sql: "bit(4)", base: "0111", texts: []string{"1010"}},
	{sql: "varbit", base: "111", texts: []string{"", "10101"}},
	{sql: "point", base: "(7,7)", texts: []string{"(1.5,-2)"}},
	{sql: "line", base: "{7,7,7}", texts: []string{"{1,2,3}"}},
	{sql: "lseg", base: "[(7,7),(8,8)]", texts: []string{"[(0,0),(1.5,1)]"}},
	{sql: "box", base: "(8,8),(7,7)", texts: []string{"(0,0),(1,1)"}},
	{sql: "path", base: "((7,7),(8,8))", texts: []string{"[(0,0),(1,1),(2,0)]"}},
	{sql: "polygon", base: "((7,7),(8,8))", texts: []string{"((0,0),(1,1),(2,0))"}},
	{sql: "circle", base: "<(7,7),7>", texts: []string{"<(0,0),1.5>"}},
	{sql: "tsvector", base: "a", texts: []string{`'it''s':1 'b, c':2A`}},
	{sql: "tsquery", base: "a", texts: []string{`'a' & !'b' | 'c':*`}},
	{sql: "int4multirange", base: "{[7,8)}", texts: []string{"{[1,3],[5,6)}", "{}"}},
	{sql: "tstzmultirange", base: "{[2007-07-07,2007-07-08)}", texts: []string{`{["2024-01-01 00:00+02","2024-12-31 12:00Z")}`}},
	{sql: "pg_lsn", base: "0/7", texts: []string{"16/B374D848"}},
	{sql: "oid", base: "7", texts: []string{"0", "4294967295"}},
	{sql: "regclass", base: "pg_type", texts: []string{"pg_catalog.pg_class"}},
	{sql: "regtype", base: "integer", texts: []string{"timestamp with time zone"}},
	{sql: "regproc", base: "now", texts: []string{"pg_catalog.version"}},
	{sql: "xid8", base: "7", texts: []string{"18446744073709551615"}},
	{sql: "xid", base: "7", texts: []string{"42"}},
	{sql: "tid", base: "(0,7)", texts: []string{"(1,2)"}},
	{sql: "int2vector", base: "7", texts: []string{"1 2 3"}},
	{sql: "oidvector", base: "7", texts: []string{"1 2 3"}},
	{sql: "pg_snapshot", base: "7:7:", texts: []string{"10:20:10,14"}},
	{sql: "pair", base: "(7,a)", texts: []string{`(1,"a ""b"", c")`, "(,)"}},
	{sql: "hstore", base: "a=>7", texts: []string{`"a"=>"1,\"2\"", "b"=>NULL`, ""}},
	{sql: "ltree", base: "a", texts: []string{"Top.Science.Astronomy"}},
	{sql: "lquery", base: "a", texts: []string{"*.Science.*{1,2}"}},
	{sql: "ltxtquery", base: "a", texts: []string{"Europe & Russia*@"}},
}

var lists = []column{
	{sql: "integer[]", base: "{7}", texts: []string{"{}", "{1,NULL,3}", "{{1,2},{3,4}}"}},
	{sql: "bigint[]", base: "{7}", texts: []string{"{1,NULL,-3}"}},
	{sql: "smallint[]", base: "{7}", texts: []string{"{1}"}},
	{sql: "real[]", base: "{7}", texts: []string{"{0.1}"}},
	{sql: "double precision[]", base: "{7}", texts: []string{"{0.1,NaN}"}},
	{sql: "numeric[]", base: "{7}", texts: []string{"{0.10,1e300}"}},
	{sql: "boolean[]", base: "{t}", texts: []string{"{t,f,NULL}"}},
	{sql: "text[]", base: "{a}", texts: []string{"{}", `{"a\"b\\c,{d}'e'",NULL,"NULL",""}`, "{{a,b},{c,d}}"}},
	{sql: "varchar(5)[]", base: "{a}", texts: []string{"{abcde}"}},
	{sql: "bytea[]", base: `{"\\x07"}`, texts: []string{`{"\\x00ff"}`}},
	{sql: "uuid[]", base: "{00000000-0000-0000-0000-000000000007}", texts: []string{"{6f1ed002-ab59-47c8-a9a8-5a1e1a5b0c3d}"}},
	{sql: "date[]", base: "{2007-07-07}", texts: []string{"{2024-12-31,NULL}"}},
	{sql: "timestamp[]", base: "{2007-07-07}", texts: []string{`{"2024-03-10 02:30:00.123456"}`}},
	{sql: "timestamptz[]", base: `{"2007-07-07 00:00+00"}`, texts: []string{`{"2024-07-01 12:00"}`}},
	{sql: "interval[]", base: "{7 days}", texts: []string{`{"1 day 02:03:04.5"}`}},
	{sql: "inet[]", base: "{10.0.0.7}", texts: []string{"{10.1.2.3/8,::1}"}},
	{sql: "jsonb[]", base: "{7}", texts: []string{`{"{\"a\": [1, 2]}",null}`}},
	{sql: "json[]", base: "{7}", texts: []string{`{"{\"b\": 1,  \"a\": [1, 2]}"}`}},
	{sql: "mood[]", base: "{ok}", texts: []string{`{sad,"it's \"fine\", really",NULL}`}},
	{sql: "int_domain[]", base: "{7}", texts: []string{"{1,2}"}},
	{sql: "pair[]", base: `{"(7,a)"}`, texts: []string{`{"(1,\"a b\")"}`}},
	{sql: "int4range[]", base: `{"[7,8)"}`, texts: []string{`{"[1,5]",empty}`}},
	{sql: "citext[]", base: "{a}", texts: []string{"{Abc}"}},
	{sql: "ltree[]", base: "{a}", texts: []string{"{Top.Science,a}"}},
	{sql: "hstore[]", base: `{"a=>7"}`, texts: []string{`{"a=>1"}`}},
	{sql: "texts_domain", base: "{a}", texts: []string{`{"a,b",c}`}},
}
