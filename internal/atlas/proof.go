package atlas

import (
	"context"
	"errors"
	"reflect"
	"regexp"
	"slices"
	"strings"
)

// provedOrAdding is proved. Where what nothing declares keeps an enum from being replaced, its new values are added all the same: what
// says them may mean another text, and the server refuses one that is used in the transaction that adds it.
func (p *planning) provedOrAdding(ctx context.Context) (Migration, error) {
	made, err := p.proved(ctx)
	unplannable := new(Unplannable)
	if !errors.As(err, &unplannable) || !p.d.schemas || !slices.ContainsFunc(made.Changes, addsValues) {
		return made, err
	}
	p.adding = true
	other, failed := p.proved(ctx)
	if failed == nil {
		return other, nil
	}
	if !errors.As(failed, new(*Unplannable)) {
		unplannable.Reason += ", or add the enum's value in a revision of its own, before the one that uses it"
	}
	return made, unplannable
}

// addsValues reports whether a change is an enum's that gets more values.
func addsValues(c Change) bool { return c.Kind == "ModifyEnum" && !c.Destructive }

// proved is a plan that was tried: its statements make the database as the model is, and take it back. Where the rows that are there
// refuse a statement, or others hold them, it is as good as can be told.
func (p *planning) proved(ctx context.Context) (Migration, error) {
	made, err := p.plan(ctx)
	if err != nil || len(made.Up) == 0 {
		return made, err
	}
	canTry, err := p.d.canTry(ctx)
	if err != nil || !canTry {
		return made, err
	}
	left, err := p.try(ctx, &made)
	if err != nil {
		return made, err
	}
	views := slices.DeleteFunc(slices.Clone(left), func(c Change) bool { return c.Kind != "ModifyView" })
	switch {
	case len(left) == 0:
		return made, nil
	case len(views) == len(left) && p.forced == nil:
		p.forced = p.named(views)
		return p.proved(ctx)
	}
	return made, p.stillDiffers(ctx, left[0])
}

// named are the declared objects that changes are of.
func (p *planning) named(changes []Change) (list []Declared) {
	for _, o := range p.Declared {
		if slices.ContainsFunc(changes, func(c Change) bool { return c.Name == o.Name }) {
			list = append(list, o)
		}
	}
	return list
}

// canTry reports whether statements can be tried: on SQLite with foreign keys off, as they are run.
func (d *Database) canTry(ctx context.Context) (bool, error) {
	if d.schemas {
		return true, d.Exec(ctx, waiting)
	}
	var on bool
	err := d.db.QueryRowContext(ctx, "SELECT foreign_keys FROM pragma_foreign_keys").Scan(&on)
	return !on, err
}

// waiting is how long is waited for those who hold a table: what is tried is worth no more.
const waiting = "SET LOCAL lock_timeout = '3s'"

// try runs the statements there, compares, and runs those back. What is left differing is returned; a way back that does not lead
// there makes the plan irreversible.
func (p *planning) try(ctx context.Context, made *Migration) (left []Change, err error) {
	failed := p.d.failingTriggers(ctx)
	err = p.d.tried(ctx, func() error {
		if err := p.d.Exec(ctx, made.Up...); err != nil {
			p.noteUnproved(made, "the upgrade", "mend the rows, or the revision, before it is applied", err)
			return p.unlessRefused(err)
		}
		for table, reason := range p.d.failingTriggers(ctx) {
			if failed[table] == "" {
				return &Unplannable{Object: table, Reason: "a trigger of it uses what the plan takes away (" + reason + "): change it first, or drop it: " + strings.Join(p.d.triggersOf(ctx, table), ", ")}
			}
		}
		if left, err = p.left(ctx); err != nil || made.Irreversible != "" {
			return err
		}
		return p.tryBack(ctx, made)
	})
	if made.Irreversible != "" {
		made.Down = nil
	}
	return left, err
}

// unlessRefused is an error that is not of the rows that are there, nor of those who hold them.
func (p *planning) unlessRefused(err error) error {
	if p.Refused != nil && p.Refused(err) || p.Held != nil && p.Held(err) {
		return nil
	}
	if found := broken.FindStringSubmatch(err.Error()); found != nil {
		return &Unplannable{Object: found[1], Reason: "it uses what the plan takes away (" + found[2] + "): change it first, or drop it"}
	}
	return &failure{"a statement of the plan fails: " + inPlain(err), err}
}

