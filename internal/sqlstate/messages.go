package sqlstate

import (
	"regexp"
	"strings"
)

// plainWords are the server's messages of class 22 that may be told: what their groups match, which leaves out the values
// that some of them quote. Source: PostgreSQL, src/backend.
var plainWords = []*regexp.Regexp{
	regexp.MustCompile(`^(value too long for type [a-z ]+(?:\(\d+\))?)$`),
	regexp.MustCompile(`^((?:smallint|integer|bigint|timestamp|date|interval) out of range|numeric field overflow|division by zero)$`),
	regexp.MustCompile(`^(value (?:out of range: (?:over|under)flow|overflows numeric format))$`),
	regexp.MustCompile(`^(cannot (?:take|accumulate) [a-zA-Z ]+)$`),
	regexp.MustCompile(`^((?:LIMIT|OFFSET|step size|negative substring length|unsupported Unicode|zero raised|a negative number raised|range lower bound|` +
		`LIKE pattern|invalid escape string|input is out of range)[a-zA-Z ,-]*)$`),
	regexp.MustCompile(`(?s)^(invalid input syntax for type [a-z][a-z0-9_ ]*)(?:: .*)?$`),
	regexp.MustCompile(`(?s)^(invalid input value for enum (?:(?:[a-z_][a-z0-9_]*|"(?:[^"]|"")+")\.)?(?:[a-z_][a-z0-9_]*|"(?:[^"]|"")+")): .*$`),
	regexp.MustCompile(`(?s)^(invalid byte sequence for encoding "[A-Z0-9_]+"): .*$`),
	regexp.MustCompile(`(?s)^(invalid value for parameter "[A-Za-z_.]+")(?:: .*)?$`),
	regexp.MustCompile(`(?s)^.* (is outside the valid range for parameter "[A-Za-z_.]+")(?: \(.*\))?$`),
	regexp.MustCompile(`^(parameter "[A-Za-z_.]+" requires a [A-Za-z]+ value)$`),
	regexp.MustCompile(`(?s)^(role )".*" (does not exist)$`),
	regexp.MustCompile(`^((?:argument of [a-z_]+ must be|frame (?:starting|ending) offset must not be) [a-z ]+)$`),
	regexp.MustCompile(`^(canceling statement due to (?:statement timeout|user request))$`),
	regexp.MustCompile(`^(extra data after last expected column|missing data for column "[A-Za-z0-9_]+")$`),
	regexp.MustCompile(`^(invalid regular expression: [a-z (){}\[\]]+)$`),
	regexp.MustCompile(`(?s)^(date/time field value out of range|time zone displacement out of range|malformed (?:array|range|multirange|record) literal): .*$`),
	regexp.MustCompile(`(?s)^(?:value )?".*" (is out of range for type [a-z ]+)$`),
	regexp.MustCompile(`(?s)^(time zone |unit )".*" (not recognized|not supported)[a-z ]*$`),
	regexp.MustCompile(`(?s)^(nextval: reached (?:maximum|minimum) value of sequence "[A-Za-z0-9_.]+") \(.*$`),
}

// limited is a type with a limit, as the server names it in every language.
var limited = regexp.MustCompile(`\b(?:character varying|character)\(\d+\)`)

// withoutValues returns what of a message of class 22 quotes no value, "" when nobody knows.
func withoutValues(code, message string) string {
	for _, pattern := range plainWords {
		if m := pattern.FindStringSubmatch(message); m != nil {
			text := strings.Join(m[1:], "")
			if strings.HasPrefix(text, "is ") {
				text = "a value " + text
			}
			return text
		}
	}
	if typ := limited.FindString(message); code == "22001" && typ != "" {
		return "value too long for type " + typ
	}
	return ""
}
