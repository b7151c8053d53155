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

// callsFunction reports whether text may call a function: a word that is no keyword of expressions stands before parentheses.
func callsFunction(text string) bool {
	for rest := text; ; {
		before, behind, found := strings.Cut(rest, "(")
		if !found {
			return false
		}
		before = strings.TrimRight(before, " \t\r\n")
		word := before[strings.LastIndexFunc(before, func(r rune) bool { return !isWord(r) })+1:]
		if word != "" && !slices.Contains(notFunctions, strings.ToLower(word)) || strings.HasSuffix(before, `"`) || strings.HasSuffix(before, "*/") {
			return true
		}
		rest = behind
	}
}
