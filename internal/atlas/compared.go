package atlas

import (
	"context"
	"slices"
	"strings"

	"ariga.io/atlas/sql/postgres"
	"ariga.io/atlas/sql/schema"
)

// comparison is what differs from a database to a model, or back.
type comparison struct {
	from, to *schema.Realm
	changes  []schema.Change // as atlas describes them
	stray    []Object        // foreign keys of the database that are nobody's
}

// compared compares a database with a model: what would make the database as the model is or, with back, the model as the database is.
// What says the same is spelled the same in both before. Foreign keys that are nobody's are no difference.
func (d *Database) compared(ctx context.Context, m Model, back bool, keep func(c Change) bool) (found comparison, err error) {
	from, err := d.inspect(ctx, m)
	if err != nil {
		return found, err
	}
	to, err := d.normalized(ctx, m)
	if err != nil {
		return found, err
	}
	for _, s := range to.Schemas {
		was, ok := from.Schema(s.Name)
		if !ok {
			was = schema.New(s.Name)
		}
		if err := d.markUnfit(ctx, was, s, m); err != nil {
			return found, err
		}
		d.alike(was, s)
		d.rename(was, s, m)
		if back {
			was, s = s, was
		}
		others := d.incomparable(was, s)
		some, err := d.differ.SchemaDiff(was, s, schema.DiffNormalized())
		if err != nil {
			return found, err
		}
		found.changes = append(found.changes, d.withOverlooked(some, was, s, others)...)
	}
	found.changes, found.stray = d.withoutStray(found.changes, straying{d.dialect, from, to, keep})
	if found.from, found.to = from, to; back {
		found.from, found.to = to, from
	}
	return found, nil
}

// withOverlooked adds to changes of tables what atlas does not compare, others and collations, whether a foreign key is checked at commit, and
// on PostgreSQL types that it does not know.
func (d dialect) withOverlooked(changes []schema.Change, from, to *schema.Schema, others map[*schema.Table][]schema.Change) []schema.Change {
	for _, t := range to.Tables {
		was, ok := from.Table(t.Name)
		if !ok {
			continue
		}
		overlooked := slices.Concat(others[t], d.changedColumns(was, t), d.retimed(was, t), recollated(was, t))
		if len(overlooked) == 0 {
			continue
		}
		at := slices.IndexFunc(changes, func(c schema.Change) bool { m, ok := c.(*schema.ModifyTable); return ok && m.T == t })
		if at < 0 {
			changes = append(changes, &schema.ModifyTable{T: t})
			at = len(changes) - 1
		}
		modify := changes[at].(*schema.ModifyTable)
		for _, c := range overlooked {
			modify.Changes = withChange(modify.Changes, c)
		}
	}
	return changes
}

// withChange adds a change to those of a table, or to the one of the same object.
func withChange(list []schema.Change, c schema.Change) []schema.Change {
	for _, other := range list {
		switch other := other.(type) {
		case *schema.ModifyColumn:
			if c, ok := c.(*schema.ModifyColumn); ok && c.To == other.To {
				other.Change |= c.Change
				return list
			}
		case *schema.ModifyForeignKey:
			if c, ok := c.(*schema.ModifyForeignKey); ok && c.To == other.To {
				return list
			}
		case *schema.ModifyIndex:
			if c, ok := c.(*schema.ModifyIndex); ok && c.To == other.To {
				return list
			}
		}
	}
	return append(list, c)
}

// changedColumns returns the columns whose collation is another than the models say, or whose type is one that only its name tells.
func (d dialect) changedColumns(was, t *schema.Table) (list []schema.Change) {
	for _, c := range t.Columns {
		old, ok := was.Column(c.Name)
		if !ok {
			continue
		}
		var what schema.ChangeKind
		if collationOf(old.Attrs, "") != collationOf(c.Attrs, "") {
			what |= schema.ChangeCollate | schema.ChangeType
		}
		if x, y := userDefined(old), userDefined(c); x != "" && y != "" && !sameType(x, y) || d.redeclared(old, c) || unfitOf(c) != nil || startsCounting(old, c) {
			what |= schema.ChangeType
		}
		if isNarrow(old) != isNarrow(c) && countedAlike(old, c) {
			what |= changeCounter
		}
		if d.schemas && another(old, c) && defaultOf(old) != defaultOf(c) {
			what |= schema.ChangeDefault // atlas takes '0' for 0
		}
		if what != schema.NoChange {
			list = append(list, &schema.ModifyColumn{From: old, To: c, Change: what})
		}
	}
	return list
}

// userDefined is the name of a type that atlas knows nothing of but its name, and so takes all for one.
func userDefined(c *schema.Column) string {
	if t, ok := c.Type.Type.(*postgres.UserDefinedType); ok {
		return t.T
	}
	return ""
}

// sameType reports whether two names are of one type: the one in the current schema may name it or not.
func sameType(x, y string) bool {
	unqualified := func(name string) string { return name[strings.LastIndexByte(name, '.')+1:] }
	return x == y || unqualified(x) == unqualified(y) && (x == unqualified(x) || y == unqualified(y))
}
