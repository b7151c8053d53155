package atlas

import (
	"slices"
	"strings"
)

// plain is an expression of PostgreSQL's without what it writes one way or another by how often it read the expression: casts to types
// of text, and parentheses that hold together one thing alone.
func plain(sql string) string {
	list := withoutTextCasts(bracketed(tokens(sql)))
	for {
		at, end := needless(list)
		if end == 0 {
			break
		}
		list = slices.Concat(list[:at], list[at+1:end], list[end+1:])
	}
	parts := make([]string, len(list))
	for i, t := range list {
		parts[i] = t.text
	}
	return strings.Join(parts, " ")
}

// bracketed has brackets stand for lists, as PostgreSQL means them, and not for names, as SQLite does.
func bracketed(list []token) (all []token) {
	for _, t := range list {
		if t.kind != nameToken || t.text[0] != '[' {
			all = append(all, t)
			continue
		}
		all = append(all, token{kind: signToken, text: "["})
		all = append(all, bracketed(tokens(t.text[1:len(t.text)-1]))...)
		all = append(all, token{kind: signToken, text: "]"})
	}
	return all
}

// textTypes are types of text as PostgreSQL writes them, longer ones first.
var textTypes = [][]string{{"character", "varying"}, {"bpchar"}, {"text"}}

// withoutTextCasts takes out casts to types of text and to lists of them.
func withoutTextCasts(list []token) (left []token) {
	for i := 0; i < len(list); i++ {
		skip := 0
		for _, typ := range textTypes {
			if list[i].text == "::" && skip == 0 && i+len(typ) < len(list) && slices.EqualFunc(list[i+1:i+1+len(typ)], typ, token.is) {
				skip = len(typ)
			}
		}
		switch {
		case skip == 0:
			left = append(left, list[i])
			continue
		case i+skip+2 < len(list) && list[i+skip+1].text == "[" && list[i+skip+2].text == "]":
			skip += 2
		}
		i += skip
	}
	return left
}

// operators are words behind which a parenthesis is none of a function's arguments.
var operators = []string{"and", "or", "not", "in", "any", "all", "when", "then", "else", "between", "like", "is"}

// needless is where parentheses stand around one token, around parentheses or around a list; 0 for their end where none do.
func needless(list []token) (at, end int) {
	for at, t := range list {
		if t.text != "(" || t.kind != signToken {
			continue
		}
		end := closing(list, at)
		if end >= len(list) || end == at+1 {
			continue
		}
		call := at > 0 && (list[at-1].kind == nameToken || list[at-1].kind == wordToken && !slices.ContainsFunc(operators, list[at-1].is))
		inner := list[at+1 : end]
		nested := inner[0].text == "(" && closing(inner, 0) == len(inner)-1
		if nested || !call && len(inner) == 1 && !(at > 0 && (list[at-1].is("any") || list[at-1].is("in"))) {
			return at, end
		}
	}
	return 0, 0
}
