package schema

import (
	"fmt"
	"strings"

	"github.com/drey-db/drey/internal/atlas"
)

// describeIndexes says indexes by tags, and those that tags cannot say as objects.
func (t *sourceTable) describeIndexes(names atlas.Convention) {
	for _, i := range t.Indexes {
		columns := partNames(i.Parts)
		if plain(i) && t.tagged("index", i.Name, names.Name("ix", t.Name, columns...), columns) {
			continue
		}
		t.add("%s", t.indexText(i))
	}
}

func partNames(parts []atlas.Part) []string {
	list := make([]string, len(parts))
	for i, p := range parts {
		list[i] = p.Column
	}
	return list
}

// plain reports whether an index is of columns alone, in ascending order.
func plain(i atlas.Index) bool {
	for _, p := range i.Parts {
		if p.Column == "" || p.Descending || p.Class != "" || p.Nulls != "" || p.Collate != "" {
			return false
		}
	}
	return !i.Unique && i.Where == "" && i.Using == "" && len(i.Include) == 0
}

// indexText is an index as With takes it.
func (t *sourceTable) indexText(i atlas.Index) string {
	parts, expression := make([]string, len(i.Parts)), false
	for n, p := range i.Parts {
		parts[n] = t.partText(p)
		expression = expression || p.Column == ""
	}
	text := fmt.Sprintf("schema.Index(%s, %s)", goString(i.Name), strings.Join(parts, ", "))
	if expression {
		text += fmt.Sprintf(".On(%s)", t.prototype)
	}
	if i.Unique {
		text += ".Unique()"
	}
	if i.Using != "" {
		text += fmt.Sprintf(".Using(%s)", goString(i.Using))
	}
	if len(i.Include) > 0 {
		text += fmt.Sprintf(".Include(%s)", t.cols(i.Include))
	}
	if i.Where != "" {
		text += fmt.Sprintf(".Where(builder.Raw[bool](%s))", rawString(i.Where))
	}
	return text
}

func (t *sourceTable) partText(p atlas.Part) string {
	text := fmt.Sprintf("builder.Raw[any](%s)", rawString(p.Expression))
	if p.Column != "" {
		text = t.cols([]string{p.Column})
	}
	if p.Descending {
		text += ".Desc()"
	}
	if p.Collate != "" {
		text = fmt.Sprintf("schema.Collate(%s, %s)", text, goString(p.Collate))
	}
	if p.Class != "" {
		text = fmt.Sprintf("schema.OpClass(%s, %s)", text, goString(p.Class))
	}
	switch p.Nulls {
	case "FIRST":
		text = "schema.NullsFirst(" + text + ")"
	case "LAST":
		text = "schema.NullsLast(" + text + ")"
	}
	return text
}
