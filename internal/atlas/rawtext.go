package atlas

import (
	"context"
	"slices"
	"strings"
)

// textsOfRaw asks PostgreSQL for what it keeps of functions and triggers named $1 in the schema $2, on the table $3 unless that is "", as they were written: what each is, and its text.
const textsOfRaw = `
SELECT CASE p.prokind WHEN 'p' THEN 'procedure' ELSE 'function' END, p.prosrc FROM pg_catalog.pg_proc p JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace
	WHERE p.proname = $1 AND n.nspname = $2 AND p.prosrc <> ''
	AND NOT EXISTS (SELECT 1 FROM pg_catalog.pg_depend d WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e')
UNION ALL
SELECT 'trigger', pg_get_triggerdef(t.oid) FROM pg_catalog.pg_trigger t JOIN pg_catalog.pg_class c ON c.oid = t.tgrelid
	JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE t.tgname = $1 AND n.nspname = $2
	AND $3 IN ('', c.relname::text) AND NOT t.tgisinternal`

const textsOfRawSQLite = "SELECT type, sql FROM sqlite_master WHERE name = $1 AND sql IS NOT NULL"

// RawOther returns what an object is that is there and has another text than the declaration creates: a function, a trigger. It is "" where
// the texts agree, and where the database keeps none.
func (d *Database) RawOther(ctx context.Context, m Model, o Declared) (what string, err error) {
	_, own := split(o.Name)
	query, args := textsOfRawSQLite, []any{own}
	if d.schemas {
		in, err := d.schemaOf(ctx, m, o)
		if err != nil {
			return "", err
		}
		query, args = textsOfRaw, append(args, in, placeOf(o.Name, o.Create).table())
	}
	agrees := false
	err = eachRow(ctx, d.db, query, func(scan func(...any) error) error {
		var text string
		if err := scan(&what, &text); err != nil {
			return err
		}
		agrees = agrees || saysText(o.Create, text, what)
		return nil
	}, args...)
	if agrees {
		what = ""
	}
	return what, err
}

// saysText reports whether a statement says a text that the database keeps, however it is laid out.
func saysText(create, text, what string) bool {
	if what == "function" || what == "procedure" {
		return strings.Contains(inLine(create), inLine(text)) || strings.Contains(inLine(create), inLine(strings.ReplaceAll(text, "'", "''")))
	}
	return strings.Contains(essentialWords(create)+" ;", essentialWords(text)+" ;")
}

func inLine(text string) string { return strings.Join(strings.Fields(text), " ") }

// optionalWords are words of a definition without which it says the same.
var optionalWords = [][]string{{"IF", "NOT", "EXISTS"}, {"OR", "REPLACE"}, {"TEMP"}, {"TEMPORARY"}}

// essentialWords is SQL in small letters without parentheses, schemas and words that a database leaves out, or puts in, when it writes it.
func essentialWords(sql string) string {
	list := slices.DeleteFunc(tokens(sql), func(t token) bool { return t.text == "(" || t.text == ")" })
	var keywords []string
	for i := 0; i < len(list); i++ {
		if n := optionalWordsAt(list[i:]); n > 0 {
			i += n - 1
			continue
		}
		if i+2 < len(list) && list[i+1].text == "." && list[i].kind <= nameToken && list[i+2].kind <= nameToken {
			i += 2
		}
		word := list[i].canonical()
		if list[i].is("PROCEDURE") {
			word = "function"
		}
		keywords = append(keywords, word)
	}
	return strings.Join(keywords, " ")
}

// optionalWordsAt is how many words without meaning tokens begin with.
func optionalWordsAt(list []token) int {
	for _, keywords := range optionalWords {
		if len(list) >= len(keywords) && slices.EqualFunc(list[:len(keywords)], keywords, token.is) {
			return len(keywords)
		}
	}
	return 0
}