// failure is an error in words that call tables as the user does.
type failure struct {
	text string
	err  error
}

// Error implements error.
func (e *failure) Error() string { return e.text }

// Unwrap returns the error in its own words.
func (e *failure) Unwrap() error { return e.err }

// broken is how SQLite tells that a view or trigger says what is not there.
var broken = regexp.MustCompile(`error in ((?:view|trigger) .+?)(?: after [a-z ]+)?: (.*?)(?: \(\d+\))?$`)

// left is what still differs.
func (p *planning) left(ctx context.Context) ([]Change, error) {
	left, _, err := p.d.differences(ctx, p.model, p.Keep)
	if err != nil {
		return nil, err
	}
	states, err := p.d.declaredAs(ctx, p.model, p.Declared, nil)
	for _, o := range states {
		switch {
		case !o.there:
			left = append(left, Change{Kind: "Add" + o.Kind, Name: o.Name, To: o.Create})
		case o.changed:
			left = append(left, Change{Kind: "ModifyView", Name: o.Name, From: o.old, To: o.Create})
		}
	}
	return left, err
}

// tryBack runs the statements back. Where they do not lead there, the plan is irreversible; where the rows refuse them, that is told.
func (p *planning) tryBack(ctx context.Context, made *Migration) error {
	if err := p.d.Exec(ctx, made.Down...); err != nil {
		if p.unlessRefused(err) == nil {
			p.noteUnproved(made, "the way back", "write into its Down what those rows are to become, before it is applied", err)
			return nil
		}
		made.Irreversible = "the way back fails: " + inPlain(err)
		return nil
	}
	after, err := p.d.Present(ctx, p.model)
	made.Irreversible = unlike(p.before, after)
	return err
}

// noteUnproved notes that a way was not gone to its end when it was tried.
func (p *planning) noteUnproved(made *Migration, way, next string, err error) {
	note := "tried on this database, " + way + " fails: " + inPlain(err) + ": " + next
	if p.Held != nil && p.Held(err) {
		note = way + " was not tried to its end, since others hold a table (" + inPlain(err) + "): look whether the rows that are there allow it"
	}
	made.Notes = append(made.Notes, note)
}

// inPlain is an error that calls tables as the user does.
func inPlain(err error) string { return strings.ReplaceAll(err.Error(), provisional, "") }

// unlike says where a database is not as it was; "" when it is.
func unlike(before, after Model) string {
	was, is := sorted(before), sorted(after)
	for i, t := range was.Tables {
		if i >= len(is.Tables) || !reflect.DeepEqual(t, is.Tables[i]) {
			return "table " + t.Qualified() + " would not be as it was"
		}
	}
	if len(was.Tables) != len(is.Tables) || !reflect.DeepEqual(was.Enums, is.Enums) {
		return "the types would not be as they were"
	}
	return ""
}

// sorted is a model whose parts stand in an order that does not say when they were made.
func sorted(m Model) Model {
	m = m.Clone()
	by := func(a, b string) int { return strings.Compare(a, b) }
	slices.SortFunc(m.Tables, func(a, b Table) int { return by(a.Qualified(), b.Qualified()) })
	slices.SortFunc(m.Enums, func(a, b Enum) int { return by(qualifiedEnum(a), qualifiedEnum(b)) })
	for i := range m.Tables {
		t := &m.Tables[i]
		t.Columns = slices.Clone(t.Columns)
		slices.SortFunc(t.Columns, func(a, b Column) int { return by(a.Name, b.Name) })
		slices.SortFunc(t.ForeignKeys, func(a, b ForeignKey) int { return by(a.Name, b.Name) })
		slices.SortFunc(t.Uniques, func(a, b Unique) int { return by(a.Name, b.Name) })
		slices.SortFunc(t.Indexes, func(a, b Index) int { return by(a.Name, b.Name) })
		slices.SortFunc(t.Checks, func(a, b Check) int { return by(a.Name+a.Expression, b.Name+b.Expression) })
	}
	return m
}
