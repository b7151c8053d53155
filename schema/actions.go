package schema

import (
	"fmt"
	"slices"
	"strings"

	"github.com/drey-db/drey/internal/atlas"
	"github.com/drey-db/drey/internal/mapper"
)

// checkActions finds a foreign key of a table that writes what its columns cannot hold: NULL where there is none, or anything at all into a
// column that the database makes.
func (b *modelling) checkActions(name string, t *atlas.Table, fk atlas.ForeignKey) {
	deleting, updating := strings.ToLower(fk.OnDelete), strings.ToLower(fk.OnUpdate)
	emptying, defaulting := deleting == "set null" || updating == "set null", deleting == "set default" || updating == "set default"
	writing := writesIf(deleting, "set null", "set default")
	if writing == "" {
		writing = writesIf(updating, "cascade", "set null", "set default")
	}
	for _, c := range t.Columns {
		if !slices.Contains(fk.Columns, c.Name) {
			continue
		}
		inKey := t.Key != nil && slices.Contains(t.Key.Columns, c.Name)
		switch {
		case writing != "" && c.Generated != "":
			b.mistake("%s: %s writes into %s, which the database makes of other columns: say restrict or no action", name, writing, b.fieldOf(t, c))
		case emptying && (!c.Nullable || inKey):
			b.mistake("%s: set null writes NULL into %s, which cannot be NULL: make the field a pointer, or say another of %s", name, b.fieldOf(t, c), strings.Join(mapper.Actions, ", "))
		case defaulting && c.Default == "" && c.Identity == "" && !isSerial(c.Type) && (!c.Nullable || inKey):
			b.mistake("%s: set default writes NULL into %s, which has no default and cannot be NULL: give it one by default=, or say another of %s", name, b.fieldOf(t, c), strings.Join(mapper.Actions, ", "))
		}
	}
}

// writesIf is an action where it is one of some that write; "" where it is not.
func writesIf(action string, writing ...string) string {
	if slices.Contains(writing, action) {
		return action
	}
	return ""
}

// fieldOf is a column as the model has it, with the field's type; as the table has it where no model does.
func (b *modelling) fieldOf(t *atlas.Table, c atlas.Column) string {
	for _, m := range b.mappings {
		for _, own := range m.Columns {
			if m.Table == t.Qualified() && own.Name == c.Name {
				return fmt.Sprintf("%s (%s)", own.Field, own.Type)
			}
		}
	}
	return fmt.Sprintf("%s (%s)", c.Name, c.Type)
}
