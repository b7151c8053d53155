package schema_test

import (
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/internal/enginetest"
	"github.com/drey-db/drey/repo"
	"github.com/drey-db/drey/schema"
)

// stem and leaf are two tables that objects are given to: leaf refers to stem, or not.
type (
	stem struct {
		ID    int64
		Code  string `db:"code,unique"`
		A     string `db:"a,unique=ab"`
		B     int32  `db:"b,unique=ab"`
		Plain string `db:"plain"`
	}
	leaf struct {
		ID       int64
		Code     string `db:"code"`
		Given    string `db:"given,default='x'"`
		Maybe    *string
		Strict   *string `db:"strict,notnull"`
		A        string  `db:"a"`
		B        int32   `db:"b"`
		MaybeB   *int32
		Made     string `db:"made,generated=upper(code)"`
		Due      time.Time
		Doc      map[string]any
		On       bool
		ParentID *int64
		Parent   *stem `rel:"belongs-to"`
	}
	pair struct {
		Left  int64  `db:"left_id,pk"`
		Right int64  `db:"right_id,pk"`
		Note  string `db:"note"`
	}
)

func (stem) TableName() string { return "stems" }
func (leaf) TableName() string { return "leaves" }
func (pair) TableName() string { return "pairs" }

var stems, leaves, pairs = builder.Model[stem](), builder.Model[leaf](), builder.Model[pair]()

func list(columns ...builder.Sqlizer) []builder.Sqlizer { return columns }

// keyObjects are foreign keys: each action on columns of each kind.
func keyObjects() map[string]schema.Object {
	code, a, b := builder.Col(&stems.Code), builder.Col(&stems.A), builder.Col(&stems.B)
	all := map[string]schema.Object{}
	columns := map[string][2][]builder.Sqlizer{
		"plain":      {list(builder.Col(&leaves.Code)), list(code)},
		"default":    {list(builder.Col(&leaves.Given)), list(code)},
		"maybe":      {list(builder.NullCol(&leaves.Maybe)), list(code)},
		"notnull":    {list(builder.NullCol(&leaves.Strict)), list(code)},
		"generated":  {list(builder.Col(&leaves.Made)), list(code)},
		"two":        {list(builder.Col(&leaves.A), builder.Col(&leaves.B)), list(a, b)},
		"turned":     {list(builder.Col(&leaves.B), builder.Col(&leaves.A)), list(b, a)},
		"half":       {list(builder.NullCol(&leaves.Maybe), builder.Col(&leaves.B)), list(a, b)},
		"maybe both": {list(builder.NullCol(&leaves.Maybe), builder.NullCol(&leaves.MaybeB)), list(a, b)},
		"key":        {list(builder.Col(&pairs.Left)), list(builder.Col(&stems.ID))},
		"itself":     {list(builder.NullCol(&leaves.ParentID)), list(builder.Col(&leaves.ID))},
		"related":    {list(builder.NullCol(&leaves.ParentID)), list(builder.Col(&stems.ID))},
		"types":      {list(builder.Col(&leaves.Code)), list(builder.Col(&stems.ID))},
		"no key":     {list(builder.Col(&leaves.Code)), list(builder.Col(&stems.Plain))},
		"part":       {list(builder.Col(&leaves.Code)), list(a)},
		"same twice": {list(builder.Col(&leaves.Code), builder.Col(&leaves.Code)), list(a, a)},
	}
	for name, c := range columns {
		for _, action := range []string{"", "cascade", "set null", "set default", "restrict", "no action"} {
			all["fk "+name+" delete "+action] = schema.ForeignKey("f", c[0], c[1]).OnDelete(action)
			all["fk "+name+" update "+action] = schema.ForeignKey("", c[0], c[1]).OnUpdate(action).Deferrable()
		}
	}
	return all
}

