package mapper

import (
	"fmt"
	"slices"
	"strings"
)

// wire resolves one relationship; nil after a mistake.
func (w *wiring) wire(r *relation, target *Mapping) *Relationship {
	before := len(w.mistakes)
	if w.reachesKeyless(r, target) {
		return nil
	}
	made := &Relationship{
		Kind: r.kind, Owner: w.owner, Target: target, Field: r.field, Offset: r.offset, Type: r.typ,
		Cascade: r.cascade, PassiveDeletes: r.passiveDeletes, PostUpdate: r.postUpdate, NoBackPopulates: r.noBackPopulates,
		ViewOnly: r.viewOnly, Where: r.where, OnDelete: r.onDelete, OnUpdateKey: r.onUpdate, Deferrable: r.deferrable,
	}
	if r.viewOnly {
		made.Cascade = 0
	}
	switch r.kind {
	case BelongsTo:
		made.Remote = w.referred(r, target)
		made.Local = w.foreignKey(r, w.owner, target, made.Remote, SnakeCase(fieldName(r.field)))
	case ManyToMany:
		made.Local, made.Remote, made.Through = w.owner.Key, target.Key, w.association(r, target)
	default:
		made.Local = w.referred(r, w.owner)
		made.Remote = w.foreignKey(r, target, w.owner, made.Local, typeName(w.owner))
	}
	if m, columns := made.Referred(); r.kind != ManyToMany {
		made.ReferencesUnique = !slices.Equal(columns, m.Key)
	}
	w.polymorphic(r, made)
	w.checkBehind(r, made)
	made.Order = w.order(r, target)
	if len(w.mistakes) > before {
		return nil
	}
	made.Index = w.wired
	w.wired++
	return made
}

// fieldName returns the name of a field without those of the structs that embed it.
func fieldName(field string) string { return field[strings.LastIndexByte(field, '.')+1:] }

// typeName returns the type's name as columns write it.
func typeName(m *Mapping) string {
	name, _, _ := strings.Cut(m.Name(), "[")
	return SnakeCase(name)
}

// foreignKey returns the columns of holder that refer to key, columns of other. name is what the default begins with.
func (w *wiring) foreignKey(r *relation, holder, other *Mapping, key []*Column, name string) (columns []*Column) {
	if key == nil {
		return nil // it was told why
	}
	names := r.fk
	if names == nil {
		suffix := "id"
		if r.references != nil {
			suffix = key[0].Name
		}
		if r.relationTag.polymorphic != "" {
			name = r.relationTag.polymorphic
		}
		names = []string{name + "_" + suffix}
	}
	for _, name := range names {
		c := holder.Column(name)
		if c == nil {
			w.mistake(r, "%s has no column %q for the key of %s: %s, or add a field tagged db:%q",
				holder.Name(), name, other.Name(), suggestForeignKey(holder, key), name)
			return nil
		}
		columns = append(columns, c)
	}
	if !w.fits(r, "fk", names, other, key) {
		return nil
	}
	for i, c := range columns {
		if key := key[i]; !c.holds(key) {
			w.mistake(r, "%s.%s is of type %s, but the key %s.%s of type %s: give them one type", holder.Name(), c.Field, c.Type, other.Name(), key.Field, key.Type)
		}
		switch key := key[i]; {
		case key.Secret && !c.Secret:
			w.showsSecret(r, holder, c, other, key)
		case c.Secret && !key.Secret:
			w.showsSecret(r, other, key, holder, c)
		}
	}
	if r.postUpdate {
		w.canWait(r, holder, columns)
	}
	return columns
}

// showsSecret is the mistake of a column, of shown, that has the values of a secret one, of hidden, as they refer to each other.
func (w *wiring) showsSecret(r *relation, shown *Mapping, c *Column, hidden *Mapping, secret *Column) {
	w.mistake(r, "%s.%s has the values of %s.%s, which is secret: tag it secret as well, so that they are shown nowhere", shown.Name(), c.Field, hidden.Name(), secret.Field)
}

// canWait checks that a foreign key that is written late has a column which may be NULL until then.
func (w *wiring) canWait(r *relation, holder *Mapping, columns []*Column) {
	if slices.ContainsFunc(columns, (*Column).Nullable) {
		return
	}
	at := slices.IndexFunc(columns, func(c *Column) bool { return !c.PrimaryKey })
	if at < 0 {
		w.mistake(r, "post-update writes NULL first, which no column of the key of %s can be: refer by columns of their own", holder.Name())
		return
	}
	w.mistake(r, "post-update writes NULL first, which %s.%s cannot be: make it a *%s", holder.Name(), columns[at].Field, columns[at].Type)
}

