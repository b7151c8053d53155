package migratetest

import (
	"fmt"
	"slices"
	"strings"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/migrate"
	"github.com/drey-db/drey/repo"
	"github.com/drey-db/drey/schema"
)

const (
	samples = 2      // rows that a table gets
	far     = 31_000 // where their numbers begin: revisions insert rows of small ones
)

// row is a row that was made up.
type row struct {
	insert string
	remove []string
}

// insertSamples makes rows up, where tables take them: in each table with a key, those that it refers to first.
func (r *roundtrip) insertSamples(revision migrate.Revision) (made []row) {
	r.Helper()
	counted := r.counted()
	for _, t := range r.reflected() {
		if t.Key == nil {
			r.Logf("migratetest: before revision %s: %s has no key, and gets no row", revision, named(t))
			continue
		}
		for n := 1; n <= samples; n++ {
			one, err := r.sample(t, n)
			if err != nil {
				r.Logf("migratetest: before revision %s: %s gets no row: %v", revision, named(t), err)
				break
			}
			made = append(made, one)
		}
	}
	if counted != nil && len(made) > 0 {
		made = slices.Insert(made, 0, row{remove: counted})
	}
	return made
}

// counted is what has SQLite count on from where it is; nil where nothing counts.
func (r *roundtrip) counted() []string {
	r.Helper()
	if r.postgres() || len(r.strings("SELECT name FROM sqlite_master WHERE name = 'sqlite_sequence'")) == 0 {
		return nil
	}
	restore := []string{"DELETE FROM sqlite_sequence"}
	for _, one := range r.strings("SELECT quote(name), quote(seq) FROM sqlite_sequence") {
		restore = append(restore, fmt.Sprintf("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", one[0], one[1]))
	}
	return restore
}

// sample inserts a row: with a value in each column, else with those alone that must have one; with large numbers, else with
// small ones.
func (r *roundtrip) sample(t schema.Table, n int) (one row, err error) {
	r.Helper()
	for _, all := range []bool{true, false} {
		for _, from := range []int{far, 0} {
			one = r.made(t, n, from, all)
			failed := r.send(one.insert)
			if failed == nil {
				return one, nil
			}
			if err == nil {
				err = failed
			}
		}
	}
	return row{}, err
}

func (r *roundtrip) send(texts ...string) error {
	return r.engine.Begin(r.Context(), func(s *repo.Session) error {
		for _, text := range texts {
			if _, err := s.Runner().Exec(r.Context(), backends.Stmt{SQL: text}); err != nil {
				return err
			}
		}
		return nil
	})
}

// made is a row for a table.
func (r *roundtrip) made(t schema.Table, n, from int, all bool) row {
	r.Helper()
	referred := r.referred(t, n)
	var names, values, key []string
	for _, c := range t.Columns {
		isKey := slices.Contains(t.Key.Columns, c.Name)
		if c.Generated != "" || !all && !isKey && (c.Nullable || c.Default != "") {
			continue
		}
		v, refers := referred[c.Name]
		if !refers {
			v = r.value(c.Type, n, from)
		}
		names, values = append(names, quoted(c.Name)), append(values, v)
		if isKey {
			key = append(key, quoted(c.Name)+" = "+v)
		}
	}
	overriding := ""
	if r.postgres() {
		overriding = "OVERRIDING SYSTEM VALUE "
	}
	name := qualified(t.Schema, t.Name)
	return row{
		insert: "INSERT INTO " + name + " (" + strings.Join(names, ", ") + ") " + overriding + "VALUES (" + strings.Join(values, ", ") + ")",
		remove: []string{"DELETE FROM " + name + " WHERE " + strings.Join(key, " AND ")},
	}
}

