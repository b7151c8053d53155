package schema

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/internal/atlas"
	"github.com/drey-db/drey/repo"
)

// Diff is a list of changes from a database to models.
type Diff struct {
	Changes []Change
	Unseen  []Change // what is there and cannot be compared: views, triggers, functions, policies that no object declares. Told, never dropped
}

// ChangeKind is what a change does.
type ChangeKind string

// The kinds of changes.
const (
	AddTable         ChangeKind = "AddTable"
	DropTable        ChangeKind = "DropTable"
	RenameTable      ChangeKind = "RenameTable"
	AddColumn        ChangeKind = "AddColumn"
	DropColumn       ChangeKind = "DropColumn"
	ModifyColumn     ChangeKind = "ModifyColumn"
	RenameColumn     ChangeKind = "RenameColumn"
	ModifyTable      ChangeKind = "ModifyTable" // its comment
	AddIndex         ChangeKind = "AddIndex"
	DropIndex        ChangeKind = "DropIndex"
	AddForeignKey    ChangeKind = "AddForeignKey"
	DropForeignKey   ChangeKind = "DropForeignKey"
	AddCheck         ChangeKind = "AddCheck"
	DropCheck        ChangeKind = "DropCheck"
	AddUnique        ChangeKind = "AddUnique"
	DropUnique       ChangeKind = "DropUnique"
	ModifyPrimaryKey ChangeKind = "ModifyPrimaryKey"
	AddEnum          ChangeKind = "AddEnum"
	DropEnum         ChangeKind = "DropEnum"
	ModifyEnum       ChangeKind = "ModifyEnum"
	AddView          ChangeKind = "AddView"
	DropView         ChangeKind = "DropView" // in Unseen alone: a view that nothing declares
	ModifyView       ChangeKind = "ModifyView"
	AddRaw           ChangeKind = "AddRaw"
	ModifyRaw        ChangeKind = "ModifyRaw"  // in Unseen alone: a declared object whose text in the database is another
	DropRaw          ChangeKind = "DropRaw"    // in Unseen alone: another object that nothing declares; From says what it is
	Undeclared       ChangeKind = "Undeclared" // in Unseen alone: what a table, column or constraint has that nothing can declare
)

// Change is one difference. A change of an index or a constraint is a Drop and an Add.
type Change struct {
	Kind          ChangeKind
	Schema, Table string // Table is the table's own name
	Name          string // of the column, index or constraint; of the table for AddTable, DropTable
	From, To      string
	Destructive   bool // rows or values can be lost
	Filled        bool // of a plan's AddColumn: the rows that are there get a value that the column's tag does not say, as a version gets 1
	Using         bool // of a plan's ModifyColumn: the type changes, and the values are converted as using= in the tag says
}

// Empty reports whether nothing differs.
func (d Diff) Empty() bool { return len(d.Changes) == 0 }

// String is the changes, one a line: "heroes.power: type integer -> double precision".
func (d Diff) String() string {
	lines := make([]string, len(d.Changes))
	for i, c := range d.Changes {
		lines[i] = c.String()
	}
	return strings.Join(lines, "\n")
}

// String is the change in one line.
func (c Change) String() string {
	text := c.Subject() + ": "
	switch c.Kind {
	case ModifyColumn, ModifyTable:
		text += c.From + " -> " + c.To
	case RenameTable, RenameColumn:
		text += "renamed from " + c.From
	case ModifyEnum:
		text += "values " + c.From + " -> " + c.To
	case ModifyPrimaryKey:
		text += "primary key " + orNone(c.From) + " -> " + orNone(c.To)
	case DropView, DropRaw, Undeclared:
		text += c.From + ", which nothing declares"
	case ModifyRaw:
		text += c.From + ", whose text is another than the declared one"
	case ModifyView:
		text += string(c.Kind) + " " + c.From + " -> " + c.To
	default:
		text += strings.TrimSpace(string(c.Kind) + " " + c.From + c.To)
	}
	return strings.Join(strings.Fields(text), " ")
}

// Subject returns the name of what the change is of: heroes, heroes.power, app.heroes.power, or app.mood.
func (c Change) Subject() string {
	parts := []string{c.Schema, c.Table, c.Name}
	if c.Name == c.Table && c.isOfTable() {
		parts = parts[:2]
	}
	return strings.Join(slices.DeleteFunc(parts, func(part string) bool { return part == "" }), ".")
}

// isOfTable reports whether Name says the table once more. A column may be called as its table is.
func (c Change) isOfTable() bool {
	return slices.Contains([]ChangeKind{AddTable, DropTable, RenameTable, ModifyTable, Undeclared}, c.Kind)
}

func orNone(s string) string {
	if s == "" {
		return "none"
	}
	return s
}

// DiffOption narrows a Diff.
type DiffOption func(*diffing)

type diffing struct {
	keep    func(kind, table, name string) bool
	hints   []atlas.Hint
	retyped []string
	wrong   []string // mistakes of the options
}