// suggestForeignKey says which fk= to write, as far as the columns of holder tell what refers to key.
func suggestForeignKey(holder *Mapping, key []*Column) string {
	if len(key) != 1 {
		return "name its columns with fk=a+b"
	}
	var fit []string
	for _, c := range holder.Columns {
		if strings.HasSuffix(c.Name, "_"+key[0].Name) && c.holds(key[0]) {
			fit = append(fit, "fk="+c.Name)
		}
	}
	if fit == nil {
		return "name its column with fk=..."
	}
	return "write " + strings.Join(fit, " or ")
}

// fits reports whether there are as many names as key, columns of m, has, each once.
func (w *wiring) fits(r *relation, option string, names []string, m *Mapping, columns []*Column) bool {
	for i, name := range names {
		if slices.Contains(names[:i], name) {
			w.mistake(r, "%s names the column %q twice", option, name)
			return false
		}
	}
	if len(names) == len(columns) {
		return true
	}
	var key []string
	for _, c := range columns {
		key = append(key, c.Name)
	}
	w.mistake(r, "the key of %s is %s, %d column(s), but %s names %d: join them with + in that order, as in %s=a+b",
		m.Name(), strings.Join(key, ", "), len(key), option, len(names), option)
	return false
}

// association returns the table between the two ends.
func (w *wiring) association(r *relation, target *Mapping) *Association {
	a := &Association{Table: r.through, Local: r.fk, Remote: r.ref}
	named := w.named(r, "fk", &a.Local, w.owner)
	named = w.named(r, "ref", &a.Remote, target) && named
	if named && w.fits(r, "fk", a.Local, w.owner, w.owner.Key) && w.fits(r, "ref", a.Remote, target, target.Key) && slices.Equal(a.Local, a.Remote) {
		w.mistake(r, "fk and ref are both %s in %s: name different columns for the two ends", strings.Join(a.Local, "+"), a.Table)
	}
	if named {
		w.checkThrough(r, a, w.owner, target)
	}
	return a
}

// checkThrough refuses an association table that is an entity's own, which keeps no pairs.
func (w *wiring) checkThrough(r *relation, a *Association, ends ...*Mapping) {
	for _, m := range ends {
		lacks := func(name string) bool { return m.Column(name) == nil }
		columns := slices.Concat(a.Local, a.Remote)
		if at := slices.IndexFunc(columns, lacks); at >= 0 && m.Table == a.Table {
			w.mistake(r, "through names %s, which is the table of %s and has no column %q: name a table of its own for the pairs", a.Table, m.Name(), columns[at])
			return
		}
	}
}

// named gives names, the columns of an association that refer to m, their default where the tag has none.
func (w *wiring) named(r *relation, option string, names *[]string, m *Mapping) bool {
	switch {
	case *names != nil:
	case len(m.Key) == 1:
		*names = []string{typeName(m) + "_id"}
	default:
		columns := make([]string, len(m.Key))
		for i, c := range m.Key {
			columns[i] = typeName(m) + "_" + c.Name
		}
		w.mistake(r, "the key of %s has %d columns: name those of %s that refer to it, as in %s=%s", m.Name(), len(m.Key), r.through, option, strings.Join(columns, "+"))
		return false
	}
	return true
}

// columnsOf returns the names of m's columns.
func columnsOf(m *Mapping) []string {
	names := make([]string, len(m.Columns))
	for i, c := range m.Columns {
		names[i] = c.Name
	}
	return names
}

// order returns the columns by which a collection is sorted.
func (w *wiring) order(r *relation, target *Mapping) (list []OrderColumn) {
	for _, term := range r.order {
		name, direction, _ := strings.Cut(term, " ")
		c := target.Column(name)
		direction = strings.ToLower(strings.TrimSpace(direction))
		switch {
		case c == nil:
			w.mistake(r, "order names the column %q, which %s does not have%s: it has %s", name, target.Name(), instead(name, columnsOf(target), nil), strings.Join(columnsOf(target), ", "))
		case direction != "" && direction != "asc" && direction != "desc":
			w.mistake(r, "order=%s: write a column, or a column and desc", term)
		default:
			list = append(list, OrderColumn{Column: c, Descending: direction == "desc"})
		}
	}
	return list
}

// Describe returns what the relationship is, for messages: Hero.Toys (many-to-many Toy).
func (r *Relationship) Describe() string {
	return fmt.Sprintf("%s (%s %s)", r.Name(), r.Kind, r.Target.Name())
}
