package persistence

import (
	"encoding/json"
	"reflect"
	"strings"

	"github.com/drey-db/drey/internal/mapper"
)

// invalidJSON returns columns of JSON that is none: raw messages, text whose tags say so, else text whose tags say nothing.
func (s subject) invalidJSON() []*mapper.Column {
	said := s.where(func(c *mapper.Column, v reflect.Value) bool {
		switch {
		case v.Type() == reflect.TypeFor[json.RawMessage]():
			return !v.IsNil() && !json.Valid(v.Bytes()) // nil is NULL
		case strings.HasPrefix(c.SQLType, "json"):
			v = worded(c, v)
			return v.Kind() == reflect.String && !json.Valid([]byte(v.String()))
		}
		return false
	})
	if len(said) == 0 {
		said = s.holding(func(l leaf) bool { return s.typed(l.column, "json") && l.isHalf() })
	}
	if len(said) > 0 {
		return said
	}
	return s.where(func(c *mapper.Column, v reflect.Value) bool {
		v = worded(c, v)
		return v.Kind() == reflect.String && c.SQLType == "" && !json.Valid([]byte(v.String()))
	})
}
