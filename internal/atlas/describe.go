package atlas

import (
	"fmt"
	"slices"
	"strings"

	"ariga.io/atlas/sql/postgres"
	"ariga.io/atlas/sql/schema"

	"github.com/drey-db/drey/internal/sqltext"
)

// indexText is an index as a person reads it: its parts, and what else is said of it.
func (d dialect) indexText(i *schema.Index) string {
	var parts []string
	for _, p := range i.Parts {
		parts = append(parts, partText(p))
	}
	text := "(" + strings.Join(parts, ", ") + ")"
	var found Table
	d.addIndexOf(&found, i)
	for _, own := range found.Indexes {
		if own.Using != "" {
			text = "USING " + own.Using + " " + text
		}
		if len(own.Include) > 0 {
			text += " INCLUDE (" + strings.Join(own.Include, ", ") + ")"
		}
		if own.Where != "" {
			text += " WHERE " + own.Where
		}
		if own.Unique {
			text = "UNIQUE " + text
		}
	}
	return text
}

func partText(p *schema.IndexPart) (text string) {
	if p.C != nil {
		text = p.C.Name
	} else if x, ok := schema.UnderlyingExpr(p.X).(*schema.RawExpr); ok {
		text = x.X
	}
	if collation := collationOf(p.Attrs, ""); collation != "" {
		text += " COLLATE " + collation
	}
	class, nulls := partAttributes(p)
	if class != "" {
		text += " " + class
	}
	if p.Desc {
		text += " DESC"
	}
	if nulls != "" {
		text += " NULLS " + nulls
	}
	return text
}

// keyText is a primary key's columns.
func keyText(i *schema.Index) string {
	if i == nil {
		return ""
	}
	return "(" + strings.Join(partColumns(i.Parts), ", ") + ")"
}

func foreignKeyText(f *schema.ForeignKey) string {
	referred := ""
	if f.RefTable != nil {
		referred = f.RefTable.Name
		if s := f.RefTable.Schema; s != nil && f.Table != nil && f.Table.Schema != nil && s.Name != f.Table.Schema.Name {
			referred = s.Name + "." + referred
		}
	}
	text := fmt.Sprintf("(%s) -> %s (%s)", strings.Join(columnNames(f.Columns), ", "), referred, strings.Join(columnNames(f.RefColumns), ", "))
	if action := stated(f.OnDelete); action != "" {
		text += " ON DELETE " + action
	}
	if action := stated(f.OnUpdate); action != "" {
		text += " ON UPDATE " + action
	}
	if isDeferrable(f) {
		text += " DEFERRABLE INITIALLY DEFERRED"
	}
	return text
}

// facet is one thing that is said of a column.
type facet struct{ label, value string }

// facets are all that is said of a column.
func (d dialect) facets(c *schema.Column) []facet {
	column, err := d.columnOf(c)
	if err != nil {
		column.Type = c.Type.Raw
	}
	if !d.schemas {
		column.Identity = "" // see columnChange
	}
	null := "NOT NULL"
	if column.Nullable {
		null = "NULL"
	}
	return []facet{
		{"type ", column.Type}, {"", null}, {"default ", orNone(column.Default)}, {"generated as ", orNone(column.Generated)},
		{"identity ", orNone(generatedAs(column.Identity))}, {"collation ", firstOf(column.Collate, "default")}, {"comment ", orNone(literalOf(column.Comment))},
	}
}

// generatedAs is a kind of identity in SQL's words.
func generatedAs(identity string) string {
	if identity == "" {
		return ""
	}
	return "GENERATED " + identity
}

const defaultFacet = 2 // is compared by the server, and may be spelled otherwise

func orNone(s string) string {
	if s == "" {
		return "none"
	}
	return s
}

func literalOf(s string) string {
	if s == "" {
		return ""
	}
	return sqltext.Literal(s)
}

// columnChange describes what differs between two columns, and nothing else.
func (d dialect) columnChange(from, to *schema.Column, what schema.ChangeKind) Change {
	was, is := d.facets(from), d.facets(to)
	var old, made []string
	for i, f := range was {
		if f.value == is[i].value || i == defaultFacet && !what.Is(schema.ChangeDefault) {
			continue
		}
		old, made = append(old, f.label+f.value), append(made, is[i].label+is[i].value)
	}
	switch len(old) {
	case 0:
		old, made = []string{d.written(from)}, []string{d.written(to)}
	case 1:
		made[0] = strings.TrimPrefix(made[0], is[slices.IndexFunc(was, func(f facet) bool { return f.label+f.value == old[0] })].label)
	}
	if u := unfitOf(to); u != nil && u.says != "" {
		old = append(old, u.says)
	}
	if isNarrow(from) != isNarrow(to) {
		old, made = append(old, counts(from)), append(made, counts(to))
	}
	if startsCounting(from, to) {
		old = append(old, "which SQLite does not count")
	}
	return Change{
		Kind: "ModifyColumn", Name: to.Name, From: strings.Join(old, ", "), To: strings.Join(made, ", "), Destructive: d.loses(from, to),
	}
}

