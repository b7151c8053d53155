package values

import (
	"database/sql/driver"
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// Named types of every plain kind.
type (
	Name  string
	Level int
	Flag  bool
	Blob  []byte
	Doc   struct {
		A int
		B string
	}
)

// Celsius has Value on the value.
type Celsius struct{ Degrees float64 }

// Value implements driver.Valuer.
func (c Celsius) Value() (driver.Value, error) { return c.Degrees, nil }

// Scan implements sql.Scanner.
func (c *Celsius) Scan(src any) error { return scanFloat(&c.Degrees, src) }

// Kelvin has Value on the pointer.
type Kelvin struct{ Degrees float64 }

// Value implements driver.Valuer.
func (k *Kelvin) Value() (driver.Value, error) {
	if k == nil {
		return nil, nil
	}
	return k.Degrees, nil
}

// Scan implements sql.Scanner.
func (k *Kelvin) Scan(src any) error { return scanFloat(&k.Degrees, src) }

func scanFloat(dst *float64, src any) (err error) {
	switch src := src.(type) {
	case float64:
		*dst = src
	case int64:
		*dst = float64(src)
	case string:
		*dst, err = strconv.ParseFloat(src, 64)
	case []byte:
		*dst, err = strconv.ParseFloat(string(src), 64)
	default:
		err = fmt.Errorf("no degrees in a %T", src)
	}
	return err
}

// Colour has MarshalText on the value.
type Colour struct{ Name string }

// MarshalText implements encoding.TextMarshaler.
func (c Colour) MarshalText() ([]byte, error) { return []byte("colour " + c.Name), nil }

// UnmarshalText implements encoding.TextUnmarshaler.
func (c *Colour) UnmarshalText(text []byte) error { return cutColour(&c.Name, text) }

// Paint has MarshalText on the pointer.
type Paint struct{ Name string }

// MarshalText implements encoding.TextMarshaler.
func (p *Paint) MarshalText() ([]byte, error) { return []byte("colour " + p.Name), nil }

// UnmarshalText implements encoding.TextUnmarshaler.
func (p *Paint) UnmarshalText(text []byte) error { return cutColour(&p.Name, text) }

func cutColour(dst *string, text []byte) error {
	name, ok := strings.CutPrefix(string(text), "colour ")
	if !ok {
		return errors.New("no colour")
	}
	*dst = name
	return nil
}

// Grade is a string whose Value is another one.
type Grade string

// Value implements driver.Valuer.
func (g Grade) Value() (driver.Value, error) { return "1" + string(g), nil }

// Scan implements sql.Scanner.
func (g *Grade) Scan(src any) error {
	text := fmt.Sprint(src)
	if b, ok := src.([]byte); ok {
		text = string(b)
	}
	*g = Grade(strings.TrimPrefix(text, "1"))
	return nil
}

// Members is a list whose Value is PostgreSQL's text of an array.
type Members []string

// Value implements driver.Valuer.
func (m Members) Value() (driver.Value, error) {
	if m == nil {
		return nil, nil
	}
	return "{" + strings.Join(m, ",") + "}", nil
}

// Scan implements sql.Scanner.
func (m *Members) Scan(src any) error {
	switch src := src.(type) {
	case nil:
		*m = nil
	case string:
		*m = strings.Split(strings.Trim(src, "{}"), ",")
	case []byte:
		*m = strings.Split(strings.Trim(string(src), "{}"), ",")
	default:
		return fmt.Errorf("no members in a %T", src)
	}
	return nil
}
