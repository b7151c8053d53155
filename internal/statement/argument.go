package statement

import (
	"database/sql/driver"
	"fmt"
	"log/slog"

	"github.com/drey-db/drey/internal/mapper"
)

const hidden = "***"

// Secret is an argument that no log may show: a value of a column tagged secret. Inside a statement it wraps the value;
// what is sent carries the value alone. Every way of printing it shows ***.
type Secret struct{ value any }

// Value lets database/sql bind a Secret that a user took out of ToSql.
func (s Secret) Value() (driver.Value, error) {
	if v := mapper.ValuerOf(s.value); v != nil {
		return v.Value()
	}
	return driver.DefaultParameterConverter.ConvertValue(s.value)
}

// String is ***.
func (s Secret) String() string { return hidden }

// Format is *** whatever the verb.
func (s Secret) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte(hidden)) }

// LogValue is ***, for slog.
func (s Secret) LogValue() slog.Value { return slog.StringValue(hidden) }

// MarshalText is ***, for encoding/json and its like.
func (s Secret) MarshalText() ([]byte, error) { return []byte(hidden), nil }

// shared is an argument that stands in several places under one name: dialects that number placeholders send it once.
type shared struct{ value any }

// Hide is v as a secret argument.
func Hide(v any) Secret { return Secret{v} }
