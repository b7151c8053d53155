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

// foreignSQL renders s with ? for placeholders, whatever format its builder was given.
func foreignSQL(s sq.Sqlizer) (string, []any, error) {
	switch b := s.(type) {
	case sq.SelectBuilder:
		s = b.PlaceholderFormat(sq.Question)
	case sq.InsertBuilder:
		s = b.PlaceholderFormat(sq.Question)
	case sq.UpdateBuilder:
		s = b.PlaceholderFormat(sq.Question)
	case sq.DeleteBuilder:
		s = b.PlaceholderFormat(sq.Question)
	}
	return s.ToSql()
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