// loses reports whether values may be lost, or rows refused, when a column becomes another.
func (d dialect) loses(from, to *schema.Column) bool {
	was, is := d.facets(from), d.facets(to)
	narrower := was[0].value != is[0].value && !widens(was[0].value, is[0].value) && !startsCounting(from, to)
	refuses := from.Type.Null && !to.Type.Null && to.Default == nil
	overwritten := !sameGenerated(from, to) && generatedBy(from) == "" // values that nothing made
	u := unfitOf(to)
	return narrower || refuses || overwritten || u != nil && u.refuses != ""
}

// written is a column as CREATE TABLE has it.
func (d dialect) written(c *schema.Column) string {
	column, err := d.columnOf(c)
	if err != nil {
		return c.Name
	}
	text := column.Type
	if column.Collate != "" {
		text += ` COLLATE "` + column.Collate + `"`
	}
	if !column.Nullable {
		text += " NOT NULL"
	}
	if column.Default != "" {
		text += " DEFAULT " + column.Default
	}
	if column.Generated != "" {
		text += " GENERATED ALWAYS AS " + parenthesized(column.Generated) + " STORED"
	}
	if column.Identity != "" && d.schemas {
		text += " GENERATED " + column.Identity + " AS IDENTITY"
	}
	return text
}

// parenthesized is an expression with one pair of parentheses around it.
func parenthesized(sql string) string {
	list := unwrapped(tokens(sql))
	return "(" + source(sql, list) + ")"
}

// whole is an expression, in parentheses where those that it begins and ends with do not stand around all of it: atlas looks at these
// signs alone in a check of SQLite's.
func whole(sql string) string {
	if list := tokens(sql); len(list) > 0 && list[0].text == "(" && closing(list, 0) < len(list)-1 {
		return parenthesized(sql)
	}
	return sql
}

// widening lists types each of which holds every value of those before it.
var widening = [][]string{{"smallint", "integer", "double precision"}, {"smallint", "integer", "bigint", "numeric"}, {"real", "double precision"}, {"character varying", "text"}, {"date", "timestamp", "timestamptz"}}

// widens reports whether every value of one type fits another.
func widens(from, to string) bool {
	base := func(t string) string { name, _, _ := strings.Cut(t, "("); return strings.TrimSpace(name) }
	if counted[from] != "" && counted[to] != "" {
		from, to = counted[from], counted[to]
	}
	for _, chain := range widening {
		was, is := slices.Index(chain, base(from)), slices.Index(chain, base(to))
		if was >= 0 && is > was {
			return base(from) == "date" || isWider(from, to)
		}
	}
	return base(to) == "text" || base(from) == base(to) && isWider(from, to)
}

// wholeDigits are how many a whole number has at most.
var wholeDigits = map[string]int{"smallint": 5, "integer": 10, "bigint": 19}

// isWider reports whether one type has room for the values of another.
func isWider(from, to string) bool {
	had, has := [2]int{wholeDigits[from]}, [2]int{}
	was, _ := fmt.Sscanf(from[len(from)-len(arguments(from)):], "(%d,%d", &had[0], &had[1])
	is, _ := fmt.Sscanf(to[len(to)-len(arguments(to)):], "(%d,%d", &has[0], &has[1])
	if is == 0 {
		return true
	}
	return (was > 0 || wholeDigits[from] > 0) && has[1] >= had[1] && has[0]-has[1] >= had[0]-had[1]
}

// arguments is what stands in a type behind its name.
func arguments(t string) string {
	if at := strings.IndexByte(t, '('); at >= 0 {
		return t[at:]
	}
	return ""
}

// isSerial reports whether a column is counted by a sequence that its default asks.
func isSerial(c *schema.Column) bool {
	if _, ok := c.Type.Type.(*postgres.SerialType); ok {
		return true
	}
	return strings.HasPrefix(defaultOf(c), "nextval(")
}
