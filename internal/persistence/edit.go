package persistence

import (
	"slices"

	"github.com/drey-db/drey/internal/mapper"
	"github.com/drey-db/drey/internal/render"
)

// change tells apart which UPDATEs are alike.
type change struct {
	mapping *mapper.Mapping
	columns mapper.Set // from the entities
	checked bool       // the row's version is asked for
	unknown bool       // nobody has read it: the database counts it up
	quiet   bool       // nothing but columns is set: another statement on the row does that
	removes bool       // rows say that they are deleted: one that somebody else deleted meanwhile keeps its moment
}

// counts reports whether the UPDATE counts the version up, because the user did not set it.
func (c change) counts() bool { return c.checked && !c.columns.Has(c.mapping.Version.Index) }

// edit is what UPDATEs of like rows have in common.
type edit struct {
	change
	list     []*mapper.Column // columns
	where    []*mapper.Column // by which rows are found
	spelled  []*mapper.Column // set to what their tags say
	defaults []*mapper.Column // set to what the database gives a new row: the row is taken over by an entity that leaves them to it
	made     []*mapper.Column // by the database, and read back
	unread   []*mapper.Column // by the database, and not read back
	answered []*mapper.Column // that come back for several rows: what was made, and the key that tells whose it is
	secret   []bool           // of the arguments for one row
	rekeys   bool             // rows get other keys
	unique   bool             // the order of rows matters

	texts render.ByDialect[editTexts]
}

// editTexts are the statements of an edit in one dialect.
type editTexts struct {
	one     string // on one row
	few     string // on few rows that travel as arrays, each column in its usual form: they are locked in the order of their keys first
	several string // on more; "": they do not travel so
}

// textFor returns the statement for so many rows that travel as arrays.
func (t editTexts) textFor(rows int) string {
	if rows <= mostLocked {
		return t.few
	}
	return t.several
}

// editOf returns the edit of rows to which nothing is assigned, and which take no other one over.
func editOf(c change) *edit {
	edits := &factsOf(c.mapping).edits
	if s, ok := edits.Get(c); ok {
		return s
	}
	return edits.Put(c, newEdit(c, nil))
}

// newEdit returns the edit of a row, nil for any that is like others.
func newEdit(c change, u *update) *edit {
	s := &edit{change: c, list: c.mapping.ColumnsIn(c.columns), where: c.mapping.Key}
	if c.checked {
		s.where = keyAndVersion(c.mapping)
	}
	if !c.quiet {
		s.make(u)
	}
	s.made, s.unread = c.mapping.ReadBack(s.made)
	s.answered = answeredWith(c.mapping, s.made)
	s.secret = secrets(slices.Concat(s.set(), s.where))
	s.unique = slices.ContainsFunc(s.list, func(c *mapper.Column) bool { return c.PrimaryKey || len(c.Unique) > 0 })
	s.rekeys = slices.ContainsFunc(c.mapping.Key, func(key *mapper.Column) bool {
		return c.columns.Has(key.Index) || slices.Contains(s.made, key)
	})
	return s
}

// make finds what the database makes.
func (s *edit) make(u *update) {
	for i, c := range s.mapping.Columns {
		assigned := u != nil && !u.Late && u.Entry.Assigns(c)
		switch {
		case s.columns.Has(i):
		case u != nil && u.leavesToDatabase(c) && !assigned:
			s.defaults = append(s.defaults, c)
			s.made = append(s.made, c)
		case c.OnUpdate != "" && !assigned, c.Version && s.unknown:
			s.spelled = append(s.spelled, c)
			s.made = append(s.made, c)
		case c.ReadOnly, assigned, u != nil && u.Replaced != nil && s.mapping.Maker(c, u.Entry.Base) == mapper.Database:
			s.made = append(s.made, c)
		}
	}
}

// set returns the columns that are set to arguments.
func (s *edit) set() []*mapper.Column {
	if s.counts() {
		return append(s.list[:len(s.list):len(s.list)], s.mapping.Version)
	}
	return s.list
}

// keeps returns the column whose value stays where a row has one; nil for none.
func (c change) keeps() *mapper.Column {
	if c.removes {
		return c.mapping.SoftDelete
	}
	return nil
}

// textOf returns the statement on so many rows that travel as a.
func (s *edit) textOf(a *arrays, d render.Dialect, rows int) string {
	t := a.updateText(d, len(s.where), s.spelled, s.keeps())
	if !s.quiet { // what is quiet has written the rows before
		a.lockFew(t, len(s.mapping.Key), rows)
	}
	return t.returningFrom(s.answered)
}

// oneText is the statement on one row.
func (s *edit) oneText(d render.Dialect) string {
	t := beginUpdate(d, s.mapping, s.set(), s.keeps())
	t.spell(s.spelled, t.name)
	t.spellAs(s.defaults, t.name, d.ToDefault)
	t.where(s.where)
	return t.returning(s.made)
}

// textsIn returns the statements of the edit in a dialect.
func (s *edit) textsIn(d render.Dialect) editTexts {
	if t, ok := s.texts.Get(d); ok {
		return t
	}
	t := editTexts{one: s.oneText(d)}
	if sent := slices.Concat(s.where, s.set()); unnests(d, s.mapping.Table, sent) {
		a := usual(s.mapping.Table, sent)
		t.several = s.textOf(a, d, mostLocked+1)
		t.few = s.textOf(a, d, mostLocked)
	}
	return s.texts.Put(d, t)
}
