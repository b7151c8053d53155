package sqlstate

import "regexp"

// plainWords are the server's messages of class 22 that may be told, but for the values that some of them quote.
// Source: PostgreSQL, src/backend/utils/adt.
var plainWords = []*regexp.Regexp{
	regexp.MustCompile(`^(value too long for type [a-z ]+(?:\(\d+\))?)$`),
	regexp.MustCompile(`^((?:smallint|integer|bigint|timestamp|date|interval) out of range|numeric field overflow|division by zero)$`),
	regexp.MustCompile(`(?s)^(invalid input syntax for type [a-z][a-z0-9_ ]*)(?:: .*)?$`),
	regexp.MustCompile(`(?s)^(invalid input value for enum [a-z][a-z0-9_.]*): .*$`),
	regexp.MustCompile(`(?s)^(date/time field value out of range|malformed array literal|malformed range literal): .*$`),
	regexp.MustCompile(`(?s)^value ".*" (is out of range for type [a-z ]+)$`),
}

// withoutValues returns what of a message of class 22 quotes no value, "" when nobody knows.
func withoutValues(message string) string {
	for _, pattern := range plainWords {
		if m := pattern.FindStringSubmatch(message); m != nil {
			return m[1]
		}
	}
	return ""
}
