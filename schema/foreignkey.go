package schema

import (
	"slices"
	"strings"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/internal/mapper"
)

// ForeignKeyObject is a foreign key, as [ForeignKey] makes it.
type ForeignKeyObject struct {
	name               string
	columns, referred  []builder.Sqlizer
	onDelete, onUpdate string
	deferrable         bool
}

// ForeignKey is a foreign key of several columns, or of one without a relationship. Without a name it has the conventional one, as
// [Unique] and [Check] have, and is compared by what it says. By the columns of a relationship it is that of the relationship, which it names; it
// is a mistake where it says otherwise.
func ForeignKey(name string, columns, referred []builder.Sqlizer) ForeignKeyObject {
	return ForeignKeyObject{name: name, columns: columns, referred: referred}
}

// OnDelete returns the foreign key with what happens when the row that is referred to goes: cascade, set null, set default,
// restrict.
func (f ForeignKeyObject) OnDelete(action string) ForeignKeyObject { f.onDelete = action; return f }

// OnUpdate returns the foreign key with what happens when the key that is referred to changes.
func (f ForeignKeyObject) OnUpdate(action string) ForeignKeyObject { f.onUpdate = action; return f }

// Deferrable returns the foreign key as one that is checked at commit.
func (f ForeignKeyObject) Deferrable() ForeignKeyObject { f.deferrable = true; return f }

func (f ForeignKeyObject) addTo(b *modelling) {
	t, names := b.columns("foreign key "+f.name, nil, f.columns)
	referred, keys := b.columns("foreign key "+f.name, nil, f.referred)
	if t == nil || referred == nil {
		return
	}
	if len(names) != len(keys) {
		b.mistake("foreign key %s: %d columns refer to %d: give as many", f.name, len(names), len(keys))
		return
	}
	for i, key := range keys {
		if slices.Contains(names[:i], names[i]) || slices.Contains(keys[:i], key) {
			b.mistake("foreign key %s: (%s) refers to (%s): give each column once", f.name, strings.Join(names, ", "), strings.Join(keys, ", "))
			return
		}
	}
	for _, action := range []string{f.onDelete, f.onUpdate} {
		if action != "" && !mapper.IsAction(action) {
			b.mistake("foreign key %s: %q is no action: say one of %s", f.name, action, strings.Join(mapper.Actions, ", "))
		}
	}
	fk := b.newForeignKey(t, names, referred.Qualified(), keys)
	if fk.Named = f.name != "" && f.name != fk.Name; fk.Named {
		fk.Name = f.name
	}
	fk.OnDelete, fk.OnUpdate, fk.Deferrable = f.onDelete, f.onUpdate, f.deferrable
	if b.agrees("foreign key "+fk.Name, t, fk) {
		b.checkActions("foreign key "+fk.Name, t, fk)
		t.AddForeignKey(fk)
	}
}
