package migratetest

import (
	"maps"
	"slices"
	"strings"
)

// shown is how many lines of a difference a failure shows.
const shown = 40

// difference is the lines that only one of two lists has; "" when they have the same.
func difference(before, after []string) string {
	count := map[string]int{}
	for _, line := range before {
		count[line]++
	}
	for _, line := range after {
		count[line]--
	}
	var list []string
	for _, line := range slices.Sorted(maps.Keys(count)) {
		for n := count[line]; n > 0; n-- {
			list = append(list, "- "+line)
		}
		for n := count[line]; n < 0; n++ {
			list = append(list, "+ "+line)
		}
	}
	if len(list) > shown {
		list = append(list[:shown], "...")
	}
	return strings.Join(list, "\n")
}

// lost says by what the rows after a revision was taken back differ from those before it was applied. there is what was between.
func (s state) lost(there, after state) string {
	var texts []string
	for _, name := range slices.Sorted(maps.Keys(s.tables)) {
		before, back := s.tables[name], after.tables[name]
		between, stayed := there.tables[name]
		if !stayed {
			between = before // renamed, or dropped
		}
		if !stayed && len(back.rows) == 0 {
			continue // dropped, and with it its rows
		}
		columns := slices.DeleteFunc(slices.Clone(before.columns), func(c string) bool {
			return !slices.Contains(between.columns, c) || !slices.Contains(back.columns, c)
		})
		if text := difference(before.lines(name, columns), back.lines(name, columns)); text != "" {
			texts = append(texts, text)
		}
	}
	return strings.Join(texts, "\n")
}

// lines are the rows, with some of the columns.
func (t table) lines(name string, columns []string) []string {
	list := make([]string, len(t.rows))
	for i, row := range t.rows {
		values := make([]string, len(columns))
		for k, c := range columns {
			values[k] = c + "=" + row[slices.Index(t.columns, c)]
		}
		list[i] = name + ": " + strings.Join(values, ", ")
	}
	return list
}
