package statement

import (
	"slices"
	"strings"

	"github.com/drey-db/drey/internal/mapper"
)

// alike are functions whose value is of their arguments' type, and whose arguments are of one.
var alike = []string{"coalesce", "nullif", "greatest", "least"}

// picking are functions whose value is their first argument's, of one row or another.
var picking = []string{"min", "max", "first_value", "last_value", "nth_value", "lag", "lead", "array_agg"}

// isDay says whether the node is of a column that its tag calls a date, so that times beside it are days.
func (n *Node) isDay() bool {
	switch n.kind {
	case column, excluded:
		return n.Column().Column.IsDay()
	case label, filtered, windowed, collation:
		return n.left.isDay()
	case bind, literal:
		_, ok := n.value.(mapper.Day)
		return ok
	case cases:
		return slices.ContainsFunc(given(n.arms(), n.right), (*Node).isDay)
	case call:
		f := n.value.(*function)
		return slices.Contains(alike, f.name) && slices.ContainsFunc(f.args, (*Node).isDay) ||
			slices.Contains(picking, f.name) && len(f.args) > 0 && f.args[0].isDay()
	case subquery:
		s, ok := n.value.(Statement)
		columns := s.nodes(ColumnPart)
		return ok && len(columns) == 1 && columns[0].isDay()
	}
	return false
}

// given are what a CASE may give.
func given(arms []*Node, other *Node) (list []*Node) {
	for i := 1; i < len(arms); i += 2 {
		list = append(list, arms[i])
	}
	if other != nil {
		list = append(list, other)
	}
	return list
}

// asBeside is n as it stands beside other: with days for times where other is a day.
func asBeside(other, n *Node) *Node {
	if !other.isDay() {
		return n
	}
	return n.asDay()
}

// asDay is n with days for the times that it may give.
func (n *Node) asDay() *Node {
	switch n.kind {
	case bind:
		return Argument(dayIn(n.value))
	case literal:
		return Literal(dayIn(n.value))
	case label:
		return Label(n.left.asDay(), n.value.(string))
	case cases:
		return newCases(daysOfArms(n.arms()), daysOf(n.right))
	case quantified:
		return Quantified(n.op, n.left.asDay())
	case call:
		if f := n.value.(*function); slices.Contains(alike, f.name) {
			return newCall(&function{name: f.name, distinct: f.distinct, args: daysOfAll(f.args)})
		}
	}
	return n
}

func daysOf(n *Node) *Node {
	if n == nil {
		return nil
	}
	return n.asDay()
}

func daysOfAll(nodes []*Node) []*Node {
	days := make([]*Node, len(nodes))
	for i, n := range nodes {
		days[i] = n.asDay()
	}
	return days
}

func daysOfArms(arms []*Node) []*Node {
	arms = slices.Clone(arms)
	for i := 1; i < len(arms); i += 2 {
		arms[i] = arms[i].asDay()
	}
	return arms
}

// dayIn is an argument with days for times.
func dayIn(v any) any {
	if secret, ok := v.(Secret); ok {
		return Secret{mapper.Days(secret.value)}
	}
	return mapper.Days(v)
}

// boundBeside is v as an argument beside other.
func boundBeside(other *Node, v any) any {
	if other.isDay() {
		return mapper.Days(v)
	}
	return v
}

// currentDate is what now() is in a date column. PostgreSQL would cut now() to it; SQLite keeps what it is given.
const currentDate = "CURRENT_DATE"

// today is n as it is assigned to left.
func today(left, n *Node) *Node {
	if f, ok := n.value.(*function); ok && n.kind == call && left.isDay() && len(f.args) == 0 && strings.EqualFold(f.name, "now") {
		return Template(currentDate, nil)
	}
	return n
}

// OnUpdate is what a column's tag sets it to when its row is updated.
func (d Dialect) OnUpdate(c *mapper.Column) string {
	if sql := d.Spell(c.OnUpdate); sql == c.OnUpdate || !c.IsDay() || sql != d.Now {
		return sql
	}
	return currentDate
}
