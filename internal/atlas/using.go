package atlas

import (
	"context"
	"slices"
	"strings"

	"ariga.io/atlas/sql/postgres"
	"ariga.io/atlas/sql/schema"
)

// casts asks how values of a type, $1, become values of another, $2: by themselves when they are assigned, by a cast that is written,
// by one through text. A list goes as its elements do.
const casts = `
WITH t AS (
	SELECT coalesce(nullif(f.typelem, 0), f.oid) AS f, coalesce(nullif(g.typelem, 0), g.oid) AS g, f.typcategory = 'A' AS many, g.typcategory = 'A' AS lists
	FROM pg_catalog.pg_type f, pg_catalog.pg_type g WHERE f.oid = $1::regtype AND g.oid = $2::regtype
), c AS (SELECT castcontext FROM t JOIN pg_catalog.pg_cast ON castsource = f AND casttarget = g)
SELECT CASE
	WHEN many <> lists THEN CASE WHEN NOT lists AND (SELECT typcategory FROM pg_catalog.pg_type WHERE oid = g) = 'S' THEN '' ELSE 'text' END
	WHEN f = g OR EXISTS (SELECT 1 FROM c WHERE castcontext IN ('a', 'i')) THEN ''
	WHEN (SELECT typcategory FROM pg_catalog.pg_type WHERE oid = g) = 'S' THEN ''
	WHEN EXISTS (SELECT 1 FROM c) OR (SELECT typcategory FROM pg_catalog.pg_type WHERE oid = f) = 'S' THEN 'cast'
	ELSE 'text' END
FROM t`

// chosen is how values are converted as the tag says; "" where it says nothing, and on the way back.
func (a *alteration) chosen() string {
	if a.back {
		return ""
	}
	return a.using.of(a.d.called(a.table.Schema, a.table.Name) + "." + a.to.Name)
}

// conversion is how values are converted, where they do not become the new type by being assigned: by a cast.
func (a *alteration) conversion(ctx context.Context) (string, error) {
	column, was, name := identifier(a.to.Name), a.typeName(a.from.Type.Type), a.typeName(a.to.Type.Type)
	listed := betweenListAndJSON(column, was, name)
	switch {
	case listed != "" && !ofBytes(was, name):
		return listed, nil
	case ofEnum(a.to.Type.Type):
		return column + "::text" + brackets(a.to.Type.Type) + "::" + name, nil
	case ofEnum(a.from.Type.Type):
		return a.fromEnum(column, name), nil
	}
	if text := known(column, was, name); text != "" {
		return text, nil
	}
	if (listed != "" || listsOfBytes(was, name)) && !a.back {
		return "", &Unplannable{Object: a.d.called(a.table.Schema, a.table.Name) + "." + a.to.Name, Reason: was + " cannot become " + name + ": bytes in a list are no texts: convert it by using= in the tag, or in a revision by hand"}
	}
	how, err := a.cast(ctx, was, name)
	switch {
	case err != nil:
		return "", err
	case how == "cast":
		return column + "::" + name, nil
	case how == "text":
		return column + "::text::" + name, nil
	}
	return "", nil
}

// cast asks how values of a type become values of another, one of which may be made first.
func (a *alteration) cast(ctx context.Context, was, name string) (how string, err error) {
	model := a.own
	if a.back {
		model = a.was
	}
	ask := func() error { return a.d.db.QueryRowContext(ctx, casts, was, name).Scan(&how) }
	first, err := a.d.lackedFirst(ctx, model)
	switch {
	case err != nil:
		return "", err
	case len(first) == 0:
		err = ask()
		return how, err
	}
	err = a.d.tried(ctx, func() error {
		if err := a.d.Exec(ctx, first...); err != nil {
			return err
		}
		return ask()
	})
	return how, err
}

