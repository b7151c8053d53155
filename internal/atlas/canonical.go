package atlas

import "strings"

// Canonical is an expression of SQLite's, which keeps it as it was typed, written one way: names and keywords in small letters and
// without quotes that they do not need, one blank between tokens, no parentheses around the whole.
func Canonical(sql string) string {
	list := unwrapped(tokens(sql))
	parts := make([]string, len(list))
	for i, t := range list {
		parts[i] = t.canonical()
	}
	return strings.Join(parts, " ")
}

// synonyms are tokens of SQLite's that mean what another does.
var synonyms = map[string]string{"==": "=", "!=": "<>", "true": "1", "false": "0"}

func (t token) canonical() string {
	text := t.text
	switch t.kind {
	case nameToken:
		text = t.named()
		if _, meant := synonyms[strings.ToLower(text)]; meant || !isPlainName(text) {
			return `"` + strings.ReplaceAll(strings.ToLower(text), `"`, `""`) + `"`
		}
		return strings.ToLower(text)
	case wordToken, numberToken:
		text = strings.ToLower(text)
	}
	if other, ok := synonyms[text]; ok {
		return other
	}
	return text
}

func isPlainName(s string) bool {
	return s != "" && (s[0] < '0' || s[0] > '9') && run(s, isWordly) == len(s) && isWordly(rune(s[0]))
}

// unwrapped takes away parentheses that stand around everything.
func unwrapped(list []token) []token {
	for len(list) > 1 && list[0].text == "(" && closing(list, 0) == len(list)-1 {
		list = list[1 : len(list)-1]
	}
	return list
}

// closing is where the parenthesis that list has at a place is closed; behind the list where it is not.
func closing(list []token, at int) int {
	depth := 0
	for i := at; i < len(list); i++ {
		if list[i].kind != signToken {
			continue
		}
		switch list[i].text {
		case "(":
			depth++
		case ")":
			if depth--; depth == 0 {
				return i
			}
		}
	}
	return len(list)
}
