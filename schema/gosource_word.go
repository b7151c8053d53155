package schema

import (
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// initialisms are written in capitals, as Go does.
var initialisms = strings.Fields("acl api ascii cpu css csv dns eof gps guid html http https id ip isbn json pdf rss sku sla smtp sql ssh ssn tcp tls ttl udp ui uid uri url utf8 uuid vat vm xml xss")

// pascal is a name as Go exports it: CustomerID for customer_id, CustomerId and CUSTOMER_ID.
func pascal(name string) string {
	var b strings.Builder
	for _, w := range splitWords(name) {
		b.WriteString(capital(w))
	}
	return exported(b.String())
}

// typeNameOf is the name of a row's type: the singular of its table's.
func typeNameOf(table string) string {
	list := splitWords(table)
	if len(list) > 0 {
		list[len(list)-1] = singular(list[len(list)-1])
	}
	return pascal(strings.Join(list, "_"))
}

// exported is text that Go exports as an identifier.
func exported(text string) string {
	if first, _ := utf8.DecodeRuneInString(text); !unicode.IsUpper(first) {
		return "X" + text // a digit, a letter without a capital, or nothing
	}
	return text
}

func capital(word string) string {
	lower := strings.ToLower(word)
	if slices.Contains(initialisms, lower) {
		return strings.ToUpper(word)
	}
	if plural, ok := strings.CutSuffix(lower, "s"); ok && len(plural) > 1 && slices.Contains(initialisms, plural) {
		return strings.ToUpper(plural) + "s"
	}
	runes := []rune(lower)
	runes[0] = unicode.ToUpper(runes[0])
	return string(runes)
}

// splitWords cuts a name at what is neither letter nor digit, and where small letters turn to capitals.
func splitWords(name string) (list []string) {
	runes, start := []rune(name), 0
	end := func(at int) {
		if at > start {
			list = append(list, string(runes[start:at]))
		}
	}
	for i, r := range runes {
		switch {
		case !unicode.IsLetter(r) && !unicode.IsDigit(r):
			end(i)
			start = i + 1
		case i > start && unicode.IsUpper(r) && (!unicode.IsUpper(runes[i-1]) || i+1 < len(runes) && unicode.IsLower(runes[i+1])):
			end(i)
			start = i
		}
	}
	end(len(runes))
	return list
}

// irregular are words whose plural no rule makes, or that have none.
var irregular = map[string]string{
	"person": "people", "child": "children", "man": "men", "woman": "women", "mouse": "mice", "foot": "feet", "tooth": "teeth",
	"index": "indices", "vertex": "vertices", "matrix": "matrices", "criterion": "criteria", "movie": "movies", "cookie": "cookies",
	"shoe": "shoes", "status": "statuses", "alias": "aliases", "bus": "buses", "virus": "viruses", "bonus": "bonuses",
	"shelf": "shelves", "half": "halves", "knife": "knives", "wolf": "wolves", "leaf": "leaves", "hero": "heroes", "potato": "potatoes",
	"tomato": "tomatoes", "echo": "echoes", "news": "news", "series": "series", "species": "species", "data": "data", "metadata": "metadata",
	"staff": "staff", "history": "histories", "lens": "lenses", "canvas": "canvases", "gas": "gases", "quiz": "quizzes", "tie": "ties",
}

// singular is one of what a word in the plural names; another word is left as it is.
func singular(word string) string {
	lower := strings.ToLower(word)
	for one, many := range irregular {
		if lower == many || lower == one {
			return one
		}
	}
	for _, r := range []struct{ end, one string }{
		{"sses", "ss"}, {"shes", "sh"}, {"ches", "ch"}, {"xes", "x"}, {"ies", "y"}, {"ss", "ss"}, {"us", "us"}, {"is", "is"}, {"s", ""},
	} {
		if stem, ok := strings.CutSuffix(lower, r.end); ok && len(stem) > 1 {
			return stem + r.one
		}
	}
	return word
}

// plural is many of what an exported name names.
func plural(name string) string {
	list := splitWords(name)
	last := list[len(list)-1]
	stem, lower := strings.TrimSuffix(name, last), strings.ToLower(last)
	if many, ok := irregular[lower]; ok {
		return stem + capital(many)
	}
	switch end := lower[len(lower)-1]; {
	case end == 'y' && len(lower) > 1 && !strings.ContainsRune("aeiou", rune(lower[len(lower)-2])):
		return name[:len(name)-1] + "ies"
	case strings.ContainsRune("sxz", rune(end)), strings.HasSuffix(lower, "ch"), strings.HasSuffix(lower, "sh"):
		return name + "es"
	}
	return name + "s"
}

// names are identifiers of one scope.
type names map[string]bool

// take returns the first candidate that is free, or the last one with a number.
func (n names) take(candidates ...string) string {
	for _, c := range candidates {
		if !n[c] {
			n[c] = true
			return c
		}
	}
	last := candidates[len(candidates)-1]
	for i := 2; ; i++ {
		if c := last + strconv.Itoa(i); !n[c] {
			n[c] = true
			return c
		}
	}
}

// rawString is SQL as a literal for builder.Raw, to which a question mark is an argument and two are one.
func rawString(sql string) string {
	var b strings.Builder
	quote := byte(0)
	for i := range len(sql) {
		c := sql[i]
		switch {
		case quote != 0 && c == quote:
			quote = 0
		case quote == 0 && (c == '\'' || c == '"'):
			quote = c
		case quote == 0 && c == '?':
			b.WriteByte(c)
		}
		b.WriteByte(c)
	}
	return goString(b.String())
}
