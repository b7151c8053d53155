package atlas

import "strings"

// Guards are statements that fail, with what to do in the error, when it would not be safe to go on: text files are run by whatever
// program reads them. A guard is a temporary table whose check is named with the message; the transaction takes the table along.
const (
	keysAreOn = "foreign keys are on, and rows that refer to a table would go with it: run this with drey, or PRAGMA foreign_keys = off before BEGIN"
	orphans   = "rows would refer to rows that are not there: see PRAGMA foreign_key_check"
)

// guard fails with a message unless a query answers 0.
func guard(message, query string) []string {
	return []string{
		"CREATE TEMP TABLE \"drey_guard\" (\"found\" integer CONSTRAINT " + identifier(message) + " CHECK (\"found\" = 0))",
		"INSERT INTO temp.\"drey_guard\" " + query,
		"DROP TABLE temp.\"drey_guard\"",
	}
}

const orphaned = `SELECT "table" AS "child", "parent", count(*) AS "n" FROM pragma_foreign_key_check GROUP BY 1, 2`

// guardedKeys puts around statements that drop tables what keeps the rows of others: foreign keys have to be off before, and
// afterwards no more rows may refer to nothing than did. Where foreign keys refer to what is no key SQLite counts nothing then, so the state before and the one
// afterwards are told to be sound or not. Known are tables whose rows refer to nothing in the state that is reached: they did before.
func guardedKeys(statements []string, before, afterwards bool, known []string) []string {
	list := guard(keysAreOn, `SELECT "foreign_keys" FROM pragma_foreign_keys`)
	if !afterwards {
		return append(list, statements...)
	}
	was, where := "", ""
	if before {
		list = append(list, `CREATE TEMP TABLE "drey_orphans" AS `+orphaned)
		was, where = ` AS "now" LEFT JOIN temp."drey_orphans" AS "was" USING ("child", "parent")`, ` WHERE "now"."n" > coalesce("was"."n", 0)`
	}
	if len(known) > 0 && where == "" {
		was, where = ` AS "now"`, " WHERE true"
	}
	if len(known) > 0 {
		where += ` AND ("now"."child", "now"."parent") NOT IN (VALUES ` + strings.Join(known, ", ") + ")"
	}
	list = append(list, statements...)
	list = append(list, guard(orphans, "SELECT count(*) FROM ("+orphaned+")"+was+where)...)
	if before {
		list = append(list, `DROP TABLE temp."drey_orphans"`)
	}
	return list
}

// guardedViews fails, and names it, when a view or a trigger says what is not there: SQLite looks at all of them when a table is renamed.
func guardedViews() []string {
	return []string{
		`CREATE TABLE "drey_probe" ("a" integer)`,
		`ALTER TABLE "drey_probe" RENAME TO "drey_probed"`,
		`DROP TABLE "drey_probed"`,
	}
}

// dropsTables reports whether a statement drops a table that is no guard.
func dropsTables(statements []string) bool {
	for _, s := range statements {
		if strings.HasPrefix(s, "DROP TABLE ") && !strings.HasPrefix(s, "DROP TABLE temp.") {
			return true
		}
	}
	return false
}