// known converts between types that PostgreSQL converts otherwise than drey reads them: a column without a zone holds the clock that
// UTC shows, whatever the session's zone, and a truth is 1 or 0.
func known(column, from, to string) string {
	moment, clock, day := isType(from, "timestamptz", "timestamp with time zone"), isType(from, "timestamp", "timestamp without time zone"), isType(from, "date")
	text := isType(from, namesOfText...)
	number := func(name string) bool {
		return isType(name, "smallint", "integer", "bigint", "numeric", "real", "double precision")
	}
	truth := func(name string) bool { return isType(name, "boolean", "bool") }
	switch {
	case isType(from, "bytea") || text && isType(to, "bytea"):
		return textOfBytes(column, from, to)
	case clock && isType(to, "timestamptz", "timestamp with time zone"), moment && isType(to, "timestamp", "timestamp without time zone"):
		return column + " AT TIME ZONE 'UTC'"
	case day && isType(to, "timestamptz", "timestamp with time zone"):
		return column + "::timestamp AT TIME ZONE 'UTC'"
	case text && isType(to, "timestamptz", "timestamp with time zone"):
		return momentOf(column)
	case text && isType(to, "timestamp", "timestamp without time zone", "date"):
		return "((" + momentOf(column) + ") AT TIME ZONE 'UTC')::" + to
	case moment && isType(to, "date"):
		return "(" + column + " AT TIME ZONE 'UTC')::date"
	case truth(from) && number(to):
		return column + "::integer::" + to
	case number(from) && truth(to):
		return column + " <> 0"
	}
	return ""
}

// textOfBytes converts bytes to what their text says, and a text to its bytes: a cast would write and read hex.
func textOfBytes(column, from, to string) string {
	switch {
	case from != "bytea":
		return "convert_to(" + column + ", 'UTF8')"
	case isType(to, namesOfText...):
		return "convert_from(" + column + ", 'UTF8')"
	}
	return "convert_from(" + column + ", 'UTF8')::" + to
}

// ofBytes reports whether one of two types is a list of bytes.
func ofBytes(from, to string) bool { return from == "bytea[]" || to == "bytea[]" }

// listsOfBytes reports whether one of two types is a list of bytes, and the other one of texts.
func listsOfBytes(from, to string) bool {
	ofTexts := func(name string) bool {
		element, list := strings.CutSuffix(name, "[]")
		return list && isType(element, namesOfText...)
	}
	return from == "bytea[]" && ofTexts(to) || to == "bytea[]" && ofTexts(from)
}

// namesOfText are the types of texts.
var namesOfText = []string{"text", "character varying", "varchar", "character", "char", "bpchar"}

// momentOf is the instant that a text says: by the clock of UTC where it names no zone of its own.
func momentOf(column string) string {
	return "CASE WHEN " + column + ` ~* '([:t][0-9.]+(\s*[a-z]+)*\s*[+-][0-9:]+|[a-z]+(/[a-z_]+)*)\s*$' AND ` + column + ` !~* '[^a-z](bc|ad|am|pm)\s*$' THEN ` +
		column + "::timestamptz ELSE " + column + "::timestamp AT TIME ZONE 'UTC' END"
}

// isType reports whether a type, its precision left aside, is one of names.
func isType(name string, names ...string) bool {
	if at := strings.IndexByte(name, '('); at >= 0 && !strings.HasSuffix(name, "]") {
		end := strings.IndexByte(name, ')')
		name = strings.TrimSpace(name[:at]) + name[end+1:]
	}
	return slices.Contains(names, name)
}

// fromEnum converts an enum: to a text by itself, to anything else through text.
func (a *alteration) fromEnum(column, name string) string {
	if _, text := a.to.Type.Type.(*schema.StringType); text && brackets(a.from.Type.Type) == "" {
		return ""
	}
	return column + "::text" + brackets(a.to.Type.Type) + "::" + name
}

func brackets(t schema.Type) string {
	if _, list := t.(*postgres.ArrayType); list {
		return "[]"
	}
	return ""
}

// typeName is a type as statements write it.
func (m *move) typeName(t schema.Type) string {
	if list, ok := t.(*postgres.ArrayType); ok && ofEnum(t) {
		return m.typeName(list.Type) + "[]"
	}
	if e, ok := t.(*schema.EnumType); ok {
		return qualified(m.d.called(e.Schema, e.T))
	}
	name, err := m.d.writeType(t)
	if err != nil {
		return ""
	}
	return name
}
