package persistence

import (
	"slices"

	"github.com/drey-db/drey/internal/identity"
	"github.com/drey-db/drey/internal/mapper"
	"github.com/drey-db/drey/internal/render"
)

// unreadWrite is a write to whatever rows refer to entities, which nobody has read and nobody counts.
type unreadWrite struct {
	plain
	table   string
	keys    []*mapper.Column     // of the entities
	names   []string             // of the table's columns that repeat them
	emptied []*mapper.Column     // to NULL; none: the rows go
	spelled []*mapper.Column     // set to what their tags say
	only    *mapper.Relationship // rows that refer to its type; nil: all that have the keys
}

// deletesAssociations takes the rows of an association table out.
func deletesAssociations(r *mapper.Relationship) unreadWrite {
	return unreadWrite{plain: plain{"severing " + r.Through.Table}, table: r.Through.Table, keys: r.Local, names: r.Through.Local}
}

// nullifiesChildren empties the foreign keys of children.
func nullifiesChildren(r *mapper.Relationship) unreadWrite {
	s := unreadWrite{plain: plain{"emptying the foreign key of " + r.Target.Name()}, table: r.Target.Table, keys: r.Local, emptied: r.Emptied()}
	for _, c := range r.Remote {
		s.names = append(s.names, c.Name)
	}
	if r.TypeColumn != nil {
		s.only = r
	}
	for _, c := range r.Target.Columns {
		if (c.OnUpdate != "" || c.Version) && !slices.Contains(r.Remote, c) {
			s.spelled = append(s.spelled, c)
		}
	}
	return s
}

// writeUnread plans what refers to entities whose rows go.
func (p *Plan) writeUnread(s unreadWrite, entries []*identity.Entry) error {
	page, unnested := 1, p.unnests(s.table, s.keys)
	switch {
	case unnested:
		page = p.options.Page
	case len(s.keys) == 1:
		page = min(p.options.Page, p.options.MaxParams)
	}
	var rowsAlone []bool
	if unnested && len(entries) > 1 {
		rowsAlone = ungroupable(s.keys, snapshots(entries), nil)
	}
	for from, to := range runs(len(entries), page, rowsAlone) {
		if err := p.writeUnreadOf(s, entries[from:to], unnested); err != nil {
			return err
		}
	}
	return nil
}

func (p *Plan) writeUnreadOf(s unreadWrite, entries []*identity.Entry, unnested bool) error {
	a := arrays{table: s.table}
	if len(entries) > 1 && unnested {
		for i, c := range s.keys {
			a.add(c, s.names[i], columnOf(c, snapshots(entries)))
		}
		return p.addArrays(&a, s.render(p.options.Dialect, &a, len(entries), unnested), secrets(a.columns), nil, s)
	}
	args, secret := keysOf(s.keys, entries)
	return p.add(s.render(p.options.Dialect, &a, len(entries), unnested), args, secret, nil, s)
}

// keysOf returns the keys that rows have, as arguments.
func keysOf(keys []*mapper.Column, entries []*identity.Entry) (args []any, secret []bool) {
	for _, e := range entries {
		key, hidden := values(keys, e.Snapshot())
		args, secret = append(args, key...), append(secret, hidden...)
	}
	return args, secret
}

// render returns the statement on what refers to that many entities: to one, by any one of a list, or by one of several keys.
func (s unreadWrite) render(d render.Dialect, a *arrays, entities int, unnested bool) string {
	t := &sqlBuilder{dialect: d}
	several := entities > 1 && len(s.keys) > 1
	s.begin(t, several)
	switch {
	case several:
		t.WriteString(map[bool]string{true: " USING ", false: " FROM "}[len(s.emptied) == 0])
		a.from(t)
		a.where(t, len(s.keys))
	case entities == 1:
		t.whereNames(s.names)
	case unnested:
		t.WriteString(" WHERE " + d.Identifier(s.names[0]) + " = ANY(")
		t.mark()
		t.WriteString(")")
	default:
		t.WriteString(" WHERE " + d.Identifier(s.names[0]) + " IN (")
		t.each(make([]string, entities), func(int) { t.mark() })
		t.WriteString(")")
	}
	s.restrict(t, several)
	return t.String()
}

// restrict leaves out rows that refer to another type.
func (s unreadWrite) restrict(t *sqlBuilder, aliased bool) {
	if s.only == nil {
		return
	}
	t.WriteString(" AND ")
	if aliased {
		t.WriteString(t.dialect.Identifier("t") + ".")
	}
	t.WriteString(s.only.TypeCondition())
}

// begin writes what is done to the rows, up to where they are told apart.
func (s unreadWrite) begin(t *sqlBuilder, aliased bool) {
	name := t.dialect.TableName(s.table)
	if aliased {
		name += " AS " + t.dialect.Identifier("t")
	}
	if len(s.emptied) == 0 {
		t.WriteString("DELETE FROM " + name)
		return
	}
	t.WriteString("UPDATE " + name + " SET ")
	t.list(s.emptied, func(c *mapper.Column) { t.name(c); t.WriteString(" = NULL") })
	named := t.name
	if aliased {
		named = t.ofTable
	}
	t.spell(s.spelled, named)
}
