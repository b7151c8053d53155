package mapper

import (
	"fmt"
	"slices"
	"strings"
)

// What other libraries' words are here, by the word without capitals, hyphens, blanks and underscores.
var (
	columnWords = map[string]string{
		"primarykey": "pk", "notnull": "nothing, since a column is NOT NULL unless its type has a value for NULL", "column": "the column's name first, as in db:\"name\"",
		"null": "nothing, and make the field a pointer or an sql.Null", "nullable": "nothing, and make the field a pointer or an sql.Null",
		"size": "type=varchar(80)", "foreignkey": "fk=table.column", "references": "fk=table.column", "autoincrement": "nothing, since an integer key is counted up by the database",
		"serial": "nothing, since an integer key is counted up by the database", "uniqueindex": "unique", "autocreatetime": "default=now()", "autoupdatetime": "onupdate=now()", "scanonly": "readonly",
	}
	relationWords = map[string]string{
		"lazy":          "nothing: a query says what it loads, as in Load(builder.SelectIn(&heroes.Toys))",
		"backpopulates": "nothing: the other end is found by its columns", "syncbackref": "no-back-populates at the belongs-to end", "backref": "nothing: give the other type a field of its own, which is found by its columns",
		"foreignkey": "fk=column", "foreignkeys": "fk=column", "secondary": "many-to-many,through=table", "many2many": "many-to-many,through=table", "uselist": "has-one",
		"orderby": "order=column", "primaryjoin": "viewonly,where=...", "join": "fk=column", "singleparent": "cascade=all+delete-orphan",
	}
	kindWords = map[string]string{
		"many2many": "many-to-many", "m2m": "many-to-many", "manytoone": "belongs-to", "onetomany": "has-many", "onetoone": "has-one or belongs-to",
	}
)

// unknownOption returns the mistake of an option that there is not, with what was meant as far as it can be told.
func unknownOption(word string, known []string, others map[string]string) string {
	switch {
	case word == "":
		return fmt.Sprintf("unknown option %q: a comma has nothing behind it: drop it", word)
	case slices.Contains(cascadeWords, word):
		return fmt.Sprintf("unknown option %q (it is a cascade, and cascades are joined with +: write cascade=all+delete-orphan): the options are %s", word, strings.Join(known, ", "))
	}
	return fmt.Sprintf("unknown option %q%s: the options are %s", word, instead(word, known, others), strings.Join(known, ", "))
}

// instead returns what to write in place of a word, in parentheses; "" where nobody knows.
func instead(word string, known []string, others map[string]string) string {
	plain := plainWord(word)
	if meant, ok := others[plain]; ok {
		return " (write " + meant + ")"
	}
	nearest, least := "", 1+len(plain)/3
	for _, k := range known {
		if d := distance(plain, plainWord(k)); d < least || d == 0 {
			nearest, least = k, d
		}
	}
	if nearest == "" {
		return ""
	}
	return " (write " + nearest + ")"
}

// plainWord returns a word without capitals, hyphens, blanks and underscores.
func plainWord(word string) string {
	return strings.NewReplacer("-", "", "_", "", " ", "").Replace(strings.ToLower(word))
}

// distance returns how many letters have to be put in, taken out or changed to make b of a; 1 where they are the same in another order.
func distance(a, b string) int {
	if a != b && slices.Equal(slices.Sorted(slices.Values([]byte(a))), slices.Sorted(slices.Values([]byte(b)))) {
		return 1
	}
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		before := row[0]
		row[0] = i + 1
		for j := range len(b) {
			changed := before
			if a[i] != b[j] {
				changed++
			}
			before, row[j+1] = row[j+1], min(changed, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}

// Actions are what can happen to rows with the row that they refer to.
var Actions = []string{"cascade", "set null", "set default", "restrict", "no action"}

// IsAction reports whether value is one of Actions, of all columns of the foreign key or, where they are NULL or their default
// afterwards, of those in parentheses.
func IsAction(value string) bool {
	action, columns, some := strings.Cut(strings.ToLower(value), "(")
	action = strings.Join(strings.Fields(action), " ")
	return slices.Contains(Actions, action) && (!some || strings.HasPrefix(action, "set ") && strings.HasSuffix(columns, ")"))
}

func noAction(option, value string) string {
	return fmt.Sprintf("%s=%s is no action%s: say one of %s", option, value, instead(value, Actions, nil), strings.Join(Actions, ", "))
}