// optionsOf applies options to a comparison with a model.
func optionsOf(opts []DiffOption, s dialectModel) (d diffing, err error) {
	for _, opt := range opts {
		if opt == nil {
			return d, mistaken([]string{"an option is nil: leave it out"})
		}
		opt(&d)
	}
	for _, name := range d.retyped {
		if !slices.ContainsFunc(s.model.Tables, func(t atlas.Table) bool {
			return slices.ContainsFunc(t.Columns, func(c atlas.Column) bool { return t.Name+"."+c.Name == name })
		}) {
			d.wrong = append(d.wrong, fmt.Sprintf("Retyped names %q, and no model has such a column: write table.column, as the model has them", name))
		}
	}
	return d, mistaken(d.wrong)
}

// Include leaves out what keep does not want to see. Kinds are table, column, index, constraint and enum.
func Include(keep func(kind, table, name string) bool) DiffOption {
	return func(d *diffing) {
		if keep == nil {
			d.wrong = append(d.wrong, "Include was given nil: give a function that reports what to keep, or leave it out")
		}
		d.keep = keep
	}
}

// Diff says what would make the database as m is: nothing when it is. It changes nothing. It looks at the schemas that the
// models name and the current one; a table of the database that m does not know is a DropTable unless [Include], or the [Reflect] that
// m is from, leaves it out. A foreign key to a table that stays and that m does not know is told in Unseen.
func (m *MetaData) Diff(ctx context.Context, engine *repo.Engine, opts ...DiffOption) (Diff, error) {
	s, err := m.modelFor(ctx, engine)
	if err != nil {
		return Diff{}, err
	}
	o, err := optionsOf(opts, s)
	if err != nil {
		return Diff{}, err
	}
	var d Diff
	options := o.with(m, s)
	options.Declared = s.declared()
	writing := engine.Dialect().Name == builder.SQLite().Name && len(options.Hints) > 0 // what is renamed to be looked at needs SQLite's one writer
	err = s.looking(ctx, engine, writing, func(db *atlas.Database) error {
		changes, stray, err := db.Diff(ctx, s.model, options)
		for _, c := range changes {
			d.Changes = append(d.Changes, publicChange(c))
		}
		if err != nil {
			return planError(err)
		}
		return s.compareObjects(ctx, db, &d, stray, o.keep)
	})
	return d, wrapped("diff", err)
}

// compareView adds a view whose query is another.
func compareView(ctx context.Context, db *atlas.Database, d *Diff, o rawObject) error {
	query, same, err := db.View(ctx, o.name, o.query)
	if err == nil && !same {
		d.Changes = append(d.Changes, Change{Kind: ModifyView, Name: o.name, From: query, To: o.query})
	}
	return err
}

// compareRaw tells an object whose text is another than the declared one. Whether it means another thing nobody knows but who wrote it.
func (s dialectModel) compareRaw(ctx context.Context, db *atlas.Database, d *Diff, o rawObject) error {
	what, err := db.RawOther(ctx, s.model, o.declared())
	if err == nil && what != "" {
		d.Unseen = append(d.Unseen, Change{Kind: ModifyRaw, Name: o.name, From: what, To: o.create})
	}
	return err
}

// unseenChange is a change that would take away what is not seen.
func unseenChange(o atlas.Object) Change {
	return Change{Kind: unseenKind(o), Schema: o.Schema, Table: o.Table, Name: o.Name, From: o.Text}
}

// unseenKind is the kind of a change that would take away what is not seen.
func unseenKind(o atlas.Object) ChangeKind {
	if o.Kind == string(Undeclared) {
		return Undeclared
	}
	return ChangeKind("Drop" + o.Kind)
}

func publicChange(c atlas.Change) Change {
	return Change{
		Kind: ChangeKind(c.Kind), Schema: c.Schema, Table: c.Table, Name: c.Name, From: c.From, To: c.To, Destructive: c.Destructive, Filled: c.Filled,
		Using: c.Using,
	}
}

// compareObjects adds the objects that are not there, and tells those that are there and that nothing declares, stray foreign keys among them.
func (s dialectModel) compareObjects(ctx context.Context, db *atlas.Database, d *Diff, stray []atlas.Object, keep func(kind, table, name string) bool) error {
	found, err := db.Objects(ctx, s.model)
	if err != nil {
		return err
	}
	declared := map[string]bool{}
	for _, o := range s.raw {
		called, err := db.Called(ctx, s.model, o.declared())
		if err != nil {
			return err
		}
		declared[called] = true
		if err := s.compareObject(ctx, db, d, o); err != nil {
			return err
		}
	}
	for _, o := range append(found, stray...) {
		if !declared[o.Called()] && (keep == nil || o.Table == "" || keep("table", o.Table, o.Table)) {
			d.Unseen = append(d.Unseen, unseenChange(o))
		}
	}
	return nil
}

// compareObject adds what an object is otherwise than it is declared.
func (s dialectModel) compareObject(ctx context.Context, db *atlas.Database, d *Diff, o rawObject) error {
	there, err := db.HasObject(ctx, s.model, o.declared())
	query, aside := db.Aside(o.name)
	switch {
	case err != nil:
		return err
	case there && o.kind == "View":
		return compareView(ctx, db, d, o)
	case there:
		return s.compareRaw(ctx, db, d, o)
	case !aside:
		d.Changes = append(d.Changes, Change{Kind: ChangeKind("Add" + o.kind), Name: o.name, To: o.create})
	case !atlas.SameQuery(query, o.query):
		d.Changes = append(d.Changes, Change{Kind: ModifyView, Name: o.name, From: query, To: o.query})
	}
	return nil
}
