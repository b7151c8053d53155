package fragment

import (
	"database/sql/driver"
	"fmt"
	"log/slog"

	"github.com/drey-db/drey/internal/mapper"
)

// Hidden is what logs show in the place of a secret.
const Hidden = "***"

// Secret is an argument that no log may show: a value of a column tagged secret. Inside a statement it wraps the value;
// what is sent carries the value alone. Every way of printing it shows [Hidden].
type Secret struct{ value any }

// Hide returns v as a secret argument.
func Hide(v any) Secret { return Secret{v} }

// Reveal returns the value that s hides.
func (s Secret) Reveal() any { return s.value }

// Value lets database/sql bind a Secret that a user took out of ToSql.
func (s Secret) Value() (driver.Value, error) {
	if v := mapper.ValuerOf(s.value); v != nil {
		return v.Value()
	}
	return driver.DefaultParameterConverter.ConvertValue(s.value)
}

// String returns [Hidden].
func (s Secret) String() string { return Hidden }

// Format writes [Hidden] whatever the verb.
func (s Secret) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte(Hidden)) }

// LogValue returns [Hidden], for slog.
func (s Secret) LogValue() slog.Value { return slog.StringValue(Hidden) }

// MarshalText returns [Hidden], for encoding/json and its like.
func (s Secret) MarshalText() ([]byte, error) { return []byte(Hidden), nil }

// Shared is an argument that stands in several places under one name: dialects that number placeholders send it once.
type Shared struct{ Value any }

// Conceal returns an argument as a secret one; of a list, its values.
func Conceal(arg any) any {
	if list, ok := arg.(*List); ok {
		return list.conceal()
	}
	if named, ok := arg.(*Shared); ok {
		arg = named.Value
	}
	if _, ok := arg.(Secret); !ok {
		arg = Secret{arg}
	}
	return arg
}
