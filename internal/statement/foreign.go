package statement

import (
	"database/sql/driver"

	sq "github.com/Masterminds/squirrel"
)

// Foreign is the text of somebody else's Sqlizer, squirrel's builders among them, as a node. unit says that it needs no
// parentheses beside AND and operators.
func Foreign(s sq.Sqlizer, unit bool) *Node {
	sql, args, err := foreignSQL(s)
	if err != nil {
		return Invalid(err)
	}
	return Text(sql, args, unit)
}

// ForeignQuery is somebody else's SELECT inside a statement, in parentheses.
func ForeignQuery(s sq.Sqlizer) *Node { return Foreign(sq.ConcatExpr("(", unnumbered(s), ")"), true) }

// foreignSQL renders s with ? for placeholders, whatever format its builder was given.
func foreignSQL(s sq.Sqlizer) (string, []any, error) { return unnumbered(s).ToSql() }

// unnumbered is s, told to write ? if it is a builder of squirrel's.
func unnumbered(s sq.Sqlizer) sq.Sqlizer {
	switch b := s.(type) {
	case sq.SelectBuilder:
		return b.PlaceholderFormat(sq.Question)
	case sq.InsertBuilder:
		return b.PlaceholderFormat(sq.Question)
	case sq.UpdateBuilder:
		return b.PlaceholderFormat(sq.Question)
	case sq.DeleteBuilder:
		return b.PlaceholderFormat(sq.Question)
	}
	return s
}

// expanded is the argument's own text when it is an expression or a statement, which squirrel would bind as a value.
func expanded(arg any) (f Fragment, ok bool, err error) {
	s, ok := arg.(sq.Sqlizer)
	if _, value := arg.(driver.Valuer); !ok || value {
		return Fragment{}, false, nil
	}
	sql, args, err := foreignSQL(s)
	if err != nil {
		return Fragment{}, false, err
	}
	f, err = NewFragment(sql, args)
	f.SQL = "(" + f.SQL + ")"
	return f, true, err
}