// referred are the values of columns that refer to another table: those of its n-th row.
func (r *roundtrip) referred(t schema.Table, n int) map[string]string {
	r.Helper()
	values := map[string]string{}
	for _, fk := range t.ForeignKeys {
		list := make([]string, len(fk.RefColumns))
		for i, c := range fk.RefColumns {
			list[i] = "quote(" + quoted(c) + ")"
			if r.postgres() {
				list[i] = "quote_nullable(CAST(" + quoted(c) + " AS text))"
			}
		}
		found := r.strings(fmt.Sprintf("SELECT %s FROM %s ORDER BY 1 DESC LIMIT %d", strings.Join(list, ", "), qualified(fk.RefSchema, fk.RefTable), n))
		for i, c := range fk.Columns {
			values[c] = "NULL"
			if len(found) > 0 {
				values[c] = found[len(found)-1][i]
			}
		}
	}
	return values
}

// remove deletes the rows that were made up, the last one first.
func (r *roundtrip) remove(revision migrate.Revision, made []row) {
	r.Helper()
	var texts []string
	for _, one := range slices.Backward(made) {
		texts = append(texts, one.remove...)
	}
	r.must("removing the rows that were made up before revision "+revision.String(), r.send(texts...))
}

// value is the n-th value of a type, as a SQL literal.
func (r *roundtrip) value(typ string, n, from int) string {
	name, _, _ := strings.Cut(strings.ToLower(typ), "(")
	if strings.HasSuffix(typ, "[]") {
		return "'{}'"
	}
	for _, kind := range kinds {
		if slices.ContainsFunc(kind.types, func(of string) bool {
			return strings.TrimSpace(name) == of || of[0] == '%' && strings.Contains(name, of[1:])
		}) {
			value := kind.value(n, n+from)
			if !r.postgres() {
				value = strings.Replace(value, "+00:00", "", 1) // a time there is UTC's, and says no zone
			}
			return value
		}
	}
	if r.postgres() {
		return "enum_first(CAST(NULL AS " + typ + "))"
	}
	return fmt.Sprint(n + from)
}

// kinds are the values of types, as drey writes them, whose names begin with % where it is enough that one has it within. The first that fits is
// taken.
var kinds = []struct {
	types []string
	value func(n, far int) string
}{
	{[]string{"%_list"}, func(int, int) string { return "'[]'" }},
	{[]string{"boolean", "bool"}, func(n, _ int) string { return []string{"FALSE", "TRUE"}[n%2] }},
	{[]string{"interval"}, func(n, _ int) string { return fmt.Sprintf("'%d hours'", n) }},
	{[]string{"uuid", "uuid_text"}, func(_, far int) string { return fmt.Sprintf("'00000000-0000-4000-8000-%012d'", far) }},
	{[]string{"json", "jsonb", "json_text"}, func(n, _ int) string { return fmt.Sprintf(`'{"n":%d}'`, n) }},
	{[]string{"numeric_text"}, func(_, far int) string { return fmt.Sprintf("'%d'", far) }},
	{[]string{"date", "date_text"}, func(n, _ int) string { return fmt.Sprintf("'2024-05-0%d'", n) }},
	{[]string{"datetime", "%timestamp"}, func(n, _ int) string { return fmt.Sprintf("'2024-05-0%d 00:00:00+00:00'", n) }},
	{[]string{"%time", "time_text"}, func(n, _ int) string { return fmt.Sprintf("'12:00:0%d'", n) }},
	{[]string{"tsvector", "tsquery", "%char", "%text", "%clob", "citext", "name"}, func(_, far int) string { return fmt.Sprintf("'s%d'", far) }},
	{[]string{"bytea"}, func(n, _ int) string { return fmt.Sprintf(`'\x0%d'`, n) }},
	{[]string{"blob"}, func(n, _ int) string { return fmt.Sprintf("X'0%d'", n) }},
	{[]string{"inet", "cidr"}, func(n, _ int) string { return fmt.Sprintf("'10.0.0.%d'", n) }},
	{[]string{"macaddr"}, func(n, _ int) string { return fmt.Sprintf("'08:00:2b:01:02:0%d'", n) }},
	{[]string{"%range"}, func(int, int) string { return "'empty'" }},
	{[]string{"%int", "%serial", "numeric", "decimal", "real", "%double", "%float", "money"}, func(_, far int) string { return fmt.Sprint(far) }},
}
