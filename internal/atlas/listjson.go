package atlas

import (
	"slices"
	"strings"
)

// PostgreSQL writes a list in its own form, of which the empty one is an object of JSON's. So lists become JSON, and JSON lists, by what
// knows both.

// textsOf is a list of the texts of a JSON list's elements. What converts a column may hold no sub-select, and so the elements are put into the
// record of a table that every PostgreSQL has: one with a list of texts.
func textsOf(column string) string {
	return "(jsonb_populate_record(NULL::pg_catalog.pg_db_role_setting, jsonb_build_object('setconfig', " + column + "))).setconfig"
}

func isJSON(name string) bool { return isType(name, "json", "jsonb") }

// betweenListAndJSON converts a list to JSON or JSON to a list; "" between other types.
func betweenListAndJSON(column, from, to string) string {
	_, was := strings.CutSuffix(from, "[]")
	_, is := strings.CutSuffix(to, "[]")
	switch {
	case was && isJSON(to):
		return "to_" + to + "(" + column + ")"
	case isJSON(from) && to == "text[]":
		return textsOf(column)
	case isJSON(from) && is:
		return textsOf(column) + "::" + to
	}
	return ""
}

// Of the texts of a JSON list, those that are not read as the moment that they say: without a zone where there is to be one, with another than UTC's where
// there is to be none, or finer than the column.
const (
	lacksZone = `e !~* ':[0-9.]+ ?(z|[+-][0-9]{2}(:?[0-9]{2})?)$' OR e ~ '[.][0-9]{7}'`
	hasZone   = `e ~ ':.*[+-][0-9]{2}(:?[0-9]{2})?$' OR e ~ '[.][0-9]{7}'`
)

// otherwise is the condition, in SQL, under which a list is not kept as JSON, or JSON as a list; "" where it always is.
func otherwise(column, from, to string) string {
	if isJSON(to) {
		switch element := strings.TrimSuffix(from, "[]"); {
		case isType(element, "real", "double precision"):
			return column + " && ARRAY['NaN', 'Infinity', '-Infinity']::" + from
		case isType(element, "numeric", "decimal"):
			return "'NaN' = ANY(" + column + ")"
		}
		return ""
	}
	element := strings.TrimSuffix(to, "[]")
	back, and := textsOf(column), ""
	switch {
	case isType(element, slices.Concat([]string{"boolean", "date"}, numbers, namesOfText)...):
		back = betweenListAndJSON(column, from, to)
	case isType(element, "timestamptz", "timestamp with time zone"):
		and = " OR EXISTS (SELECT 1 FROM unnest(" + back + ") e WHERE " + lacksZone + ")"
	case isType(element, "timestamp", "timestamp without time zone"):
		and = " OR EXISTS (SELECT 1 FROM unnest(" + back + ") e WHERE " + hasZone + ")"
	}
	return "CASE WHEN jsonb_typeof(" + column + "::jsonb) = 'array' THEN to_jsonb(" + back + ") IS DISTINCT FROM " + column + "::jsonb" + and + " ELSE " + column + " IS NOT NULL END"
}
