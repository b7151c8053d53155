package sqltext

import "strings"

func beginsWord(c byte) bool { return c == '_' || c >= 0x80 || (c|0x20) >= 'a' && (c|0x20) <= 'z' }

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

func isWord(c byte) bool { return beginsWord(c) || isDigit(c) }

func digitsSize(text string) int {
	n := 0
	for n < len(text) && isDigit(text[n]) {
		n++
	}
	return n
}

// wordSize returns the size of the letters and digits that begin text.
func wordSize(text string) int {
	n := 0
	for n < len(text) && isWord(text[n]) {
		n++
	}
	return n
}

// word reads an identifier, in which dollars may stand, or a literal that begins with a letter.
func (d *Dialect) word(text string) (Kind, int) {
	n := 0
	for n < len(text) && (isWord(text[n]) || text[n] == '$') {
		n++
	}
	if n != 1 || len(text) < 3 {
		return Word, n
	}
	letter := text[0] | 0x20
	switch {
	case letter == 'e' && d.escapeStrings && text[1] == '\'':
		return String, 1 + d.stringSize(text[1:], true)
	case letter == 'u' && d.escapeStrings && text[1] == '&' && text[2] == '\'':
		return String, 2 + d.stringSize(text[2:], false)
	case letter == 'u' && d.escapeStrings && text[1] == '&' && text[2] == '"':
		return Name, 2 + quotedSize(text[2:], '"')
	case text[1] == '\'' && strings.IndexByte(d.bits, text[0]) >= 0:
		return String, 1 + d.stringSize(text[1:], false)
	}
	return Word, n
}

// groupsSize returns the size of the digits that begin text, in groups with underscores between.
func groupsSize(text string) int {
	n := digitsSize(text)
	for n > 0 && n < len(text) && text[n] == '_' {
		group := digitsSize(text[n+1:])
		if group == 0 {
			break
		}
		n += 1 + group
	}
	return n
}

// numberSize returns the size of the number that begins text. An exponent without digits is none of it.
func numberSize(text string) int {
	n := groupsSize(text)
	if text[0] == '0' && n == 1 && len(text) > 1 && strings.IndexByte("xXoObB", text[1]) >= 0 {
		return 2 + wordSize(text[2:])
	}
	if n < len(text) && text[n] == '.' && !strings.HasPrefix(text[n:], "..") {
		n += 1 + groupsSize(text[n+1:])
	}
	return n + exponentSize(text[n:])
}

func exponentSize(text string) int {
	if text == "" || text[0]|0x20 != 'e' {
		return 0
	}
	sign := len(text[1:]) - len(strings.TrimLeft(text[1:], "+-"))
	if digits := groupsSize(text[1+sign:]); digits > 0 && sign <= 1 {
		return 1 + sign + digits
	}
	return 0
}

// quotedSize returns the size of what begins text in quotes, in which a doubled quote stands for itself.
func quotedSize(text string, quote byte) int {
	for i := 1; i < len(text); i++ {
		if text[i] != quote {
			continue
		}
		if i+1 == len(text) || text[i+1] != quote {
			return i + 1
		}
		i++
	}
	return len(text)
}

// stringSize returns the size of the string in quotes that begins text; a backslash may hide a quote in it. On PostgreSQL it
// may go on behind an end of line.
func (d *Dialect) stringSize(text string, backslash bool) int {
	for i := 1; i < len(text); i++ {
		switch {
		case text[i] == '\\' && backslash:
			i++
		case text[i] != '\'':
		case strings.HasPrefix(text[i:], "''"):
			i++
		default:
			more := d.continuation(text[i+1:])
			if more == 0 {
				return i + 1
			}
			i += more
		}
	}
	return len(text)
}

// continuation returns how far it is from a quote that ends a string to behind the one by which it goes on: there are
// spaces, an end of line, and maybe comments between them. It returns 0 where the string has ended.
func (d *Dialect) continuation(text string) int {
	rest, lines := text, false
	for d.escapeStrings && rest != "" {
		behind := strings.TrimLeft(rest, d.spaces)
		lines = lines || strings.ContainsAny(rest[:len(rest)-len(behind)], d.lineEnds)
		switch rest = behind; {
		case strings.HasPrefix(rest, "--"):
			rest = rest[d.lineSize(rest):]
		case lines && strings.HasPrefix(rest, "'"):
			return len(text) - len(rest) + 1
		default:
			return 0
		}
	}
	return 0
}

// lineSize returns the size of the comment that begins text and ends with its line, without the end of it.
func (d *Dialect) lineSize(text string) int {
	if end := strings.IndexAny(text, d.lineEnds); end >= 0 {
		return end
	}
	return len(text)
}

// commentSize returns the size of the comment between /* and */ that begins text.
func (d *Dialect) commentSize(text string) int {
	depth := 1
	for i := 2; i+1 < len(text); i++ {
		switch {
		case text[i:i+2] == "*/":
			if depth--; depth == 0 {
				return i + 2
			}
			i++
		case text[i:i+2] == "/*" && d.nestedComments:
			depth++
			i++
		}
	}
	return len(text)
}

// dollarQuotedSize returns the size of the $tag$...$tag$ that begins text, 0 for another dollar.
func dollarQuotedSize(text string) int {
	tag := 1 + wordSize(text[1:])
	if tag == len(text) || text[tag] != '$' || isDigit(text[1]) {
		return 0
	}
	tag++
	return tag + sizeTo(text[tag:], text[:tag])
}

// sizeTo returns how far it is behind the next end, or the size of a text without one.
func sizeTo(text, end string) int {
	if at := strings.Index(text, end); at >= 0 {
		return at + len(end)
	}
	return len(text)
}
