package ast

import (
	"slices"
	"strings"
)

// notFunctions are words before parentheses that call nothing.
var notFunctions = []string{
	"all", "and", "any", "array", "as", "between", "by", "case", "else", "except", "exists", "filter", "from", "having", "in", "intersect", "is",
	"join", "lateral", "like", "materialized", "not", "on", "or", "over", "row", "select", "some", "then", "union", "using", "values", "when",
	"where", "with",
}

// computing are functions of the databases' own, by their names, which compute and do nothing else.
var computing = []string{
	"abs", "array_agg", "array_length", "avg", "bool_and", "bool_or", "cardinality", "cast", "ceil", "coalesce", "concat", "count", "date", "date_trunc",
	"datetime", "extract", "floor", "generate_series", "greatest", "json_agg", "json_array_length", "jsonb_agg", "jsonb_array_length", "least", "length",
	"lower", "max", "min", "mod", "now", "nullif", "percentile_cont", "percentile_disc", "position", "replace", "round", "sqrt", "string_agg", "strftime",
	"strpos", "substr", "substring", "sum", "to_char", "trim", "unnest", "upper",
}

// computes reports whether a function of that name computes and does nothing else. One in a schema that is named is somebody's own.
func computes(name string) bool { return slices.Contains(computing, strings.ToLower(name)) }

// callsFunction reports whether text may call a function that does not merely compute: such a word stands before parentheses.
func callsFunction(text string) bool {
	for rest := text; ; {
		before, behind, found := strings.Cut(rest, "(")
		if !found {
			return false
		}
		rest = behind
		before = strings.TrimRight(before, " \t\r\n")
		begins := strings.LastIndexFunc(before, func(r rune) bool { return !isWord(r) }) + 1
		switch word := before[begins:]; {
		case word == "":
			if strings.HasSuffix(before, `"`) || strings.HasSuffix(before, "*/") {
				return true
			}
		case begins > 0 && before[begins-1] == '.':
			return true
		case !computes(word) && !slices.Contains(notFunctions, strings.ToLower(word)):
			return true
		}
	}
}
