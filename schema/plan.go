package schema

import (
	"context"
	"errors"
	"maps"
	"slices"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/internal/atlas"
	"github.com/drey-db/drey/repo"
)

// Plan is a Diff with the statements that make a database as the models are, and those that take it back.
type Plan struct {
	Diff
	Up, Down     []string // one statement each, without a semicolon at the end; in one transaction each way
	Irreversible string   // why Down cannot be written; "" when it can
	Notes        []string // what one should know before the statements run: where they failed when they were tried, say
}

// Renames says what tables and columns were called before: "heroes" -> "champions", "heroes.name" -> "champions.title", with a
// schema in front where they stand in another than the current one. The option was= of a tag says the same of its column. A
// rename without such a hint is never guessed: it is a drop and an add. A hint whose old name is gone is done, and says nothing; one
// that fits neither the database nor the models is an error.
func Renames(names map[string]string) DiffOption {
	return func(d *diffing) {
		for _, old := range slices.Sorted(maps.Keys(names)) {
			d.hints = append(d.hints, atlas.Hint{Old: old, New: names[old]})
		}
	}
}

// Retyped says that columns, "heroes.power", get another type where a database of SQLite's cannot tell: its integers are all of one type, and
// the rows that are there say nothing of those elsewhere. The plan then converts and guards their values as it does where the rows do not fit, and
// does what using= in the tag says.
func Retyped(columns ...string) DiffOption {
	return func(d *diffing) { d.retyped = append(d.retyped, columns...) }
}

// Plan says by which statements the database of engine becomes as m is, and by which it goes back. It changes nothing: the statements
// are tried, with the rows that are there, and rolled back, so it is a thing to do on a database of development. Those of SQLite
// are for a connection whose foreign keys are off, and fail where they are on. What cannot be planned is a *[PlanError].
func (m *MetaData) Plan(ctx context.Context, engine *repo.Engine, opts ...DiffOption) (Plan, error) {
	s, err := m.modelFor(ctx, engine)
	if err != nil {
		return Plan{}, err
	}
	o, err := optionsOf(opts, s)
	if err != nil {
		return Plan{}, err
	}
	options := o.with(m, s)
	options.Declared, options.Refused, options.Held = s.declared(), refusedByRows, heldByOthers
	var p Plan
	err = withoutKeys(ctx, engine, func(engine *repo.Engine) error {
		return s.looking(ctx, engine, true, func(db *atlas.Database) error {
			made, err := db.Plan(ctx, s.model, options)
			if err != nil {
				return planError(err)
			}
			for _, c := range made.Changes {
				p.Changes = append(p.Changes, publicChange(c))
			}
			p.Up, p.Down, p.Irreversible, p.Notes = made.Up, made.Down, made.Irreversible, made.Notes
			p.noteUsing()
			return s.compareObjects(ctx, db, &p.Diff, made.Stray, o.keep)
		})
	})
	return p, wrapped("plan", err)
}

// noteUsing notes of the columns that using= converts that their way back is another: nobody but who wrote it knows its inverse.
func (p *Plan) noteUsing() {
	for _, c := range p.Changes {
		if c.Using && p.Irreversible == "" {
			p.Notes = append(p.Notes, c.Subject()+": the way there is what using= says, and the way back is a plain cast, which does not undo it: write the inverse into Down")
		}
	}
}

// PlanError says what cannot be planned, and what to do about it.
type PlanError struct {
	Object string // such as "heroes.power"
	Reason string
}

// Error implements error.
func (e *PlanError) Error() string { return e.Object + ": " + e.Reason }

func planError(err error) error {
	var e *atlas.Unplannable
	if errors.As(err, &e) {
		return &PlanError{Object: e.Object, Reason: e.Reason}
	}
	return err
}

// heldByOthers reports whether an error says that others hold a table.
func heldByOthers(err error) bool {
	var e *backends.Error
	return errors.As(err, &e) && e.Kind == backends.ErrLockNotAvailable
}

// refusedByRows reports whether an error says that rows do not fit a change.
func refusedByRows(err error) bool {
	var e *backends.Error
	return errors.As(err, &e) && slices.Contains([]backends.Kind{
		backends.ErrUniqueViolation, backends.ErrForeignKeyViolation, backends.ErrNotNullViolation, backends.ErrCheckViolation,
		backends.ErrExclusionViolation, backends.ErrDataException,
	}, e.Kind)
}

// withoutKeys calls do with an engine whose foreign keys are off, where SQLite has them: there is no switching in a transaction. A
// backend that cannot hold a connection leaves them on.
func withoutKeys(ctx context.Context, engine *repo.Engine, do func(*repo.Engine) error) (err error) {
	if engine.Dialect().Name != builder.SQLite().Name {
		return do(engine)
	}
	pinned, err := engine.Pin(ctx)
	if errors.Is(err, repo.ErrUnsupported) {
		return do(engine)
	}
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, pinned.Close()) }()
	on, err := repo.Scalars[int64](ctx, pinned, builder.Text("PRAGMA foreign_keys"))
	if err != nil || len(on) == 0 || on[0] == 0 {
		return errors.Join(err, do(pinned))
	}
	defer func() { err = errors.Join(err, pragma(context.WithoutCancel(ctx), pinned, "on")) }()
	if err := pragma(ctx, pinned, "off"); err != nil {
		return err
	}
	return do(pinned)
}

func pragma(ctx context.Context, engine *repo.Engine, keys string) error {
	_, err := engine.Runner().Exec(ctx, backends.Stmt{SQL: "PRAGMA foreign_keys = " + keys})
	return err
}

// declared are the objects as a plan takes them.
func (s dialectModel) declared() (list []atlas.Declared) {
	for _, o := range s.raw {
		list = append(list, o.declared())
	}
	return list
}

func (o rawObject) declared() atlas.Declared {
	return atlas.Declared{Kind: o.kind, Name: o.name, Create: o.create, Drop: o.drop, Query: o.query, First: o.first}
}

// with are the options of a comparison, with what tags say of names before, of conversions, and of versions.
func (o diffing) with(m *MetaData, s dialectModel) atlas.Options {
	with := atlas.Options{Keep: m.within.only(s.withoutRaw(o.keep)), Using: map[string]string{}, Fill: map[string]string{}, Retyped: o.retyped}
	for _, mapping := range m.mappings {
		for _, c := range mapping.Columns {
			table := s.names.Of(mapping.Table)
			if c.Was != "" {
				with.Hints = append(with.Hints, atlas.Hint{Old: table + "." + c.Was, New: table + "." + c.Name, Tagged: true})
			}
			if c.Using != "" {
				with.Using[table+"."+c.Name] = c.Using
			}
			if c == mapping.Version {
				with.Fill[table+"."+c.Name] = "1" // as the first version of a row is
			}
		}
	}
	with.Hints = append(with.Hints, o.hints...)
	return with
}
