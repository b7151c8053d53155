package atlas

import (
	"context"
	"slices"
	"strings"

	"ariga.io/atlas/sql/schema"

	"github.com/drey-db/drey/internal/sqltext"
)

// remodel plans what takes a database of SQLite's to a model, and back: what ALTER TABLE cannot do, a new table does.
type remodel struct {
	d        *Database
	from, to *schema.Realm
	stray    bool // foreign keys stay that the models do not have
	own      Model
	texts    texts
	using    *conversions
	fill     map[string]string

	up, down []string // down is the other way round: its last statements come first
}

// plan returns the statements there and back.
func (r *remodel) plan(ctx context.Context, changes []schema.Change) (up, down []string, err error) {
	if r.texts, err = r.d.readTexts(ctx); err != nil {
		return nil, nil, err
	}
	for _, c := range changes { // tables go first, for the names of their indexes may be taken anew
		if drop, ok := c.(*schema.DropTable); ok {
			r.dropTable(drop)
		}
	}
	for _, c := range changes {
		switch c := c.(type) {
		case *schema.AddTable:
			err = r.addTable(c)
		case *schema.ModifyTable:
			err = r.modifyTable(c)
		}
		if err != nil {
			return nil, nil, err
		}
	}
	known, ok := r.d.orphaned(ctx)
	valid := ok || !r.left(changes)
	return r.guarded(r.up, ok, valid, nil), r.guarded(r.down, valid, ok, known), nil
}

// left reports whether foreign keys stay of which the models know nothing: they may refer to no keys.
func (r *remodel) left(changes []schema.Change) bool {
	drops := func(t *schema.Table) bool {
		return slices.ContainsFunc(changes, func(c schema.Change) bool { drop, ok := c.(*schema.DropTable); return ok && drop.T == t })
	}
	return r.stray || slices.ContainsFunc(r.from.Schemas, func(s *schema.Schema) bool {
		return slices.ContainsFunc(s.Tables, func(t *schema.Table) bool { return tableLike(r.to, t) == nil && len(t.ForeignKeys) > 0 && !drops(t) })
	})
}

// orphaned are the tables whose rows refer to nothing, each with what it refers to, and whether all foreign keys refer to keys.
func (d *Database) orphaned(ctx context.Context) (known []string, ok bool) {
	err := d.tried(ctx, func() error {
		return eachRow(ctx, d.db, orphaned, func(scan func(...any) error) error {
			var child, parent string
			var n int
			err := scan(&child, &parent, &n)
			known = append(known, "("+sqltext.Literal(child)+", "+sqltext.Literal(parent)+")")
			return err
		})
	})
	return known, err == nil
}

// guarded puts guards around statements that drop tables.
func (r *remodel) guarded(statements []string, before, afterwards bool, known []string) []string {
	if !dropsTables(statements) {
		return statements
	}
	if len(r.texts.others) > 0 {
		statements = append(statements, guardedViews()...)
	}
	return guardedKeys(statements, before, afterwards, known)
}

// there adds what is done on the way there and, in the same order, on the way back: which undoes the last change first.
func (r *remodel) there(up, down []string) {
	r.up, r.down = append(r.up, up...), slices.Concat(down, r.down)
}

func (r *remodel) addTable(c *schema.AddTable) error {
	statements, err := r.d.planned([]schema.Change{c}, r.own, "")
	if err != nil {
		return err
	}
	r.there(statements, []string{"DROP TABLE " + identifier(c.T.Name)})
	return nil
}

func (r *remodel) dropTable(c *schema.DropTable) {
	text := r.texts.of(c.T.Name)
	down := []string{text.sql}
	for _, name := range text.order {
		down = append(down, text.indexes[name])
	}
	r.there([]string{"DROP TABLE " + identifier(c.T.Name)}, append(down, text.triggers...))
}

// modifyTable changes a table by statements of its own where there are such, else by a new one.
func (r *remodel) modifyTable(c *schema.ModifyTable) error {
	made, err := r.d.planned([]schema.Change{&schema.AddTable{T: c.T}}, r.own, "")
	if err != nil {
		return err
	}
	was := tableLike(r.from, c.T)
	text := r.texts.of(c.T.Name)
	table := &tableDefinition{was: was, to: c.T, text: define(text.sql), model: define(made[0]), changes: c.Changes, fill: r.fill}
	indexes, err := r.indexes(c)
	if err != nil {
		return err
	}
	if up, down, ok := table.altered(); ok {
		r.there(append(slices.Concat(indexes.drop, up), indexes.create...), slices.Concat(indexes.undo, down, indexes.again))
		return nil
	}
	one := rebuild{
		d: r.d, table: c.T.Name, triggers: text.triggers, mentioned: r.texts.mentioned(c.T.Name), using: r.using, fill: r.fill,
		counted: slices.ContainsFunc(tokens(text.sql), func(t token) bool { return t.is("AUTOINCREMENT") }),
	}
	before := shape{columns: was.Columns, checks: was.Checks(), create: renamedText(text.sql, one.provisional())}
	after := shape{columns: table.columns(), create: table.create(one.provisional())}
	for _, name := range text.order {
		before.indexes = append(before.indexes, text.indexes[name])
		if !indexes.gone(name) {
			after.indexes = append(after.indexes, text.indexes[name])
		}
	}
	after.indexes = append(after.indexes, indexes.create...)
	r.there(one.statements(before, after, false), one.statements(after, before, true))
	return nil
}

