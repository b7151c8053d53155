package persistence

import (
	"github.com/drey-db/drey/internal/kept"
	"github.com/drey-db/drey/internal/mapper"
	"github.com/drey-db/drey/internal/render"
)

// linkTexts are the INSERTs of rows into association tables, each column in its usual form.
var linkTexts kept.Map[linkText, string]

// linkText names one of them.
type linkText struct {
	relation *mapper.Relationship
	dialect  render.Dialect
}

func (a *arrays) linkText(d render.Dialect, r *mapper.Relationship) string {
	key := linkText{r, d}
	sql, ok := linkTexts.Get(key)
	switch {
	case a.unusual:
		return a.insertText(d).String()
	case !ok:
		sql = linkTexts.Put(key, a.insertText(d).String())
	}
	return sql
}

// pairsText returns INSERT of rows, a parameter for each value.
func pairsText(d render.Dialect, table string, names []string, rows int) string {
	t := &sqlBuilder{dialect: d}
	t.WriteString("INSERT INTO " + d.TableName(table) + " (")
	t.each(names, func(i int) { t.WriteString(d.Identifier(names[i])) })
	t.WriteString(") VALUES ")
	t.each(make([]string, rows), func(int) {
		t.WriteString("(")
		t.each(names, func(int) { t.mark() })
		t.WriteString(")")
	})
	return t.String()
}

// unpairText returns DELETE of one row.
func unpairText(d render.Dialect, table string, names []string) string {
	t := &sqlBuilder{dialect: d}
	t.WriteString("DELETE FROM " + d.TableName(table))
	t.whereNames(names)
	return t.String()
}
