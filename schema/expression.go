package schema

import (
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/drey-db/drey/backends/kit"
	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/internal/atlas"
	"github.com/drey-db/drey/internal/mapper"
	"github.com/drey-db/drey/internal/sqltext"
)

// qualifiedName is a column with its table, as builder writes it.
var qualifiedName = regexp.MustCompile(`"[^"' ]+"\."[^"' ]+"`)

// placed is the one table that an expression is about, and the expression as it stands in a definition: columns without their
// table, values as literals. Where the definition is of a table already, it is that one. What is said of a part of an index is left out.
func (b *modelling) placed(what string, of *atlas.Table, x builder.Sqlizer) (table *atlas.Table, text string) {
	table = of
	if x = indexPartOf(x).Sqlizer; mapper.IsNil(x) {
		b.mistake("%s: it was given nil: give what package builder returns", what)
		return table, ""
	}
	sql, args, err := x.ToSql()
	if err != nil {
		b.mistake("%s: %v", what, err)
		return table, ""
	}
	for _, t := range b.mostQualified() {
		name := b.dialect.TableName(t.Qualified()) + "."
		if !strings.Contains(sql, name) {
			continue
		}
		if table == nil {
			table = t
		}
		if sql = strings.ReplaceAll(sql, name, ""); t != table {
			b.mistake("%s: it names columns of %s, and is a definition of table %s: name columns of that one alone", what, t.Qualified(), table.Qualified())
		}
	}
	if other := qualifiedName.FindString(sql); other != "" {
		b.mistake("%s: %s is of no model that was given: give its prototype as well", what, other)
	}
	if sql, err = inlined(sql, args); err != nil {
		b.mistake("%s: %v", what, err)
	}
	return table, sql
}

// mostQualified are the tables, those with a schema first: the name of one of them ends with that of another.
func (b *modelling) mostQualified() []*atlas.Table {
	var with, without []*atlas.Table
	for i := range b.model.Tables {
		if t := &b.model.Tables[i]; t.Schema != "" {
			with = append(with, t)
		} else {
			without = append(without, t)
		}
	}
	return append(with, without...)
}

// inlined is text with its arguments as literals in place of ?, and ? in place of ??.
func inlined(sql string, args []any) (string, error) {
	var out strings.Builder
	quote := byte(0)
	for i := 0; i < len(sql); i++ {
		c := sql[i]
		switch {
		case quote != 0 && c == quote:
			quote = 0
		case quote == 0 && (c == '\'' || c == '"'):
			quote = c
		case quote == 0 && strings.HasPrefix(sql[i:], "??"):
			i++
		case quote == 0 && c == '?' && len(args) > 0:
			value, err := inline(args[0])
			if err != nil {
				return "", err
			}
			out.WriteString(value)
			args = args[1:]
			continue
		}
		out.WriteByte(c)
	}
	return out.String(), nil
}

// inline is a value as a literal.
func inline(v any) (string, error) {
	bound, err := kit.Argument(v)
	if err != nil {
		return "", err
	}
	switch v := bound.(type) {
	case nil:
		return "NULL", nil
	case bool:
		return strings.ToUpper(strconv.FormatBool(v)), nil
	case int64:
		return strconv.FormatInt(v, 10), nil
	case float64:
		if !math.IsNaN(v) && !math.IsInf(v, 0) {
			return strconv.FormatFloat(v, 'g', -1, 64), nil
		}
	case string:
		return sqltext.Literal(v), nil
	case time.Time:
		return "'" + v.Format("2006-01-02 15:04:05.999999Z07:00") + "'", nil
	}
	return "", fmt.Errorf("a %T has no literal: write it as builder.Raw", v)
}