// indexObjects are indexes, with what can be said of one.
func indexObjects() map[string]schema.Object {
	code, a, b := builder.Col(&leaves.Code), builder.Col(&leaves.A), builder.Col(&leaves.B)
	maybe, due, doc, id := builder.NullCol(&leaves.Maybe), builder.Col(&leaves.Due), builder.Col(&leaves.Doc), builder.Col(&leaves.ID)
	return map[string]schema.Object{
		"index": schema.Index("i", code), "index unnamed": schema.Index("", code), "index upper": schema.Index("My Index", code), "index twice the column": schema.Index("i", code, code),
		"index down": schema.Index("i", code.Desc(), a), "index expression": schema.Index("i", builder.Lower(code)), "index of two": schema.Index("i", builder.Lower(code), b.Desc()),
		"index unique": schema.Index("i", code).Unique(), "index unique lower": schema.Index("i", builder.Lower(code)).Unique(), "index unique as tag": schema.Index("i", builder.Col(&stems.Code)).Unique(),
		"index where": schema.Index("i", code).Where(b.Gt(5)), "index where text": schema.Index("i", code).Where(a.Eq("it's; \"x\"")), "index where null": schema.Index("i", code).Where(maybe.IsNull()),
		"index where in": schema.Index("i", code).Where(b.In(1, 2, 3)), "index where bool": schema.Index("i", code).Where(builder.Col(&leaves.On).Eq(true)), "index where like": schema.Index("i", code).Where(code.Like("a%")),
		"index where time": schema.Index("i", code).Where(due.Gt(time.Date(2024, 5, 6, 7, 8, 9, 0, time.UTC))), "index where between": schema.Index("i", code).Where(b.Between(1, 3)),
		"index where both":  schema.Index("i", code).Unique().Where(builder.And(b.Gt(5), builder.Or(a.Ne("x"), maybe.IsNotNull()))),
		"index nulls first": schema.Index("i", schema.NullsFirst(maybe)), "index nulls last": schema.Index("i", schema.NullsLast(maybe)), "index nulls last down": schema.Index("i", schema.NullsLast(maybe.Desc())), "index nulls first down": schema.Index("i", schema.NullsFirst(maybe.Desc())),
		"index class": schema.Index("i", schema.OpClass(code, "text_pattern_ops")), "index own class": schema.Index("i", schema.OpClass(code, "text_ops")), "index collated": schema.Index("i", schema.Collate(code, "C")), "index default collation": schema.Index("i", schema.Collate(code, "default")),
		"index hash": schema.Index("i", code).Using("hash"), "index btree": schema.Index("i", code).Using("btree"), "index BTREE": schema.Index("i", code).Using("BTREE"), "index gin": schema.Index("i", doc).Using("gin"), "index GIN": schema.Index("i", doc).Using("GIN"), "index brin": schema.Index("i", due).Using("brin"),
		"index include": schema.Index("i", code).Include(a, b), "index include itself": schema.Index("i", code).Include(code), "index include twice": schema.Index("i", code).Include(a, a),
		"index of literal": schema.Index("i", builder.Literal(1)).On(leaves), "index coalesce": schema.Index("i", builder.Coalesce(maybe, builder.Literal("x"))), "index of the table's name": schema.Index("leaves", code), "index of the key": schema.Index("i", id), "index unique key": schema.Index("i", id).Unique(),
	}
}

