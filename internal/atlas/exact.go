package atlas

import (
	"strings"

	"github.com/drey-db/drey/internal/sqltext"
)

// Between numbers, and between times, PostgreSQL rounds what another type does not hold, without a word.
var (
	wholeNumbers = []string{"smallint", "integer", "bigint"}
	numbers      = append([]string{"numeric", "decimal", "real", "double precision"}, wholeNumbers...)
	times        = []string{"date", "timestamp", "timestamp without time zone", "timestamptz", "timestamp with time zone", "time", "time without time zone", "timetz", "interval"}
)

// rounds reports whether values of one type may be rounded, without an error, when they become another.
func rounds(from, to string) bool {
	was, is := strings.TrimSuffix(from, "[]"), strings.TrimSuffix(to, "[]")
	whole := isType(was, wholeNumbers...) && isType(is, wholeNumbers...)
	return !whole && !widens(was, is) && (isType(was, numbers...) && isType(is, numbers...) || isType(was, times...) && isType(is, times...))
}

// guards fail where a value would be another when it becomes the new type. Converted is the value as the new type.
func (a *alteration) guards(was, is, converted string) []string {
	column, condition := identifier(a.to.Name), ""
	switch {
	case rounds(was, is):
		condition = a.inexact(was, is, converted)
	case betweenListAndJSON(column, was, is) != "" && !ofBytes(was, is):
		condition = otherwise(column, was, is)
	}
	if condition == "" {
		return nil
	}
	message := a.d.called(a.table.Schema, a.table.Name) + "." + a.to.Name + ": " + is + " would not keep all that is there as " + was + ": convert it by using= in the tag, or mend the rows first"
	return []string{"DO $drey$\nBEGIN\n\tIF EXISTS (SELECT 1 FROM " + a.name(a.table) + " WHERE " + condition + ") THEN\n\t\tRAISE EXCEPTION " +
		sqltext.Literal(strings.ReplaceAll(message, "%", "%%")) + " USING ERRCODE = 'check_violation', TABLE = " + sqltext.Literal(a.table.Name) + ", CONSTRAINT = " + sqltext.Literal(message) + ";\n\tEND IF;\nEND\n$drey$"}
}

// inexact is the condition under which a value is another when it becomes the new type, and the old one again.
func (a *alteration) inexact(was, is, converted string) string {
	if converted == "" {
		converted = identifier(a.to.Name)
	}
	converted = "(" + converted + ")::" + is // the type's precision rounds behind a conversion
	back := known("("+converted+")", is, was)
	if back == "" {
		back = "(" + converted + ")::" + was
	}
	return back + " IS DISTINCT FROM " + identifier(a.to.Name)
}
