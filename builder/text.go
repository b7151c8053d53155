package builder

import (
	"database/sql"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/drey-db/drey/internal/ast"
	"github.com/drey-db/drey/internal/fragment"
	"github.com/drey-db/drey/internal/mapper"
	"github.com/drey-db/drey/internal/render"
)

// TextStmt is SQL of your own. It is immutable and may be shared.
type TextStmt struct{ s ast.Statement }

// Text returns sql as it stands, with each :name bound to an argument: an sql.Named, an entry of a map[string]any, or a field
// of a struct, of any type, by its column's name, bound as an INSERT of the struct would (nullzero, dates). A list that stands alone in IN (:name) is an argument for each of its
// values, and finds nothing when it is empty; anywhere else it is one argument, an array. Casts (::) and whatever stands in quotes, comments or after a backslash are left
// alone, and a ? is a question mark. A name without an argument is an error when the statement is rendered, and so is an
// sql.Named or a map's entry that no name asks for. Inside another statement it stands in parentheses, as a predicate or a
// sub-select. Never build the text from what a user typed.
//
// One argument may be a list of structs, of pointers to structs or of maps, as in executemany: the text is then run once for
// each, in order and in one transaction, with the other arguments beside it, and in one round trip where the driver can send
// statements together. Session.Exec and ExecEach take such a text, and what reads its rows as a whole, as repo.All does.
func Text(sql string, args ...any) TextStmt {
	for i, arg := range args {
		if rows, ok := rowsOf(arg); ok {
			return TextStmt{ast.Of(ast.TextKind, textForEach(sql, args, i, rows))}
		}
	}
	return TextStmt{ast.Of(ast.TextKind, textWith(sql, args))}
}

// textWith returns sql with its arguments.
func textWith(sql string, args []any) *ast.Node {
	b := binds{values: map[string]any{}, used: map[string]bool{}, optional: map[string]bool{}}
	for _, arg := range args {
		if err := b.take(arg); err != nil {
			return ast.Invalid(err)
		}
	}
	n, err := ast.NamedText(sql, b.find)
	if err == nil {
		err = b.unused(sql)
	}
	if err != nil {
		return ast.Invalid(err)
	}
	return n
}

// textForEach returns sql with its arguments, once for each row in place of argument at.
func textForEach(sql string, args []any, at int, rows reflect.Value) *ast.Node {
	texts := make([]*ast.Node, rows.Len())
	for i := range texts {
		of := slices.Clone(args)
		of[at] = rows.Index(i).Interface()
		texts[i] = textWith(sql, of)
	}
	return ast.ForEach(texts)
}

// rowsOf returns a list of what names arguments.
func rowsOf(arg any) (rows reflect.Value, ok bool) {
	v := reflect.ValueOf(arg)
	if v.Kind() != reflect.Slice {
		return v, false
	}
	t := v.Type().Elem()
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	return v, t == reflect.TypeFor[map[string]any]() || t.Kind() == reflect.Struct && t != reflect.TypeFor[sql.NamedArg]()
}

// ToSql renders the statement for squirrel: with ? for placeholders. [Compile] gives the text that is sent.
func (s TextStmt) ToSql() (string, []any, error) { return render.Embed(s.s) }

// Statement returns for package repo.
func (s TextStmt) Statement() ast.Statement { return s.s }

// String returns the text for PostgreSQL, without the arguments.
func (s TextStmt) String() string { return shown(s.s) }

// binds are the arguments of a Text by name.
type binds struct {
	values   map[string]any
	used     map[string]bool
	optional map[string]bool // names that need not be asked for: a struct's
}

func (b *binds) take(arg any) error {
	switch arg := arg.(type) {
	case sql.NamedArg:
		return b.add(arg.Name, arg.Value)
	case map[string]any:
		for name, value := range arg {
			if err := b.add(name, value); err != nil {
				return err
			}
		}
		return nil
	}
	return b.takeStruct(arg)
}

func (b *binds) takeStruct(arg any) error {
	v := reflect.ValueOf(arg)
	if v.Kind() == reflect.Pointer {
		if v.IsNil() {
			return fmt.Errorf("the %T that gives Text its arguments is nil: give it one, or leave it out", arg)
		}
		v = v.Elem()
	}
	if v.Kind() != reflect.Struct {
		return fmt.Errorf("Text takes sql.Named, a map[string]any, a struct or one list of maps or structs, not a %T: write :name where it goes in the text and sql.Named(\"name\", value) behind it; Raw and squirrel's Expr take ? and values", arg)
	}
	fields, err := mapper.NamedFieldsOf(v.Type())
	if err != nil {
		return err
	}
	for _, f := range fields {
		var value any
		if found, err := v.FieldByIndexErr(f.Path); err == nil { // else it stands behind an embedded pointer that is nil
			value = f.Bound(found)
		}
		if f.Secret {
			value = fragment.Hide(value)
		}
		if err := b.add(f.Name, value); err != nil {
			return err
		}
		b.optional[f.Name] = true
	}
	return nil
}

func (b *binds) add(name string, value any) error {
	if _, ok := b.values[name]; ok {
		return fmt.Errorf("argument %q is given twice", name)
	}
	b.values[name] = value
	return nil
}

func (b *binds) find(name string) (any, bool) {
	b.used[name] = true
	value, ok := b.values[name]
	return value, ok
}

func (b *binds) unused(sql string) error {
	var names []string
	for name := range b.values {
		if !b.used[name] && !b.optional[name] {
			names = append(names, name)
		}
	}
	if len(names) == 0 {
		return nil
	}
	slices.Sort(names)
	return fmt.Errorf("text asks for no argument called %s%s", strings.Join(names, ", "), misspelled(sql, names[0]))
}

// misspelled is the next move where sql has something like the argument of that name.
func misspelled(sql, name string) string {
	switch {
	case strings.Contains(sql, ":"+name):
		return fmt.Sprintf(": what stands in quotes or a comment is no argument: write '%%' || :%s || '%%' in the place of '%%:%s%%'", name, name)
	case strings.Contains(sql, "@"+name), strings.Contains(sql, "$"+name), strings.Contains(sql, "%("+name+")"), strings.Contains(sql, "?"):
		return ": write it as :" + name
	}
	return ""
}
