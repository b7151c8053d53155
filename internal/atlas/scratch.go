package atlas

import (
	"slices"
	"strconv"
	"strings"
)

// scratchEnums are the enums of a model as they are made beside scratch tables, in the same order. Of those of one name in several
// schemas all but one, that of the current schema, are called otherwise.
func scratchEnums(m Model, current string) []Enum {
	list := slices.Clone(m.Enums)
	for i := range list {
		list[i].Schema = scratch
		for n, other := range m.Enums {
			if other.Name == m.Enums[i].Name && n != i && (other.in(current) || n < i && !m.Enums[i].in(current)) {
				list[i].Name = "drey_enum_" + strconv.Itoa(i)
			}
		}
	}
	return list
}

// in reports whether an enum stands in the current schema.
func (e Enum) in(current string) bool { return e.Schema == "" || e.Schema == current }

// scratched is SQL in which names of enums with their schemas are those of the scratch ones.
func scratched(sql string, m Model, current string) (text string) {
	list, enums, at := opened(sql), scratchEnums(m, current), 0
	element, dimensions := Element(sql)
	for n, e := range m.Enums { // a type may be named without the quotes that it wants
		if e.Schema != "" && joined(e.Schema, e.Name) == strings.ReplaceAll(element, `"`, "") {
			return scratch + "." + identifier(enums[n].Name) + strings.Repeat("[]", dimensions)
		}
	}
	for i := 0; i+2 < len(list); i++ {
		if list[i+1].text != "." || list[i].kind == textToken || list[i+2].kind == textToken || i > 0 && list[i-1].text == "." {
			continue
		}
		for n, e := range m.Enums {
			if e.Schema == "" {
				e.Schema = current
			}
			if e.Schema == list[i].named() && e.Name == list[i+2].named() {
				text += sql[at:list[i].at] + scratch + "." + identifier(enums[n].Name)
				at = list[i+2].end
			}
		}
	}
	return text + sql[at:]
}

// scratchTable is a table as it is made to see how the database writes it, with each piece of its SQL respelled.
func scratchTable(t Table, respelled func(string) string) Table {
	t.Schema, t.ForeignKeys, t.Comment = scratch, nil, ""
	t.Columns, t.Checks, t.Indexes = slices.Clone(t.Columns), slices.Clone(t.Checks), slices.Clone(t.Indexes)
	for i := range t.Columns {
		c := &t.Columns[i]
		c.Type, c.Default, c.Generated = respelled(c.Type), respelled(c.Default), respelled(c.Generated)
	}
	for i := range t.Checks {
		t.Checks[i].Expression = respelled(t.Checks[i].Expression)
	}
	for i := range t.Indexes {
		index := &t.Indexes[i]
		index.Where, index.Parts = respelled(index.Where), slices.Clone(index.Parts)
		for n := range index.Parts {
			index.Parts[n].Expression = respelled(index.Parts[n].Expression)
		}
	}
	return t
}
