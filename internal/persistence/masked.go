package persistence

import (
	"errors"
	"fmt"
	"reflect"
	"strings"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/backends/kit"
	"github.com/drey-db/drey/internal/mapper"
	"github.com/drey-db/drey/internal/sqlstate"
)

// masked is err, whose e holds what a driver or a function of the database said that nobody knows and that may quote arguments, without the
// values of secret columns. A driver's own error is left out where it has one.
func (s subject) masked(e *backends.Error, err error) error {
	said := e.Message
	s.where(func(c *mapper.Column, v reflect.Value) bool {
		if text := textOf(v); c.Secret && text != "" {
			said = strings.ReplaceAll(said, text, "***")
		}
		return false
	})
	if said == e.Message {
		return err
	}
	masked := *e
	if masked.Message = said; e.Code == "" {
		masked.Err = errors.New(said)
	}
	return &masked
}

// textOf is a value as a driver prints what is bound; "" where it binds none.
func textOf(v reflect.Value) string {
	if !v.CanInterface() {
		return ""
	}
	switch bound, _ := kit.Argument(v.Interface()); bound := bound.(type) {
	case nil:
		return ""
	case *kit.Column:
		text, _ := bound.Literal()
		return text
	default:
		return fmt.Sprint(bound)
	}
}

// IsUnknown reports whether e holds words that nobody knows: a driver's, or those that a function of the database raises or runs as SQL.
func IsUnknown(e *backends.Error) bool { return e != nil && (e.Kind == "" || sqlstate.Raised(e.Err)) }
