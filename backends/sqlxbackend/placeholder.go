package sqlxbackend

import "strings"

// placeholders counts the parameters of a SQLite statement, ? and ?NNN; its driver drops what is bound beyond them. ok is
// false where parameters have names.
func placeholders(sql string) (n int, ok bool) {
	for i := 0; i < len(sql); i++ {
		switch c := sql[i]; c {
		case '\'', '"', '`':
			i += past(sql[i+1:], string(c))
		case '[':
			i += past(sql[i+1:], "]")
		case '-':
			if strings.HasPrefix(sql[i:], "--") {
				i += past(sql[i+1:], "\n")
			}
		case '/':
			if strings.HasPrefix(sql[i:], "/*") {
				i += 1 + past(sql[i+2:], "*/")
			}
		case ':', '@', '$':
			return 0, false
		case '?':
			number, length := numbered(sql[i+1:])
			if i += length; length == 0 {
				number = n + 1
			}
			n = max(n, number)
		}
	}
	return n, true
}

// past is how far it is behind the next end in sql; a doubled quote simply begins another string.
func past(sql, end string) int {
	if at := strings.Index(sql, end); at >= 0 {
		return at + len(end)
	}
	return len(sql)
}

// numbered is the number in front of sql, and how long it is.
func numbered(sql string) (number, length int) {
	for length < len(sql) && sql[length] >= '0' && sql[length] <= '9' && number < sqliteParams {
		number = number*10 + int(sql[length]-'0')
		length++
	}
	return number, length
}