// otherObjects are the other kinds of object, with what can be said of each.
func otherObjects() map[string]schema.Object {
	code, a, b, note := builder.Col(&leaves.Code), builder.Col(&leaves.A), builder.Col(&leaves.B), builder.Col(&pairs.Note)
	left, right, maybe, due, doc := builder.Col(&pairs.Left), builder.Col(&pairs.Right), builder.NullCol(&leaves.Maybe), builder.Col(&leaves.Due), builder.Col(&leaves.Doc)
	id := builder.Col(&leaves.ID)
	return map[string]schema.Object{
		"unique": schema.Unique("u", code), "unique unnamed": schema.Unique("", code), "unique of two": schema.Unique("u", b, a), "unique that may be null": schema.Unique("u", maybe),
		"unique of the key": schema.Unique("u", id), "unique of the keys turned": schema.Unique("u", right, left), "unique twice the column": schema.Unique("u", code, code),
		"unique as the tag": schema.Unique("u", builder.Col(&stems.Code)), "unique as the tags turned": schema.Unique("u", builder.Col(&stems.B), builder.Col(&stems.A)),
		"unique upper case": schema.Unique("UQ", code), "unique of generated": schema.Unique("u", builder.Col(&leaves.Made)), "unique document": schema.Unique("u", doc),
		"check": schema.Check("c", leaves, b.Gt(0)), "check unnamed": schema.Check("", leaves, b.Gt(0)), "check text": schema.Check("c", leaves, code.Ne("it's; -- \"x\" ?")), "check in": schema.Check("c", leaves, code.In("a", "b")), "check one": schema.Check("c", leaves, code.In("a")),
		"check none": schema.Check("c", leaves, code.NotIn("a", "b")), "check null": schema.Check("c", leaves, maybe.IsNotNull()), "check like": schema.Check("c", leaves, code.Like("a%")), "check between": schema.Check("c", leaves, b.Between(1, 5)),
		"check or": schema.Check("c", leaves, builder.Or(b.Gt(5), builder.And(b.Lt(2), a.Eq("x")))), "check not": schema.Check("c", leaves, builder.Not(b.Gt(5))),
		"check bool": schema.Check("c", leaves, builder.Col(&leaves.On).Eq(true)), "check time": schema.Check("c", leaves, due.Gt(time.Date(2024, 5, 6, 7, 8, 9, 0, time.UTC))), "check columns": schema.Check("c", leaves, a.EqCol(code)), "check upper": schema.Check("My Check", leaves, b.Gt(0)),
		"check float": schema.Check("c", leaves, b.Gt(0)), "check true": schema.Check("c", leaves, builder.Literal(true)), "check empty and": schema.Check("c", leaves, builder.And()), "check negative": schema.Check("c", leaves, b.Gt(-5)), "check backslash": schema.Check("c", leaves, code.Ne("a\\b\nc")),
		"key": schema.PrimaryKey("k", left, right), "key turned": schema.PrimaryKey("k", right, left), "key upper": schema.PrimaryKey("My Key", id), "key unnamed": schema.PrimaryKey("", right, left), "key as the convention": schema.PrimaryKey("pairs_pkey", left, right),
		"comment": schema.Comment(leaves, "it's; \"x\""), "comment empty": schema.Comment(leaves, ""), "comment lines": schema.Comment(leaves, "a\nb\\c"), "comment blanks": schema.Comment(leaves, "  a  "), "comment NUL": schema.Comment(leaves, "a\x00b"), "comment odd": schema.Comment(leaves, "a\xffb"),
		"enum": schema.Enum("kind", "a", "b"), "enum odd": schema.Enum("My Kind", "it's", "a,b", "", " ", "{x}", "\"q\"", "ü"), "enum dotted": schema.Enum("public.kind", "a"), "enum NUL": schema.Enum("kind", "a\x00"), "enum odd bytes": schema.Enum("kind", "a\xff"),
		"enum named as a table": schema.Enum("leaves", "a"), "enum named as a type": schema.Enum("text", "a"), "enum named as an index": schema.Enum("uq_stems_code", "a"), "enum named as the list of a table": schema.Enum("_leaves", "a"), "enum long": schema.Enum("k23456789012345678901234567890123456789012345678901234567890123456789", "a"),
		"view": schema.View("v", "SELECT id FROM leaves"), "view star": schema.View("v", "SELECT * FROM leaves WHERE code <> 'x;'"), "view upper": schema.View("My View", "SELECT 1 AS one"), "view semicolon": schema.View("v", "SELECT 1 AS one;"), "view comment": schema.View("v", "SELECT 1 AS one -- one"), "view named as a table": schema.View("leaves", "SELECT 1 AS one"),
		"view long": schema.View("v23456789012345678901234567890123456789012345678901234567890123456789", "SELECT 1 AS one"), "view quoted": schema.View("a\"b", "SELECT 1 AS one"), "view NUL": schema.View("v\x00", "SELECT 1 AS one"),
		"note": schema.Check("c", pairs, note.Ne("")),
	}
}

