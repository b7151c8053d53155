package atlas

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/drey-db/drey/internal/sqltext"
)

// Holding is a column whose rows name a table: they hold Value where they refer to the table Of.
type Holding struct{ Table, Column, Of, Value string }

// before is what the rows held before the table was renamed; "" where they hold the same.
func (h Holding) before(renamed []renaming) string {
	for _, one := range renamed {
		c := one.change
		if one.passing || c.Kind != "RenameTable" || c.To != h.Of {
			continue
		}
		within, isWithin := strings.CutSuffix(c.To, "."+h.Value)
		old := c.From
		switch {
		case c.To == h.Value:
		case !isWithin: // rows name the table otherwise than the database does
			return ""
		case strings.HasPrefix(old, within+"."):
			old = strings.TrimPrefix(old, within+".")
		case !strings.Contains(h.Value, "."):
			_, old = split(old)
		}
		if old != h.Value {
			return old
		}
	}
	return ""
}

// retold are the values that rows of a column hold in place of others, in order.
type retold struct {
	table, column string
	pairs         [][2]string
}

// retoldOf are the columns of the database before, whose rows hold names of tables that were renamed.
func retoldOf(m, before Model, renamed []renaming) (list []retold) {
	for _, h := range m.Holdings {
		pair := [2]string{h.before(renamed), h.Value}
		if pair[0] == "" || !before.hasColumn(h.Table, h.Column) {
			continue
		}
		at := slices.IndexFunc(list, func(r retold) bool { return r.table == h.Table && r.column == h.Column })
		if at < 0 {
			at, list = len(list), append(list, retold{table: h.Table, column: h.Column})
		}
		if !slices.Contains(list[at].pairs, pair) {
			list[at].pairs = append(list[at].pairs, pair)
		}
	}
	return list
}

// update is the statement that has rows hold the second of each pair in place of the first; with back, the first in place of the second.
// It is one for all, since tables may have changed their names with each other.
func (r retold) update(back bool) string {
	column, cases, old := identifier(r.column), "CASE "+identifier(r.column), []string(nil)
	for _, pair := range r.pairs {
		was, is := sqltext.Literal(pair[0]), sqltext.Literal(pair[1])
		if back {
			was, is = is, was
		}
		if len(r.pairs) == 1 {
			return "UPDATE " + qualified(r.table) + " SET " + column + " = " + is + " WHERE " + column + " = " + was
		}
		cases, old = cases+" WHEN "+was+" THEN "+is, append(old, was)
	}
	return "UPDATE " + qualified(r.table) + " SET " + column + " = " + cases + " END WHERE " + column + " IN (" + strings.Join(old, ", ") + ")"
}

// carryValues has the rows that name a renamed table name it as it is called now. The statements become the last rename's.
func (p *planning) carryValues(ctx context.Context, renamed []renaming) error {
	for _, r := range retoldOf(p.model, p.before, renamed) {
		if err := r.refused(p.before); err != nil {
			return err
		}
		up := r.update(false)
		if err := p.d.attempt(ctx, []string{up}); err != nil {
			return r.unplannable(inPlain(err))
		}
		last := &renamed[len(renamed)-1]
		last.up, last.down = append(last.up, up), append([]string{r.update(true)}, last.down...)
	}
	return nil
}

// refused is the error of a check that takes the old name and not the new one.
func (r retold) refused(before Model) error {
	for _, t := range before.Tables {
		for _, c := range t.Checks {
			says := func(text string) bool { return strings.Contains(c.Expression, sqltext.Literal(text)) }
			takesOld := func(pair [2]string) bool { return says(pair[0]) && !says(pair[1]) }
			if t.Qualified() == r.table && mentions(c.Expression, r.column) && slices.ContainsFunc(r.pairs, takesOld) {
				return r.unplannable("the check " + c.Name + " does not take that")
			}
		}
	}
	return nil
}

func (r retold) unplannable(reason string) error {
	old, now := r.pairs[0][0], r.pairs[0][1]
	return &Unplannable{Object: r.table + "." + r.column, Reason: fmt.Sprintf("its rows hold %q, the name of a table that is called %s now, and cannot hold %q (%s): "+
		"tag the relationships polymorphic-value=%[1]s, so that rows stay as they are, or let the column take both names first, by a revision of its own", old, now, now, reason)}
}
