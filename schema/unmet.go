package schema

import (
	"errors"
	"fmt"
	"regexp"
	"strings"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/internal/atlas"
)

// The codes of PostgreSQL for what is not there, and for what others still use.
const (
	undefinedObject   = "42704" // a type, a collation, a method, an operator class or a role
	undefinedFunction = "42883" // or an operator
	undefinedTable    = "42P01"
	stillUsed         = "2BP01"
)

var (
	makesIndex     = regexp.MustCompile(`^CREATE (?:UNIQUE )?INDEX "([^"]+)"`)
	makesExtension = regexp.MustCompile(`(?i)^\s*CREATE\s+EXTENSION\b`)
	unordered      = regexp.MustCompile(`^data type (.+?) has no default operator class for access method`)
)

// unmet says what helps where a statement asks for what the database does not have; "" where it does not. Whose words they are tells where they are
// to be corrected: those of an index, of a text, or of a tag.
func (s dialectModel) unmet(err error, e *backends.Error) string {
	var failed *atlas.Failed
	if !errors.As(err, &failed) {
		failed = &atlas.Failed{}
	}
	for _, o := range s.raw {
		if said := o.unmet(failed.Statement, e.Code); said != "" {
			return said
		}
	}
	if said := s.tooLate(e); said != "" {
		return said
	}
	if found := makesIndex.FindStringSubmatch(failed.Statement); found != nil {
		return unmetByIndex(found[1], e)
	}
	switch found := unordered.FindStringSubmatch(e.Message); {
	case e.Code == undefinedFunction && strings.HasPrefix(e.Message, "function "):
		return "a tag's default=, check= or generated=, or an expression of With, calls a function that the database does not have so: correct it, or create that first, by schema.Raw(...).BeforeTables() or by a migration"
	case e.Code != undefinedObject:
		return ""
	case found != nil:
		return fmt.Sprintf("a key or a unique constraint is on a column of type %s, whose values PostgreSQL does not compare: give it another type, as jsonb is for json, or leave the constraint out", found[1])
	}
	return "a tag's type= or collate= names what the database does not have: correct it, declare an enum by schema.Enum, or create the type, collation or extension first, by schema's owner, by schema.Raw(...).BeforeTables() or by a migration"
}

// unmet is what helps where the database refuses an object's own statements.
func (o rawObject) unmet(statement, code string) string {
	lacks := code == undefinedObject || code == undefinedFunction
	switch {
	case o.create == statement && o.first && (lacks || code == undefinedTable):
		return fmt.Sprintf("the text of %s %s, which is made before the tables, names what the database does not have: correct it, or create that first, by a Raw in front of it or by a migration; "+
			"what needs a table is made after these: leave BeforeTables out", o.kind, o.name)
	case o.create == statement && lacks:
		return fmt.Sprintf("the text of %s %s names what the database does not have: correct it, or create that first, by a Raw in front of it or by a migration", o.kind, o.name)
	case o.drop == statement && o.kind == "Raw" && !o.first && code == stillUsed:
		return fmt.Sprintf("Raw %s is dropped before the tables, and something still uses what it makes: where that is a table of the models, say schema.Raw(...).BeforeTables(), and it is dropped after them", o.name)
	}
	return ""
}

// tooLate names the declared object that makes what the database lacks, and that comes behind the tables.
func (s dialectModel) tooLate(e *backends.Error) (said string) {
	if e.Code != undefinedObject && e.Code != undefinedFunction {
		return ""
	}
	for _, o := range s.behind() {
		own := regexp.MustCompile(`(?i)(^|[^\pL\pN_$])` + regexp.QuoteMeta(o.name[strings.LastIndexByte(o.name, '.')+1:]) + `($|[^\pL\pN_$])`)
		switch {
		case o.kind == "Raw" && own.MatchString(e.Message):
			return fmt.Sprintf("Raw %s, which is of that name, is made after the tables: say schema.Raw(...).BeforeTables(), and it is made before them", o.name)
		case makesExtension.MatchString(o.create):
			said = fmt.Sprintf("Raw %s makes an extension after the tables: where that is what has it, say schema.Raw(...).BeforeTables(), and it is made before them", o.name)
		}
	}
	return said
}

// ofIndexes are what PostgreSQL says of an index that it cannot make, and what helps. Its own words in parentheses stand for %s.
var ofIndexes = []struct {
	said *regexp.Regexp
	next string
}{
	{regexp.MustCompile(`^access method "(.+)" does not exist`),
		"the database has no method %q: say btree, gin, gist, brin or hash in Using, or create the extension that has it first"},
	{regexp.MustCompile(`^operator class "(.+)" does not exist for access method "(.+)"`),
		"there is no operator class %q for method %q: correct schema.OpClass or Using, or create the extension that has it first, as pg_trgm has gin_trgm_ops"},
	{regexp.MustCompile(`^data type (.+) has no default operator class for access method "(.+)"`),
		"type %s has no operator class of its own for method %q: name one by schema.OpClass, as gin_trgm_ops of the extension pg_trgm is for texts, say another method in Using, or give the column another type"},
	{regexp.MustCompile(`^operator class "(.+)" does not accept data type (.+)`),
		"operator class %q is not for type %s: correct schema.OpClass, or leave it out"},
	{regexp.MustCompile(`^collation "(.+?)" (?:for encoding ".+" )?does not exist`),
		"the database has no collation %q: correct schema.Collate, or create the collation first"},
	{regexp.MustCompile(`^collations are not supported by type (.+)`),
		"type %s has no collations: leave schema.Collate out"},
	{regexp.MustCompile(`^access method "(.+)" does not support (.+)`),
		"method %q has no %s: leave that out, or leave Using out for btree"},
	{regexp.MustCompile(`^type "(.+)" does not exist`),
		"the database has no type %q: correct what the index is on, or create the type first"},
}

// unmetByIndex is unmet of an index.
func unmetByIndex(index string, e *backends.Error) string {
	for _, of := range ofIndexes {
		if found := of.said.FindStringSubmatch(e.Message); found != nil {
			names := make([]any, len(found)-1)
			for i, name := range found[1:] {
				names[i] = name
			}
			return "index " + index + ": " + fmt.Sprintf(of.next, names...)
		}
	}
	if e.Code == undefinedObject {
		return "index " + index + ": it names what the database does not have: correct its Using, schema.OpClass, schema.Collate or expressions, or create that first"
	}
	return ""
}