// What an object makes is no difference once it is made; else the object is refused, by drey or by the database.
func TestAnObjectIsNoDifferenceOnceMade(t *testing.T) {
	for _, backend := range []enginetest.Backend{enginetest.Pgx, enginetest.SQLite} {
		for kind, all := range map[string]map[string]schema.Object{"keys": keyObjects(), "indexes": indexObjects(), "others": otherObjects()} {
			t.Run(backend.Name+"/"+kind, func(t *testing.T) {
				t.Parallel()
				engine := backend.Open(t, backend.URL(t))
				for _, name := range slices.Sorted(maps.Keys(all)) {
					equalOrRefused(t, engine, name, all[name])
				}
			})
		}
	}
}

func equalOrRefused(t *testing.T, engine *repo.Engine, name string, object schema.Object) {
	t.Helper()
	m := schema.MustOf(stems, leaves, pairs).With(object)
	if err := m.CreateAll(t.Context(), engine); err != nil {
		return
	}
	d, err := m.Diff(t.Context(), engine)
	require.NoError(t, err, name)
	require.Empty(t, d.String(), name)
	require.NoError(t, m.DropAll(t.Context(), engine), name)
}

// What a tag refuses of a column is refused of an object too, and what no database keeps is refused of both.
func TestAnObjectIsRefusedAsATagIs(t *testing.T) {
	code, stemCode := list(builder.Col(&leaves.Code)), list(builder.Col(&stems.Code))
	for _, c := range []struct {
		object schema.Object
		says   string
	}{
		{schema.ForeignKey("f", code, stemCode).OnDelete("set null"), "foreign key f: set null writes NULL into Code (string), which cannot be NULL: make the field a pointer"},
		{schema.ForeignKey("", code, stemCode).OnUpdate("SET NULL"), "foreign key fk_leaves_code_stems: set null writes NULL into Code (string)"},
		{schema.ForeignKey("f", list(builder.NullCol(&leaves.Strict)), stemCode).OnDelete("set null"), "NULL into Strict (*string)"},
		{schema.ForeignKey("f", list(builder.Col(&pairs.Left)), list(builder.Col(&stems.ID))).OnDelete("set null"), "NULL into Left (int64)"},
		{schema.ForeignKey("f", code, stemCode).OnDelete("set default"), "set default writes NULL into Code (string), which has no default"},
		{schema.ForeignKey("f", list(builder.Col(&leaves.Made)), stemCode).OnUpdate("cascade"), "cascade writes into Made (string), which the database makes"},
		{schema.ForeignKey("f", code, list(builder.Col(&stems.Plain))), "(code) refers to stems (plain), which is no key and not unique"},
		{schema.ForeignKey("f", append(code, code...), list(builder.Col(&stems.A), builder.Col(&stems.A))), "give each column once"},
		{schema.Unique("u", append(code, code...)...), "unique u: give each column once"},
		{schema.Enum("kind", "a\x00"), "no UTF-8"}, {schema.Enum(strings.Repeat("k", 64), "a"), "64 bytes"}, {schema.Enum("text", "a"), "a type of its own of that name"},
		{schema.Comment(leaves, "a\xff"), "comment: that of table leaves has"}, {schema.View(strings.Repeat("v", 64), "SELECT 1 AS one"), "64 bytes"}, {schema.View(`a"b`, "SELECT 1 AS one"), "no quotes"},
	} {
		for _, d := range []builder.Dialect{builder.Postgres(), builder.SQLite()} {
			_, err := schema.MustOf(stems, leaves, pairs).With(c.object).DDL(d)
			require.ErrorContains(t, err, c.says)
		}
	}
	_, err := schema.MustOf(leaves, stems).With(schema.Enum("leaves", "a")).DDL(builder.Postgres())
	require.ErrorContains(t, err, "enum leaves: a table or a view is called so")
}
