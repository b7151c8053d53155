package render

import (
	"slices"
	"strings"
)

// catalogTypes are, sorted, the types of PostgreSQL's own schema, by the names that NULL::name means even where a table is
// called so. Those that begin with pg_ or _ are left out.
var catalogTypes = strings.Fields(`
	aclitem any anyarray anycompatible anycompatiblearray anycompatiblemultirange anycompatiblenonarray
	anycompatiblerange anyelement anyenum anymultirange anynonarray anyrange bit bool box bpchar bytea char cid cidr
	circle cstring date datemultirange daterange event_trigger fdw_handler float4 float8 gtsvector index_am_handler inet
	int2 int2vector int4 int4multirange int4range int8 int8multirange int8range internal interval json jsonb jsonpath
	language_handler line lseg macaddr macaddr8 money name numeric nummultirange numrange oid oid8 oidvector opaque path
	point polygon record refcursor regclass regcollation regconfig regdatabase regdictionary regnamespace regoper
	regoperator regproc regprocedure regrole regtype smgr table_am_handler text tid time timestamp timestamptz timetz
	trigger tsm_handler tsmultirange tsquery tsrange tstzmultirange tstzrange tsvector txid_snapshot unknown uuid varbit
	varchar void xid xid8 xml`)

// IsCatalogType reports whether NULL::name is a null of one of PostgreSQL's own types, and not a null row of the table of
// that name. A table that is named with its schema is always itself.
func IsCatalogType(name string) bool {
	_, found := slices.BinarySearch(catalogTypes, name)
	return found || strings.HasPrefix(name, "pg_") || strings.HasPrefix(name, "_")
}

// TypedArray returns a parameter, written as mark, that is an array of what a column of table holds: a null row of the table
// tells the type. It names a type and reads nothing, so it needs no privilege on the table and no lock.
func (d Dialect) TypedArray(mark, table, column string) string {
	return "coalesce(" + mark + ", ARRAY[" + d.NullOf(table, column) + "])"
}

// NullOf returns NULL of the type that a column of table has.
// Source: PostgreSQL, "Composite Types".
func (d Dialect) NullOf(table, column string) string {
	return "(" + d.NullRow(table) + ")." + d.Identifier(column)
}

// CastTo returns text as the type of a column of table, which its tag calls typ. In a schema that is chosen as the program runs nobody knows
// where that type is found, and the table tells.
// Source: PostgreSQL, "JSON Functions and Operators".
func (d Dialect) CastTo(table, column, typ, text string) string {
	if d.Tables.Of(table) == table || strings.Contains(typ, ".") {
		return text + "::" + typ
	}
	return "(json_populate_record(" + d.NullRow(table) + ", json_build_object(" + d.Literal(column) + ", " + text + ")))." + d.Identifier(column)
}

// NullRow returns a row of table that is NULL.
func (d Dialect) NullRow(table string) string { return "NULL::" + d.TableName(table) }

// TypesRows reports whether null rows of table type the arrays that travel for it.
func (d Dialect) TypesRows(table string) bool {
	return d.Has(ArrayParams) && !IsCatalogType(d.Tables.Of(table))
}