// columns are those of the table after its changes.
func (r *tableDefinition) columns() (list []*schema.Column) {
	for _, c := range r.was.Columns {
		change := r.columnChange(c.Name)
		switch {
		case r.drops(c.Name):
		case change != nil:
			list = append(list, change.To)
		default:
			list = append(list, c)
		}
	}
	for _, c := range r.changes {
		if add, ok := c.(*schema.AddColumn); ok {
			list = append(list, add.C)
		}
	}
	return list
}

// reindexing is what happens to the indexes of a table, there and back.
type reindexing struct {
	names                     []string // of those that go
	drop, create, undo, again []string
}

func (i reindexing) gone(name string) bool { return slices.Contains(i.names, name) }

func (r *remodel) indexes(c *schema.ModifyTable) (list reindexing, err error) {
	text := r.texts.of(c.T.Name)
	for _, inner := range c.Changes {
		if i := indexLeft(inner); i != nil && !ofConstraint(i) {
			list.names = append(list.names, i.Name)
			list.drop = append(list.drop, "DROP INDEX "+identifier(i.Name))
			list.again = append(list.again, text.indexes[i.Name])
		}
		i := indexMade(inner)
		if i == nil {
			continue
		}
		made, err := r.d.planned([]schema.Change{&schema.ModifyTable{T: c.T, Changes: []schema.Change{&schema.AddIndex{I: i}}}}, r.own, "")
		if err != nil {
			return list, err
		}
		list.create = append(list.create, made...)
		list.undo = append(list.undo, "DROP INDEX "+identifier(i.Name))
	}
	return list, nil
}

// altered adds columns by ALTER TABLE, where that is all that changes in the table itself.
func (r *tableDefinition) altered() (up, down []string, ok bool) {
	for _, c := range r.changes {
		switch c := c.(type) {
		case *schema.AddIndex:
		case *schema.DropIndex, *schema.ModifyIndex:
			if ofConstraint(indexLeft(c)) {
				return nil, nil, false
			}
		case *schema.AddColumn:
			text := r.addable(c.C)
			if text == "" || r.fill[r.to.Name+"."+c.C.Name] != "" {
				return nil, nil, false
			}
			if !c.C.Type.Null && c.C.Default == nil {
				up = append(up, guard(r.to.Name+"."+c.C.Name+": it takes no NULL, and rows are there that would have no value: give it default= in the tag, or have it take NULL", "SELECT count(*) FROM "+identifier(r.to.Name))...)
			}
			up = append(up, "ALTER TABLE "+identifier(r.to.Name)+" ADD COLUMN "+text)
			down = append([]string{"ALTER TABLE " + identifier(r.to.Name) + " DROP COLUMN " + identifier(c.C.Name)}, down...)
		default:
			return nil, nil, false
		}
	}
	return up, down, true
}

// addable is a column as ALTER TABLE adds it: its default is a literal, and nothing makes it; "" where it is otherwise.
func (r *tableDefinition) addable(c *schema.Column) string {
	parts := []string{identifier(c.Name)}
	for _, own := range r.model.clauses {
		if own.column != c.Name {
			continue
		}
		for _, t := range own.terms {
			switch {
			case t.is("GENERATED"), t.is("AS"):
				return ""
			case t.is("DEFAULT"):
				value := unwrapped(t.tokens[1:])
				if !isLiteral(value) {
					return ""
				}
				parts = append(parts, "DEFAULT "+source(r.model.sql, value))
			default:
				parts = append(parts, r.model.write(t))
			}
		}
	}
	return strings.Join(parts, " ")
}

// isLiteral reports whether tokens are a literal.
func isLiteral(list []token) bool {
	if len(list) == 2 && (list[0].text == "-" || list[0].text == "+") {
		list = list[1:]
	}
	if len(list) != 1 {
		return false
	}
	t := list[0]
	return t.kind == textToken || t.kind == numberToken || t.is("TRUE") || t.is("FALSE") || t.is("NULL")
}
