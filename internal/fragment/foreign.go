package fragment

import (
	"database/sql/driver"
	"errors"

	sq "github.com/Masterminds/squirrel"

	"github.com/drey-db/drey/internal/mapper"
)

// Of returns the text of somebody else's Sqlizer, squirrel's builders among them, whatever placeholders it was told to write.
func Of(s sq.Sqlizer) (Fragment, error) {
	if mapper.IsNil(s) {
		return Fragment{}, errors.New("an expression is nil: leave it out")
	}
	sql, args, err := unnumbered(s).ToSql()
	if err != nil {
		return Fragment{}, err
	}
	return New(sql, args)
}

// unnumbered returns s, told to write ? if it is a builder of squirrel's.
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

// embedded returns the argument's own text when it is an expression or a statement, which squirrel would bind as a value.
func embedded(arg any) (f Fragment, ok bool, err error) {
	s, ok := arg.(sq.Sqlizer)
	if _, value := arg.(driver.Valuer); !ok || value {
		return Fragment{}, false, nil
	}
	if f, err = Of(s); err != nil {
		return Fragment{}, false, err
	}
	f.SQL = "(" + f.SQL + ")"
	return f, true, nil
}
