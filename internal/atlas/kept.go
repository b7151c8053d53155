package atlas

import "strings"

// kept are, by what SQLite keeps in a column, the condition under which a value, %, keeps what it says there. The affinity of a column
// makes a number of '007', and a float of a long number, without a word.
var kept = map[string]string{
	"integer":   "typeof(%) = 'integer' OR typeof(%) = 'real' AND CAST(% AS integer) = % OR typeof(%) = 'text' AND CAST(CAST(% AS integer) AS text) = %",
	"real":      "typeof(%) = 'real' OR typeof(%) = 'integer' AND CAST(CAST(% AS real) AS integer) = % OR " + writtenNumber,
	"numeric":   "typeof(%) IN ('integer', 'real') OR CAST(CAST(% AS integer) AS text) = % OR " + writtenNumber,
	"boolean":   "typeof(%) <> 'blob' AND CAST(% AS text) IN ('0', '1', 'true', 'false')",
	"text":      "typeof(%) IN ('integer', 'text') OR typeof(%) = 'real' AND CAST(CAST(% AS text) AS real) = % OR typeof(%) = 'blob' AND CAST(CAST(% AS text) AS blob) = %",
	"timestamp": writtenDay + " AND " + moment + " IS NOT NULL",
	"date":      wholeDay,
}

// writtenNumber is a number as a text that a float holds in whole.
const writtenNumber = "typeof(%) = 'text' AND CASE WHEN json_valid(%) THEN json_type(%) IN ('integer', 'real') AND length(%) <= 15 END"

// wholeNumber is a float as a text: without .0 where it is whole, as PostgreSQL writes it.
const wholeNumber = "CASE WHEN % = CAST(% AS integer) AND abs(%) < 1e15 THEN CAST(CAST(% AS integer) AS text) ELSE CAST(% AS text) END"

// loss is the condition under which a value of a column does not keep what it says in one of another type; "" where it always does.
func loss(column, from, to string) string {
	was, is := DeclaredClass(from), DeclaredClass(to)
	condition := holds(is)
	switch {
	case was == is, condition == "", (was == "integer" || isTextual(was)) && is == "text":
		return ""
	case ElementOf(was) != "" && (ElementOf(was) == "blob") != (ElementOf(is) == "blob"):
		condition = everyElement("0") // its elements are base64, and text to nobody else
	}
	return notHeld(column, condition)
}

// notHeld is the condition under which a value of a column breaks another.
func notHeld(column, condition string) string {
	return identifier(column) + " IS NOT NULL AND NOT coalesce(" + withValue(condition, identifier(column)) + ", 0)"
}

// withValue is SQL with a value in the place of %.
func withValue(sql, value string) string { return strings.ReplaceAll(sql, "%", value) }

// converted is what is copied of a column into one of another type: written as values of that type are, since they are compared by their
// texts.
func converted(column, from, to string) string {
	return withValue(conversionOf(DeclaredClass(from), DeclaredClass(to)), identifier(column))
}

// conversionOf is a value, %, of a class as one of another.
func conversionOf(was, is string) string {
	switch {
	case was == is:
		return "%"
	case ElementOf(is) != "":
		return listOf(ElementOf(was), ElementOf(is))
	case respelled[is] != "":
		return respelled[is]
	case was == "boolean" && is == "blob":
		return "CAST(" + truth + " AS blob)"
	case was == "boolean" && isTextual(is) && is != "numeric_text":
		return truth
	case is == "boolean" && isTextual(was):
		return "CASE % WHEN 'true' THEN 1 WHEN 'false' THEN 0 ELSE % END"
	case was == "real" && isTextual(is):
		return wholeNumber
	case isTextual(is):
		return "CAST(% AS text)"
	case is == "blob":
		return "CAST(% AS blob)"
	}
	return "%"
}

// truth is a boolean as a text.
const truth = "CASE % WHEN 1 THEN 'true' WHEN 0 THEN 'false' ELSE CAST(% AS text) END"

// respelled are, by class, how a text, %, that says a value is written as one of the class.
var respelled = map[string]string{
	"timestamp": moment, "date": "substr(" + moment + ", 1, 10)", "date_text": "substr(" + moment + ", 1, 10)", "uuid_text": "lower(%)",
	"time_text": "CASE WHEN length(%) = 5 THEN % || ':00' ELSE % END",
}

// listOf is a JSON list, %, with its elements as those of a class are written, and without blanks.
func listOf(was, is string) string {
	switch {
	case was == is || respelled[is] == "" && is != "numeric_text":
		return "json(CAST(% AS text))"
	case is == "numeric_text":
		return elementsAs("CASE WHEN type IN ('integer', 'real') THEN (drey_list -> fullkey) || '' ELSE value END") // all digits of a number, as a text
	}
	return elementsAs(withValue(respelled[is], "value"))
}

func elementsAs(sql string) string {
	return "(SELECT json_group_array(" + sql + ") FROM " + eachElement + ")"
}

// eachElement are the elements of a JSON list, %, which stands outside of json_each: a column called path would be json_each's own there.
const eachElement = "(SELECT % AS drey_list), json_each(drey_list)"
