package sqltext

import "strings"

// Literal returns text as the literal of SQL that means it, where a backslash means nothing: apostrophes around it, and those inside twice.
func Literal(text string) string { return "'" + strings.ReplaceAll(text, "'", "''") + "'" }
