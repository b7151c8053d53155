package schema

import (
	"errors"
	"fmt"
	"regexp"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/internal/atlas"
)

// undefinedObject is PostgreSQL's code for a type, a collation, a method, an operator class or a role that is not there.
const undefinedObject = "42704"

var (
	makesIndex = regexp.MustCompile(`^CREATE (?:UNIQUE )?INDEX "([^"]+)"`)
	unordered  = regexp.MustCompile(`^data type (.+?) has no default operator class for access method`)
)

// unmet says what helps where a statement asks for what the database does not have; "" where it does not. Whose words they are tells where they are
// to be corrected: those of an index, of a text, or of a tag.
func (s dialectModel) unmet(err error, e *backends.Error) string {
	var failed *atlas.Failed
	if !errors.As(err, &failed) {
		failed = &atlas.Failed{}
	}
	for _, o := range s.raw {
		if o.create == failed.Statement && e.Code == undefinedObject {
			return fmt.Sprintf("the text of %s %s names what the database does not have: correct it, or create that first, by a Raw in front of it or by a migration", o.kind, o.name)
		}
	}
	if found := makesIndex.FindStringSubmatch(failed.Statement); found != nil {
		return unmetByIndex(found[1], e)
	}
	switch found := unordered.FindStringSubmatch(e.Message); {
	case e.Code != undefinedObject:
		return ""
	case found != nil:
		return fmt.Sprintf("a key or a unique constraint is on a column of type %s, whose values PostgreSQL does not compare: give it another type, as jsonb is for json, or leave the constraint out", found[1])
	}
	return "a tag's type= or collate= names what the database does not have: correct it, declare an enum by schema.Enum, or create the type, collation or extension first, by schema's owner or by a migration"
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
